"""Lists of files with their sizes and hashes, a line of JSON each, and what they prove."""

import json
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from bot.languages import Message, lazy
from bot.operations.errors import BackupError

_CHUNK = 1 << 20  # bytes


class ListedFile(NamedTuple):
    """A file of a list: its name, its size in bytes, and its hash.

    `size` is None if there was no such file, `sha256`, in hexadecimal digits, if it was not copied.
    Of a database, `changes` is the number that SQLite raises when it writes to the file.
    """

    name: str
    size: int | None
    sha256: str | None = None
    changes: int | None = None


def size_of(path: Path) -> int | None:
    """Return the size of a file in bytes, None if it is missing, a dangling link or no file."""
    try:
        found = path.stat()
    except (OSError, ValueError):  # the latter for a name that no file can have
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None


def write_list(path: Path, files: Iterable[ListedFile]) -> None:
    """Write a list and flush it to the disk; only its owner may read it."""
    path.touch(0o600)
    with path.open("w", encoding="ascii") as file:
        for one in files:
            record: dict[str, object] = {"name": one.name, "bytes": one.size}
            if one.sha256 is not None:
                record["sha256"] = one.sha256
            if one.changes is not None:
                record["changes"] = one.changes
            file.write(json.dumps(record) + "\n")
        file.flush()
        os.fsync(file.fileno())


def read_list(path: Path) -> Iterator[ListedFile]:
    """Yield the files of a list; nothing if there is none at `path`.

    Raises BackupError for a list that cannot be read, or that names a file of another folder.
    """
    try:
        for line in path.read_text("utf-8").splitlines():
            record: Mapping[str, object] = json.loads(line)
            name, size, hashed, changes = map(record.get, ("name", "bytes", "sha256", "changes"))
            if not (
                isinstance(name, str)
                and isinstance(size, int | None)
                and isinstance(hashed, str | None)
                and isinstance(changes, int | None)
                and (hashed is None or (size is not None and _is_file_name(name)))
            ):
                raise BackupError(_unreadable(path))
            yield ListedFile(name, size, hashed, changes)
    except FileNotFoundError:
        return
    except (OSError, ValueError, AttributeError) as error:
        raise BackupError(_unreadable(path)) from error


def differences(folder: Path, files: Iterable[ListedFile]) -> Iterator[Message]:
    """Yield a sentence for each file of a list that `folder` does not hold as it is listed.

    Files that were not copied are left out.
    """
    for one in files:
        if one.sha256 is None or one.size is None:
            continue
        path = folder / one.name
        size = size_of(path)
        if size is None:
            yield lazy("{path} is missing.", path=path)
        elif size != one.size:
            yield lazy(
                "{path} has {size:,} bytes instead of {right:,}.",
                path=path, size=size, right=one.size,
            )  # fmt: skip
        elif hash_of(path) != one.sha256:
            yield lazy("{path} is not what was backed up: it has another hash.", path=path)


def hash_of(path: Path) -> str | None:
    """Return the SHA-256 of a file in hexadecimal digits, None if it cannot be read."""
    hashed = sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                hashed.update(chunk)
    except OSError:
        return None
    return hashed.hexdigest()


def _is_file_name(name: str) -> bool:
    """Return whether a name leads nowhere but into the folder: a list may come from anywhere."""
    return name not in {"", ".", ".."} and not {"/", "\\", "\0"} & {*name}


def _unreadable(path: Path) -> Message:
    return lazy("{path} is not the list of a backup, or it is damaged.", path=path)
