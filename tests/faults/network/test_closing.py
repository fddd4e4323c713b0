"""A process that ends, or opens another database, while Discord takes none of its answers."""

import asyncio
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from bot.sandbox import NoAnswerError, Sandbox
from tests.faults.conftest import FULL
from tests.test_lifecycle import running, sandbox, store, with_member, write
from tests.waiting import until

__all__ = ["sandbox"]

ASKED = 50
STALL = 15.0  # seconds: longer than closing waits

pytestmark = pytest.mark.skipif(
    not FULL, reason="closing waits for four seconds; tests/cogs/test_closing.py is the quick form"
)


def end(process: asyncio.subprocess.Process, _folder: Path) -> None:
    """Stop the process, as service managers do."""
    process.terminate()


def replace(_process: asyncio.subprocess.Process, folder: Path) -> None:
    """Put another database in the place of one that is in use: a bot ends, and its process not."""
    (folder / "copy.db").replace(folder / "state.db")


@pytest.mark.parametrize("close", [end, replace])
@pytest.mark.parametrize("path", ["/interactions/*", "/webhooks/*"])
async def test_answers_that_discord_does_not_take(
    tmp_path: Path,
    sandbox: Sandbox,
    path: str,
    close: Callable[[asyncio.subprocess.Process, Path], None],
) -> None:
    """They are one line of the log together, without a traceback, and the process exits with 0."""
    with_member(sandbox)
    (guild,) = sandbox.guilds
    await store(write(tmp_path / "a.md", 8, "wombat"))
    shutil.copy(tmp_path / "state.db", tmp_path / "copy.db")
    async with running(tmp_path, sandbox) as process:
        assert process.stderr is not None
        members = [guild.add_member(f"member {number}") for number in range(ASKED)]
        stall = sandbox.faults.next("*", path, times=-1, delay=STALL)
        asked = [asyncio.create_task(one.slash("random", timeout=STALL)) for one in members]
        await until(lambda: stall.times <= -1 - ASKED)
        close(process, tmp_path)
        async with asyncio.timeout(STALL):
            log = (await process.stderr.readuntil(b"before the end")).decode()
            if close is replace:
                log += (await process.stderr.readuntil(b"is up")).decode()
                await asyncio.sleep(4)  # longer than requests that were lost are made again
                sandbox.faults.lift()
                with suppress(NoAnswerError):
                    assert (await members[0].slash("random")).text
                process.terminate()
            log += (await process.stderr.read()).decode()
            assert await process.wait() == 0
    await asyncio.gather(*asked, return_exceptions=True)
    sandbox.refusals.clear()  # a stalled response was taken in: the sentence is a second one
    assert f"before the end: {ASKED}" in log
    assert "Traceback" not in log
    assert "Session is closed" not in log
    assert "trying again" not in log
