"""Backups: a folder with copies of both databases, and of the pictures and films."""

import asyncio
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import system_reason
from bot.languages import lazy
from bot.operations.contents import write_contents
from bot.operations.deep_check import prove
from bot.operations.errors import BackupError
from bot.operations.file_lists import ListedFile, write_list
from bot.operations.media_copies import MEDIA_LIST, copied, listed
from bot.storage.archive.posts.media import FOLDER, media_names
from bot.storage.copies import Snapshot, flush_names
from bot.storage.files.database_pair import snapshot_pair

ARCHIVE_COPY, STATE_COPY = "archive.db", "state.db"


@dataclass(frozen=True, slots=True)
class DatabaseCopy:
    """A copy of a database: its name, its size in bytes, and the number of rows of each table."""

    name: str
    size: int
    rows: dict[str, int]


@dataclass(slots=True)
class Backup:
    """A finished backup: its folder, the databases in it, and the media files of its posts.

    `media_size` is in bytes; `media_absent` counts the files that posts name and that are not in
    `media_folder`. With `has_media` the others are in the backup, else only listed.
    """

    path: Path
    media_folder: Path
    has_media: bool = True
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


async def back_up(
    archive: Path,
    state: Path,
    target: Path,
    *,
    media: bool = True,
    earlier: Path | None = None,
) -> Backup:
    """Copy both databases and the media files of the posts into the new folder `target`.

    Bots and imports may write meanwhile. Both copies are as of one moment, at which nothing was
    half done: an import that has not ended is not in them. They pass what
    `bot.operations.deep_check` checks, and each has as many rows in each table as its original. A
    state database that does not exist is left out; an older version of Throwback's databases is
    copied as it is.

    The list media.jsonl has a line for each file that a post in the copy names, contents.jsonl one
    for each database and for that list; see `bot.operations.file_lists`. Without `media` the files
    are listed, without hashes, and not copied. `earlier` is the folder of a backup on the same
    disk: files that have not changed since are linked to those there.

    `target` appears when it is complete and flushed to the disk; an interrupted backup leaves
    nothing. Raises BackupError for a `target` that cannot be made, DatabaseError for databases
    that cannot be read or copied, UnsoundError for damaged ones.
    """
    stopped = threading.Event()
    backup = Backup(target, archive.with_name(FOLDER), has_media=media)
    try:
        await asyncio.to_thread(_back_up, archive, state, backup, earlier, stopped)
    except asyncio.CancelledError:
        stopped.set()
        raise
    return backup


def _back_up(
    archive: Path, state: Path, backup: Backup, earlier: Path | None, stopped: threading.Event
) -> None:
    def check_stopped() -> None:
        if stopped.is_set():
            raise _StoppedError

    with snapshot_pair(archive, state) as (posts, memory), _new_folder(backup.path) as folder:
        backup.databases.append(_copy(posts, folder / ARCHIVE_COPY, check_stopped))
        if memory is not None:
            backup.databases.append(_copy(memory, folder / STATE_COPY, check_stopped))
        names = posts.call(media_names)
        if backup.has_media:
            files = copied(backup.media_folder, names, folder / FOLDER, check_stopped, earlier)
            flush_names(folder / FOLDER)
        else:
            files = listed(backup.media_folder, names)
        _count(files, backup)
        write_list(folder / MEDIA_LIST, files)
        check_stopped()
        write_contents(folder, [one.name for one in backup.databases], [MEDIA_LIST])
        check_stopped()
        prove(folder / ARCHIVE_COPY, folder / STATE_COPY, media=False)
        check_stopped()


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


def _count(files: list[ListedFile], backup: Backup) -> None:
    backup.media_count = sum(one.size is not None for one in files)
    backup.media_size = sum(one.size or 0 for one in files)
    backup.media_absent = len(files) - backup.media_count
