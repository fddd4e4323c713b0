"""Files of media as they are shown: what is wanted of them, and what came of it. Pure values."""

from dataclasses import dataclass
from enum import StrEnum


class MediaProblem(StrEnum):
    """Why a file is not shown; the value continues a sentence such as "1 picture not shown:"."""

    MISSING = "missing from the media folder"
    LINK = "a link, which is not followed"
    PIXELS = "more pixels than the settings of this bot allow"
    LARGE = "too large to be sent here"
    UNREADABLE = "damaged, or of a kind that cannot be read"
    SLOW = "not ready in time"
    CRASHED = "it could not be prepared"
    POSITION = "it says where it was filmed"
    FILM = "a film, of which there is no still picture"


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
