"""Copies of an archive, beside it or where backups were made, that still hold certain posts."""

import glob
import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from bot.errors import DatabaseError
from bot.storage.files.inspection import read_only

_MAX_DEPTH = 2  # folders below that of the archive: a backup is a folder
_DATABASES = "*.db*"
_TABLES = ("posts", "versions", "parts")  # those that have a column of ids
_JOURNALS = ("-wal", "-shm", "-journal")


def copies_with(archive: Path, ids: Collection[str], folders: Iterable[Path] = ()) -> list[Path]:
    """Return the databases that hold posts with one of `ids`, except the archive itself.

    They are looked for beside the archive, in the folders there, and in `folders`: files that are
    named as databases are, or begin with the archive's own name. What cannot be read is left out.
    """
    own = archive.resolve()
    names = (_DATABASES, f"{glob.escape(archive.name)}*")
    found = {path.resolve() for path in _candidates(archive.absolute().parent, names, _MAX_DEPTH)}
    found |= {path.resolve() for folder in folders for path in _candidates(folder, names, 1)}
    return sorted(path for path in found - {own} if _holds(path, ids))


def _candidates(folder: Path, names: Iterable[str], depth: int) -> Iterator[Path]:
    try:
        for name in names:
            yield from (path for path in folder.glob(name) if _is_database(path))
        if depth > 1:
            for inner in folder.iterdir():
                if inner.is_dir() and not inner.is_symlink():
                    yield from _candidates(inner, names, depth - 1)
    except OSError:
        return


def _is_database(path: Path) -> bool:
    return path.is_file() and not path.name.endswith(_JOURNALS)


def _holds(path: Path, ids: Collection[str]) -> bool:
    wanted = json.dumps(list(ids))

    def read(connection: sqlite3.Connection) -> bool:
        known = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema")}
        return any(
            connection.execute(
                f"SELECT 1 FROM {table} WHERE id IN (SELECT value FROM json_each(?))",  # noqa: S608 - constants
                (wanted,),
            ).fetchone()
            for table in _TABLES
            if table in known
        )

    try:
        return read_only(path, read)
    except DatabaseError:  # no database, or one that nobody can read any more
        return False
