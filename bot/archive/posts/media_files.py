"""Files of media as they are shown: what is wanted of them, and what came of it. Pure values."""

import re
from dataclasses import dataclass
from enum import Enum
from pathlib import PurePosixPath

from bot.languages import lazy


class MediaProblem(Enum):
    """Why a file is not shown; as text it continues a sentence such as "1 picture not shown:"."""

    MISSING = lazy("missing from the media folder")
    LINK = lazy("a link, which is not followed")
    PIXELS = lazy("more pixels than the settings of this bot allow")
    LARGE = lazy("too large to be sent here")
    UNREADABLE = lazy("damaged, or of a kind that cannot be read")
    SLOW = lazy("not ready in time")
    CRASHED = lazy("it could not be prepared")
    POSITION = lazy("it says where it was filmed")
    FILM = lazy("a film, of which there is no still picture")

    def __str__(self) -> str:
        return f"{self.value}"


_SOUND = re.compile(r"\.(?:aac|flac|m4a|mp3|og[ag]|opus|wav|wma)", re.IGNORECASE)


def is_sound(path: str) -> bool:
    """Return whether a file is a sound, by its name: such a file is kept, and never shown."""
    return _SOUND.fullmatch(PurePosixPath(path).suffix) is not None


@dataclass(frozen=True, slots=True)
class WantedMedia:
    """A file to show, by its path; see Media. A thumbnail is a still picture, always a small one.

    The whole file is wanted otherwise, in as many pixels as its bytes allow.
    """

    path: str
    is_thumbnail: bool = False


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file that can be sent: without metadata, and upright. `suffix` is as in ".jpg".

    `is_still` is whether it is one frame of something that moves.
    """

    data: bytes
    suffix: str
    is_still: bool = False


PreparedMedia = MediaFile | MediaProblem
"""A file that can be sent, or why there is none."""
