"""Copies of database files: as of one moment while others write, and verified."""

import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

from bot.errors import DatabaseError
from bot.languages import lazy
from bot.storage.connections import cannot_write, connect_reader
from bot.storage.errors import as_database_error

T = TypeVar("T")

_CHUNK = 4096  # pages that are copied at a time
_COUNTER = slice(24, 28)  # bytes of the file (sqlite.org/fileformat2.html, 1.3)


class Snapshot:
    """A database file as it was at one moment, however much others write meanwhile."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    def renew(self) -> None:
        """Have this be the file as it is now."""
        with as_database_error(self.path):
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            self._connection.execute("BEGIN")
            self._connection.execute("SELECT 1 FROM sqlite_schema").fetchone()  # this begins it

    def read(self, sql: str) -> list[sqlite3.Row]:
        """Return all rows of a query."""
        with as_database_error(self.path):
            return self._connection.execute(sql).fetchall()

    def call(self, read: Callable[[sqlite3.Connection], T]) -> T:
        """Return what `read` reads from the snapshot."""
        with as_database_error(self.path):
            return read(self._connection)

    def copy(
        self, target: Path, check_stopped: Callable[[], None] = lambda: None
    ) -> dict[str, int]:
        """Write this snapshot to `target`, which must not exist, and flush it to the disk.

        The copy is checked by SQLite's integrity_check, and must have as many rows in each table:
        their numbers are returned, by table. Users who could not read the original cannot read the
        copy. `check_stopped` is called now and then, and may raise to end it. Raises DatabaseError
        if it fails. Nothing is left at `target` after an exception.
        """
        try:
            # SQLite would create a file that everybody may read.
            mode = stat.S_IMODE(self.path.stat().st_mode) | stat.S_IRUSR | stat.S_IWUSR
            os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode))
        except OSError as error:
            raise cannot_write(target, error) from error
        try:
            self._fill(target, check_stopped)
            rows = self._verify(target)
            flush(target)
        except BaseException:
            target.unlink(missing_ok=True)
            raise
        return rows

    def _fill(self, target: Path, check_stopped: Callable[[], None]) -> None:
        with (
            as_database_error(target),
            closing(sqlite3.connect(target, isolation_level=None)) as copy,
        ):
            # A copy that fails is deleted: it needs no journal, nor a flush before the last.
            copy.execute("PRAGMA journal_mode = OFF")
            copy.execute("PRAGMA synchronous = OFF")
            self._connection.backup(copy, pages=_CHUNK, progress=lambda *_: check_stopped())
            # Whatever opens the copy to write then changes its header; see change_counter. And a
            # file that is not in WAL mode can be read in a folder that may not be written.
            copy.execute("PRAGMA journal_mode = DELETE")

    def _verify(self, target: Path) -> dict[str, int]:
        uri = f"{target.absolute().as_uri()}?mode=ro&immutable=1"  # makes no files beside it
        with as_database_error(target), closing(sqlite3.connect(uri, uri=True)) as copy:
            # Pages are copied as they are, so damage in the copy is damage in the original.
            if copy.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
                raise DatabaseError(
                    lazy(
                        "{path} is damaged, and so would be its copy; take it from a backup, or "
                        "import into a new file.",
                        path=self.path,
                    )
                )
            rows = row_counts(self._connection)
            if row_counts(copy) != rows:
                raise DatabaseError(
                    lazy(
                        "{copy} does not hold what {path} holds; try again.",
                        copy=target,
                        path=self.path,
                    )
                )
            return rows


@contextmanager
def snapshot(path: Path, *, at_rest: bool = False) -> Iterator[Snapshot]:
    """Open a snapshot of the database at `path`, as of now, until the end of the block.

    Writers neither wait for it nor change it. With `at_rest` nobody writes, so no file is made
    beside it. Raises DatabaseError for a file that cannot be read.
    """
    with as_database_error(path), closing(connect_reader(path, at_rest=at_rest)) as connection:
        now = Snapshot(path, connection)
        now.renew()
        yield now


def change_counter(path: Path) -> int | None:
    """Return the number in a database's header that SQLite raises when it writes to the file.

    The switch to WAL mode raises it too, whereas commits in that mode may not. None for a file that
    cannot be read or is too short.
    """
    try:
        with path.open("rb") as file:
            counter = file.read(_COUNTER.stop)[_COUNTER]
    except OSError:
        return None
    return int.from_bytes(counter) if len(counter) == _COUNTER.stop - _COUNTER.start else None


def flush(file: Path) -> None:
    """Flush a file to the disk. Raises DatabaseError if that fails."""
    _flush(file, os.O_RDWR)


def flush_names(folder: Path) -> None:
    """Flush the names in a folder to the disk, where the system can. May raise DatabaseError."""
    if hasattr(os, "O_DIRECTORY"):  # Windows opens no folder
        _flush(folder, os.O_RDONLY)


def _flush(path: Path, flags: int) -> None:
    try:
        descriptor = os.open(path, flags)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise cannot_write(path, error) from error


def row_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the number of rows of each table, by its name."""
    tables = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - a name of the schema
        for (name,) in tables
    }
