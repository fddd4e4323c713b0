"""Copies of a database file that are kept because a migration changes the posts in it."""

import filecmp
import logging
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from bot.errors import DatabaseError
from bot.languages import lazy
from bot.storage.connections import cannot_write
from bot.storage.copies import flush_names, snapshot

_log = logging.getLogger(__name__)


def keep_copy(path: Path, version: int) -> None:
    """Keep a copy of the database at `path` beside it, for the migration to `version`.

    The caller holds the write lock, so that one process copies at a time. The copy is named
    `path` with ".before-" and the version; no file of such a name is overwritten: if one holds
    something else, ".2" or the next free number follows. A process that is killed while it copies
    leaves only a file with ".part", which the next one deletes.

    Raises DatabaseError, and leaves no file, if the copy cannot be kept.
    """
    part = path.with_name(f"{path.name}.before-{version}.part")
    try:
        kept = _copy(path, part, version)
    except DatabaseError as error:
        raise _unchanged(path, error) from error
    except OSError as error:
        raise _unchanged(path, cannot_write(part, error)) from error
    _log.info("%s was copied to %s before its posts are changed", path, kept)


def _unchanged(path: Path, why: DatabaseError) -> DatabaseError:
    """Return the error for a database that could not be copied, and was left as it is."""
    return DatabaseError(
        lazy(
            "{why} Before the posts in {path} are brought up to date, it is copied; it is as it "
            "was.",
            why=why,
            path=path,
        )
    )


def _copy(path: Path, part: Path, version: int) -> Path:
    part.unlink(missing_ok=True)
    try:
        with snapshot(path) as now:
            now.copy(part)
        kept = next(name for name in _names(path, version) if _is_free_or_same(name, part))
        if not kept.exists():
            part.rename(kept)
            flush_names(path.absolute().parent)
    finally:
        part.unlink(missing_ok=True)
    return kept


def _names(path: Path, version: int) -> Iterator[Path]:
    first = f"{path.name}.before-{version}"
    yield path.with_name(first)
    yield from (path.with_name(f"{first}.{number}") for number in count(2))


def _is_free_or_same(name: Path, part: Path) -> bool:
    """Return whether `name` is free or holds what `part` does: a migration may fail every time."""
    return not name.exists() or (name.is_file() and filecmp.cmp(name, part, shallow=False))
