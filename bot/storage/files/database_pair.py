"""Snapshots of archive.db and state.db that belong together."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bot.errors import DatabaseError, NoArchiveError
from bot.storage.connections import connect_reader, exists
from bot.storage.copies import Snapshot, snapshot
from bot.storage.errors import BUSY, as_database_error
from bot.storage.migrations import known_version, newest_version

_PATIENCE = 5.0  # seconds; an attempt takes a moment, and a busy bot commits a few times a second


@contextmanager
def snapshot_pair(archive: Path, state: Path) -> Iterator[tuple[Snapshot, Snapshot | None]]:
    """Open snapshots of both databases as they were at one moment, until the end of the block.

    Neither waits for a writer, and nothing is written. The one of `state` is None if there is no
    such file. Raises DatabaseError, with a sentence, if there is no archive, or a file is not
    what its name says, is a newer Throwback's, or cannot be read.
    """
    with _reader(archive, "archive") as reader:
        if reader is None:
            raise NoArchiveError(archive)
    with _reader(state, "state") as reader:
        if reader is None:
            with snapshot(archive) as alone:
                yield alone, None
            return
        with snapshot(state) as of_state, snapshot(archive) as of_archive:
            ends = time.monotonic() + _PATIENCE
            while time.monotonic() < ends:
                before = _data_version(reader, state)
                of_state.renew()
                of_archive.renew()
                # If nobody wrote to state.db meanwhile, both are as archive.db is now.
                if _data_version(reader, state) == before:
                    yield of_archive, of_state
                    return
    raise DatabaseError(BUSY.filled(path=state))


@contextmanager
def _reader(path: Path, kind: str) -> Iterator[sqlite3.Connection | None]:
    """Open a file of this kind to read it; None if there is none, or it is still empty."""
    if not exists(path):
        yield None
        return
    with as_database_error(path), closing(connect_reader(path)) as connection:
        version = known_version(connection, path, kind, newest_version(kind))
        yield connection if version else None


def _data_version(connection: sqlite3.Connection, path: Path) -> int:
    """Return a number that changes whenever another connection has committed."""
    with as_database_error(path):
        return int(connection.execute("PRAGMA data_version").fetchone()[0])
