"""The pictures and films of a backup: copied, and listed with their hashes."""

import os
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from bot.languages import lazy
from bot.operations.errors import BackupError
from bot.operations.file_lists import ListedFile, hash_of, read_list, size_of
from bot.storage.archive.posts.media import FOLDER

MEDIA_LIST = "media.jsonl"  # see bot.operations.file_lists

_CHUNK = 1 << 20  # bytes


def listed(folder: Path, names: Iterable[str]) -> list[ListedFile]:
    """Return files with their sizes, without reading them."""
    return [ListedFile(name, size_of(folder / name)) for name in names]


def copied(
    folder: Path,
    names: Iterable[str],
    target: Path,
    check_stopped: Callable[[], None],
    earlier: Path | None = None,
) -> list[ListedFile]:
    """Copy files into the folder `target`, which is made, and return them with their hashes.

    Each copy is read again. A file that a backup at `earlier`, on the same disk, has with the same
    size and time is linked to that one instead of copied, with the hash of its list. Links to files
    are followed. A file that is deleted meanwhile counts as one that is not there. Raises
    BackupError if a copy is not what was copied, OSError if it cannot be made.
    """
    target.mkdir(0o700)
    known: dict[str, ListedFile] = {}
    if earlier:
        with suppress(BackupError):  # damaged: what is copied anew is sound
            known = {one.name: one for one in read_list(earlier / MEDIA_LIST)}
    files: list[ListedFile] = []
    for name in names:
        check_stopped()
        source, copy = folder / name, target / name
        if size_of(source) is None:
            files.append(ListedFile(name, None))
            continue
        one = known.get(name)
        if earlier and one and one.sha256 and _link(source, earlier / FOLDER / name, copy, one):
            files.append(one)
            continue
        with suppress(FileNotFoundError):
            hashed = _copy(source, copy)
            files.append(ListedFile(name, size_of(copy), hashed))
    return files


def _link(source: Path, earlier: Path, copy: Path, known: ListedFile) -> bool:
    """Link to the earlier copy of a file that has not changed since; return whether that was done.

    The time of a file changes with its content, as the import replaces it. The earlier copy is read
    again: if it was damaged meanwhile, all later backups would have the damage.
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
    if hash_of(copy) == known.sha256:
        return True
    copy.unlink()
    return False


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
