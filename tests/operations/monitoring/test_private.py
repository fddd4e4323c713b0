"""A whole run of a real process, at DEBUG: nothing private is in its log or its metrics."""

import asyncio
import json
import logging
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

from bot.archive.digests.model import DigestOptions
from bot.archive.digests.schedule import Schedule
from bot.clock import MovableClock
from bot.sandbox import Channel, NoAnswerError, Sandbox
from bot.services.container import Services
from tests.archives import archive, record
from tests.operations.monitoring.conftest import page
from tests.operations.monitoring.test_process import port
from tests.test_lifecycle import environment, sandbox, start, store, throwback
from tests.waiting import PATIENCE, until

__all__ = ["port", "sandbox"]

POSTED, LATER, ASKED, BROKEN = "zwombatz", "zquokkaz", "zkoalaz", "zdingoz"
PRIVATE = (POSTED, LATER, ASKED, BROKEN)
ORIGINAL = "/webhooks/*/*/messages/@original"


def written(path: Path, word: str) -> Path:
    """Write an archive with posts of today, some years ago, and return its path."""
    today = datetime.now(UTC)
    days = [today - timedelta(days=1461 + 1), today - timedelta(days=1461)]
    posts = [record(day, f"{word} {n}") for n, day in enumerate(days)]
    path.write_text(archive(posts), "utf-8")
    return path


async def add_due_digest(folder: Path, channel: Channel) -> None:
    """Add a digest yesterday that has been due for some minutes."""
    now = datetime.now(UTC)
    due = (now - timedelta(minutes=5)).time().replace(second=0, microsecond=0)
    clock = MovableClock(now - timedelta(days=1))
    async with Services(folder / "archive.db", clock) as services:
        schedule = Schedule(clock_time(due.hour, due.minute), "UTC", late=timedelta(hours=2))
        assert channel.guild is not None
        await services.digests.add(channel.guild.id, DigestOptions(channel.id, schedule))


async def test_a_whole_run(tmp_path: Path, sandbox: Sandbox, port: int) -> None:
    """No post, query or token is in the log or the metrics, whatever is asked and fails.

    The log is a JSON object a line, tracebacks and messages of libraries included.
    """
    guild = sandbox.add_guild("Friends")
    channel = guild.add_channel("memories")
    ada = guild.add_member("ada")
    variables = environment(sandbox, LOG_LEVEL="DEBUG", MONITORING=str(port))
    await store(written(tmp_path / "a.md", POSTED))
    await add_due_digest(tmp_path, channel)
    process = await start(tmp_path, variables, "run")
    reading = asyncio.create_task(process.communicate())
    try:
        await sandbox.wait_ready(timeout=3 * PATIENCE)
        found = await ada.slash("search", query=POSTED)
        assert POSTED in found.text
        await ada.slash("search", query=f"{ASKED} (")
        await ada.slash("search", query=f"{ASKED} from:{ASKED}")
        await ada.slash("random", query=ASKED)
        await ada.slash("onthisday")
        await ada.slash("thread", post=ASKED)
        sandbox.faults.next("PATCH", ORIGINAL, 500, times=40)
        await fails(ada.slash("search", query=f"{BROKEN} {POSTED}", timeout=1))
        sandbox.faults.pending.clear()
        await until(lambda: channel.messages)
        await throwback(tmp_path, variables, "import", str(written(tmp_path / "b.md", LATER)))
        shown = (await page(port, "/metrics"))[1]
        assert 'command="search"' in shown
    finally:
        process.terminate()
        output, errors = (part.decode() for part in await reading)
    assert process.returncode == 0
    for line in errors.splitlines():
        assert {"time", "level", "logger", "message"} <= json.loads(line).keys()
    for where in (output, errors, shown):
        assert where is output or len(where) > 100
        for private in (*PRIVATE, sandbox.token):
            assert private not in where


async def fails(asking: "asyncio.Future[object] | object") -> None:
    """Await an answer that may not come."""
    try:
        await asking  # type: ignore[misc]
    except NoAnswerError:
        logging.getLogger(__name__).debug("No answer came, as was to be expected")
