"""The meaning of new posts at the end of an import; the model is a stand-in."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.formats.import_report import report_lines
from bot.services.container import Services
from bot.services.meaning import building
from bot.services.meaning.at_import import MeaningAtImport
from bot.services.meaning.encoder import Encoder, EncoderFailedError
from bot.services.posts.import_report import ImportReport
from bot.services.posts.imports import ImportOptions
from bot.storage.archive.meaning.meanings import MeaningStore
from bot.storage.archive_database import ArchiveDatabase
from bot.workers.encoder_jobs import Model
from tests.archives import record, snowflake
from tests.services.conftest import Load
from tests.services.meaning.conftest import Build
from tests.services.meaning.test_building import MODEL, WHEN, Hashing, save, some, stored

WANTED = ImportOptions(most_meanings=5)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[ArchiveDatabase]:
    """An empty archive."""
    async with ArchiveDatabase(tmp_path / "archive.db") as opened:
        yield opened


async def take(
    database: ArchiveDatabase,
    options: ImportOptions = WANTED,
    encoder: Encoder | None = None,
    model: Model | None = MODEL,
) -> int:
    """Do what follows an import; return how many posts are left."""
    taking = MeaningAtImport(lambda: encoder or Hashing(), lambda: model)
    return (await taking.run(database, ImportReport([]), options)).meaning_left


async def test_new_posts_are_done_if_they_are_few(database: ArchiveDatabase) -> None:
    """Those of a later import too; more than the limit are left, and the report names a command."""
    await save(database, *some(4))
    assert await take(database) == 0
    assert len(await stored(database)) == 4
    await save(database, *some(7)[4:])
    assert await take(database) == 0
    assert len(await stored(database)) == 7
    await save(database, *some(16)[7:])  # now more than twice as many: all anew
    assert await take(database) == 16
    assert len(await stored(database)) == 7
    lines = [line.text for line in report_lines(ImportReport([], meaning_taken=9, meaning_left=16))]
    assert lines[-2:] == [
        "The meaning of 9 posts was taken.",
        "The meaning of 16 posts was not taken yet; `throwback meaning build` does that.",
    ]


async def test_nothing_is_done_where_it_is_not_wanted(database: ArchiveDatabase) -> None:
    """Without the extra, without the option, and when an import is only tried."""
    await save(database, *some(2))
    assert await take(database, model=None) == 0
    assert await take(database, ImportOptions()) == 0
    assert await take(database, replace(WANTED, dry_run=True)) == 0
    assert await stored(database) == {}


@pytest.mark.parametrize("error", [EncoderFailedError(), asyncio.CancelledError()])
async def test_the_report_comes_whatever_happens(
    database: ArchiveDatabase, error: BaseException
) -> None:
    """The import is saved: what fails or is stopped after it is only left for later."""

    class Failing(Hashing):
        async def bits_of(self, *_: object) -> list[bytes | None]:
            raise error

    await save(database, *some(2))
    assert await take(database, encoder=Failing()) == 2
    assert await take(database) == 0


@pytest.mark.parametrize("error", [EncoderFailedError(), asyncio.CancelledError()])
async def test_the_report_counts_what_was_saved_before_an_error(
    database: ArchiveDatabase, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    """Only the rest is left, and the command that it names does only that."""
    monkeypatch.setattr(building, "BATCH", 1)
    monkeypatch.setattr(building, "_SAVED", 2)

    class Failing(Hashing):
        async def bits_of(self, texts: Sequence[str], mean: bytes) -> list[bytes | None]:
            if len(self.seen) == 3:
                raise error
            return await super().bits_of(texts, mean)

    await save(database, *some(5))
    report = ImportReport([])
    await MeaningAtImport(Failing, lambda: MODEL).run(database, report, WANTED)
    assert (report.meaning_taken, report.meaning_left) == (2, 3)
    assert len(await stored(database)) == 2


async def test_new_bits_that_could_not_replace_the_old_ones_do_so_later(
    database: ArchiveDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the disk was full just then, the posts are left; the next import ends it."""
    await save(database, *some(2))
    assert await take(database) == 0
    await save(database, *some(5))

    async def fail(*_: object) -> None:
        raise EncoderFailedError  # any error has this effect

    with monkeypatch.context() as patch:
        patch.setattr(MeaningStore, "replace", fail)
        assert await take(database) == 3
    assert len(await stored(database)) == 2
    assert await take(database) == 0
    assert len(await stored(database)) == 5


async def test_an_erased_post_loses_its_bits(services: Services, load: Load, build: Build) -> None:
    """Nothing of what it meant stays behind."""
    await load(record(WHEN, "the heron by the canal"))
    await build()
    database = services._archive_database
    assert len(await stored(database)) == 1
    await services.erasure.erase(await services.erasure.plan([snowflake(WHEN)], None))
    (row,) = await database.read("SELECT count(*) FROM meanings")
    assert row[0] == 0
