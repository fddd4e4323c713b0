"""A sliding window on the text of a file, with the record that is being read."""

import re
from collections.abc import Iterable

from bot.ingest.records.records import MAX_BODY_LENGTH
from bot.ingest.text.line_feeds import with_lines
from bot.ingest.text.line_pattern import LinePattern

LOOKAHEAD = 4_000
"""Characters after a match that are available, unless the file ends before."""

_KEPT = 4_000  # characters kept at the end of a record that is too long, to recognise its end
_BLANK = re.compile(r"[\r\n]*")
_MOST_BLANK = 2_000  # characters; more are not the end of a file


class RecordWindow:
    """A window on a file's text. Positions are indices into `text`, valid until `next` is called.

    `start` is the position of the record that is being read, at the 1-based `line`. Pieces are
    added to the text when needed and the text before `start` is dropped, so that only one record
    and one piece are ever kept. In `text` line feeds end all lines, with or without a carriage
    return; `as_written` has the same positions and what the file has. `is_cut` is whether this
    record is longer than MAX_BODY_LENGTH, and may have lost its beginning.
    """

    def __init__(self, blocks: Iterable[str]) -> None:
        self._blocks = iter(blocks)
        self._position = 0
        self._ended = False
        self._lost = 0  # line feeds of this record that are no longer in the text
        self.text = ""
        self.as_written = ""
        self.start = 0
        self.line = 1
        self.is_cut = False

    def fill(self) -> None:
        """Make the beginning of the file available."""
        while not (self._ended or len(self.text) >= LOOKAHEAD):
            self._grow()

    def next(self, pattern: re.Pattern[str] | LinePattern) -> re.Match[str] | None:
        """Return the next match of `pattern`, within one line, or None at the end of the file."""
        found = pattern.search(self.text, self._position)
        while not (self._ended or (found and self._has_lookahead(found.end()))):
            # Pieces are whole lines, so the next one cannot complete a match in this text.
            self._position = found.start() if found else len(self.text)
            self._grow()
            found = pattern.search(self.text, self._position)
        self._position = found.end() if found else len(self.text)
        self.is_cut = self.is_cut or self._position - self.start > MAX_BODY_LENGTH
        return found

    def consume(self, end: int) -> None:
        """Finish a record at the position `end`: the next one begins there."""
        self.line = self.line_of(end)
        self.start = self._position = end
        self._lost = 0
        self.is_cut = False

    def line_of(self, position: int) -> int:
        """Return the 1-based line of `position`, which is in the record that is being read."""
        return self.line + self._lost + self.text.count("\n", self.start, position)

    def ends_at(self, position: int) -> bool:
        """Return whether only blank lines and the end of the file follow `position`."""
        return self._ended and _BLANK.fullmatch(self.text, position) is not None

    @property
    def rest(self) -> str:
        """The text from `start` on."""
        return self.text[self.start :]

    def _has_lookahead(self, end: int) -> bool:
        """Return whether enough text follows `end` to recognise what it is."""
        available = len(self.text) - end
        return available >= LOOKAHEAD and (
            available > _MOST_BLANK or _BLANK.fullmatch(self.text, end) is None
        )

    def _grow(self) -> None:
        """Add a piece, and drop the text before the record that is being read."""
        block = next(self._blocks, None)
        if block is None:
            self._ended = True
            return
        begin = self.start
        if self._position - begin > MAX_BODY_LENGTH:
            begin = self.text.rfind("\n", begin, self._position - _KEPT) + 1 or begin
            self._lost += self.text.count("\n", self.start, begin)
            self.is_cut = self.is_cut or begin > self.start
        self.text = self.text[begin:] + with_lines(block)
        self.as_written = self.as_written[begin:] + block
        self._position -= begin
        self.start = 0
