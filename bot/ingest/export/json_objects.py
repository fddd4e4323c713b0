"""Incremental reading of the objects in a JSON list, from a file of any size and any damage.

A file of Twitter's is `window.YTD.tweets.part0 = [ {…}, {…} ]`, on many lines or on one.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from bot.ingest.records.json_window import CUT_BETWEEN, DAMAGED, LOOKAHEAD, JsonWindow
from bot.ingest.records.records import BrokenRecord, broken

LONGEST_OBJECT = 1_000_000
"""Characters. A post has a few thousand; a longer object is damaged."""

# What may separate two objects: the beginning of a list too, if files were concatenated.
_BETWEEN = re.compile(r"(?:[\s,;\[\]]+|(?:window\.YTD|Grailbird\.data)[\w.\-]*\s*=)*")


def objects(
    chunks: Iterable[str], is_known: Callable[[dict[str, Any]], bool]
) -> Iterator[tuple[int, dict[str, Any]] | BrokenRecord]:
    """Yield the objects of the list in the text `chunks`, each with the 1-based line it begins in.

    All integers and fractions are text. Damage is reported once, where it begins; after it, objects
    are skipped until `is_known` returns True for one.
    """
    return _Reader(chunks, is_known).read()


class _Reader(JsonWindow):
    """A window on a file, which counts its lines."""

    def __init__(self, chunks: Iterable[str], is_known: Callable[[dict[str, Any]], bool]) -> None:
        super().__init__(chunks, is_known, LONGEST_OBJECT)
        self._line = 1  # the line of position `_counted`
        self._counted = 0
        self._closed = True  # the last list has its closing bracket

    def read(self) -> Iterator[tuple[int, dict[str, Any]] | BrokenRecord]:
        self._skip_assignment()
        while self._advance():
            if self._text[self._position] == "{":
                yield from self._read_object()
            else:
                yield from self._report_damage(DAMAGED)
                self._position += 1
        if not self._closed and not self._broken:
            yield broken(self.number(), CUT_BETWEEN)

    def number(self) -> int:
        """Return the line of the position."""
        self._line += self._text.count("\n", self._counted, self._position)
        self._counted = self._position
        return self._line

    def _accepted(self) -> None:
        self._closed = False

    def _read_more(self) -> bool:
        self.number()
        has_more = super()._read_more()
        if has_more:
            self._counted = 0
        return has_more

    def _skip_assignment(self) -> None:
        """Move past the first equals sign, unless an object begins before it."""
        self._read_more()
        equals, brace = self._text.find("="), self._text.find("{")
        if equals >= 0 and (brace < 0 or equals < brace):
            self._position = equals + 1
            self._closed = False
        else:
            self._position = len(self._text) - len(self._text.lstrip("\ufeff \t\r\n"))

    def _advance(self) -> bool:
        """Move to the next object, or to damage; return False at the end of the file."""
        while True:
            if self._broken:
                found = self._text.find("{", self._position)
                if found >= 0:
                    self._position = found
                    return True
                self._position = len(self._text)
            else:
                match = _BETWEEN.match(self._text, self._position)
                if match and match.end() > self._position:
                    between = match[0].rstrip(", \t\r\n;")
                    self._closed = between.endswith("]") or (self._closed and not between)
                    self._position = match.end()
                short = len(self._text) - self._position < LOOKAHEAD
                if self._position < len(self._text) and (
                    self._text[self._position] == "{" or not short
                ):
                    return True
            if not self._read_more():
                return self._position < len(self._text)
