"""The scheduler of digests: polls for due runs every few seconds and executes them.

The process may be killed between any two steps, and another process may do the same work on the
same database. These rules ensure that a day gets exactly one post:

- a run is claimed for 60 seconds in the ledger, where each digest and local date is unique;
- before a run is sent, that fact is recorded, with its content and channel;
- the message of a run that may have been sent is looked for by run id before it is sent again;
- and Discord itself drops a repeat with the same nonce for some minutes, which covers a request
  still in flight during that search. A request ends long before the claim does.
"""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from bot.archive.digests.model import ALL_SHARDS, UNDO, RunState, ShardSet
from bot.clock import Clock
from bot.errors import DatabaseError
from bot.languages import ENGLISH, Language
from bot.services.digests.protocols import Composer, Poster
from bot.services.digests.run_execution import DEADLINE, RunExecutor
from bot.services.digests.takeover import Takeover
from bot.storage.state.digest_runs import DigestRunStore
from bot.storage.state.processes.presence import ProcessStore

POLL_SECONDS = 2.0
"""Seconds between two polls for due runs."""

CONCURRENCY = 20
"""Concurrent runs: enough for 40 a second when a request takes half a second."""

_DRAIN_SECONDS = 3.0  # for running tasks when the bot closes, as long as for answers
_LEAVE_SECONDS = 1.0  # that closing waits for a database which may be away
_CLOCK_SET_BACK = timedelta(minutes=1)  # a clock set back further makes all times recomputed
_RETENTION_AFTER_LEAVING = timedelta(days=30)  # of the digests of a server
_CLEANUP_SECONDS = 3600.0  # between two deletions of digests removed, or of servers left, long ago

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Scheduler:
    """Posts the due runs of the ledger with `poster`. Each scheduler owns the runs that it claims.

    It handles the servers of `shard_set`, and with `processes` those of processes that are gone.
    `is_allowed` returns whether the server with an id may
    see the archive now; other servers get no posts. `language_of` returns the language of a
    server. It executes up to `concurrency` runs at once
    and polls every `poll_seconds` seconds; a request takes at most `deadline` seconds.
    `on_outcome` is as in RunExecutor; it is given the runs that were missed as well.
    """

    def __init__(
        self,
        ledger: DigestRunStore,
        composer: Composer,
        clock: Clock,
        poster: Poster,
        *,
        concurrency: int = CONCURRENCY,
        poll_seconds: float = POLL_SECONDS,
        deadline: float = DEADLINE,
        is_allowed: Callable[[int], bool] = lambda _guild_id: True,
        language_of: Callable[[int], Language] = lambda _guild_id: ENGLISH,
        shard_set: ShardSet = ALL_SHARDS,
        processes: ProcessStore | None = None,
        on_outcome: Callable[[str, float], None] = lambda _outcome, _seconds: None,
    ) -> None:
        self.owner = secrets.token_hex(8)
        self._ledger = ledger
        self._clock = clock
        self._concurrency = concurrency
        self._poll_seconds = poll_seconds
        self._executor = RunExecutor(
            ledger, composer, clock, poster, self.owner, is_allowed, language_of, deadline,
            on_outcome,
        )  # fmt: skip
        ledger.on_missed = lambda due_at: on_outcome(
            RunState.MISSED, (clock.now() - due_at).total_seconds()
        )
        self.shard_set = shard_set
        self._takeover = Takeover(processes, self.owner, clock) if processes else None
        self._wake_event = asyncio.Event()
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._fatal: BaseException | None = None
        self._cleanup_at = 0.0
        self._logged = ""
        self._log_again_at = 0.0
        self._polled_at: datetime | None = None

    async def run_forever(self) -> None:
        """Post all runs as they become due. When cancelled, finish the running ones and return."""
        try:
            await self._log_errors(self._ledger.recompute_next(self._clock.now()))
            while True:
                await self._log_errors(self._delete_old())
                if await self._log_errors(self.start_due()):
                    await asyncio.wait(
                        self._under_way.values(), return_when=asyncio.FIRST_COMPLETED
                    )
                else:
                    await self._wait_for_poll()
        finally:
            await self._drain()
            await self._leave()

    @property
    def running(self) -> int:
        """The number of runs that are being executed."""
        return len(self._under_way)

    def wake(self) -> None:
        """Poll at once: for callers that moved the clock."""
        self._wake_event.set()

    async def _wait_for_poll(self) -> None:
        # In Python 3.11 asyncio.wait_for swallows a cancellation that comes just after the event.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._poll_seconds):
                await self._wake_event.wait()
        self._wake_event.clear()

    async def start_due(self) -> bool:
        """Start as many due runs as may be concurrent; return whether more may be due."""
        now, before = self._clock.now(), self._polled_at
        if before is not None and now < before - _CLOCK_SET_BACK:
            await self._ledger.recompute_next(now)
        self._polled_at = now
        shards = self.shard_set
        others = await self._takeover.others(shards) if self._takeover else None
        more = True
        while more and (free_slots := self._concurrency - len(self._under_way)) > 0:
            if not await self._ledger.any_due(self._clock.now(), shards, others):
                return False
            claims, more = await self._ledger.claim_due(
                self.owner, self._clock.now(), free_slots, self._under_way.keys(), shards, others
            )
            for claim in claims:
                task = asyncio.create_task(self._executor.execute(claim))
                self._under_way[claim.run.run_id] = task
                task.add_done_callback(partial(self._finished, claim.run.run_id))
        return more

    def _finished(self, run_id: str, task: "asyncio.Task[None]") -> None:
        self._under_way.pop(run_id, None)
        if not task.cancelled():
            self._fatal = task.exception() or self._fatal

    async def tick(self) -> None:
        """Execute all runs that are due now and wait for them.

        Raises the BaseException of a run, which would end the process.
        """
        more = True
        while more or self._under_way:
            more = await self.start_due()
            if self._under_way:
                await asyncio.wait(self._under_way.values(), return_when=asyncio.FIRST_COMPLETED)
            if self._fatal is not None:
                raise self._fatal

    async def _delete_old(self) -> None:
        now = asyncio.get_running_loop().time()
        if now >= self._cleanup_at:
            self._cleanup_at = now + _CLEANUP_SECONDS
            at = self._clock.now()
            await self._ledger.delete_old(at - _RETENTION_AFTER_LEAVING, at - UNDO)

    async def _log_errors(self, work: Awaitable[T]) -> T | None:
        try:
            return await work
        except DatabaseError as error:
            # A disk may be full for days, and each poll fails: a line an hour says it.
            now, why = asyncio.get_running_loop().time(), f"{error}"
            if why != self._logged or now >= self._log_again_at:
                _log.warning("Digests wait until the database can be used: %s", why)
                self._logged, self._log_again_at = why, now + _CLEANUP_SECONDS
            return None
        except Exception:  # noqa: BLE001 - a stopped scheduler would stop every digest
            _log.exception("The digest scheduler met an error; it continues")
            return None

    async def _leave(self) -> None:
        """Have others take over at once; they do so in any case after a minute."""
        if self._takeover is not None:
            with contextlib.suppress(DatabaseError, TimeoutError):
                async with asyncio.timeout(_LEAVE_SECONDS):
                    await self._takeover.leave()

    async def _drain(self) -> None:
        tasks = list(self._under_way.values())
        if not tasks:
            return
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait(tasks, timeout=_DRAIN_SECONDS)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
