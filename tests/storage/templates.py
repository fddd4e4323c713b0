"""Empty databases as copies of one file: the schema of an archive takes 10 ms, a copy none."""

import os
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

from bot.storage.migrations import migrate


@cache
def _empty(kind: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{kind}.db"
        migrate(path, kind)
        return path.read_bytes()


def new_archive(folder: Path | str) -> Path:
    """Write an empty archive.db into `folder` and return its path."""
    path = Path(folder) / "archive.db"
    path.write_bytes(_empty("archive"))
    return path


def migrate_copy(path: Path, kind: str, wait: float = 5.0, *, litestream: bool = False) -> None:
    """Do what `migrate` does, with a copy where there is no file yet.

    Beside Litestream there is none, as a new file's schema is in its WAL then.

    The copy comes to the path whole, or not at all: others may make the file in the same moment.
    Where it cannot be written, `migrate` finds that out itself.
    """
    if not litestream and not os.path.lexists(path):
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent) as file:  # for its owner alone
                file.write(_empty(kind))
                file.flush()
                os.link(file.name, path)
    migrate(path, kind, wait, litestream=litestream)
