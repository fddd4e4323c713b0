#!/usr/bin/env bash
# SQLite 3.40.1, CPython 3.11.
#
# Expected: the last connection to close makes a checkpoint and deletes the -wal file, as SQLite's
# documentation says. So once all programs have ended, the database is one file, which can be copied.
#
# Behaviour: a read-only connection (mode=ro) cannot make one. If such a one closes last, no error is
# raised, and the -wal file stays with all that was committed; here the file of the database does not
# even have the table yet. If that connection never read anything, SQLite has not opened the WAL for it,
# the writer counts as the last one, and all is well.
#
# Consequence: a program with pooled readers has to close them before its writers, or the file that it
# leaves lacks its latest rows. Who wants no checkpoint, as beside Litestream, closes them last, and has
# each of them read something first.
#
# Output seen:
#   a reader that has read closes last: -wal stays, the file alone has no such table: t
#   a reader that never read closes last: no -wal, the file alone has 1 row
#   the writer closes last: no -wal, the file alone has 1 row
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 - "$folder" <<'END' | tee "$folder/seen"
import os
import shutil
import sqlite3
import sys

folder = sys.argv[1]


def left_by(name, *, reads, reader_is_last):
    path = os.path.join(folder, name)
    writer = sqlite3.connect(path)
    writer.execute("PRAGMA journal_mode = wal")
    writer.execute("CREATE TABLE t (x)")
    reader = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    if reads:
        reader.execute("SELECT count(*) FROM t").fetchone()
    writer.execute("INSERT INTO t VALUES (1)")
    writer.commit()
    for one in (writer, reader) if reader_is_last else (reader, writer):
        one.close()
    wal = "-wal stays" if os.path.exists(f"{path}-wal") else "no -wal"
    shutil.copy(path, f"{path}.copy")
    try:
        (rows,) = sqlite3.connect(f"{path}.copy").execute("SELECT count(*) FROM t").fetchone()
        return f"{wal}, the file alone has {rows} row"
    except sqlite3.OperationalError as error:
        return f"{wal}, the file alone has {error}"


print("a reader that has read closes last:", left_by("a", reads=True, reader_is_last=True))
print("a reader that never read closes last:", left_by("b", reads=False, reader_is_last=True))
print("the writer closes last:", left_by("c", reads=True, reader_is_last=False))
END
diff "$folder/seen" - <<'END'
a reader that has read closes last: -wal stays, the file alone has no such table: t
a reader that never read closes last: no -wal, the file alone has 1 row
the writer closes last: no -wal, the file alone has 1 row
END
