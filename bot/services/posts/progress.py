"""The progress of an import: its phase, how much of the whole is done, and the time left."""

import time
from collections.abc import Callable
from enum import Enum
from typing import NamedTuple

from bot.languages import _, lazy, plazy
from bot.languages.punctuation import colon, commas


class Phase(Enum):
    """What an import does. Posts are written while others are read; saving is all that follows."""

    WAITING = lazy("waiting for another import to end")
    READING = plazy("an import", "reading")
    SAVING = plazy("an import", "saving")


class Progress(NamedTuple):
    """A phase of an import, and how much of the whole import is done: from 0 to 1."""

    phase: Phase
    done: float


OnProgress = Callable[[Progress], object]
"""Called on any thread."""

_HOUR, _MINUTE = 3600, 60  # seconds

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


class Estimate:
    """The latest progress of an import, and the time that it still needs."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._since = self._began
        self._progress = Progress(Phase.READING, 0.0)

    def update(self, progress: Progress) -> bool:
        """Take a new progress; return whether it is another phase."""
        now = time.monotonic()
        changed = progress.phase is not self._progress.phase
        if self._progress.phase is Phase.WAITING:
            self._began += now - self._since  # waiting says nothing about the speed
        self._progress, self._since = progress, now
        return changed

    def __str__(self) -> str:
        """Return the phase and how much of the whole is done, with the time left if it is known."""
        phase, done = self._progress
        if phase is Phase.WAITING:
            return f"{phase.value}"
        # Translators: 12 %, how much of an import is done
        share = _("{number}%", number=round(done * 100))
        left = self.left()
        return colon(phase.value, commas(filter(None, [share, left])))

    def left(self) -> str:
        """Return how long the import will still take, about; nothing while nobody can know."""
        phase, done = self._progress
        if phase is Phase.WAITING or done == 0:
            return ""
        whole = (self._since - self._began) / done
        seconds = max(1.0, self._began + whole - time.monotonic())
        if seconds < 1.5 * _MINUTE:
            return _("about {number} s left", number=round(seconds))
        if seconds < 1.5 * _HOUR:
            return _("about {number} min left", number=round(seconds / _MINUTE))
        return _("about {number} h left", number=round(seconds / _HOUR))
