"""Disks that are full or cannot be written, databases that are locked or damaged."""

import asyncio
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.archive.digests.model import RunState
from bot.clock import SystemClock
from bot.errors import DatabaseError
from bot.services.container import Services
from bot.services.posts.imports import ImportOptions
from bot.storage.database import Database
from tests.archives import record
from tests.cogs.conftest import Harness
from tests.cogs.test_digest_scheduler import Morning
from tests.faults.conftest import FULL, Resources
from tests.faults.storage.conftest import NAMES, assert_intact, digests_in
from tests.test_lifecycle import ROOT, write

WHEN = datetime(2021, 11, 24, tzinfo=UTC)
LASTS = 30.0 if FULL else 0.6  # seconds of a lock
WAIT = 5.0 if FULL else 0.2  # seconds that a write waits for it

Fault = Callable[[Services], AbstractAsyncContextManager[None]]


async def writer_of(services: Services, setting: str) -> None:
    """Set something of both connections that write state.db."""
    assert isinstance(services._state, Database)
    writer = await services._state._open_writer()
    await writer.execute_fetchall(f"PRAGMA {setting}")
    for_single_writes = services._state._single_writes._connection
    assert for_single_writes is not None
    for_single_writes.execute(f"PRAGMA {setting}")


@asynccontextmanager
async def full(services: Services) -> AsyncIterator[None]:
    """Let state.db have no room at all, not even in its free pages."""
    await writer_of(services, "max_page_count = 1")  # of what there is already
    for size in (4_000, 400, 40, 1):
        for number in range(1_000):
            try:
                await services.settings.put(f"filler-{size}-{number}", "x" * size)
            except DatabaseError:
                break
    yield
    await writer_of(services, "max_page_count = 1000000")


@asynccontextmanager
async def read_only(services: Services) -> AsyncIterator[None]:
    """Let state.db be written by nobody."""
    await writer_of(services, "query_only = ON")
    yield
    await writer_of(services, "query_only = OFF")


@asynccontextmanager
async def locked(services: Services) -> AsyncIterator[None]:
    """Let another program write state.db for a long time."""
    assert isinstance(services._state, Database)
    services._state._wait = services._state._single_writes._wait = WAIT
    with closing(sqlite3.connect(services._state.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        await asyncio.sleep(LASTS)
        other.execute("ROLLBACK")


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (full, "cannot grow; the disk is full"),
        (read_only, "cannot be written; check who may write"),
        (locked, "is being written by another process"),
    ],
)
async def test_nothing_is_lost_while_nothing_can_be_written(
    bare_harness: Harness, fault: Fault, sentence: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Answers that write say why they cannot; a digest comes once, when there is room again."""
    morning = Morning(bare_harness)
    await morning.start()
    days = (record(WHEN + timedelta(days=n, hours=12), f"wombat {n}") for n in range(5))
    await bare_harness.load(*days)
    await morning.add(bare_harness.channel)
    await bare_harness.services.settings.put("before", "x")
    for _ in range(3):  # as many threads and connections as it takes at most
        await asyncio.gather(
            *(bare_harness.ask("random") for _ in range(4)),
            *(bare_harness.ask("search", query="wombat") for _ in range(4)),
        )
    before = Resources.now()
    # Connections and threads that nothing needed until then are kept.
    before = replace(
        before,
        descriptors=(*before.descriptors, *["kept"] * 6),
        threads=(*before.threads, *["kept"] * 2),
    )
    async with fault(bare_harness.services):
        await morning.wake_at(date(2022, 11, 24), 9)
        answers = await asyncio.gather(
            bare_harness.ask("random"), bare_harness.ask("search", query="wombat")
        )
        with pytest.raises(DatabaseError, match=sentence):
            await bare_harness.services.settings.put("during", "x" * 9_000)
        assert sentence in answers[0].text or fault is full  # a row may fit into a page
        assert "wombat" in str([answers[1].message, *answers[1].followups])
        for _ in range(5):
            bare_harness.bot.digest_scheduler.wake()
            await asyncio.sleep(0.02)
    await before.assert_back()
    assert "wombat" in (await bare_harness.ask("random")).text
    bare_harness.clock.move(timedelta(minutes=2))
    bare_harness.bot.digest_scheduler.wake()
    assert await morning.wait_for_runs(1) == [(date(2022, 11, 24), RunState.POSTED)]
    assert len(digests_in(bare_harness.channel)) == 1
    assert await bare_harness.services.settings.get("before") == "x"
    assert caplog.text.count("Digests wait until") <= 1
    await bare_harness.stop()
    for name in NAMES:
        assert_intact(bare_harness.folder / name)


@pytest.mark.parametrize(
    ("name", "table", "fails", "works"),
    [
        ("archive.db", "posts", ("search", {"query": "wombat"}), ("help", {})),
        ("state.db", "drawn", ("random", {}), ("search", {"query": "wombat"})),
    ],
)
async def test_a_damaged_page(
    harness: Harness,
    name: str,
    table: str,
    fails: tuple[str, dict[str, str]],
    works: tuple[str, dict[str, str]],
) -> None:
    """What needs the page says that the file is damaged; all else works, and the bot stays up."""
    await harness.load(*(record(WHEN + timedelta(hours=n), f"wombat {n}") for n in range(3)))
    await harness.stop()
    path = harness.folder / name
    assert_intact(path)
    damage(path, table)
    await harness.start()
    for _ in range(2):
        answer = await harness.ask(fails[0], **fails[1])
        assert f"{name} is damaged; take it from a backup" in answer.text
        assert "is damaged" not in (await harness.ask(works[0], **works[1])).text


def damage(path: Path, table: str) -> None:
    """Overwrite the first page of a table."""
    with closing(sqlite3.connect(path)) as connection:
        ((size,),) = connection.execute("PRAGMA page_size")
        ((page,),) = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)
        )
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of 3 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "throwback", str(folder)]
    if (
        not shutil.which("mount")
        or subprocess.run(mount, check=False, capture_output=True).returncode
    ):
        pytest.skip("only root may mount a disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


async def test_an_import_onto_a_full_disk(small_disk: Path, tmp_path: Path) -> None:
    """It changes nothing and says why; with room it works. Both files stay intact."""
    posts = write(tmp_path / "posts.md", 2_000, "quokka", WHEN + timedelta(days=9))
    async with Services(small_disk / "archive.db", SystemClock()) as services:
        await services.imports.run([write(tmp_path / "few.md", 3, "wombat")])
        filler = small_disk / "filler"
        filler.write_bytes(bytes(shutil.disk_usage(small_disk).free - 300_000))
        with pytest.raises(DatabaseError, match="cannot grow; the disk is full"):
            await services.import_beside([posts], ImportOptions(), lambda _progress: None)
        assert await posts_in(services) == 3
        filler.unlink()
        await services.import_beside([posts], ImportOptions(), lambda _progress: None)
        assert await posts_in(services) == 2_003
    for name in NAMES:
        assert_intact(small_disk / name)


async def posts_in(services: Services) -> int:
    """Return how many posts the archive holds."""
    (row,) = await services._archive_database.read("SELECT count(*) FROM posts")
    return int(row[0])


LIMITED = """
import resource, runpy, sys
limit = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
runpy.run_module("bot", run_name="__main__", alter_sys=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="files have no such limit")
async def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    """An import that meets the limit of a file's size ends with a sentence, and changes nothing."""
    posts = write(tmp_path / "posts.md", 2_000, "quokka", WHEN + timedelta(days=9))
    async with Services(tmp_path / "archive.db", SystemClock()) as services:
        await services.imports.run([write(tmp_path / "few.md", 3, "wombat")])
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", LIMITED, "600000", "import", str(posts),
        cwd=tmp_path, env={"PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, errors = await process.communicate()
    assert process.returncode == 1
    assert errors.decode().strip().splitlines()[-1].startswith("throwback: ")
    assert "archive.db cannot" in errors.decode()
    assert "Traceback" not in errors.decode()
    async with Services(tmp_path / "archive.db", SystemClock()) as services:
        assert await posts_in(services) == 3
        await services.imports.run([posts])
        assert await posts_in(services) == 2_003
    assert_intact(tmp_path / "archive.db")
