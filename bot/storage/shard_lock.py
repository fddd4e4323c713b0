"""A lock that keeps two processes from running the same shards of one bot on one database.

The system drops it with the process, however that ends.
"""

import os
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from hashlib import blake2s
from pathlib import Path

from bot.errors import AlreadyRunningError, DatabaseError, system_reason
from bot.languages import lazy

_ANY = 2**31 - 1  # a shard's byte is at its number; this many are more than there are shards

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int, start: int, count: int) -> None:
        os.lseek(descriptor, start, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, count)

else:
    import fcntl

    def _lock(descriptor: int, start: int, count: int) -> None:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, count, start)


@contextmanager
def shard_lock(state: Path, token: str, shards: Collection[int]) -> Iterator[None]:
    """Lock some shards of the bot with a token, or without `shards` all, for the block's length.

    The lock is on bytes of an empty file beside the database `state`, which is left there: were it
    deleted, a process that has just opened it would hold a lock that no other sees. The file's name
    has a hash of the token, since several bots may share an archive.

    Raises AlreadyRunningError if another process holds one of the shards, DatabaseError if the file
    cannot be opened or locked.
    """
    bot = blake2s(token.encode(), digest_size=4).hexdigest()
    path = state.with_name(f"{state.name}-{bot}.lock")
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise DatabaseError(
            lazy("{path} cannot be opened: {reason}.", path=path, reason=system_reason(error))
        ) from error
    try:
        for start, count in [(shard, 1) for shard in shards] or [(0, _ANY)]:
            _take(descriptor, start, count, path)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, start: int, count: int, path: Path) -> None:
    try:
        _lock(descriptor, start, count)
    except (BlockingIOError, PermissionError) as error:
        raise AlreadyRunningError(path.absolute().parent) from error
    except OSError as error:
        raise DatabaseError(
            lazy("{path} cannot be locked: {reason}.", path=path, reason=system_reason(error))
        ) from error
