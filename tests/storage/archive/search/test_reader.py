"""The index of words stays consistent with the posts."""

import struct
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.posts.post import Post
from bot.archive.posts.row import PostRow, row_of
from bot.archive.search.sort_order import SortOrder
from bot.archive.search.tokens import tokenize
from bot.storage.archive import imports
from bot.storage.archive.search import index
from bot.storage.archive.search.filters import Condition
from bot.storage.archive.search.index import PART_BITS, bitmap, pack, unpack
from bot.storage.database import Database
from tests.archives import post
from tests.storage.reading import reading

WHEN = datetime(2022, 11, 24, tzinfo=UTC)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """An empty archive."""
    async with Database(tmp_path / "archive.db", "archive") as opened:
        yield opened


def rows_of(one: Post) -> list[PostRow]:
    """Return a post as an import passes it on: as a row."""
    return [row_of(one)]


async def save(database: Database, texts: dict[int, str], *, keep: bool = True) -> None:
    """Import posts in one transaction; the keys are their times in minutes."""
    async with database.write(commit=keep) as tx:
        await imports.begin_tracking(tx)
        for minutes, text in texts.items():
            await imports.save_posts(tx, rows_of(post(WHEN + timedelta(minutes=minutes), text)))
        await imports.finish_import(tx)


async def fail_late(database: Database) -> None:
    """Do all that an import does, then fail."""
    async with database.write() as tx:
        await imports.begin_tracking(tx)
        await imports.save_posts(tx, rows_of(post(WHEN, "a longer text than before")))
        await imports.finish_import(tx)
        raise ValueError("boom")


async def assert_consistent(database: Database) -> None:
    """Compare the index with the words of all posts."""
    postings: dict[str, list[int]] = {}
    for key, text in await database.read("SELECT post, text FROM posts ORDER BY post"):
        for word in dict.fromkeys(tokenize(text)):
            postings.setdefault(word, []).append(key)
    with reading(database.path) as reader:
        vocabulary = reader.search.vocabulary()
        words = {word: vocabulary.post_count(word) for word in vocabulary.with_prefix("")}
        stored = {word: list(keys) for word, keys in reader.search.postings(postings).items()}
    assert words == {word: len(keys) for word, keys in postings.items()}
    assert stored == postings
    (row,) = await database.read("SELECT count(DISTINCT word) FROM postings")
    assert row[0] == len(postings)


async def test_words_follow_new_and_changed_posts(database: Database) -> None:
    """The index is consistent after new posts and after changed ones."""
    await save(database, {0: "the deadlock", 1: "the lock, a lock", 2: ""})
    await assert_consistent(database)
    # The longer text wins over a cut one.
    await save(database, {0: "the deadloc", 1: "something else", 3: "a new post"})
    await assert_consistent(database)


async def test_a_changed_post_removes_its_old_words(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A word that is in no post any more is removed from every part of the index."""
    monkeypatch.setattr(index, "PART_BITS", 1)
    await save(database, {0: "gone here", 1: "stays", 2: "gone", 3: "gone stays", 4: "stays"})
    await assert_consistent(database)
    async with database.write() as tx:
        for key, text in {1: "came here", 3: "came", 4: "stays"}.items():
            await tx.execute("UPDATE posts SET text = ? WHERE post = ?", (text, key))
            await tx.execute("UPDATE words SET spaced = ? WHERE post = ?", (text, key))
        await tx.execute("DELETE FROM posts WHERE post = 2")
        await index.update_index(tx)
    await assert_consistent(database)


async def test_a_rehearsal_leaves_the_index_alone(database: Database) -> None:
    """Imports that are rolled back, or fail, leave nothing in the index."""
    await save(database, {0: "the deadlock"})
    await save(database, {0: "other words, and longer ones", 1: "more"}, keep=False)
    await assert_consistent(database)
    with pytest.raises(ValueError, match="boom"):
        await fail_late(database)
    await assert_consistent(database)
    # The next import is not affected by what the failed one recorded.
    await save(database, {1: "the end"})
    await assert_consistent(database)


async def test_a_post_may_be_saved_twice_in_one_import(database: Database) -> None:
    """A post in two batches of an import is indexed once, with its last words."""
    async with database.write() as tx:
        await imports.begin_tracking(tx)
        await imports.save_posts(tx, rows_of(post(WHEN, "short")))
        await imports.save_posts(tx, rows_of(post(WHEN, "short, but longer")))
        await imports.finish_import(tx)
    await assert_consistent(database)


async def test_an_import_gathers_the_words_of_its_new_posts(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words of new posts are gathered over batches and parts; posts may change before the end."""
    monkeypatch.setattr(index, "PART_BITS", 2)
    await save(database, {0: "a first post"})
    async with database.write() as tx:
        words = imports.NewWords()
        await imports.begin_tracking(tx)
        batches = [
            {minutes: f"word{minutes} and more" for minutes in range(1, 12)},
            {3: "word3 and more, but longer", 12: "the last one"},
            {11: "another text, longer than before"},
        ]
        for batch in batches:
            posts = [
                row_of(post(WHEN + timedelta(minutes=minutes), text))
                for minutes, text in batch.items()
            ]
            await imports.save_posts(tx, posts, words)
        await tx.execute("DELETE FROM words WHERE post = 13")
        await tx.execute("DELETE FROM posts WHERE post = 13")
        await imports.save_posts(tx, rows_of(post(WHEN, "after a gap", id="7" * 18)), words)
        await imports.finish_import(tx, words=words)
    await assert_consistent(database)


async def test_marks_that_take_a_space_are_indexed(database: Database) -> None:
    """A voiced sound mark by itself, which folds to a space and a mark, leaves the index whole."""
    await save(database, {0: "あ゛あ゛", 1: "\U0001f3fd か゜"})
    await assert_consistent(database)
    await save(database, {0: "あ゛あ゛, and more", 1: "plain text, longer"})
    await assert_consistent(database)


async def test_posts_are_ordered_by_time(database: Database) -> None:
    """Posts are sorted by their time, not by the order of import."""
    await save(database, {5: "b", 1: "a", 9: "c"})
    with reading(database.path) as reader:
        assert reader.search.ordered([1, 2, 3], SortOrder.NEWEST) == [3, 1, 2]
        assert reader.search.ordered([1, 2, 3], SortOrder.OLDEST) == [2, 1, 3]


async def test_few_posts_that_pass_are_found(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All posts that meet a condition are returned if they are few, none if they are more."""
    monkeypatch.setattr("bot.storage.archive.search.reader._SAMPLE", 16)
    await save(database, dict.fromkeys(range(60), "a comet"))
    async with database.write() as tx:
        await tx.execute("UPDATE posts SET kind = 'reply' WHERE post IN (3, 40, 41)")
    with reading(database.path) as reader:
        search = reader.search
        assert search.few_passing(Condition("kind = ?", ("reply",)), 3) == {3, 40, 41}
        assert search.few_passing(Condition("kind = ?", ("reply",)), 2) is None
        assert search.few_passing(Condition("kind = ?", ("post",)), 12) is None  # by the sample
        assert search.few_passing(Condition("0"), 3) == set()


@given(st.lists(st.sets(st.integers(0, (1 << PART_BITS) - 1)), max_size=4))
def test_packed_keys_come_back(parts: list[set[int]]) -> None:
    """Packed keys of several parts are unpacked as one list, or as one bitmap."""
    keys = [
        [(number << PART_BITS) + key for key in sorted(part)] for number, part in enumerate(parts)
    ]
    blobs = [*map(pack, keys)]
    assert list(unpack(blobs)) == list(bitmap(blobs)) == [key for part in keys for key in part]


@given(st.sets(st.integers(1, 40_000)), st.sampled_from([0, 12_345, 12_346, 12_347]))
def test_keys_of_earlier_versions_come_back(keys: set[int], first: int) -> None:
    """Earlier versions packed all keys as plain numbers, whichever the first one is."""
    every = sorted({first, *(first + key for key in keys)})
    blob = struct.pack(f"<{len(every)}I", *every)
    assert list(unpack([blob])) == list(bitmap([blob])) == every
