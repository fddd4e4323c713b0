"""An archive that is replaced by another copy while the bot answers from it."""

import asyncio
import logging
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from itertools import cycle
from pathlib import Path

import pytest

from bot.archive.search.query.parser import parse
from bot.clock import SystemClock
from bot.errors import DatabaseError
from bot.services.audience import audience
from bot.services.container import Services
from bot.storage.archive.reader import ArchiveReader
from bot.storage.archive_database import NoCopyError, ReadOnlyArchiveError
from bot.storage.open_file import ReplacedFileError
from tests.archives import archive, record
from tests.cogs.conftest import Harness
from tests.faults.conftest import PATIENCE, Resources
from tests.faults.storage.conftest import assert_intact
from tests.faults.storage.copies import WHEN, beside, make, put
from tests.privileges import modes_apply
from tests.storage.test_inspection import older

GUILD = 7


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.services.reopening._POLL", 0.01)


@pytest.fixture
async def quokkas(tmp_path: Path) -> Path:
    """A copy of an archive of quokkas."""
    return await make(tmp_path / "copies" / "quokka.db", "quokka")


@pytest.fixture
async def services(tmp_path: Path) -> AsyncIterator[Services]:
    """Services over an archive of wombats, whose vocabulary is loaded."""
    path = await make(tmp_path / "archive.db", "wombat")
    accounts = {GUILD: frozenset({"ada"})}
    async with Services(path, SystemClock(), accounts=accounts) as opened:
        await opened.search_index.warm_up()
        yield opened


async def found(services: Services, word: str) -> int:
    """Return how many posts a search finds."""
    return (await services.search.find(parse(word))).total


async def until_read(services: Services, word: str) -> None:
    """Search until the archive that has a word is read."""
    async with asyncio.timeout(PATIENCE):
        while not await found(services, word):
            await asyncio.sleep(0.01)


async def test_no_answer_fails_while_archives_are_replaced(
    harness: Harness, tmp_path: Path
) -> None:
    """Each answer shows posts of the archive before or of the one after, and nothing is left."""
    subjects = ("wombat", "quokka")
    copies = {one: await make(tmp_path / "copies" / f"{one}.db", one) for one in subjects}
    await harness.stop()
    put(copies["wombat"], tmp_path / "archive.db")
    await harness.start()
    members = cycle([harness.ada, harness.bob, *map(harness.guild.add_member, ("eve", "joe"))])
    shown = "wombat"
    before: Resources | None = None
    for subject in ("quokka", "wombat", "quokka", "wombat"):
        put(copies[subject], tmp_path / "archive.db")
        async with asyncio.timeout(PATIENCE):
            while shown != subject:
                answers = await asyncio.gather(
                    *(next(members).slash("search", query="marsupial") for _ in range(4)),
                    next(members).slash("random"),
                )
                for answer in answers:
                    (shown,) = (one for one in subjects if f"{one} number" in answer.text)
        assert all(f"{subject} number" in (await harness.ask("random")).text for _ in range(3))
        await harness.saved()
        if before is None:
            before = Resources.now()
    assert before is not None
    await before.assert_back()


async def test_a_view_ends_on_the_file_on_which_it_began(
    services: Services, tmp_path: Path, quokkas: Path
) -> None:
    """Its vocabulary stays for as long; then connections and vocabulary of the old file are gone."""

    def texts(reader: ArchiveReader) -> set[str]:
        index = services.search_index.current(reader)
        words = {word for word in ("wombat", "quokka") if index.vocabulary.post_count(word)}
        posts = reader.posts.after(None, 100)
        assert all(words & set(one.text.split()) for one in reader.posts.by_keys([p.key for p in posts]))
        return words

    async with services.archive.view() as view:
        assert await view.read(texts) == {"wombat"}
        put(quokkas, tmp_path / "archive.db")
        await until_read(services, "quokka")
        assert await view.read(texts) == {"wombat"}
        assert len(services.search_index._by_file) == 2
    async with services.archive.view() as view:
        assert await view.read(texts) == {"quokka"}
    assert [*services.search_index._by_file] == [1]
    assert not [one for one in Resources.now().descriptors if "(deleted)" in one]


@pytest.mark.parametrize("kind", ["cut", "older", "foreign", "state", "damaged"])
async def test_a_file_that_is_not_whole_is_not_read(
    services: Services,
    tmp_path: Path,
    quokkas: Path,
    caplog: pytest.LogCaptureFixture,
    kind: str,
) -> None:
    """The one before answers on, more at once than are open too, until there is a whole one."""
    path, bad = tmp_path / "archive.db", tmp_path / "bad.db"
    shutil.copy(quokkas, bad)
    only = None
    match kind:
        case "cut":
            only = quokkas.stat().st_size - 4096
        case "older":
            older(bad)
        case "foreign":
            bad.write_text("no database")
        case "state":
            shutil.copy(tmp_path / "state.db", bad)
        case _:
            damage(bad)

    async def count(guild: int | None) -> int:
        audience.set(guild)
        async with services.archive.view() as view:
            first = await view.read(lambda reader: reader.posts.count())
            await asyncio.sleep(0.01)
            return first + await view.read(lambda reader: reader.posts.count())

    with caplog.at_level(logging.WARNING):
        put(bad, path, only=only)
        async with asyncio.timeout(PATIENCE):
            while "is not read" not in caplog.text:
                await asyncio.sleep(0.01)
        counts = await asyncio.gather(*(count(one) for one in [None, GUILD] * 15))
        assert counts == [8] * 30
        assert (await found(services, "wombat"), await found(services, "quokka")) == (4, 0)
        with pytest.raises(ReplacedFileError):
            await services.repairs.undo("1")
        await asyncio.sleep(0.1)
    assert caplog.text.count("is not read") == 1
    put(quokkas, path)
    await until_read(services, "quokka")


def damage(path: Path) -> None:
    """Overwrite pages in the middle of a file."""
    with path.open("rb+") as file:
        file.seek(path.stat().st_size // 8192 * 4096)
        file.write(b"\xff" * 8192)


async def test_two_archives_are_never_mixed(
    tmp_path: Path, quokkas: Path
) -> None:
    """What was committed is in the file that was moved away, what follows in the new one."""
    path, moved = tmp_path / "archive.db", tmp_path / "moved.db"
    more = tmp_path / "more.md"
    await make(path, "wombat")
    async with Services(path, SystemClock()) as services:
        more.write_text(archive([record(WHEN, "a late marsupial wombat", low=5)]), "utf-8")
        await services.imports.run([more])
        path.rename(moved)
        quokkas.rename(path)
        with pytest.raises(ReplacedFileError):
            await services.imports.run([more])
        await until_read(services, "quokka")
        more.write_text(archive([record(WHEN, "a late marsupial quokka", low=6)]), "utf-8")
        assert (await services.import_beside([more], (await options()), print)).posts_new == 1
        assert await found(services, "late quokka") == 1
        assert await found(services, "wombat") == 0
    assert texts_of(path) == {*(f"marsupial quokka number {n}" for n in range(4)), "a late marsupial quokka"}
    assert texts_of(moved) == {*(f"marsupial wombat number {n}" for n in range(4)), "a late marsupial wombat"}
    assert beside(path) == ["archive.db"]
