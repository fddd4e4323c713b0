"""Removed digests, in state.db for a while: their rows as JSON, so that nothing else sees them."""

import json
from collections.abc import Mapping
from typing import Any

from bot.storage.engines import StateTransaction

_TABLES = ("digests", "runs", "choices")  # each after the one that it refers to


async def put_away(tx: StateTransaction, digest: int, removed_at: int) -> None:
    """Move a digest, its ledger and its choices to `removed_digests`; time in ms since 1970."""
    record = {}
    for table in _TABLES:  # locked, so that nothing changes in them before they are deleted
        rows = await tx.fetch(
            f"SELECT * FROM {table} WHERE digest = ? {tx.locking(table)}",  # noqa: S608 - constants
            (digest,),
        )
        record[table] = [dict(row) for row in rows]
    await tx.execute(
        "INSERT INTO removed_digests SELECT digest, guild_id, ?, ? FROM digests WHERE digest = ?",
        (removed_at, json.dumps(record), digest),
    )
    await tx.execute("DELETE FROM digests WHERE digest = ?", (digest,))


async def bring_back(tx: StateTransaction, digest: int) -> None:
    """Move a removed digest back, with its number, its ledger and its choices."""
    (row,) = await tx.fetch("SELECT record FROM removed_digests WHERE digest = ?", (digest,))
    record = json.loads(row["record"])
    for table in _TABLES:
        for values in record[table]:
            names, placeholders = ", ".join(values), ", ".join("?" * len(values))
            await tx.execute(
                f"INSERT INTO {table} ({names}) VALUES ({placeholders})",  # noqa: S608 - columns
                tuple(values.values()),
            )
    await tx.execute("DELETE FROM removed_digests WHERE digest = ?", (digest,))


def removed_row(record: str) -> Mapping[str, Any]:
    """Return the row in `digests` of a removed digest, given its record."""
    row: Mapping[str, Any] = json.loads(record)["digests"][0]
    return row
