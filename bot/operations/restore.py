"""Restoring: the databases and media files of a backup take the place of those in use."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shutil import copy2, rmtree

from bot.archive.timestamps import from_milliseconds
from bot.errors import ThrowbackError
from bot.languages import Message, lazy, nlazy
from bot.operations.backup import ARCHIVE_COPY, STATE_COPY
from bot.operations.deep_check import Proof, prove
from bot.operations.errors import BackupError
from bot.operations.file_lists import ListedFile, hash_of, read_list, size_of
from bot.operations.media_copies import MEDIA_LIST
from bot.storage.archive.posts.media import FOLDER
from bot.storage.connections import cannot_write
from bot.storage.copies import flush, flush_names, snapshot
from bot.storage.files import replacement
from bot.storage.files.exclusive import Exclusive, exclusively
from bot.storage.files.replacement import Replacement, finish_replacements, unused_stamp

_UNITS: tuple[tuple[int, Callable[[int], Message]], ...] = (
    (86_400_000, lambda count: nlazy("{count:,} day", "{count:,} days", count)),
    (3_600_000, lambda count: nlazy("{count:,} hour", "{count:,} hours", count)),
    (60_000, lambda count: nlazy("{count:,} minute", "{count:,} minutes", count)),
    (1_000, lambda count: nlazy("{count:,} second", "{count:,} seconds", count)),
)  # in milliseconds


class NewerStateError(ThrowbackError):
    """A database that was changed after the backup that would replace it."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored: what was proven of the backup, and where what was there before is kept.

    `media_copied` is how many media files the folder lacked, or had with another content.
    """

    proof: Proof
    kept: tuple[Path, ...]
    media_copied: int


async def restore(
    backup: Path, archive: Path, state: Path, now: datetime, *, force: bool = False
) -> Restored:
    """Put the databases and media files of the folder `backup` in the place of those in use.

    The backup passes the deep check first. No bot, import or other command may have the databases
    open. What was there is kept under names that end in the time of the restore, `now`. A process
    that is killed leaves all as it was, or a replacement that `finish_restore` completes. A backup
    of an older version is brought up to date when it is opened next. Media files that the backup
    does not name stay as they are.

    Raises BackupError for a folder that is no backup, UnsoundError for a damaged one,
    NewerStateError, without `force`, if a database in use was changed after the backup, InUseError
    if one is open, DatabaseError if files cannot be written.
    """
    # A restore that is under way is not left half-way: at each moment it is undone or finished.
    work = asyncio.ensure_future(
        asyncio.to_thread(_restore, backup, archive, state, f"{now:%Y-%m-%dT%H%M%SZ}", force=force)
    )
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        await asyncio.wait([work])
        raise


async def finish_restore(archive: Path, state: Path) -> bool:
    """Complete a restore whose process was killed; return whether there was one.

    Raises InUseError if it is under way in another process, DatabaseError if it fails.
    """
    media = archive.with_name(FOLDER)
    return await asyncio.to_thread(finish_replacements, archive, state, media) > 0


def _restore(backup: Path, archive: Path, state: Path, stamp: str, *, force: bool) -> Restored:
    if not (backup / ARCHIVE_COPY).is_file():
        raise BackupError(
            lazy(
                "{folder} is no backup: it holds no {name}. Name a folder that throwback backup "
                "wrote.",
                folder=backup,
                name=ARCHIVE_COPY,
            )
        )
    if (backup / ARCHIVE_COPY).resolve() == archive.resolve():
        raise BackupError(
            lazy("{path} is itself the archive that is in use.", path=backup / ARCHIVE_COPY)
        )
    proof = prove(backup / ARCHIVE_COPY, backup / STATE_COPY)
    media = archive.with_name(FOLDER)
    try:
        archive.absolute().parent.mkdir(parents=True, exist_ok=True)
        finish_replacements(archive, state, media)
        with exclusively(archive, state) as exclusive:
            if not force:
                _refuse_newer(proof, archive, state, exclusive)
            replacement.delete_abandoned(archive)
            free = unused_stamp(archive, state, media, stamp)
            new = Replacement(archive, state, media, free)
            copied = _gather(backup, new.incoming, media, proof.media_names)
            new.decide()
            new.finish(exclusive)
    except OSError as error:
        raise cannot_write(archive, error) from error
    kept = tuple(path for path in map(new.kept, (archive, state, media)) if path.exists())
    return Restored(proof, kept, copied)


def _refuse_newer(proof: Proof, archive: Path, state: Path, exclusive: Exclusive) -> None:
    """Raise NewerStateError if a database was changed after its copy in the backup."""
    copies = {proven.path.name: proven for proven in proof.databases}
    for path, name, kind in ((archive, ARCHIVE_COPY, "archive"), (state, STATE_COPY, "state")):
        changed_at = exclusive.last_change(path, kind)
        if changed_at is None:
            continue  # there is none, or it is damaged beyond reading: that is why one restores
        copy = copies.get(name)
        then = copy.changed_at if copy else 0
        if changed_at > then:
            raise NewerStateError(_newer(path, changed_at, then))
        # Some changes have no time. Of two archives with equal times one is the other, later.
        is_same = copy is not None and changed_at == copy.changed_at > 0
        if copy and is_same and exclusive.generation(path) > copy.generation:
            raise NewerStateError(
                lazy(
                    "{path} was changed after the backup was made. If you want the backup all the "
                    "same, say so by --force; what is there now is kept beside it.",
                    path=path,
                )
            )


def _newer(path: Path, changed_at: int, then: int) -> Message:
    if not then:
        return lazy(
            "{path} was last changed on {when}, and the backup has no change at all. If you want "
            "the backup all the same, say so by --force; what is there now is kept beside it.",
            path=path,
            when=_time(changed_at),
        )
    return lazy(
        "{path} was last changed on {when}, {span} after the last change in the backup, {then}. If "
        "you want the backup all the same, say so by --force; what is there now is kept beside it.",
        path=path,
        when=_time(changed_at),
        then=_time(then),
        span=_span(changed_at - then),
    )


def _time(ms: int) -> str:
    return f"{from_milliseconds(ms):%Y-%m-%d %H:%M:%S} UTC"


def _span(ms: int) -> Message:
    """Return a duration in the largest unit of which there are two, at least a second."""
    for unit, say in _UNITS:
        if ms >= 2 * unit:
            return say(ms // unit)
    return _UNITS[-1][1](1)


def _gather(backup: Path, incoming: Path, media: Path, names: frozenset[str]) -> int:
    """Copy what comes in beside the databases; return how many media files that are.

    Of these only those in `names` come. Nothing is left after an exception.
    """
    incoming.mkdir(0o700)
    try:
        with snapshot(backup / ARCHIVE_COPY, at_rest=True) as archive:
            archive.copy(incoming / replacement.ARCHIVE)
        if (backup / STATE_COPY).exists():
            with snapshot(backup / STATE_COPY, at_rest=True) as state:
                state.copy(incoming / replacement.STATE)
        return _gather_media(backup, incoming / replacement.MEDIA, media, names)
    except BaseException:
        rmtree(incoming, ignore_errors=True)
        raise


def _gather_media(backup: Path, incoming: Path, media: Path, names: frozenset[str]) -> int:
    copied = 0
    for one in read_list(backup / MEDIA_LIST):
        if one.sha256 is None or one.name not in names or _is_there(media / one.name, one):
            continue
        incoming.mkdir(0o700, exist_ok=True)
        copy2(backup / FOLDER / one.name, incoming / one.name)
        if hash_of(incoming / one.name) != one.sha256:
            raise BackupError(
                lazy(
                    "{copy} does not hold what {path} holds.",
                    copy=incoming / one.name,
                    path=backup / FOLDER / one.name,
                )
            )
        flush(incoming / one.name)
        copied += 1
    if copied:
        flush_names(incoming)
    return copied


def _is_there(path: Path, wanted: ListedFile) -> bool:
    return size_of(path) == wanted.size and hash_of(path) == wanted.sha256
