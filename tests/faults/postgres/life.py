"""A process that posts digests until it is killed, on a board that is a file."""

import asyncio
import multiprocessing
import time
from datetime import datetime, timedelta
from fcntl import LOCK_EX, flock
from multiprocessing.process import BaseProcess
from pathlib import Path

from bot.archive.digests.model import DeliveryTarget, DigestContent, SentMessage, ShardSet
from bot.services.digests.scheduler import Scheduler
from bot.storage.postgres.opening import postgres_state
from bot.storage.state.digest_runs import DigestRunStore
from bot.storage.state.processes.presence import ProcessStore
from tests.faults.postgres.fleet import POST, PROCESSES
from tests.soak.processes import OnePost

_SPEED = 40


class FastClock:
    """A clock that all processes share. It runs 40 times as fast, so that leases end sooner."""

    def __init__(self, start: datetime, began: float) -> None:
        self._start, self._began = start, began

    def now(self) -> datetime:
        """Return the time: `start` when the machine's was `began`, in seconds."""
        return self._start + timedelta(seconds=(time.time() - self._began) * _SPEED)


class FilePoster:
    """Appends a line for each digest to a file: its server, its run id and its nonce.

    As Discord it posts nothing with a nonce that it knows; unlike it, it never forgets one.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    async def send(
        self, target: DeliveryTarget, _content: DigestContent, *, nonce: str, run_id: str
    ) -> SentMessage:
        """Post, which takes a moment before and after."""
        await asyncio.sleep(0.03)
        with self._path.open("ab+", buffering=0) as file:
            flock(file, LOCK_EX)
            file.seek(0)
            if f" {nonce}\n".encode() not in file.read():
                file.write(f"{target.guild_id} {run_id} {nonce}\n".encode())
        await asyncio.sleep(0.03)
        return SentMessage(target.channel_id, 1)

    async def find(
        self, target: DeliveryTarget, run_id: str, _since: datetime
    ) -> SentMessage | None:
        """Search for the line of a run."""
        there = f" {run_id} " in self._path.read_text("ascii")
        return SentMessage(target.channel_id, 1) if there else None

    async def publish(self, _target: DeliveryTarget, _sent: SentMessage) -> None:
        """Do nothing."""

    async def honours_nonces(self, _target: DeliveryTarget) -> bool:
        """Return that they are known."""
        return True

    async def notify_guild(self, guild_id: int, text: str) -> None:
        """Do nothing."""


def start(number: int, url: str, clock: FastClock, board: Path) -> BaseProcess:
    """Start process `number`."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    process = context.Process(target=_live, args=(number, url, clock, board))
    process.start()
    return process


def _live(number: int, url: str, clock: FastClock, board: Path) -> None:
    asyncio.run(_run(number, url, clock, board))


async def _run(number: int, url: str, clock: FastClock, board: Path) -> None:
    async with postgres_state(url) as state:
        await Scheduler(
            DigestRunStore(state), OnePost(POST), clock, FilePoster(board),
            concurrency=5, poll_seconds=0.05, processes=ProcessStore(state),
            shard_set=ShardSet(frozenset({number}), PROCESSES),
        ).run_forever()  # fmt: skip
