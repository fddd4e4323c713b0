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

Said = tuple[Post, Post | None]


async def corrected(before: Sequence[Post], said: Sequence[Said], *later: Sequence[Post]) -> Links:
    """Return the links of posts, after the owner's word on some, and what is loaded later."""
    with tempfile.TemporaryDirectory() as folder:
        async with Database(Path(folder) / "archive.db", "archive") as database:
            await load(database, before)
            for child, parent in said:
                told = None if parent is None else parent.id
                await CorrectionStore(database).set(child.id, told, by="ada", at=0)
            for posts in later:
                await load(database, posts)
            return (await found(database))[0]


async def test_the_owners_word_on_two_posts_that_are_one() -> None:
    """What was said of the edited post counts, and no import fails for there being two."""
    a, b, old, new = said(0), said(9000), said(90_000), said(90_060)
    edited = replace(new, versions=(Version(old.id, old.created_at, old.text),))
    for word, expected in ((b, {new.id: ("by hand", b.id)}), (None, {})):
        both = [(old, a), (new, word)]
        links = await corrected([a, b, old, new], both, [edited], [said(200_000)])
        assert links == expected


@pytest.mark.parametrize("parted", [False, True])
async def test_the_owners_word_on_a_post_that_gets_its_own_id(*, parted: bool) -> None:
    """It holds for the post when a richer source names it, as child and as parent."""
    a, made, after = said(0), bare(90_000, "milk"), said(90_040)
    real = post(at(90_000), "milk")
    word = [(after, None)] if parted else [(made, a), (after, made)]
    links = await corrected([a, made, after], word, [real], [real])
    linked = {real.id: ("by hand", a.id), after.id: ("by hand", real.id)}
    assert links == ({} if parted else linked)


async def test_the_owners_word_taken_back_leaves_nothing() -> None:
    """What the archive says by itself holds again, and what it comes to say later."""
    a, b, c, lone = said(0), said(9000), said(9000.4), said(900_000)
    assert (await corrected([a, b, c], [(c, a), (c, b)]))[c.id] == ("certain", b.id)
    recorded = replace(lone, reply_to=b.id, parent_known=True, kind=Kind.REPLY)
    links = await corrected([a, b, lone], [(lone, a), (lone, None)], [recorded])
    assert links == {lone.id: ("recorded", b.id)}
