"""An index that is written a little at a time, so that an import takes bounded memory."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from bot.archive.posts.row import row_of
from bot.storage.archive import imports
from bot.storage.archive.search import gathered, index, new_words, packing
from bot.storage.database import Database
from bot.storage.transaction import Transaction
from bot.workers import vocabulary
from tests.archives import post
from tests.storage.templates import new_archive

WHEN = datetime(2022, 11, 24, tzinfo=UTC)
TABLES = ("words", "vocabulary", "postings", "forms", "packed_vocabulary", "dirty")
LIMITS = (
    (gathered, "_MOST_WORDS"),
    (gathered, "_MOST_POSTS"),
    (new_words, "_MOST_FORMS"),
    (index, "_SLICE"),
    (index, "_BATCH_SIZE"),
    (packing, "_BATCH"),
)
# Those of the second import replace shorter ones, and take words away.
LOADS = (
    ["the locks", "PyTorch and Mädchen", "", "covid19 here", "学校で were locks", "Engineers were"]
    + [f"the number{n} {'locks' * (n % 3)} running{n}" for n in range(14)],
    [
        "the deadlocks",
        "PyTorch and Mädchen again, Engineers",
        "came",
        "covid19",
        "a",
        "the engineers",
    ],
)


async def index_of(folder: Path | str, loads: Sequence[Sequence[str]]) -> dict[str, list[Any]]:
    """Return all rows of the index after imports: each one's texts are those of the same posts.

    A longer text replaces a shorter one.
    """
    async with Database(new_archive(folder), "archive") as database:
        for texts in loads:
            async with database.write() as tx:
                await imports.begin_tracking(tx)
                words = imports.NewWords()
                rows = [
                    row_of(post(WHEN + timedelta(minutes=minutes), text))
                    for minutes, text in enumerate(texts)
                ]
                for start in range(0, len(rows), 4):
                    await imports.save_posts(tx, rows[start : start + 4], words)
                await imports.finish_import(tx, 1, words)
        return {
            table: [tuple(row) for row in await database.read(f"SELECT * FROM {table} ORDER BY 1")]  # noqa: S608 - constants
            for table in TABLES
        }


def indexed(loads: Sequence[Sequence[str]]) -> dict[str, list[Any]]:
    """Return all rows of the index of a new archive after imports."""
    with TemporaryDirectory() as folder:
        return asyncio.run(index_of(folder, loads))


@pytest.mark.parametrize("limit", [1, 3])
def test_the_index_is_the_same_however_little_is_in_memory(
    monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    """Byte for byte, also where posts have changed and words are gone."""
    monkeypatch.setattr(index, "PART_BITS", 3)
    expected = indexed(LOADS)
    for module, name in LIMITS:
        monkeypatch.setattr(module, name, limit)
    assert indexed(LOADS) == expected
    assert {len(word) for word, _ in expected["vocabulary"]} >= {1, 3, 7}
    assert len(expected["postings"]) > len(expected["vocabulary"])


@pytest.mark.parametrize("limit", ["_MOST_WORDS", "_MOST_POSTS"])
def test_words_are_written_before_they_are_many(
    monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    """Beyond the limit no more words are gathered than a few posts have."""
    sizes: list[int] = []
    write = index.write_changes

    async def noted(tx: Transaction, part: int, changes: index.Changes) -> None:
        sizes.append(len(changes.added))
        await write(tx, part, changes)

    monkeypatch.setattr(index, "write_changes", noted)
    indexed(LOADS[:1])
    whole = max(sizes)
    sizes.clear()
    monkeypatch.setattr(gathered, limit, 5)
    indexed(LOADS[:1])
    assert max(sizes) < whole / 2


def test_the_vocabulary_is_packed_here_where_no_process_lives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that is killed, as for want of memory, does not fail the import."""

    def fail(*_: object) -> None:
        raise vocabulary.PackingFailedError

    loads = [["the locks", "deadlock"]]
    expected = indexed(loads)
    monkeypatch.setattr(vocabulary, "WORTH_A_PROCESS", 0)
    monkeypatch.setattr(vocabulary.PackerBeside, "pack", fail)
    assert asyncio.run(index_of(tmp_path, loads)) == expected
