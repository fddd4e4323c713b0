"""The ledger of digests: who is at which run, and what became of it."""

import json
from collections.abc import Collection, Sequence
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
from bot.storage.database import Database, Row, Transaction
from bot.storage.state.digest_claims import LEASE, claim_due_runs, pause
from bot.storage.state.digest_rows import digest_of, digests_with_newest, milliseconds, run_of

MAX_RETRY_PAUSE = timedelta(minutes=10)
"""The most that lies between two tries of a run."""

# A lease that ends later than any can was given by a clock that has been set back since.
_FREE = "state = 'claimed' AND (lease_until <= ?1 OR lease_until > ?2)"
# Discord's own rule of which shard a server belongs to.
_OWN = "(guild_id >> 22) % ?3 IN (SELECT value FROM json_each(?4))"


@dataclass(frozen=True, slots=True)
class Claim:
    """A run that its owner may attend to, and its digest."""

    run: DigestRun
    digest: Digest


class DigestRunStore:
    """Runs, each of one digest and local date. All that takes an `owner` is for the owner alone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def any_due(self, now: datetime, share: ShardSet = ALL_SHARDS) -> bool:
        """Tell whether there is a run to take."""
        row = await self._database.read_one(
            f"SELECT EXISTS (SELECT 1 FROM digests WHERE next_at <= ?1 AND {_OWN}) "  # noqa: S608
            f"OR EXISTS (SELECT 1 FROM runs JOIN digests USING (digest) WHERE {_FREE} AND {_OWN})",
            (*_moments(now), *_of(share)),
        )
        return row is not None and bool(row[0])

    async def claim_due(
        self,
        owner: str,
        now: datetime,
        limit: int,
        besides: Collection[str] = (),
        share: ShardSet = ALL_SHARDS,
    ) -> tuple[list[Claim], bool]:
        """Claim up to `limit` runs: those that wait for another try, then those that are due.

        Runs that are too late are written down as missed. `besides` are marks of runs that the
        owner has under way, however late its clock says it is. Also tell whether there may be more.
        """
        async with self._database.write() as tx:
            rows = await tx.fetch(
                f"SELECT runs.* FROM runs JOIN digests USING (digest) WHERE {_FREE} "  # noqa: S608
                f"AND {_OWN} ORDER BY lease_until LIMIT ?5",
                (*_moments(now), *_of(share), limit + len(besides)),
            )
            marks = [row["run"] for row in rows if row["run"] not in besides][:limit]
            await tx.execute(
                "UPDATE runs SET owner = ?, lease_until = ? "
                "WHERE run IN (SELECT value FROM json_each(?))",
                (owner, to_milliseconds(now + LEASE), json.dumps(marks)),
            )
            room = limit - len(marks)
            due = await tx.fetch(
                f"{digests_with_newest(now)} WHERE next_at <= ?1 AND {_OWN} "
                "ORDER BY next_at LIMIT ?2",
                (to_milliseconds(now), room, *_of(share)),
            )
            marks += await claim_due_runs(tx, due, now, owner)
            return await _claims(tx, marks), len(due) == room

    async def mark_sending(
        self, claim: Claim, owner: str, now: datetime, choice: DigestChoice
    ) -> bool:
        """Note that a run is being sent, what it shows and where; tell whether it still may be."""
        channel = claim.run.channel_id or claim.digest.options.channel_id
        return await self._change(
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
        """Keep others away from a run for another lease; tell whether it still is the owner's."""
        return await self._change(
            "lease_until = ? WHERE run = ? AND owner = ? AND state = 'claimed'",
            to_milliseconds(now + LEASE),
            run_id,
            owner,
        )

    async def postpone(self, run_id: str, owner: str, until: datetime, why: str) -> None:
        """Leave a run to whoever takes it first after a moment."""
        await self._change(
            "lease_until = ?, why = ? WHERE run = ? AND owner = ? AND state = 'claimed'",
            to_milliseconds(until),
            why,
            run_id,
            owner,
        )

    async def unmark_sending(self, run: DigestRun, owner: str) -> None:
        """Take back what `begin` noted: it is certain that this try did not arrive.

        So the next one goes where the digest belongs by then, and shows what it is to show by then.
        """
        await self._change(
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
        """Note where a run stands. That is a fact, whoever owns the run by now."""
        await self._change(
            "state = 'posted', why = ?, channel_id = ?, message_id = ?, settled_at = ? "
            "WHERE run = ? AND state <> 'posted'",
            why,
            sent.channel_id,
            sent.message_id,
            to_milliseconds(now),
            run_id,
        )

    async def close(
        self, run_id: str, owner: str, state: RunState, why: str, now: datetime
    ) -> None:
        """Note that a run is over without a post."""
        await self._change(
            "state = ?, why = ?, settled_at = ? WHERE run = ? AND owner = ? AND state = 'claimed'",
            state,
            why,
            to_milliseconds(now),
            run_id,
            owner,
        )

    async def fail_and_pause(self, run: DigestRun, owner: str, why: str, now: datetime) -> bool:
        """Note that a run failed and pause its digest; tell whether this is what paused it.

        One that was moved to another channel meanwhile goes on there.
        """
        async with self._database.write() as tx:
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

    async def history(self, digest: int, limit: int) -> list[DigestRun]:
        """Return the last runs of a digest, newest first."""
        rows = await self._database.read(
            "SELECT * FROM runs WHERE digest = ? ORDER BY local_date DESC LIMIT ?", (digest, limit)
        )
        return [run_of(row) for row in rows]

    async def by_run_id(self, run_id: str) -> Claim | None:
        """Return the run of a mark, and its digest; None if there is none any more."""
        rows = await self._database.read("SELECT * FROM runs WHERE run = ?", (run_id,))
        for row in rows:
            digest = await self._database.read_one(
                "SELECT * FROM digests WHERE digest = ?", (row["digest"],)
            )
            if digest is not None:
                return Claim(run_of(row), digest_of(digest))
        return None

    async def _change(self, what: str, *values: object) -> bool:
        async with self._database.write() as tx:
            return bool(await tx.execute(f"UPDATE runs SET {what}", values))  # noqa: S608


async def _claims(tx: Transaction, marks: Sequence[str]) -> list[Claim]:
    runs = await tx.fetch(
        "SELECT * FROM runs WHERE run IN (SELECT value FROM json_each(?)) ORDER BY due_at",
        (json.dumps(marks),),
    )
    found: dict[int, Row] = {
        row["digest"]: row
        for row in await tx.fetch(
            "SELECT * FROM digests WHERE digest IN (SELECT value FROM json_each(?))",
            (json.dumps([row["digest"] for row in runs]),),
        )
    }
    return [Claim(run_of(row), digest_of(found[row["digest"]])) for row in runs]


def _of(share: ShardSet) -> tuple[int, str]:
    """Return the number of all shards, and which of them count."""
    return share.count, json.dumps(sorted(share.shards))


def _moments(now: datetime) -> tuple[int, int]:
    """Return the moment that leases may end before, and the one that none can end after."""
    return to_milliseconds(now), to_milliseconds(now + LEASE + MAX_RETRY_PAUSE)
