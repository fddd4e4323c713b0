"""Whose digests a process posts beside those of its own shards: those of processes that are gone.

Who is there only decides who tries. That a digest is posted once is left to the ledger, whoever
claims a run: processes may disagree on who is there, and two may serve the same shards.
"""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from bot.archive.digests.model import ShardSet
from bot.clock import Clock
from bot.storage.state.processes.presence import ABSENT_AFTER, ProcessStore

NOTED_EVERY = timedelta(seconds=15)
"""How often a process notes that it runs: four times before others take it for gone."""

_log = logging.getLogger(__name__)


class Takeover:
    """Notes that a process runs, and says which others do."""

    def __init__(self, store: ProcessStore, process: str, clock: Clock) -> None:
        self._store = store
        self._process = process
        self._clock = clock
        self._noted_at: datetime | None = None
        self._noted: ShardSet | None = None
        self._others: tuple[ShardSet, ...] | None = None

    async def others(self, own: ShardSet) -> tuple[ShardSet, ...] | None:
        """Return the shards of the other processes; None while nobody's digests may be taken over.

        It may not until this process has watched for as long as it takes to find others absent:
        processes that start together are not seen at once, nor after an outage of the database.
        Notes that this process, with its `own` shards, runs, if that is due. Raises DatabaseError.
        """
        now = self._clock.now()
        # A clock that was set back is no reason to wait.
        due = self._noted_at is None or abs(now - self._noted_at) >= NOTED_EVERY
        if due or own != self._noted:
            found = await self._store.note(self._process, own, now)
            self._noted_at, self._noted = now, own
            before, self._others = self._others, None
            if found.seen >= ABSENT_AFTER:
                self._others = found.others
                _log_changes(before, found.others)
        return self._others

    async def leave(self) -> None:
        """Note that this process ends: others need not wait. Raises DatabaseError."""
        await self._store.leave(self._process)


def _log_changes(before: Collection[ShardSet] | None, now: Collection[ShardSet]) -> None:
    """Log which shards have lost their process, and which of those have one again."""
    if before is None:  # nothing was known of the others
        return
    for one in sorted(set(before) - set(now), key=_numbers):
        _log.warning(
            "The process with shards %s of %d is gone: the digests of its servers are posted by "
            "those that are left",
            _numbers(one),
            one.count,
        )
    for one in sorted(set(now) - set(before), key=_numbers):
        _log.info("A process with shards %s of %d is there", _numbers(one), one.count)


def _numbers(shards: ShardSet) -> str:
    return ", ".join(map(str, sorted(shards.shards)))
