"""Corrections from files, and answers to single pairs, in any order."""

import asyncio
import tempfile
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from random import Random
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive.posts.post import Post, Version
from bot.archive.threads.corrections import Correction, Verdict
from bot.storage.archive import imports
from bot.storage.archive.threads.corrections import CorrectionStore
from bot.storage.archive.threads.links import update_links
from bot.storage.database import Database
from tests.archives import snowflake
from tests.storage.archive.threads.linking import Links, at, found, load, said
from tests.storage.reading import reading
from tests.storage.templates import new_archive

T = TypeVar("T")
POSTS = [said(60 * n, f"word{n}") for n in range(5)]
IDS = [post.id for post in POSTS]
ABSENT = snowflake(at(1_000_000))


@st.composite
def corrections(draw: st.DrawFn) -> Correction:
    """What somebody said of posts that may be there, and when."""
    parent, child = sorted(draw(st.lists(st.sampled_from(range(6)), min_size=2, max_size=2,
                                         unique=True)))  # fmt: skip
    ids = [*IDS, ABSENT]
    verdict = draw(st.sampled_from(Verdict))
    named = None if verdict is Verdict.UNLINK else ids[parent]
    return Correction(verdict, ids[child], named, draw(st.integers(0, 5)), "ada")


def in_archive(work: Callable[[Database], Coroutine[Any, Any, T]]) -> T:
    """Return what `work` returns, with a new archive."""

    async def run() -> T:
        with tempfile.TemporaryDirectory() as folder:
            async with Database(new_archive(folder), "archive") as database:
                return await work(database)

    return asyncio.run(run())


async def save(database: Database, said: Sequence[Correction]) -> int:
    """Import corrections; return how many were new."""
    async with database.write() as tx:
        await imports.begin_tracking(tx)
        new = await imports.save_corrections(tx, said)
        await update_links(tx)
        await imports.finish_import(tx)
    return new


async def state(database: Database) -> tuple[Links, list[tuple[object, ...]], list[Correction]]:
    """Return links, candidates and corrections."""
    with reading(database.path) as reader:
        said = [replace(one, by="") for one in reader.teaching.corrections()]
    return *await found(database), said


@given(st.lists(corrections(), max_size=8), st.randoms())
@settings(max_examples=12)
def test_the_order_of_corrections_and_posts_changes_nothing(
    said: list[Correction], rng: Random
) -> None:
    """One by one in any order, before or after the posts, they are what they are together."""

    async def together(database: Database) -> object:
        await load(database, POSTS)
        await save(database, said)
        return await state(database)

    async def apart(database: Database) -> object:
        steps: list[Correction | Post] = [*said, *POSTS]
        rng.shuffle(steps)
        for step in steps:
            if isinstance(step, Post):
                await load(database, [step])
            else:
                await save(database, [step])
        return await state(database)

    assert in_archive(together) == in_archive(apart)


@given(st.lists(corrections(), max_size=8))
@settings(max_examples=10)
def test_what_was_exported_is_the_same_elsewhere(said: list[Correction]) -> None:
    """All that a database holds makes another one the same; twice changes nothing."""

    async def first(database: Database) -> list[Correction]:
        await load(database, POSTS)
        await save(database, said)
        with reading(database.path) as reader:
            return reader.teaching.corrections()

    exported = in_archive(first)

    async def again(database: Database) -> list[Correction]:
        await load(database, POSTS)
        assert await save(database, exported) == len(exported)
        assert await save(database, exported) == 0
        with reading(database.path) as reader:
            return reader.teaching.corrections()

    assert in_archive(again) == exported


@given(st.lists(st.tuples(st.integers(1, 4), st.booleans()), max_size=6, unique_by=lambda x: x[0]),
       st.randoms())  # fmt: skip
@settings(max_examples=10)
def test_the_order_of_answers_changes_nothing(answers: list[tuple[int, bool]], rng: Random) -> None:
    """Answers to different pairs are the same in any order, and taken back they leave nothing."""

    async def answered(database: Database, order: Sequence[tuple[int, bool]]) -> object:
        await load(database, POSTS)
        store = CorrectionStore(database)
        for child, yes in order:
            pair = IDS[child], IDS[child - 1]
            assert await store.answer(*pair, continues=yes, by="ada", at=1)
            assert not await store.answer(*pair, continues=not yes, by="ada", at=2)
        return await state(database)

    async def undone(database: Database) -> object:
        await answered(database, answers)
        for child, yes in rng.sample(answers, len(answers)):
            pair = IDS[child], IDS[child - 1]
            assert await CorrectionStore(database).take_back(
                *pair, continues=yes, answered_at=1, by="ada", at=3
            )
        return await state(database)

    async def untouched(database: Database) -> object:
        await load(database, POSTS)
        return await state(database)

    shuffled = rng.sample(answers, len(answers))
    assert in_archive(lambda one: answered(one, answers)) == in_archive(
        lambda one: answered(one, shuffled)
    )
    assert in_archive(undone) == in_archive(untouched)


@pytest.mark.parametrize(("answers", "expected"), [(0, "recorded"), (1, None)])
async def test_a_rejection_is_of_one_pair(
    tmp_path_factory: pytest.TempPathFactory, answers: int, expected: str | None
) -> None:
    """A parent that an export names later counts, unless it is the rejected one itself."""
    a, b, c = said(0), said(60), said(120)
    async with Database(new_archive(tmp_path_factory.mktemp("one")), "archive") as database:
        await load(database, [a, b, c])
        await CorrectionStore(database).answer(c.id, b.id, continues=False, by="ada", at=1)
        await load(database, [said(120, answers=[a, b][answers])])
        links, _ = await found(database)
        assert links.get(c.id) == (expected and (expected, a.id))


async def test_linking_by_hand_ends_a_rejection(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The later word counts; unlinking again leaves what was likely before."""
    a, b = said(0), said(60)
    async with Database(new_archive(tmp_path_factory.mktemp("one")), "archive") as database:
        await load(database, [a, b])
        store = CorrectionStore(database)
        await store.answer(b.id, a.id, continues=False, by="ada", at=1)
        await store.set(b.id, a.id, by="ada", at=2)
        assert (await found(database))[0] == {b.id: ("by hand", a.id)}
        await store.set(b.id, None, by="ada", at=3)
        with reading(database.path) as reader:
            assert [one.child for one in reader.threads.candidate_links()] == [b.id]


async def test_a_rejection_follows_a_post_under_its_new_id(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """An edited post keeps what was said of its earlier version; so does a file that names that."""
    a, old, new = said(0), said(60), said(66)
    edited = replace(new, versions=(Version(old.id, old.created_at, old.text),))
    rejection = Correction(Verdict.REJECT, old.id, a.id, 1, "ada")
    for is_first in (True, False):
        async with Database(new_archive(tmp_path_factory.mktemp("one")), "archive") as database:
            await load(database, [a, old] if is_first else [a, edited])
            await save(database, [rejection])
            await load(database, [edited])
            with reading(database.path) as reader:
                (said_of,) = reader.teaching.corrections()
            assert (said_of.child, said_of.parent) == (new.id, a.id)


async def test_a_file_brings_no_word_of_an_erased_post(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Corrections that name an erased post are not kept."""
    async with Database(new_archive(tmp_path_factory.mktemp("one")), "archive") as database:
        async with database.write() as tx:
            await tx.execute("INSERT INTO erased VALUES ('twitter', ?, 0)", (IDS[0],))
        said_of = [
            Correction(Verdict.LINK, IDS[1], IDS[0], 1, "ada"),
            Correction(Verdict.REJECT, IDS[2], IDS[1], 1, "ada"),
        ]
        assert await save(database, said_of) == 1


async def test_answers_are_seen_pairs(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Each answer counts for its author, as what the archive records does."""
    async with Database(new_archive(tmp_path_factory.mktemp("one")), "archive") as database:
        await load(database, POSTS)
        store = CorrectionStore(database)
        await store.answer(IDS[1], IDS[0], continues=True, by="ada", at=1)
        await store.answer(IDS[3], IDS[2], continues=False, by="ada", at=1)
        with reading(database.path) as reader:
            seen = {(one.candidate.child, one.followed) for one in reader.threads.seen_pairs()}
        assert seen == {(IDS[1], True), (IDS[3], False)}
