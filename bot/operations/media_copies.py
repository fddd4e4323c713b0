"""The pictures and films of a backup: copied, listed with their hashes, and proven by the list."""

import json
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from bot.languages import Message, lazy
from bot.operations.errors import BackupError
from bot.storage.archive.posts.media import FOLDER

MEDIA_LIST = "media.jsonl"

_CHUNK = 1 << 20  # bytes


class MediaFile(NamedTuple):
    """A file that a post names: its name in the folder, its size in bytes, and the hash of it.

    `size` is None if the folder does not hold it, `sha256`, in hexadecimal digits, if it was not
    copied.
    """

    name: str
    size: int | None
    sha256: str | None = None


def size_of(path: Path) -> int | None:
    """Return the size of a file in bytes, None if it is missing, a dangling link or no file."""
    try:
        found = path.stat()
    except (OSError, ValueError):  # the latter for a name that no file can have
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None


def listed(folder: Path, names: Iterable[str]) -> list[MediaFile]:
    """Return files with their sizes, without reading them."""
    return [MediaFile(name, size_of(folder / name)) for name in names]


def copied(
    folder: Path,
    names: Iterable[str],
    target: Path,
    check_stopped: Callable[[], None],
    earlier: Path | None = None,
) -> list[MediaFile]:
    """Copy files into the folder `target`, which is made, and return them with their hashes.

    Each copy is read again. A file that a backup at `earlier`, on the same disk, has with the same
    size and time is linked to that one instead of copied, with the hash of its list. Links to files
    are followed. A file that is deleted meanwhile counts as one that is not there. Raises
    BackupError if a copy is not what was copied, OSError if it cannot be made.
    """
    target.mkdir(0o700)
    known = {one.name: one for one in read_list(earlier)} if earlier else {}
    files: list[MediaFile] = []
    for name in names:
        check_stopped()
        source, copy = folder / name, target / name
        if size_of(source) is None:
            files.append(MediaFile(name, None))
            continue
        one = known.get(name)
        if earlier and one and one.sha256 and _link(source, earlier / FOLDER / name, copy, one):
            files.append(one)
            continue
        with suppress(FileNotFoundError):
            hashed = _copy(source, copy)
            files.append(MediaFile(name, size_of(copy), hashed))
    return files


def write_list(folder: Path, files: Iterable[MediaFile]) -> None:
    """Write a line of JSON for each file into the list in the folder of a backup."""
    with (folder / MEDIA_LIST).open("w", encoding="ascii") as file:
        for one in files:
            record: dict[str, object] = {"name": one.name, "bytes": one.size}
            if one.sha256 is not None:
                record["sha256"] = one.sha256
            file.write(json.dumps(record) + "\n")
        file.flush()
        os.fsync(file.fileno())


def read_list(folder: Path) -> Iterator[MediaFile]:
    """Yield the files that a backup's list names; nothing if it has none.

    Raises BackupError for a list that cannot be read.
    """
    path = folder / MEDIA_LIST
    try:
        lines = path.read_text("utf-8").splitlines()
        for line in lines:
            record: Mapping[str, object] = json.loads(line)
            name, size, hashed = (record.get(key) for key in ("name", "bytes", "sha256"))
            if not (
                isinstance(name, str)
                and (hashed is None or _is_file_name(name))
                and isinstance(size, int | None)
                and isinstance(hashed, str | None)
            ):
                raise BackupError(_unreadable(path))
            yield MediaFile(name, size, hashed)
    except FileNotFoundError:
        return
    except (OSError, ValueError, AttributeError) as error:
        raise BackupError(_unreadable(path)) from error


def unproven(folder: Path, files: Iterable[MediaFile]) -> Iterator[Message]:
    """Yield a sentence for each file of a list that the folder of a backup does not hold as listed.

    Files that were not copied are left out.
    """
    for one in files:
        if one.sha256 is None:
            continue
        path = folder / FOLDER / one.name
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


def _link(source: Path, earlier: Path, copy: Path, known: MediaFile) -> bool:
    """Link to the earlier copy of a file that has not changed since; return whether that was done.

    The time of a file changes with its content, as the import replaces it.
    """
    try:
        now, then = source.stat(), earlier.stat()
        if (now.st_size, now.st_mtime_ns) != (then.st_size, then.st_mtime_ns):
            return False
        if then.st_size != known.size:
            return False
        os.link(earlier, copy)
    except OSError:  # a disk that knows no hard links, or too many of one file
        return False
    return True


def _copy(source: Path, copy: Path) -> str:
    """Copy a file with its times, flush and read it again, and return its hash."""
    hashed = sha256()
    with source.open("rb") as reading, copy.open("xb") as writing:
        while chunk := reading.read(_CHUNK):
            hashed.update(chunk)
            writing.write(chunk)
        writing.flush()
        os.fsync(writing.fileno())
    shutil.copystat(source, copy)
    if hash_of(copy) != hashed.hexdigest():
        raise BackupError(lazy("{copy} does not hold what {path} holds.", copy=copy, path=source))
    return hashed.hexdigest()
