"""The progress of an import: its phase, and how much of the whole is done."""

from collections.abc import Callable
from enum import Enum
from typing import NamedTuple


class Phase(Enum):
    """What an import does. Posts are written while others are read; saving is all that follows."""

    WAITING = "waiting for another import to end"
    READING = "reading"
    SAVING = "saving"


class Progress(NamedTuple):
    """A phase of an import, and how much of the whole import is done: from 0 to 1."""

    phase: Phase
    done: float


OnProgress = Callable[[Progress], None]
"""Called on any thread."""

# The time that a step takes, in that of reading one byte and writing what it says: measured on
# 30,000 posts of F7 and of the export, and on copies within one disk.
_LINKING = 0.18  # per byte that was read
_INDEXING = 0.20  # per byte that was read
_COPYING = 0.01  # per byte of a picture or film


class Meter:
    """Reports the progress of one import that reads `to_read` bytes and copies `to_copy`."""

    def __init__(self, on_progress: OnProgress, to_read: int, to_copy: int) -> None:
        self._on_progress = on_progress
        self._to_read = to_read
        self._whole = to_read * (1 + _LINKING + _INDEXING) + to_copy * _COPYING
        self._done = 0.0

    def wait(self) -> None:
        """Report that another import has the database."""
        self._advance(Phase.WAITING, 0)

    def read(self, size: int) -> None:
        """Report that `size` more bytes were read."""
        self._advance(Phase.READING, size)

    def save(self) -> None:
        """Report that all is read."""
        self._advance(Phase.SAVING, 0)

    def link(self) -> None:
        """Report that the thread links are written."""
        self._advance(Phase.SAVING, self._to_read * _LINKING)

    def index(self) -> None:
        """Report that the words are indexed."""
        self._advance(Phase.SAVING, self._to_read * _INDEXING)

    def copy(self, size: int) -> None:
        """Report that a picture or film of `size` bytes was copied."""
        self._advance(Phase.SAVING, size * _COPYING)

    def _advance(self, phase: Phase, work: float) -> None:
        self._done += work
        self._on_progress(Progress(phase, min(1.0, self._done / (self._whole or 1))))
