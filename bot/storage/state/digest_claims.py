"""New entries of the ledger: runs that are due are claimed, runs that are too late are missed."""

import secrets
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from bot.archive.digests.model import RunState
from bot.archive.digests.reasons import NO_ZONE_LEFT, NOT_RUNNING, kept
from bot.archive.digests.schedule import NO_ZONE, Slot, plan
from bot.archive.timestamps import to_milliseconds
from bot.storage.engines import Row, StateTransaction
from bot.storage.state.digest_rows import (
    ledger_of,
    milliseconds,
    options_of,
)

LEASE = timedelta(seconds=60)
"""How long a claim excludes others: longer than any request, shorter than Discord remembers
nonces."""

_RETENTION = timedelta(days=400)  # how long an entry stays in the ledger
_RUN_ID_BYTES = 8


async def claim_due_runs(
    tx: StateTransaction,
    rows: Sequence[Row],
    now: datetime,
    owner: str | None = None,
    on_missed: Callable[[datetime], None] = lambda _due_at: None,
) -> list[str]:
    """Enter the due runs of the digests in `rows`, selected by `DIGESTS_WITH_NEWEST` and locked.

    Return the ids of the claimed runs. Without an `owner` the first to claim them gets them.
    `on_missed` is given when each run was due that is too late.
    """
    claimed = []
    for row in rows:
        schedule = options_of(row).schedule
        try:
            due = plan(schedule, ledger_of(row), now)
        except NO_ZONE:  # time zones are renamed, though rarely
            why = kept(NO_ZONE_LEFT.filled(zone=schedule.zone))
            await pause(tx, row["digest"], why, now)
            continue
        old = due.due_slot.date - _RETENTION if due.due_slot else date.min
        await tx.execute(
            # Those of the last days are kept too, else a clock years ahead would delete them.
            "DELETE FROM runs WHERE digest = ?1 AND local_date < ?2 AND state <> 'claimed' "
            "AND local_date <= (SELECT local_date FROM runs WHERE digest = ?1 "
            "ORDER BY local_date DESC LIMIT 1 OFFSET ?3)",
            (row["digest"], old.isoformat(), _RETENTION.days),
        )
        for slot in due.missed:
            if await _insert_entry(tx, row, slot, RunState.MISSED, now):
                on_missed(slot.moment)
        if due.due_slot is not None:
            run_id = await _insert_entry(tx, row, due.due_slot, RunState.CLAIMED, now, owner)
            claimed += [run_id] if run_id else []
        await tx.execute(
            "UPDATE digests SET next_at = ? WHERE digest = ?",
            (milliseconds(due.next_slot.moment if due.next_slot else None), row["digest"]),
        )
    return claimed


async def pause(tx: StateTransaction, digest: int, why: str, now: datetime) -> bool:
    """Pause a digest; return whether it was running."""
    return bool(
        await tx.execute(
            "UPDATE digests SET paused_why = ?, paused_at = ?, next_at = NULL "
            "WHERE digest = ? AND paused_at IS NULL",
            (why, to_milliseconds(now), digest),
        )
    )


async def _insert_entry(
    tx: StateTransaction,
    row: Row,
    slot: Slot,
    state: RunState,
    now: datetime,
    owner: str | None = None,
) -> str | None:
    """Insert an entry and return its run id; None if its date already has an entry."""
    run_id = secrets.token_hex(_RUN_ID_BYTES)
    is_claim = state is RunState.CLAIMED
    at = to_milliseconds(now)
    inserted = await tx.execute(
        "INSERT INTO runs (digest, local_date, zone, run, due_at, state, why, owner, "
        "lease_until, claimed_at, settled_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (digest, local_date) DO NOTHING",
        (
            row["digest"],
            slot.date.isoformat(),
            row["zone"],
            run_id,
            to_milliseconds(slot.moment),
            state,
            "" if is_claim else kept(NOT_RUNNING),
            owner,
            to_milliseconds(now + (LEASE if owner else timedelta())) if is_claim else None,
            at if is_claim else None,
            None if is_claim else at,
        ),
    )
    return run_id if inserted else None
