"""Opening of files in the media folder, and of nothing else: their names come from archives."""

import os
import stat
from pathlib import Path
from typing import BinaryIO

from bot.archive.posts.media_files import MediaProblem

_PREFIX = "media/"
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a named pipe would wait for somebody who writes
    | getattr(os, "O_CLOEXEC", 0)
)


def open_media(folder: Path, path: str) -> BinaryIO | MediaProblem:
    """Open the file of a medium, by its path; see Media. Return the reason if that cannot be.

    Neither another folder nor a link is followed.
    """
    name = path.removeprefix(_PREFIX)
    if not path.startswith(_PREFIX) or name == ".." or Path(name).name != name or not name:
        return MediaProblem.MISSING
    target = folder / name
    try:
        if target.is_symlink():
            return MediaProblem.LINK
        descriptor = os.open(target, _FLAGS)
    except (OSError, ValueError):
        return MediaProblem.MISSING
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        return MediaProblem.MISSING
    return os.fdopen(descriptor, "rb")
