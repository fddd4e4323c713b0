"""An archive that is replaced by another copy while the bot answers from it."""

import asyncio
import logging
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from itertools import cycle
from pathlib import Path

import pytest

from bot.archive.search.query.parser import parse
from bot.clock import SystemClock
from bot.services.audience import audience
from bot.services.container import Services
from bot.services.posts.imports import ImportOptions
from bot.storage.archive.reader import ArchiveReader
from bot.storage.archive_database import NoCopyError, ReadOnlyArchiveError
from bot.storage.open_file import ReplacedFileError
from tests.archives import archive, record
from tests.cogs.conftest import Harness
from tests.faults.conftest import PATIENCE, Resources
from tests.faults.storage.conftest import assert_intact
from tests.faults.storage.copies import WHEN, beside, make, put
from tests.storage.test_inspection import older

GUILD = 7


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.services.reopening._POLL", 0.01)


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of archives of wombats and of quokkas, which stay as they are."""
    folder = tmp_path_factory.mktemp("copies")
    for subject in ("wombat", "quokka"):
        asyncio.run(make(folder / f"{subject}.db", subject))
    return folder


@pytest.fixture
def quokkas(copies: Path) -> Path:
    """A copy of an archive of quokkas."""
    return copies / "quokka.db"


@pytest.fixture
async def services(tmp_path: Path, copies: Path) -> AsyncIterator[Services]:
    """Services over an archive of wombats, whose vocabulary is loaded."""
    path = tmp_path / "archive.db"
    shutil.copy(copies / "wombat.db", path)
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
        while not await found(services, word):  # noqa: ASYNC110 - only a search says it
            await asyncio.sleep(0.01)


async def until(happened: Callable[[], bool]) -> None:
    """Wait until something has happened."""
    async with asyncio.timeout(PATIENCE):
        while not happened():  # noqa: ASYNC110 - nothing announces it
            await asyncio.sleep(0.01)


def opened_of(folder: Path) -> list[str]:
    """Return the files that are open of those named as the archive in a folder is."""
    start = str(folder / "archive.db")
    return [one for one in Resources.now().descriptors if one.startswith(start)]


async def test_no_answer_fails_while_archives_are_replaced(
    bare_harness: Harness, tmp_path: Path, copies: Path
) -> None:
    """Each answer shows posts of the archive before or of the one after, and nothing is left."""
    harness, subjects = bare_harness, ("wombat", "quokka")
    put(copies / "wombat.db", tmp_path / "archive.db")
    await harness.start()
    members = cycle([harness.ada, harness.bob, *map(harness.guild.add_member, ("eve", "joe"))])
    shown = "wombat"
    opened: list[list[str]] = []
    for subject in ("quokka", "wombat", "quokka"):
        put(copies / f"{subject}.db", tmp_path / "archive.db")
        async with asyncio.timeout(PATIENCE):
            while shown != subject:
                answers = await asyncio.gather(
                    *(next(members).slash("search", query="marsupial") for _ in range(4)),
                    next(members).slash("random"),
                )
                for answer in answers:
                    (shown,) = (one for one in subjects if f"{one} number" in answer.text)
        assert f"{subject} number" in (await harness.ask("random")).text
        await harness.saved()
        await asyncio.sleep(0.1)
        opened.append(opened_of(tmp_path))
    await until(lambda: len(opened_of(tmp_path)) <= max(map(len, opened[:2])))
    assert not [one for one in opened_of(tmp_path) if "(deleted)" in one]


async def test_a_view_ends_on_the_file_on_which_it_began(
    services: Services, tmp_path: Path, quokkas: Path
) -> None:
    """Its vocabulary stays for as long; then what was open of the old file is closed."""

    def texts(reader: ArchiveReader) -> set[str]:
        index = services.search_index.current(reader)
        words = {word for word in ("wombat", "quokka") if index.vocabulary.post_count(word)}
        posts = reader.posts.after(None, 100)
        assert all(
            words & set(one.text.split()) for one in reader.posts.by_keys([p.key for p in posts])
        )
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
    assert not [one for one in opened_of(tmp_path) if "(deleted)" in one]


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
            only = -4096
        case "older":
            bad.unlink()
            older(bad, "archive")
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
        await until(lambda: "is not read" in caplog.text)
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


async def test_two_archives_are_never_mixed(tmp_path: Path, copies: Path, quokkas: Path) -> None:
    """What was committed is in the file that was moved away, what follows in the new one."""
    path, moved = tmp_path / "archive.db", tmp_path / "moved.db"
    more = tmp_path / "more.md"
    shutil.copy(copies / "wombat.db", path)
    async with Services(path, SystemClock()) as services:
        more.write_text(archive([record(WHEN, "a late marsupial wombat", low=5)]), "utf-8")
        await services.imports.run([more])
        path.rename(moved)
        put(quokkas, path)
        with pytest.raises(ReplacedFileError):
            await services.imports.run([more])
        await until_read(services, "quokka")
        more.write_text(archive([record(WHEN, "a late marsupial quokka", low=6)]), "utf-8")
        assert (await services.import_beside([more], ImportOptions(), print)).posts_new == 1
        assert await found(services, '"late marsupial"') == 1
        assert await found(services, "wombat") == 0
    assert texts_of(path) == {
        *(f"marsupial quokka number {n}" for n in range(4)),
        "a late marsupial quokka",
    }
    assert texts_of(moved) == {
        *(f"marsupial wombat number {n}" for n in range(4)),
        "a late marsupial wombat",
    }
    assert beside(path) == ["archive.db"]


def texts_of(path: Path) -> set[str]:
    """Return the texts in an archive that nobody has open; it must be intact."""
    assert_intact(path)
    with closing(sqlite3.connect(path)) as connection:
        return {text for (text,) in connection.execute("SELECT text FROM posts")}


async def test_a_file_that_comes_back_is_opened_by_all_anew(
    services: Services, tmp_path: Path
) -> None:
    """It lost its WAL to the one that was there for a while, so the services have to be closed."""
    path, away, bad = tmp_path / "archive.db", tmp_path / "away.db", tmp_path / "bad.db"
    bad.write_text("no database")
    path.rename(away)
    bad.rename(path)
    await until(lambda: services._archive_database.file._is_let_go)
    away.replace(path)
    async with asyncio.timeout(PATIENCE):
        await services.until_replaced()
    assert await found(services, "wombat") == 4
    with pytest.raises(ReplacedFileError):
        await services.repairs.undo("1")


async def test_a_copy_is_only_read(tmp_path: Path, copies: Path, quokkas: Path) -> None:
    """With ARCHIVE_READ_ONLY answers come, also after the next copy, and changes are refused."""
    path, more = tmp_path / "archive.db", tmp_path / "more.md"
    more.write_text(archive([record(WHEN, "a late wombat", low=5)]), "utf-8")
    with pytest.raises(NoCopyError):
        async with Services(path, SystemClock(), read_only=True):
            pass
    assert not path.exists()
    put(copies / "wombat.db", path)
    held = path.read_bytes()
    async with Services(path, SystemClock(), read_only=True) as services:
        assert await found(services, "wombat") == 4
        assert not await services.index_upgrade.run()
        for work in (
            services.imports.run([more]),
            services.import_beside([more], ImportOptions(), print),
            services.repairs.undo("1"),
        ):
            with pytest.raises(ReadOnlyArchiveError):
                await work
        assert "Hid post" in await services.hidden.hide(["1"], "terminal")
        assert path.read_bytes() == held
        put(quokkas, path)
        await until_read(services, "quokka")
    assert texts_of(path) == {f"marsupial quokka number {n}" for n in range(4)}


async def test_copies_in_a_folder_that_cannot_be_written(
    tmp_path: Path, copies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link beside state.db leads to it; no file is made there, whichever mode the copy is in."""
    folder = tmp_path / "mounted"
    folder.mkdir()
    copy, other = folder / "archive.db", tmp_path / "other.db"
    shutil.copy(copies / "wombat.db", copy)
    shutil.copy(copies / "quokka.db", other)
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    path = tmp_path / "archive.db"
    path.symlink_to(copy)
    monkeypatch.setattr("bot.storage.connections.os.access", lambda one, _mode: one != folder)
    async with Services(path, SystemClock(), read_only=True) as services:
        assert await found(services, "wombat") == 4
        assert beside(copy) == ["archive.db"]
        put(other, copy)
        await until_read(services, "quokka")
        assert beside(copy) == ["archive.db"]
