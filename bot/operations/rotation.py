"""Backups at intervals, in a folder of their own: the newest are kept."""

import asyncio
import re
import shutil
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from bot.errors import system_reason
from bot.languages import lazy
from bot.operations.backup import ARCHIVE_COPY, Backup, back_up
from bot.operations.errors import BackupError
from bot.operations.media_copies import MEDIA_LIST
from bot.storage.files.file_lock import HeldError, file_lock

_FORMAT = "%Y-%m-%dT%H%M%SZ"
_NAME = re.compile(r"\d{4}-\d\d-\d\dT\d{6}Z", re.ASCII)
_UNFINISHED = re.compile(rf"{_NAME.pattern}\.part-\w+|\.{_NAME.pattern}\.old", re.ASCII)
_LOCK = ".throwback.lock"


async def back_up_into(
    archive: Path, state: Path, folder: Path, now: datetime, keep: int, *, media: bool = True
) -> tuple[Backup, list[Path]]:
    """Make a backup in `folder`, named by the time in UTC, and delete all but the newest `keep`.

    Returns the backup and the folders that were deleted. Only folders are deleted that this has
    made, by their names, and that hold a whole backup; never the one just made, even if the clock
    was set back, and none if it fails. Media files that have not changed since the newest earlier
    backup are linked to those in it. What killed processes left unfinished is deleted.

    Raises BackupError if another process is making a backup in `folder`, and the errors of
    `back_up`.
    """
    with ExitStack() as stack:
        earlier = await asyncio.to_thread(_prepare, folder, stack)
        target = folder / now.strftime(_FORMAT)
        made = await back_up(
            archive, state, target, media=media, earlier=earlier[-1] if earlier else None
        )
        too_many = max(0, len(earlier) + 1 - keep)
        deleted = await asyncio.to_thread(_delete, earlier[:too_many])
        return made, deleted


def _prepare(folder: Path, stack: ExitStack) -> list[Path]:
    """Lock the folder until `stack` ends, clear it, and return the backups in it."""
    if not folder.is_dir():
        raise BackupError(
            lazy("There is no folder {folder}; make it first, or mount its disk.", folder=folder)
        )
    try:
        stack.enter_context(file_lock(folder / _LOCK))
    except HeldError as error:
        raise BackupError(
            lazy("Another process is making a backup in {folder}.", folder=folder)
        ) from error
    for one in folder.iterdir():
        if _UNFINISHED.fullmatch(one.name):
            shutil.rmtree(one, ignore_errors=True)
    return whole_backups(folder)


def whole_backups(folder: Path) -> list[Path]:
    """Return the backups that `back_up_into` has made in a folder, the oldest first."""
    return sorted(
        one
        for one in folder.iterdir()
        if _NAME.fullmatch(one.name)
        and not one.is_symlink()
        and all((one / name).is_file() for name in (ARCHIVE_COPY, MEDIA_LIST))
    )


def _delete(backups: list[Path]) -> list[Path]:
    """Delete backups. One whose deletion is interrupted has no backup's name any more."""
    for one in backups:
        old = one.with_name(f".{one.name}.old")
        try:
            one.rename(old)
            shutil.rmtree(old)
        except OSError as error:
            raise BackupError(
                lazy("{path} cannot be deleted: {reason}.", path=one, reason=system_reason(error))
            ) from error
    return backups
