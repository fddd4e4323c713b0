"""Links that the owner of an archive corrected."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.archive.posts.post import Kind, Post, Version
from bot.storage.archive.threads.corrections import CorrectionStore
from bot.storage.database import Database
from tests.archives import post
from tests.storage.archive.threads.linking import Links, at, bare, found, load, said
from tests.storage.reading import reading
from tests.storage.templates import new_archive

Correction = tuple[Post, Post | None]


async def corrected(
    before: Sequence[Post], said: Sequence[Correction], *later: Sequence[Post]
) -> Links:
    """Return the links of posts after the owner's corrections and later imports."""
    with tempfile.TemporaryDirectory() as folder:
        async with Database(new_archive(folder), "archive") as database:
            await load(database, before)
            for child, parent in said:
                parent_id = None if parent is None else parent.id
                await CorrectionStore(database).set(child.id, parent_id, by="ada", at=0)
            for posts in later:
                await load(database, posts)
            return (await found(database))[0]


async def test_corrections_of_two_posts_that_are_one() -> None:
    """If two corrected posts turn out to be one, the correction of the edited post counts."""
    a, b, old, new = said(0), said(9000), said(90_000), said(90_060)
    edited = replace(new, versions=(Version(old.id, old.created_at, old.text),))
    for word, expected in ((b, {new.id: ("by hand", b.id)}), (None, {})):
        both = [(old, a), (new, word)]
        links = await corrected([a, b, old, new], both, [edited], [said(200_000)])
        assert links == expected


@pytest.mark.parametrize("corrections", [1, 2])
@pytest.mark.parametrize("imported", ["apart", "at once"])
async def test_a_correction_inside_a_post_means_nothing(corrections: int, imported: str) -> None:
    """A link between two posts that turn out to be one replaces neither a link nor another word."""
    a, b = said(0), said(9000)
    old, middle, new = (said(90_000 + 60 * n, answers=b) for n in range(3))
    lists = [
        replace(new, versions=(Version(middle.id),)),
        replace(middle, versions=(Version(old.id),)),
    ]
    later = [lists] if imported == "at once" else [[one] for one in lists]
    inside = [(middle, old), (new, middle)]
    before = [a, b, old, middle, new]
    links = await corrected(before, inside[-corrections:], *later)
    assert links == {new.id: ("recorded", b.id)}
    links = await corrected(before, [(old, a), *inside[-corrections:]], *later)
    assert links == {new.id: ("by hand", a.id)}


async def test_a_correction_inside_a_post_that_is_stored_is_ignored(tmp_path: Path) -> None:
    """What earlier versions stored as a link from a post to itself parts it from nothing."""
    a, b, after = said(0), said(90_000, answers=said(0)), said(90_040)
    async with Database(tmp_path / "archive.db", "archive") as database:
        async with database.write() as tx:
            await tx.execute_many(
                "INSERT INTO corrections (network, child, parent) VALUES ('twitter', ?1, ?1)",
                [(b.id,), (after.id,)],
            )
        await load(database, [a, b, after])
        assert (await found(database))[0] == {b.id: ("recorded", a.id)}
        with reading(database.path) as reader:
            (likely,) = reader.threads.candidate_links()
        assert (likely.child, likely.parent) == (after.id, b.id)


@pytest.mark.parametrize("parted", [False, True])
async def test_a_correction_of_a_post_that_gets_its_id(*, parted: bool) -> None:
    """A correction moves to the post when a source names its id, as child and as parent."""
    a, made, after = said(0), bare(90_000, "milk"), said(90_040)
    real = post(at(90_000), "milk")
    word = [(after, None)] if parted else [(made, a), (after, made)]
    links = await corrected([a, made, after], word, [real], [real])
    linked = {real.id: ("by hand", a.id), after.id: ("by hand", real.id)}
    assert links == ({} if parted else linked)


async def test_an_undone_correction_leaves_nothing() -> None:
    """After a correction is undone, the links of the archive apply again, later ones too."""
    a, b, c, lone = said(0), said(9000), said(9000.4), said(900_000)
    assert (await corrected([a, b, c], [(c, a), (c, b)]))[c.id] == ("certain", b.id)
    recorded = replace(lone, reply_to=b.id, parent_known=True, kind=Kind.REPLY)
    links = await corrected([a, b, lone], [(lone, a), (lone, None)], [recorded])
    assert links == {lone.id: ("recorded", b.id)}
