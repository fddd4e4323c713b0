"""The ledger of digest runs, in state.db: what is due, the owner of each run, its outcome."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.archive.digests.model import (
    ALL_SHARDS,
    Digest,
    DigestChoice,
    DigestRun,
    RunState,
    SentMessage,
    ShardSet,
)
from bot.archive.timestamps import to_milliseconds
from bot.storage.engines import Row, StateDatabase, StateTransaction, placeholders
from bot.storage.state.digest_claims import LEASE, claim_due_runs, pause
from bot.storage.state.digest_due import write_next
from bot.storage.state.digest_rows import DIGESTS_WITH_NEWEST, digest_of, milliseconds, run_of
from bot.storage.state.processes.shard_conditions import Others, is_handled

MAX_RETRY_PAUSE = timedelta(minutes=10)
"""The longest pause between two attempts of a run."""

_BATCH_SIZE = 500  # digests in one transaction when all are recomputed

# A lease that ends later than any can was granted by a clock that has been set back since.
_FREE = "state = 'claimed' AND (lease_until <= ?1 OR lease_until > ?2)"


@dataclass(frozen=True, slots=True)
class Claim:
    """A run that its owner may execute, and its digest."""

    run: DigestRun
    digest: Digest


class DigestRunStore:
    """Runs, one per digest and local date. Methods with an `owner` change only runs that it owns.

    The column `run` holds `DigestRun.run_id`, and `tried_at` its `sent_at`.
    """

    def __init__(self, database: StateDatabase) -> None:
        self._database = database
        self.on_missed: Callable[[datetime], None] = lambda _due_at: None
        """Is given when each run was due that `claim_due` finds too late."""

    async def now(self, now: datetime) -> datetime:
        """Return the time that dates of the ledger are compared with; `now` is the process's."""
        return await self._database.now(now)

    async def count_due(self, now: datetime) -> int:
        """Return how many digests of all shards are due and not claimed yet."""
        now = await self._database.now(now)
        row = await self._database.read_one(
            "SELECT count(*) FROM digests WHERE next_at <= ?", (to_milliseconds(now),)
        )
        return int(row[0]) if row else 0

    async def recompute_next(self, now: datetime) -> None:
        """Compute again when each digest is due.

        The rules of time zones may be newer by now, and the clock may have been set back: then
        runs in the future were not missed, and those entries are deleted.
        """
        now = await self._database.now(now)
        async with self._database.write() as tx:
            await tx.execute(
                "DELETE FROM runs WHERE digest IN (SELECT digest FROM digests) "
                "AND local_date >= ? AND state = 'missed' AND due_at > ?",
                ((now - timedelta(days=1)).date().isoformat(), to_milliseconds(now)),
            )
        last_id = 0
        while True:
            async with self._database.write() as tx:
                rows = await tx.fetch(
                    f"{DIGESTS_WITH_NEWEST} WHERE digests.digest > ?2 AND paused_at IS NULL "
                    f"AND guild_left_at IS NULL ORDER BY digests.digest LIMIT ?3"
                    f"{tx.locking('digests')}",
                    (to_milliseconds(now), last_id, _BATCH_SIZE),
                )
                await write_next(tx, rows)
            if len(rows) < _BATCH_SIZE:
                return
            last_id = rows[-1]["digest"]

    async def any_due(
        self, now: datetime, shards: ShardSet = ALL_SHARDS, others: Others = None
    ) -> bool:
        """Return whether there is a run to claim; see `claim_due`."""
        own = is_handled(shards, others)
        row = await self._database.read_one(
            f"SELECT EXISTS (SELECT 1 FROM digests WHERE next_at <= ?1 AND {own}) "  # noqa: S608
            f"OR EXISTS (SELECT 1 FROM runs JOIN digests USING (digest) WHERE {_FREE} AND {own})",
            _lease_bounds(await self._database.now(now)),
        )
        return row is not None and bool(row[0])

    async def claim_due(
        self,
        owner: str,
        now: datetime,
        limit: int,
        in_progress: Collection[str] = (),
        shards: ShardSet = ALL_SHARDS,
        others: Others = None,
    ) -> tuple[list[Claim], bool]:
        """Claim up to `limit` runs: those that wait for another attempt, then those that are due.

        They are of servers on `shards`, and with `others` also of those on none of these. Runs that
        are too late are recorded as missed. `in_progress` are runs that the owner is executing,
        however late its clock says it is. Also return whether there may be more. Processes that
        claim at the same time get different runs.
        """
        own = is_handled(shards, others)
        async with self._database.write() as tx:
            now = await tx.now(now)
            rows = await tx.fetch(
                f"SELECT runs.* FROM runs JOIN digests USING (digest) WHERE {_FREE} "  # noqa: S608
                f"AND {own} ORDER BY lease_until LIMIT ?3{tx.locking('runs', skip=True)}",
                (*_lease_bounds(now), limit + len(in_progress)),
            )
            run_ids = [row["run"] for row in rows if row["run"] not in in_progress][:limit]
            if run_ids:
                await tx.execute(
                    "UPDATE runs SET owner = ?, lease_until = ? "  # noqa: S608
                    f"WHERE run IN {placeholders(len(run_ids))}",
                    (owner, to_milliseconds(now + LEASE), *run_ids),
                )
            room = limit - len(run_ids)
            due = await tx.fetch(
                f"{DIGESTS_WITH_NEWEST} WHERE next_at <= ?1 AND {own} "
                f"ORDER BY next_at LIMIT ?2{tx.locking('digests', skip=True)}",
                (to_milliseconds(now), room),
            )
            run_ids += await claim_due_runs(tx, due, now, owner, self.on_missed)
            return await _claims(tx, run_ids), len(due) == room

    async def mark_sending(
        self, claim: Claim, owner: str, now: datetime, choice: DigestChoice
    ) -> bool:
        """Record that a run is being sent, its choice and channel; return whether it may be."""
        now = await self._database.now(now)
        channel = claim.run.channel_id or claim.digest.options.channel_id
        return await self._update(
            "attempts = attempts + 1, tried_at = ?, lease_until = ?, choice = ?, channel_id = ? "
            "WHERE run = ? AND owner = ? AND state = 'claimed' "
            "AND (SELECT paused_at IS NULL FROM digests WHERE digests.digest = runs.digest)",
            to_milliseconds(now),
            to_milliseconds(now + LEASE),
            str(choice),
            channel,
            claim.run.run_id,
            owner,
        )

    async def extend_lease(self, run_id: str, owner: str, now: datetime) -> bool:
        """Extend the owner's lease of a run; return whether the run still belongs to it."""
        return await self._update(
            "lease_until = ? WHERE run = ? AND owner = ? AND state = 'claimed'",
            to_milliseconds(await self._database.now(now) + LEASE),
            run_id,
            owner,
        )

    async def postpone(
        self, run_id: str, owner: str, now: datetime, pause: timedelta, why: str
    ) -> None:
        """Release a run to the first process that claims it after a pause from `now`."""
        await self._update(
            "lease_until = ?, why = ? WHERE run = ? AND owner = ? AND state = 'claimed'",
            to_milliseconds(await self._database.now(now) + pause),
            why,
            run_id,
            owner,
        )

    async def unmark_sending(self, run: DigestRun, owner: str) -> None:
        """Undo `mark_sending`: it is certain that this attempt did not arrive.

        So the next attempt uses the channel and the content that the digest has by then.
        """
        await self._update(
            "tried_at = ?, choice = ?, channel_id = ? "
            "WHERE run = ? AND owner = ? AND state = 'claimed'",
            milliseconds(run.sent_at),
            run.choice,
            run.channel_id,
            run.run_id,
            owner,
        )

    async def mark_posted(
        self, run_id: str, sent: SentMessage, now: datetime, why: str = ""
    ) -> None:
        """Record the message of a run. That is a fact, regardless of who owns the run by now."""
        await self._update(
            "state = 'posted', why = ?, channel_id = ?, message_id = ?, settled_at = ? "
            "WHERE run = ? AND state <> 'posted'",
            why,
            sent.channel_id,
            sent.message_id,
            to_milliseconds(await self._database.now(now)),
            run_id,
        )

    async def close(
        self, run_id: str, owner: str, state: RunState, why: str, now: datetime
    ) -> None:
        """Record that a run ended without a message."""
        await self._update(
            "state = ?, why = ?, settled_at = ? WHERE run = ? AND owner = ? AND state = 'claimed'",
            state,
            why,
            to_milliseconds(await self._database.now(now)),
            run_id,
            owner,
        )

    async def fail_and_pause(self, run: DigestRun, owner: str, why: str, now: datetime) -> bool:
        """Record that a run failed and pause its digest; return whether this paused it.

        A digest that was moved to another channel meanwhile continues there.
        """
        async with self._database.write() as tx:
            now = await tx.now(now)
            await tx.fetch(
                f"SELECT 1 FROM digests WHERE digest = ?{tx.locking('digests')}",  # noqa: S608
                (run.digest_id,),
            )
            moved = await tx.fetch(
                "SELECT 1 FROM runs JOIN digests USING (digest) "
                "WHERE run = ? AND runs.channel_id <> digests.channel_id",
                (run.run_id,),
            )
            closed = await tx.execute(
                "UPDATE runs SET state = 'failed', why = ?, settled_at = ? "
                "WHERE run = ? AND owner = ? AND state = 'claimed'",
                (why, to_milliseconds(now), run.run_id, owner),
            )
            return bool(closed) and not moved and await pause(tx, run.digest_id, why, now)

    async def delete_old(self, left_before: datetime, removed_before: datetime) -> None:
        """Delete the digests, with their runs, of servers left long ago, and those removed so."""
        async with self._database.write() as tx:
            await tx.execute(
                "DELETE FROM digests WHERE guild_left_at < ?", (to_milliseconds(left_before),)
            )
            await tx.execute(
                "DELETE FROM removed_digests WHERE removed_at <= ?",
                (to_milliseconds(removed_before),),
            )

    async def history(self, digest: int, limit: int) -> list[DigestRun]:
        """Return the last runs of a digest, newest first."""
        rows = await self._database.read(
            "SELECT * FROM runs WHERE digest = ? ORDER BY local_date DESC LIMIT ?", (digest, limit)
        )
        return [run_of(row) for row in rows]

    async def by_run_id(self, run_id: str) -> Claim | None:
        """Return the run with this id and its digest, or None if it no longer exists."""
        rows = await self._database.read("SELECT * FROM runs WHERE run = ?", (run_id,))
        for row in rows:
            digest = await self._database.read_one(
                "SELECT * FROM digests WHERE digest = ?", (row["digest"],)
            )
            if digest is not None:
                return Claim(run_of(row), digest_of(digest))
        return None

    async def _update(self, clauses: str, *values: object) -> bool:
        # Each sets the same again if it is executed twice; only attempts may be one too many.
        sql = f"UPDATE runs SET {clauses} RETURNING run"  # noqa: S608
        return bool(await self._database.execute_one(sql, values))


async def _claims(tx: StateTransaction, run_ids: Sequence[str]) -> list[Claim]:
    if not run_ids:
        return []
    runs = await tx.fetch(
        f"SELECT * FROM runs WHERE run IN {placeholders(len(run_ids))} ORDER BY due_at",  # noqa: S608
        run_ids,
    )
    found: dict[int, Row] = {
        row["digest"]: row
        for row in await tx.fetch(
            f"SELECT * FROM digests WHERE digest IN {placeholders(len(runs))}",  # noqa: S608
            [row["digest"] for row in runs],
        )
    }
    return [Claim(run_of(row), digest_of(found[row["digest"]])) for row in runs]


def _lease_bounds(now: datetime) -> tuple[int, int]:
    """Return the time up to which leases have ended, and the latest that one can end, in ms."""
    return to_milliseconds(now), to_milliseconds(now + LEASE + MAX_RETRY_PAUSE)
