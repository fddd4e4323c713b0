"""A lock that keeps two processes from running the same shards of one bot on one database."""

import glob
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from hashlib import blake2s
from pathlib import Path

from bot.errors import AlreadyRunningError
from bot.storage.files.file_lock import ALL, HeldError, file_lock


@contextmanager
def shard_lock(state: Path, token: str, shards: Collection[int]) -> Iterator[None]:
    """Lock some shards of the bot with a token, or without `shards` all, for the block's length.

    The lock is on bytes of an empty file beside the database `state`: a shard's byte is at its
    number. The file's name has a hash of the token, since several bots may share an archive.

    Raises AlreadyRunningError if another process holds one of the shards, DatabaseError if the file
    cannot be opened or locked.
    """
    bot = blake2s(token.encode(), digest_size=4).hexdigest()
    path = state.with_name(f"{state.name}-{bot}.lock")
    with ExitStack() as stack:
        try:
            stack.enter_context(file_lock(path, [(shard, 1) for shard in shards] or [ALL]))
        except HeldError as error:
            raise AlreadyRunningError(path.absolute().parent) from error
        yield


@contextmanager
def every_bot_locked(state: Path) -> Iterator[None]:
    """Keep all bots from running on the database `state` for the block's length.

    One that has never run there has no file yet, and is not kept from it. Raises
    AlreadyRunningError and DatabaseError as `shard_lock` does.
    """
    with ExitStack() as stack:
        for path in sorted(state.absolute().parent.glob(f"{glob.escape(state.name)}-*.lock")):
            try:
                stack.enter_context(file_lock(path))
            except HeldError as error:
                raise AlreadyRunningError(path.parent) from error
        yield
