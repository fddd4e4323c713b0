"""Which processes of the bot post digests now, and those of which shards: in PostgreSQL alone.

A state.db is used by processes of one machine, whose service manager starts them again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.archive.digests.model import ShardSet
from bot.archive.timestamps import to_milliseconds
from bot.storage.engines import Row, StateDatabase

ABSENT_AFTER = timedelta(seconds=60)
"""How long a process was not seen before others post the digests of its shards: as long as a run
that it claimed excludes them."""


@dataclass(frozen=True, slots=True)
class Processes:
    """The `others` that were seen lately, by their shards, and for how long this one was `seen`.

    That is the time since it was noted first, or since it was itself not seen for long.
    """

    seen: timedelta
    others: tuple[ShardSet, ...]


class ProcessStore:
    """Processes by an id of their own, which is new with each start; times are the database's."""

    def __init__(self, database: StateDatabase) -> None:
        self._database = database

    async def note(self, process: str, shards: ShardSet, now: datetime) -> Processes:
        """Note that a process runs, and return what is known of it and of the others.

        While the database is away nobody is seen, so what it knows of the others is worth nothing
        until they had the time to be seen again. Therefore the time of `seen` begins anew as well.
        """
        async with self._database.write() as tx:
            now = await tx.now(now)
            at, earliest = to_milliseconds(now), to_milliseconds(now - ABSENT_AFTER)
            latest = to_milliseconds(now + ABSENT_AFTER)  # a standby's clock may be behind
            own = await tx.fetch(
                """INSERT INTO processes (process, shards, shard_count, seen_since, seen_at)
                   VALUES (?1, ?2, ?3, ?4, ?4)
                   ON CONFLICT (process) DO UPDATE SET shards = excluded.shards,
                   shard_count = excluded.shard_count, seen_at = excluded.seen_at,
                   seen_since = CASE WHEN processes.seen_at BETWEEN ?5 AND ?6
                   THEN processes.seen_since ELSE excluded.seen_since END RETURNING seen_since""",
                (process, ",".join(map(str, sorted(shards.shards))), shards.count,
                 at, earliest, latest),
            )  # fmt: skip
            rows = await tx.fetch(
                "SELECT shards, shard_count FROM processes WHERE process <> ? "
                "AND seen_at BETWEEN ? AND ? ORDER BY process",
                (process, earliest, latest),
            )
        seen = timedelta(milliseconds=max(0, at - own[0]["seen_since"]))
        return Processes(seen, tuple(map(_shards_of, rows)))

    async def are_there(self, now: datetime) -> bool:
        """Return whether any process runs; one that was killed does until it counts as absent."""
        at = await self._database.now(now)
        row = await self._database.read_one(
            "SELECT 1 FROM processes WHERE seen_at BETWEEN ? AND ?",
            (to_milliseconds(at - ABSENT_AFTER), to_milliseconds(at + ABSENT_AFTER)),
        )
        return row is not None

    async def leave(self, process: str) -> None:
        """Note that a process ends; those that have not been seen for a long time are forgotten."""
        await self._database.execute_one(
            "DELETE FROM processes WHERE process = ?1 OR seen_at < "
            "(SELECT max(seen_at) FROM processes) - ?2",
            (process, 60 * ABSENT_AFTER // timedelta(milliseconds=1)),
        )


def _shards_of(row: Row) -> ShardSet:
    numbers = filter(None, row["shards"].split(","))
    return ShardSet(frozenset(map(int, numbers)), row["shard_count"])
