"""Locks on bytes of an empty file, which the system drops with the process, however that ends."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import DatabaseError, system_reason
from bot.languages import lazy

ALL = (0, 2**31 - 1)
"""The range of all bytes, as a first byte and a number of bytes."""

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int, start: int, count: int) -> None:
        os.lseek(descriptor, start, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, count)

else:
    import fcntl

    def _lock(descriptor: int, start: int, count: int) -> None:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, count, start)


class HeldError(Exception):
    """Another process holds a lock on one of the bytes."""


@contextmanager
def file_lock(path: Path, ranges: Iterable[tuple[int, int]] = (ALL,)) -> Iterator[None]:
    """Lock ranges of bytes of the file at `path` for the block's length.

    The file is made if it is missing, and left there: were it deleted, a process that has just
    opened it would hold a lock that no other sees. Raises HeldError if another process holds one of
    the ranges, DatabaseError if the file cannot be opened or locked.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise DatabaseError(
            lazy("{path} cannot be opened: {reason}.", path=path, reason=system_reason(error))
        ) from error
    try:
        for start, count in ranges:
            _take(descriptor, start, count, path)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, start: int, count: int, path: Path) -> None:
    try:
        _lock(descriptor, start, count)
    except (BlockingIOError, PermissionError) as error:
        raise HeldError from error
    except OSError as error:
        raise DatabaseError(
            lazy("{path} cannot be locked: {reason}.", path=path, reason=system_reason(error))
        ) from error
