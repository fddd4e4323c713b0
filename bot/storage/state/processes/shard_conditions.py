"""Conditions in SQL on the servers whose digests a process posts."""

from collections.abc import Collection
from typing import TypeAlias

from bot.archive.digests.model import ShardSet

Others: TypeAlias = Collection[ShardSet] | None
"""The shards of all other processes; None if their servers are left to them in any case."""


def is_handled(own: ShardSet, others: Others) -> str:
    """Return a condition on guild_id: whether a process with `own` shards handles the server.

    With `others`, the shards of all other processes, it handles the servers of none of them too.
    The numbers of shards of several processes may differ, as while they are started again with
    more of them.
    """
    condition = _is_among(own)
    if others is None:
        return condition
    return f"({condition} OR NOT ({' OR '.join(map(_is_among, others)) or 'FALSE'}))"


def _is_among(shards: ShardSet) -> str:
    """Return whether a server belongs to these shards, by Discord's own rule."""
    numbers = ", ".join(map(str, sorted(shards.shards)))
    return f"(guild_id >> 22) % {shards.count} IN ({numbers})" if numbers else "FALSE"
