"""Conversion of rows of state.db to digests, ledgers and runs, and back."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.archive.digests.model import (
    ContentKind,
    Digest,
    DigestOptions,
    DigestRun,
    Pause,
    RunState,
    WhenEmpty,
)
from bot.archive.digests.schedule import Ledger, LedgerEntry, Schedule
from bot.archive.timestamps import from_milliseconds, to_milliseconds
from bot.storage.engines import Row

_MAX_CLOCK_SKEW = 3_600_000  # milliseconds at most, unless one of them was wrong

Fields = Row | Mapping[str, Any]
"""A row, or its values by the names of the columns."""

OPTION_COLUMNS = (
    "channel_id", "time", "zone", "weekdays", "late_minutes", "holds", "query", "count", "role_id",
    "silent", "when_empty", "crosspost", "tag_id",
)  # fmt: skip


# The time is a parameter: SQLite's driver keeps each text that it has prepared, of 20 KB.
DIGESTS_WITH_NEWEST = f"""
    SELECT digests.*, newest.local_date AS newest_date, newest.zone AS newest_zone,
        CASE WHEN newest.state IN ('claimed', 'posted', 'uncertain')
            THEN coalesce(newest.settled_at, newest.claimed_at) END AS newest_posted_at
    FROM digests LEFT JOIN runs AS newest
        ON newest.digest = digests.digest AND newest.local_date =
            (SELECT max(local_date) FROM runs
             WHERE runs.digest = digests.digest AND due_at - {_MAX_CLOCK_SKEW} <= ?1)
"""  # noqa: S608 - a number
"""A SELECT of digests, each with its newest ledger entry. The parameter ?1 is the present time in
milliseconds; the caller adds WHERE.

Entries of runs that are not due yet do not count: a clock that has been set back since made them,
and they must not keep a digest silent until then. Their dates stay taken.
"""


def option_values(options: DigestOptions) -> tuple[object, ...]:
    """Return the values of OPTION_COLUMNS."""
    schedule = options.schedule
    return (
        options.channel_id,
        f"{schedule.time:%H:%M}",
        schedule.zone,
        sum(1 << day for day in schedule.weekdays),
        int(schedule.late.total_seconds()) // 60,
        options.holds,
        options.query,
        options.count,
        options.role_id,
        options.silent,
        options.when_empty,
        options.crosspost,
        options.tag_id,
    )


def options_of(row: Fields) -> DigestOptions:
    """Return the options in a row of `digests`."""
    schedule = Schedule(
        time.fromisoformat(row["time"]),
        row["zone"],
        frozenset(day for day in range(7) if row["weekdays"] >> day & 1),
        timedelta(minutes=row["late_minutes"]),
    )
    return DigestOptions(
        row["channel_id"],
        schedule,
        ContentKind(row["holds"]),
        row["query"],
        row["count"],
        row["role_id"],
        bool(row["silent"]),
        WhenEmpty(row["when_empty"]),
        bool(row["crosspost"]),
        row["tag_id"],
    )


def digest_of(row: Fields) -> Digest:
    """Return the digest in a row of `digests`."""
    paused_at = row["paused_at"]
    return Digest(
        row["digest"],
        row["guild_id"],
        options_of(row),
        date.fromisoformat(row["first_date"]),
        from_milliseconds(row["created_at"]),
        from_milliseconds(row["edited_at"]),
        None if paused_at is None else Pause(row["paused_why"], from_milliseconds(paused_at)),
        moment(row["guild_left_at"]),
        moment(row["next_at"]),
    )


def ledger_of(row: Row) -> Ledger:
    """Return the ledger in a row selected by `DIGESTS_WITH_NEWEST`."""
    newest = None
    if row["newest_date"] is not None:
        newest = LedgerEntry(
            date.fromisoformat(row["newest_date"]),
            row["newest_zone"],
            moment(row["newest_posted_at"]),
        )
    return Ledger(date.fromisoformat(row["first_date"]), newest)


def run_of(row: Row) -> DigestRun:
    """Return the run in a row of `runs`."""
    return DigestRun(
        row["run"],
        row["digest"],
        date.fromisoformat(row["local_date"]),
        row["zone"],
        from_milliseconds(row["due_at"]),
        RunState(row["state"]),
        row["why"],
        row["attempts"],
        moment(row["claimed_at"]),
        moment(row["tried_at"]),
        row["choice"],
        row["channel_id"],
        row["message_id"],
        moment(row["settled_at"]),
    )


def moment(ms: int | None) -> datetime | None:
    """Return the moment in a nullable column of milliseconds since 1970."""
    return None if ms is None else from_milliseconds(ms)


def milliseconds(when: datetime | None) -> int | None:
    """Return the value for a nullable column of milliseconds since 1970."""
    return None if when is None else to_milliseconds(when)
