"""The real bot over files that faults befall."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.sandbox import Channel
from bot.sandbox.messages import Message
from tests.cogs.conftest import allowed_refusals, bare_harness, clock, harness

__all__ = ["allowed_refusals", "bare_harness", "clock", "harness"]

NAMES = ("archive.db", "state.db")


def assert_intact(path: Path) -> None:
    """Check a database that nobody has open, and copy its WAL into it."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert not connection.execute("PRAGMA foreign_key_check").fetchall()


def digests_in(channel: Channel) -> list[Message]:
    """Return the messages of digests in a channel, without answers to commands."""
    return [message for message in channel.history if "'d1:" in str(message.components)]
