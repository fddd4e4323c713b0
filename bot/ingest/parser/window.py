"""A file as its readers see it: a stretch of text, and the record that begins where it does."""

import re
from collections.abc import Iterable

from bot.ingest.records.records import MAX_BODY_LENGTH

AHEAD = 64
"""Characters behind a match that are there to be looked at, unless the file ends before."""

_KEPT = 4_000  # characters at the end of a record that is too long: enough to know its end by
_BLANK = re.compile(r"[\r\n]*")
_MOST_BLANK = 2_000  # characters; more of them are no end of a file but something strange


class RecordWindow:
    """The part of a file that is being looked at. Positions are those in `text`, until `next`.

    `start` is where the record begins that is being read, at the 1-based `line`. Pieces are added
    to the text as they are needed and what lies before `start` goes, so that only the text of one
    record and of one piece is ever held: `cut` tells that this record is longer than LONGEST_BODY,
    and may have lost its beginning.
    """

    def __init__(self, blocks: Iterable[str]) -> None:
        self._blocks = iter(blocks)
        self._at = 0
        self._ended = False
        self._lost = 0  # line feeds of this record that are not in the text any more
        self.text = ""
        self.start = 0
        self.line = 1
        self.cut = False

    def next(self, mark: re.Pattern[str]) -> re.Match[str] | None:
        """Return the next match of `mark`, which lies within a line, or None at the file's end."""
        found = mark.search(self.text, self._at)
        while not (self._ended or (found and self._suffices(found.end()))):
            # Pieces are whole lines: what holds no mark will not hold one with the next piece.
            self._at = found.start() if found else len(self.text)
            self._grow()
            found = mark.search(self.text, self._at)
        self._at = found.end() if found else len(self.text)
        self.cut = self.cut or self._at - self.start > MAX_BODY_LENGTH
        return found

    def take(self, end: int) -> None:
        """Be done with a record: what is behind `end` begins another."""
        self.line = self.line_of(end)
        self.start = self._at = end
        self._lost = 0
        self.cut = False

    def line_of(self, place: int) -> int:
        """Return the 1-based line of `place`, which is in the record that is being read."""
        return self.line + self._lost + self.text.count("\n", self.start, place)

    def ends_at(self, place: int) -> bool:
        """Tell whether nothing but the blank lines at the end of a file stands behind `place`."""
        return self._ended and _BLANK.fullmatch(self.text, place) is not None

    @property
    def rest(self) -> str:
        """The text from `start` on."""
        return self.text[self.start :]

    def _suffices(self, end: int) -> bool:
        """Tell whether the text behind `end` is enough to know what it is."""
        behind = len(self.text) - end
        return behind >= AHEAD and (
            behind > _MOST_BLANK or _BLANK.fullmatch(self.text, end) is None
        )

    def _grow(self) -> None:
        """Add a piece, and let go what lies before the record that is being read."""
        block = next(self._blocks, None)
        if block is None:
            self._ended = True
            return
        begin = self.start
        if self._at - begin > MAX_BODY_LENGTH:
            begin = self.text.rfind("\n", begin, self._at - _KEPT) + 1 or begin
            self._lost += self.text.count("\n", self.start, begin)
            self.cut = self.cut or begin > self.start
        self.text = self.text[begin:] + block
        self._at -= begin
        self.start = 0
