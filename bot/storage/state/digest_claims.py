"""Entries of the ledger made: the runs that are due are claimed, those that are too late missed."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.archive.digests.model import RunState
from bot.archive.digests.schedule import NO_ZONE, Slot, plan
from bot.archive.timestamps import to_milliseconds
from bot.storage.database import Row, Transaction
from bot.storage.state.digest_rows import ledger_of, milliseconds, options_of

LEASE = timedelta(seconds=60)
"""How long a claim keeps others away: longer than any request, shorter than Discord's memory for
nonces."""

_KEPT = timedelta(days=400)  # that an entry stays in the ledger
_MARK_BYTES = 8
_NOBODY_THERE = "The bot was not running, or not connected, when it was due."


async def claim_due_runs(
    tx: Transaction, rows: Sequence[Row], now: datetime, owner: str | None = None
) -> list[str]:
    """Write down what is due of the digests in `rows`, which are of digests_with_newest.

    Return the marks of the runs that are claimed: for `owner`, or for whoever takes them first.
    """
    claimed = []
    for row in rows:
        schedule = options_of(row).schedule
        try:
            due = plan(schedule, ledger_of(row), now)
        except NO_ZONE:  # time zones are renamed, if rarely
            why = f"There is no time zone “{schedule.zone}” any more; edit the digest."
            await pause(tx, row["digest"], why, now)
            continue
        old = due.post.date - _KEPT if due.post else date.min
        await tx.execute(
            "DELETE FROM runs WHERE digest = ? AND local_date < ? AND state <> 'claimed'",
            (row["digest"], old.isoformat()),
        )
        for slot in due.missed:
            await _enter(tx, row, slot, RunState.MISSED, now)
        if due.post is not None:
            mark = await _enter(tx, row, due.post, RunState.CLAIMED, now, owner)
            claimed += [mark] if mark else []
        await tx.execute(
            "UPDATE digests SET next_at = ? WHERE digest = ?",
            (milliseconds(due.next.moment if due.next else None), row["digest"]),
        )
    return claimed


async def pause(tx: Transaction, digest: int, why: str, now: datetime) -> bool:
    """Let a digest run no more; tell whether it did run."""
    return bool(
        await tx.execute(
            "UPDATE digests SET paused_why = ?, paused_at = ?, next_at = NULL "
            "WHERE digest = ? AND paused_at IS NULL",
            (why, to_milliseconds(now), digest),
        )
    )


async def _enter(
    tx: Transaction, row: Row, slot: Slot, state: RunState, now: datetime, owner: str | None = None
) -> str | None:
    """Make an entry and return its mark; None if its date has one."""
    mark = secrets.token_hex(_MARK_BYTES)
    is_claim = state is RunState.CLAIMED
    at = to_milliseconds(now)
    made = await tx.execute(
        "INSERT OR IGNORE INTO runs (digest, local_date, zone, run, due_at, state, why, owner, "
        "lease_until, claimed_at, settled_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            row["digest"],
            slot.date.isoformat(),
            row["zone"],
            mark,
            to_milliseconds(slot.moment),
            state,
            "" if is_claim else _NOBODY_THERE,
            owner,
            to_milliseconds(now + (LEASE if owner else timedelta())) if is_claim else None,
            at if is_claim else None,
            None if is_claim else at,
        ),
    )
    return mark if made else None
