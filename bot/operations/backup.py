"""Backups: a folder with copies of both databases and a list of the pictures and films."""

import asyncio
import json
import os
import shutil
import stat
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import BackupError, system_reason
from bot.languages import lazy
from bot.storage.archive.posts.media import FOLDER, media_names
from bot.storage.copies import Snapshot, flush, flush_names
from bot.storage.database_pair import snapshot_pair

ARCHIVE_COPY, STATE_COPY, MEDIA_LIST = "archive.db", "state.db", "media.jsonl"


@dataclass(frozen=True, slots=True)
class DatabaseCopy:
    """A copy of a database: its name, its size in bytes, and the number of rows of each table."""

    name: str
    size: int
    rows: dict[str, int]


@dataclass(slots=True)
class Backup:
    """A finished backup: its folder, the databases in it, and the files that its list names.

    `media_size` is in bytes; `media_absent` counts the files that posts name and that are not in
    `media_folder`.
    """

    path: Path
    media_folder: Path
    databases: list[DatabaseCopy] = field(default_factory=list)
    media_count: int = 0
    media_size: int = 0
    media_absent: int = 0

    @property
    def posts(self) -> int:
        """The number of posts."""
        return self.databases[0].rows["posts"]


class _StoppedError(Exception):
    """The command was interrupted: nobody waits for the backup."""


async def back_up(archive: Path, state: Path, target: Path) -> Backup:
    """Copy both databases into the new folder `target`, and list the media files of the posts.

    Bots and imports may write meanwhile. Both copies are as of one moment, at which nothing was
    half done: an import that has not ended is not in them. They are checked as
    `bot.storage.copies` describes. The list has a line of JSON for each file that a post in the
    copy names: its `name` in the folder media, and its size in `bytes`, null if it is not there.
    The files themselves are not copied. A state database that does not exist is left out; an older
    version of Throwback's databases is copied as it is.

    `target` appears when it is complete and flushed to the disk; an interrupted backup leaves
    nothing. Raises BackupError for a `target` that cannot be made, DatabaseError for databases
    that cannot be read or copied.
    """
    stopped = threading.Event()
    try:
        return await asyncio.to_thread(_back_up, archive, state, target, stopped)
    except asyncio.CancelledError:
        stopped.set()
        raise


def _back_up(archive: Path, state: Path, target: Path, stopped: threading.Event) -> Backup:
    def check_stopped() -> None:
        if stopped.is_set():
            raise _StoppedError

    backup = Backup(target, archive.with_name(FOLDER))
    with snapshot_pair(archive, state) as (posts, memory), _new_folder(target) as folder:
        backup.databases.append(_copy(posts, folder / ARCHIVE_COPY, check_stopped))
        if memory is not None:
            backup.databases.append(_copy(memory, folder / STATE_COPY, check_stopped))
        _list_media(posts, folder / MEDIA_LIST, backup)
        check_stopped()
    return backup


@contextmanager
def _new_folder(target: Path) -> Iterator[Path]:
    """Make a folder under another name, and give it the name `target` at the end of the block.

    If the block raises, the folder is deleted.
    """
    if os.path.lexists(target):
        raise BackupError(
            lazy("{folder} exists already; name a folder that does not exist yet.", folder=target)
        )
    parent = target.absolute().parent
    if not parent.is_dir():
        raise BackupError(
            lazy("There is no folder {folder}; make it first, or mount its disk.", folder=parent)
        )
    try:
        folder = Path(tempfile.mkdtemp(prefix=f"{target.name}.part-", dir=parent))
        try:
            yield folder
            flush_names(folder)
            folder.rename(target)
            flush_names(parent)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        raise BackupError(
            lazy("{path} cannot be written: {reason}.", path=target, reason=system_reason(error))
        ) from error


def _copy(source: Snapshot, target: Path, check_stopped: Callable[[], None]) -> DatabaseCopy:
    rows = source.copy(target, check_stopped)
    return DatabaseCopy(target.name, target.stat().st_size, rows)


def _list_media(posts: Snapshot, target: Path, backup: Backup) -> None:
    with target.open("w", encoding="ascii") as file:
        for name in media_names(posts):
            size = _size(backup.media_folder / name)
            file.write(json.dumps({"name": name, "bytes": size}) + "\n")
            backup.media_count += size is not None
            backup.media_size += size or 0
            backup.media_absent += size is None
    flush(target)


def _size(path: Path) -> int | None:
    """Return the size of a file in bytes, None if it is missing, a dangling link or no file."""
    try:
        found = path.stat()
    except (OSError, ValueError):  # the latter for a name that no file can have
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None
