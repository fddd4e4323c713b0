"""Items that an import reports instead of storing them."""

from dataclasses import dataclass
from enum import Enum, auto


class Unit(Enum):
    """What the number of an item counts in its file."""

    LINE = auto()
    """Lines of text."""
    ITEM = auto()
    """Items of Mastodon's outbox or records of Bluesky's repository, which have no lines."""
    FILE = auto()
    """Nothing: the reason is of the whole file."""


@dataclass(frozen=True, slots=True)
class Quarantined:
    """What could not be read, and the reason: an item of a file at its 1-based line, or the file.

    `line` counts what `unit` says; of a whole file it is 1.
    """

    file: str
    line: int
    reason: str
    unit: Unit = Unit.LINE
