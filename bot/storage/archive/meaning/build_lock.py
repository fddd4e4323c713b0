"""A lock that keeps two builds from taking the same meanings twice."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.storage.files.file_lock import HeldError, file_lock

# The system's locks keep out other processes alone, and the bot imports on threads. To close the
# file a second time would even drop the lock of the first one.
_of_process: set[Path] = set()
_changing = threading.Lock()


@contextmanager
def build_lock(archive: Path) -> Iterator[None]:
    """Be the only build of the archive at this path for the block's length.

    The lock is on an empty file beside it, and no write waits for it: an import goes on meanwhile.
    Raises HeldError if another build is at work, here or in another process; DatabaseError if the
    file cannot be opened or locked.
    """
    path = archive.resolve()
    with _changing:
        if path in _of_process:
            raise HeldError
        _of_process.add(path)
    try:
        with file_lock(path.with_name(f"{path.name}-meaning.lock")):
            yield
    finally:
        with _changing:
            _of_process.remove(path)
