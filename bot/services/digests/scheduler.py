"""The digests' clockwork: looks every few seconds what is due, and has each run seen through.

It may be killed between any two steps, and another process may do the same work on the same
database. What keeps a day from two posts, and from none:

- a run is claimed in the ledger, where a digest and a local date stand once, for 60 seconds;
- before it is sent, that is written down, with what it shows and where;
- a run that may have been sent is looked for, by its mark, before it is sent again;
- and Discord itself drops a repeat with the same nonce for some minutes: that covers a request that
  is still on its way when the run is looked for. A request ends long before the claim does.
"""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from bot.archive.digests.model import ALL_SHARDS, ShardSet
from bot.services.digests.digests import Digests
from bot.services.digests.protocols import Poster
from bot.services.digests.run_execution import DEADLINE, RunExecutor

POLL_SECONDS = 2.0
"""Seconds between two looks at what is due."""

CONCURRENCY = 20
"""Runs under way at a time: enough for 40 a second when a request takes half of one."""

_DRAINS = 8.0  # seconds for what is under way when the bot closes
_SET_BACK = timedelta(minutes=1)  # by how much a clock was, for times to be reckoned again
_DROPS_EVERY = 3600.0  # seconds between two looks at servers that were left

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Scheduler:
    """Posts what is due, by `poster`. Each scheduler is an owner of claims of its own.

    It attends to the servers of its `share`, and tells by `admits` which may see the archive now:
    of the others no run is posted.
    """

    def __init__(
        self,
        digests: Digests,
        poster: Poster,
        *,
        at_once: int = CONCURRENCY,
        looks_every: float = POLL_SECONDS,
        deadline: float = DEADLINE,
        admits: Callable[[int], bool] = lambda _guild_id: True,
        share: ShardSet = ALL_SHARDS,
    ) -> None:
        self.owner = secrets.token_hex(8)
        self._digests = digests
        self._runs = digests.runs
        self._at_once = at_once
        self._looks_every = looks_every
        self._executor = RunExecutor(digests, poster, self.owner, admits, deadline)
        self.shard_set = share
        self._woken = asyncio.Event()
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._fatal: BaseException | None = None
        self._drops_at = 0.0
        self._looked_at: datetime | None = None

    async def run_forever(self) -> None:
        """Post whatever becomes due. When cancelled, finish what is under way, and end."""
        try:
            await self._log_errors(self._digests.stored.recompute_next(self._digests.now()))
            while True:
                await self._log_errors(self._drop_left())
                if await self._log_errors(self.start_due()):
                    await asyncio.wait(
                        self._under_way.values(), return_when=asyncio.FIRST_COMPLETED
                    )
                else:
                    await self._rest()
        finally:
            await self._drain()

    def wake(self) -> None:
        """Look at once: for whoever moved the clock."""
        self._woken.set()

    async def _rest(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), self._looks_every)
        self._woken.clear()

    async def start_due(self) -> bool:
        """Begin as many runs as may be under way; tell whether there may be more than that."""
        now, before = self._digests.now(), self._looked_at
        if before is not None and now < before - _SET_BACK:
            await self._digests.stored.recompute_next(now)
        self._looked_at = now
        more = True
        while more and (room := self._at_once - len(self._under_way)) > 0:
            if not await self._runs.any_due(self._digests.now(), self.shard_set):
                return False
            claims, more = await self._runs.claim_due(
                self.owner, self._digests.now(), room, self._under_way.keys(), self.shard_set
            )
            for claim in claims:
                task = asyncio.create_task(self._executor.execute(claim))
                self._under_way[claim.run.run_id] = task
                task.add_done_callback(partial(self._finished, claim.run.run_id))
        return more

    def _finished(self, mark: str, task: "asyncio.Task[None]") -> None:
        self._under_way.pop(mark, None)
        if not task.cancelled():
            self._fatal = task.exception() or self._fatal

    async def tick(self) -> None:
        """Post all that is due by now, and wait until it is done. Raises what ends a process."""
        more = True
        while more or self._under_way:
            more = await self.start_due()
            if self._under_way:
                await asyncio.wait(self._under_way.values(), return_when=asyncio.FIRST_COMPLETED)
            if self._fatal is not None:
                raise self._fatal

    async def _drop_left(self) -> None:
        now = asyncio.get_running_loop().time()
        if now >= self._drops_at:
            self._drops_at = now + _DROPS_EVERY
            await self._digests.delete_left()

    async def _log_errors(self, work: Awaitable[T]) -> T | None:
        try:
            return await work
        except Exception:  # noqa: BLE001 - a clockwork that stops would stop for all
            _log.exception("The digests' clockwork stumbled; it goes on")
            return None

    async def _drain(self) -> None:
        tasks = list(self._under_way.values())
        if not tasks:
            return
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait(tasks, timeout=_DRAINS)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
