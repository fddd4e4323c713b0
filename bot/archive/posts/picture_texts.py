"""Text that was read in pictures: its lines in order, and why some pictures are not read."""

import re
from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from bot.languages import lazy

MAX_TEXT = 20_000
"""Characters of one picture that are kept: five dense pages."""

_SAME_ROW = 0.6  # of a line's height, by which the middles of lines side by side may differ
_BLANKS = re.compile(r"\s+")


class ReadingProblem(Enum):
    """Why a picture was not read; as text it continues a sentence such as "1 not read:"."""

    MISSING = lazy("missing from the media folder")
    LINK = lazy("a link, which is not followed")
    PIXELS = lazy("more pixels than are read")
    UNREADABLE = lazy("damaged, or of a kind that cannot be read")
    SLOW = lazy("it took too long")
    MEMORY = lazy("it needed too much memory")

    def __str__(self) -> str:
        return f"{self.value}"

    @property
    def may_pass(self) -> bool:
        """Whether the file may be there the next time, so that it is looked for again."""
        return self in {ReadingProblem.MISSING, ReadingProblem.LINK}


class ReadingEngine(NamedTuple):
    """What reads pictures. Those that another one, or version, has read are read anew."""

    name: str
    version: str


class PictureWords(NamedTuple):
    """What a picture says: the text that was read in it, or its author's description of it."""

    text: str
    is_description: bool = False


class Line(NamedTuple):
    """A line of text in a picture, with its edges in pixels."""

    text: str
    left: float
    top: float
    bottom: float


def text_of(lines: Sequence[Line]) -> str:
    """Return lines in reading order: from top to bottom, those side by side from left to right.

    Blanks within a line are one space each. What is beyond MAX_TEXT is cut off.
    """
    rows: list[list[Line]] = []
    for line in sorted(lines, key=_middle):
        if rows and _middle(line) - _middle(rows[-1][0]) <= _SAME_ROW * _height(line, rows[-1][0]):
            rows[-1].append(line)
        else:
            rows.append([line])
    ordered = (line for row in rows for line in sorted(row, key=lambda one: one.left))
    texts = (_BLANKS.sub(" ", line.text).strip() for line in ordered)
    return "\n".join(filter(None, texts))[:MAX_TEXT]


def _middle(line: Line) -> float:
    return (line.top + line.bottom) / 2


def _height(one: Line, other: Line) -> float:
    return min(one.bottom - one.top, other.bottom - other.top)
