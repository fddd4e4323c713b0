"""The digests of servers, stored in state.db."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.archive.digests.model import Digest, DigestOptions, RemovedDigest
from bot.archive.digests.reasons import LEFT, kept
from bot.archive.digests.schedule import NO_ZONE, Slot, first_after, next_run
from bot.archive.timestamps import from_milliseconds, to_milliseconds
from bot.storage.engines import Row, StateDatabase, StateTransaction
from bot.storage.state.digest_claims import claim_due_runs, pause
from bot.storage.state.digest_due import EARLIEST, update_next
from bot.storage.state.digest_rows import (
    DIGESTS_WITH_NEWEST,
    OPTION_COLUMNS,
    digest_of,
    ledger_of,
    option_values,
    options_of,
)
from bot.storage.state.removed_digests import bring_back, put_away, removed_row

_ALL_OPTIONS = ", ".join(OPTION_COLUMNS)
_PLACEHOLDERS = ", ".join("?" * len(OPTION_COLUMNS))
_DIGESTS = "digests"  # of one server: what counts them and adds to them is alone


class DigestStore:
    """Digests, each of one server.

    A change first enters the runs that are due by then in the ledger, as they were configured.
    No run is ever caught up for days before a digest was created, resumed or rescheduled.
    """

    def __init__(self, database: StateDatabase) -> None:
        self._database = database

    async def add(
        self, guild_id: int, options: DigestOptions, now: datetime, limit: int
    ) -> int | None:
        """Store a new digest and return its id; None if the server has `limit` already."""
        async with self._database.write() as tx:
            await tx.alone_with(_DIGESTS, guild_id)
            now = await tx.now(now)
            rows = await tx.fetch("SELECT count(*) FROM digests WHERE guild_id = ?", (guild_id,))
            if rows[0][0] >= limit:
                return None
            at = to_milliseconds(now)
            first = first_after(options.schedule, now).isoformat()
            rows = await tx.fetch(
                "INSERT INTO digests (guild_id, first_date, created_at, edited_at, "  # noqa: S608
                f"{_ALL_OPTIONS}) VALUES (?, ?, ?, ?, {_PLACEHOLDERS}) "
                "RETURNING digest",
                (guild_id, first, at, at, *option_values(options)),
            )
            digest = int(rows[0]["digest"])
            await update_next(tx, digest, now)
            return digest

    async def of_guild(self, guild_id: int) -> list[Digest]:
        """Return the digests of a server, oldest first."""
        rows = await self._database.read(
            "SELECT * FROM digests WHERE guild_id = ? ORDER BY digest", (guild_id,)
        )
        return [digest_of(row) for row in rows]

    async def guilds(self) -> dict[int, bool]:
        """Return the ids of servers with digests, each with whether the bot has left it."""
        rows = await self._database.read(
            "SELECT guild_id, max(guild_left_at) IS NOT NULL FROM digests GROUP BY guild_id"
        )
        return {row[0]: bool(row[1]) for row in rows}

    async def get(self, guild_id: int, digest: int) -> Digest | None:
        """Return a digest of a server, or None if the server has none with this id."""
        row = await self._database.read_one(
            "SELECT * FROM digests WHERE guild_id = ? AND digest = ?", (guild_id, digest)
        )
        return None if row is None else digest_of(row)

    async def next_if_resumed(self, digest: int, now: datetime) -> Slot | None:
        """Return the next run of a paused digest if it were resumed now, or None."""
        for row in await self._database.read(
            f"{DIGESTS_WITH_NEWEST} WHERE digests.digest = ?2", (to_milliseconds(now), digest)
        ):
            schedule = options_of(row).schedule
            ledger = replace(ledger_of(row), first_date=first_after(schedule, now))
            return next_run(schedule, ledger, EARLIEST)
        return None

    async def edit(self, guild_id: int, digest: int, options: DigestOptions, now: datetime) -> bool:
        """Change a digest and return whether it exists; a new schedule starts afresh."""
        async with self._database.write() as tx:
            now = await tx.now(now)
            row = await _fetch_after_claims(tx, guild_id, digest, now)
            if row is None:
                return False
            first = row["first_date"]
            if options_of(row).schedule != options.schedule:
                first = first_after(options.schedule, now).isoformat()
            names = ", ".join(f"{name} = ?" for name in OPTION_COLUMNS)
            await tx.execute(
                f"UPDATE digests SET first_date = ?, edited_at = ?, {names} "  # noqa: S608
                "WHERE digest = ?",
                (first, to_milliseconds(now), *option_values(options), digest),
            )
            await update_next(tx, digest, now)
            return True

    async def pause(self, guild_id: int, digest: int, why: str, now: datetime) -> bool:
        """Pause a digest, skip its unsent runs and return whether it was running.

        A run that may have been sent stays open, so that its message is searched for.
        """
        async with self._database.write() as tx:
            now = await tx.now(now)
            if await _fetch_after_claims(tx, guild_id, digest, now) is None:
                return False
            await tx.execute(
                "UPDATE runs SET state = 'skipped', why = ?, settled_at = ? "
                "WHERE digest = ? AND state = 'claimed' AND tried_at IS NULL",
                (why, to_milliseconds(now), digest),
            )
            return await pause(tx, digest, why, now)

    async def resume(self, guild_id: int, digest: int, now: datetime) -> bool:
        """Resume a digest from its next scheduled time; return whether it was paused."""
        async with self._database.write() as tx:
            now = await tx.now(now)
            rows = await tx.fetch(
                "SELECT * FROM digests WHERE guild_id = ? AND digest = ? "  # noqa: S608
                f"AND paused_at IS NOT NULL{tx.locking('digests')}",
                (guild_id, digest),
            )
            for row in rows:
                await tx.execute(
                    "UPDATE digests SET paused_why = NULL, paused_at = NULL WHERE digest = ?",
                    (digest,),
                )
                await _restart(tx, row, now)
            return bool(rows)

    async def remove(self, guild_id: int, digest: int, now: datetime) -> None:
        """Remove a digest and its ledger, which can be restored, if it exists."""
        async with self._database.write() as tx:
            rows = await tx.fetch(
                "SELECT 1 FROM digests WHERE guild_id = ? AND digest = ?"  # noqa: S608
                f"{tx.locking('digests')}",
                (guild_id, digest),
            )
            if rows:
                await put_away(tx, digest, to_milliseconds(await tx.now(now)))

    async def removed(self, guild_id: int, since: datetime) -> list[RemovedDigest]:
        """Return the digests of a server that were removed since a time, the oldest first."""
        rows = await self._database.read(
            """SELECT record, removed_at FROM removed_digests
               WHERE guild_id = ? AND removed_at > ? ORDER BY digest""",
            (guild_id, to_milliseconds(since)),
        )
        return [
            RemovedDigest(
                digest_of(removed_row(row["record"])), from_milliseconds(row["removed_at"])
            )
            for row in rows
        ]

    async def restore(
        self, guild_id: int, digest: int, since: datetime, now: datetime, limit: int
    ) -> bool | None:
        """Bring back a digest that was removed since a time, and return whether that was possible.

        If it was not paused, it goes on with its next scheduled time. None if the server has
        `limit` digests without it.
        """
        async with self._database.write() as tx:
            await tx.alone_with(_DIGESTS, guild_id)
            now = await tx.now(now)
            removed = await tx.fetch(
                f"""SELECT 1 FROM removed_digests WHERE guild_id = ? AND digest = ?
                   AND removed_at > ?{tx.locking("removed_digests")}""",  # noqa: S608
                (guild_id, digest, to_milliseconds(since)),
            )
            if not removed:
                return False
            rows = await tx.fetch("SELECT count(*) FROM digests WHERE guild_id = ?", (guild_id,))
            if rows[0][0] >= limit:
                return None
            await bring_back(tx, digest)
            for row in await tx.fetch("SELECT * FROM digests WHERE digest = ?", (digest,)):
                await _restart(tx, row, now)
            return True

    async def guild_left(self, guild_id: int, now: datetime) -> None:
        """Suspend the digests of a server that the bot has left."""
        async with self._database.write() as tx:
            at = to_milliseconds(await tx.now(now))
            await tx.fetch(
                "SELECT 1 FROM digests WHERE guild_id = ? "  # noqa: S608
                f"ORDER BY digest{tx.locking('digests')}",
                (guild_id,),
            )
            await tx.execute(
                "UPDATE runs SET why = ?, settled_at = ?, "
                "state = CASE WHEN tried_at IS NULL THEN 'missed' ELSE 'uncertain' END "
                "WHERE state = 'claimed' AND digest IN "
                "(SELECT digest FROM digests WHERE guild_id = ?)",
                (kept(LEFT), at, guild_id),
            )
            await tx.execute(
                "UPDATE digests SET guild_left_at = ?, next_at = NULL "
                "WHERE guild_id = ? AND guild_left_at IS NULL",
                (at, guild_id),
            )

    async def guild_joined(self, guild_id: int, now: datetime) -> int:
        """Resume the digests of a server that the bot had left; return how many."""
        async with self._database.write() as tx:
            now = await tx.now(now)
            rows = await tx.fetch(
                "SELECT * FROM digests WHERE guild_id = ? AND guild_left_at IS NOT NULL "  # noqa: S608
                f"ORDER BY digest{tx.locking('digests')}",
                (guild_id,),
            )
            for row in rows:
                await tx.execute(
                    "UPDATE digests SET guild_left_at = NULL WHERE digest = ?", (row["digest"],)
                )
                await _restart(tx, row, now)
            return len(rows)


async def _fetch_after_claims(
    tx: StateTransaction, guild_id: int, digest: int, now: datetime
) -> Row | None:
    """Return a digest's row, locked, after its due runs are entered in the ledger as configured."""
    rows = await tx.fetch(
        f"{DIGESTS_WITH_NEWEST} WHERE guild_id = ?2 AND digests.digest = ?3{tx.locking('digests')}",
        (to_milliseconds(now), guild_id, digest),
    )
    if rows and rows[0]["next_at"] is not None and rows[0]["next_at"] <= to_milliseconds(now):
        await claim_due_runs(tx, rows, now)
    return rows[0] if rows else None


async def _restart(tx: StateTransaction, row: Row, now: datetime) -> None:
    try:
        first = first_after(options_of(row).schedule, now)
    except NO_ZONE:  # the zone no longer exists: the digest is paused when it is due
        first = (now - timedelta(days=1)).date()
    await tx.execute(
        "UPDATE digests SET first_date = ? WHERE digest = ?", (first.isoformat(), row["digest"])
    )
    await update_next(tx, row["digest"], now)
