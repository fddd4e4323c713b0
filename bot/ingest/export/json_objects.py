"""Incremental reading of the objects in a JSON list, from a file of any size and any damage.

A file of Twitter's is `window.YTD.tweets.part0 = [ {…}, {…} ]`, on many lines or on one. No more of
it is kept than one object needs. After damage, reading continues at the next brace that begins a
whole object that the caller accepts: an object inside a damaged one is not mistaken for another.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from bot.ingest.records.records import BrokenRecord, broken
from bot.languages import Message, lazy

LONGEST_OBJECT = 1_000_000
"""Characters. A post has a few thousand; a longer object is damaged."""

_DAMAGED = lazy("what stands here is damaged")
_CUT = lazy("the file ends before this post does")
_CUT_BETWEEN = lazy("the file ends before its list of posts does: it was cut off")
_TOO_LONG = lazy("it has more than {length:,} characters", length=LONGEST_OBJECT)
_TOO_DEEP = lazy("it is nested too deeply")

# Numbers stay text: ids exceed what some parsers keep exactly, and damage makes absurd ones.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)

# What may separate two objects: the beginning of a list too, if files were concatenated.
_BETWEEN = re.compile(r"(?:[\s,;\[\]]+|(?:window\.YTD|Grailbird\.data)[\w.\-]*\s*=)*")
_LOOKAHEAD = 200  # characters, enough for the beginning of a list
_BEGINS = re.compile(r'\{\s*"[^"\\\n]{0,99}"\s*:')
_NEAR = 20_000  # characters, enough for nearly every post
_OPENER = re.compile(r"[\[{]")
_NESTED = 300  # nested openers that are certainly ahead if Python raises RecursionError


def objects(
    chunks: Iterable[str], is_known: Callable[[dict[str, Any]], bool]
) -> Iterator[tuple[int, dict[str, Any]] | BrokenRecord]:
    """Yield the objects of the list in the text `chunks`, each with the 1-based line it begins in.

    All integers and fractions are text. Damage is reported once, where it begins; after it, objects
    are skipped until `is_known` returns True for one.
    """
    return _Reader(chunks, is_known).read()


class _NoObjectError(ValueError):
    """No object begins here, however much text follows."""


class _Reader:
    """A window on the text, with a position in it that only moves forward."""

    def __init__(self, chunks: Iterable[str], is_known: Callable[[dict[str, Any]], bool]) -> None:
        self._chunks = iter(chunks)
        self._is_known = is_known
        self._text = ""
        self._position = 0
        self._line = 1  # the line of position `_counted`
        self._counted = 0
        self._ended = False
        self._broken = False  # no whole object was read since the last damage
        self._closed = True  # the last list has its closing bracket

    def read(self) -> Iterator[tuple[int, dict[str, Any]] | BrokenRecord]:
        self._skip_assignment()
        while self._advance():
            if self._text[self._position] != "{":
                yield from self._report_damage(_DAMAGED)
                self._position += 1
                continue
            try:
                value, end = self._decode()
            except RecursionError:
                yield from self._report_damage(_TOO_DEEP)
                self._skip_nesting()
            except _NoObjectError:
                self._position += 1
            except ValueError as error:
                if not self._read_more():
                    yield from self._report_damage(self._reason(error))
                    self._position += 1
            else:
                yield from self._accept(value, end)
        if not self._closed and not self._broken:
            yield broken(self._current_line(), _CUT_BETWEEN)

    def _accept(
        self, value: dict[str, Any], end: int
    ) -> Iterator[tuple[int, dict[str, Any]] | BrokenRecord]:
        """Yield an object that ends at `end` if it is acceptable, and move to its end."""
        if end - self._position > LONGEST_OBJECT:
            yield from self._report_damage(_TOO_LONG)
        elif not self._broken or self._is_known(value):
            yield self._current_line(), value
            self._broken = self._closed = False
        self._position = end

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
                short = len(self._text) - self._position < _LOOKAHEAD
                if self._position < len(self._text) and (
                    self._text[self._position] == "{" or not short
                ):
                    return True
            if not self._read_more():
                return self._position < len(self._text)

    def _read_more(self) -> bool:
        """Read more text; return False at the end of the file, or if any object fits already."""
        if self._ended or len(self._text) - self._position >= LONGEST_OBJECT:
            return False
        self._current_line()
        chunk = next(self._chunks, None)
        if chunk is None:
            self._ended = True
            return False
        self._text = self._text[self._position :] + chunk
        self._position = self._counted = 0
        return True

    def _current_line(self) -> int:
        self._line += self._text.count("\n", self._counted, self._position)
        self._counted = self._position
        return self._line

    def _report_damage(self, reason: Message) -> Iterator[BrokenRecord]:
        """Yield that there is damage here, unless it was reported since the last whole object."""
        if not self._broken:
            yield broken(self._current_line(), reason)
        self._broken = True

    def _reason(self, error: ValueError) -> Message:
        """Return what is wrong with the object here: damaged, cut off or too long."""
        at_end = isinstance(error, json.JSONDecodeError) and (
            error.msg.startswith("Unterminated") or error.pos >= len(self._text.rstrip())
        )
        if not at_end:
            return _DAMAGED
        return _CUT if self._ended else _TOO_LONG

    def _decode(self) -> tuple[Any, int]:
        """Return the object here and its end position. Raises ValueError or RecursionError."""
        if not self._broken:
            return _DECODER.raw_decode(self._text, self._position)
        # An error costs time linear in the text before it, as it counts the lines. After damage
        # there are many errors, so only a short piece of text is decoded.
        if not _BEGINS.match(self._text, self._position):
            if len(self._text) - self._position > _LOOKAHEAD or self._ended:
                raise _NoObjectError
            raise ValueError
        near = self._text[self._position : self._position + _NEAR]
        try:
            value, length = _DECODER.raw_decode(near)
        except json.JSONDecodeError as error:
            if len(near) < _NEAR:
                raise
            if not error.msg.startswith("Unterminated") and error.pos < _NEAR - len("false"):
                raise _NoObjectError from None
            value, length = _DECODER.raw_decode(self._text[self._position :])
        return value, self._position + length

    def _skip_nesting(self) -> None:
        """Skip many levels of what is nested too deeply.

        Trying every brace would take time quadratic in the depth.
        """
        openers = _OPENER.finditer(self._text, self._position + 1)
        nth = next(islice(openers, _NESTED, None), None)
        self._position = nth.start() if nth else self._position + 1
