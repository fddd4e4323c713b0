"""When digests are due: the column next_at, computed from schedules and the ledger."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.archive.digests.schedule import NO_ZONE, next_run
from bot.archive.timestamps import to_milliseconds
from bot.storage.engines import Row, StateTransaction
from bot.storage.state.digest_rows import (
    DIGESTS_WITH_NEWEST,
    ledger_of,
    milliseconds,
    options_of,
)

EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)
"""A moment before all runs."""


async def update_next(tx: StateTransaction, digest: int, now: datetime) -> None:
    """Update when a digest is due, unless it is paused or its server was left."""
    await write_next(
        tx,
        await tx.fetch(
            f"{DIGESTS_WITH_NEWEST} WHERE digests.digest = ?2 AND paused_at IS NULL "
            "AND guild_left_at IS NULL",
            (to_milliseconds(now), digest),
        ),
    )


async def write_next(tx: StateTransaction, rows: Sequence[Row]) -> None:
    """Update when the digests in `rows` are due, where that differs from what is stored.

    The rows are selected by `DIGESTS_WITH_NEWEST`. A digest whose time zone no longer exists is due
    at once.
    """
    for row in rows:
        try:
            slot = next_run(options_of(row).schedule, ledger_of(row), EARLIEST)
            due = milliseconds(slot.moment if slot else None)
        except NO_ZONE:
            due = to_milliseconds(EARLIEST)
        if due != row["next_at"]:
            await tx.execute(
                "UPDATE digests SET next_at = ? WHERE digest = ?", (due, row["digest"])
            )
