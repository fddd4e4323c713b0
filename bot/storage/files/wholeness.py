"""Whether a database file that was put somewhere is whole, without the files beside it.

What copies a file under its own name is seen at work: the file is shorter than its head says, and
pages that a copy lacks are found by SQLite.
"""

import os
import sqlite3
import struct
from contextlib import closing
from pathlib import Path

from bot.errors import DatabaseError
from bot.storage.connections import exists
from bot.storage.errors import as_database_error
from bot.storage.migrations import known_version, newest_version

# sqlite.org/fileformat2.html, 1.3: big-endian numbers at these bytes of the head.
_HEAD = 100
_MAGIC = b"SQLite format 3\0"
_PAGE_SIZE = struct.Struct(">16xH")
_CHANGES, _PAGES, _COUNTED_AT = (
    struct.Struct(">24xI"),
    struct.Struct(">28xI"),
    struct.Struct(">92xI"),
)


def why_not_whole(path: Path, kind: str) -> str | None:
    """Return for a log why a file is no whole, up-to-date database of this kind; None if it is.

    All pages are read: 2 seconds for 240 MB.
    """
    try:
        if not exists(path):
            return "there is none"  # never translated
        if reason := _why_cut(path):
            return reason
        return _why_unusable(path, kind)
    except (DatabaseError, OSError) as error:
        return f"{error}"


def _why_cut(path: Path) -> str | None:
    with path.open("rb") as file:
        head = file.read(_HEAD)
        size = os.fstat(file.fileno()).st_size
    if len(head) < _HEAD or not head.startswith(_MAGIC):
        return "it is no database, or its beginning is missing"  # never translated
    (page_size,) = _PAGE_SIZE.unpack_from(head)
    (changes,), (pages,) = _CHANGES.unpack_from(head), _PAGES.unpack_from(head)
    is_counted = _COUNTED_AT.unpack_from(head)[0] == changes  # else an old SQLite wrote it
    expected = pages * (65536 if page_size == 1 else page_size)
    if is_counted and size < expected:
        return f"it has {size} bytes of {expected}"  # never translated
    return None


def _why_unusable(path: Path, kind: str) -> str | None:
    # An immutable file is read without the WAL that its name leads to, which may be another's.
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    newest = newest_version(kind)
    with (
        as_database_error(path),
        closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as connection,
    ):
        version = known_version(connection, path, kind, newest)
        if version < newest:
            # never translated
            return f"it is of version {version}; a start brings it to {newest}, or a newer copy"
        (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    return None if found == "ok" else f"it is damaged: {found}"  # never translated
