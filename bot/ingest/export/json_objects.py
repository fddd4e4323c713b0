"""The objects of a list in JSON, one after the other, out of a file of any size and any damage.

A file of Twitter's is `window.YTD.tweets.part0 = [ {…}, {…} ]`, on many lines or on one. No more of
it is kept than one object needs. Behind damage, reading goes on at the next brace that begins
something whole that the caller knows: an object inside a damaged one is not taken for another.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from bot.ingest.records.records import BrokenRecord

LONGEST_OBJECT = 1_000_000
"""Characters. A post takes some thousands; what is longer is damaged."""

_DAMAGED = "what stands here is damaged"
_CUT = "the file ends before this post does"
_CUT_BETWEEN = "the file ends before its list of posts does: it was cut off"
_TOO_LONG = f"it has more than {LONGEST_OBJECT:,} characters"
_TOO_DEEP = "it is nested too deeply"

# Numbers stay text: ids are longer than some readers keep exactly, and damage makes absurd ones.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)

# What may stand between two objects: files that were joined begin anew.
_BETWEEN = re.compile(r"(?:[\s,;\[\]]+|(?:window\.YTD|Grailbird\.data)[\w.\-]*\s*=)*")
_SHORTEST = 200  # characters that a new beginning fits in
_BEGINS = re.compile(r'\{\s*"[^"\\\n]{0,99}"\s*:')
_NEAR = 20_000  # characters that hold nearly every post
_OPENER = re.compile(r"[\[{]")
_NESTED = 300  # openers that surely lie ahead, each in the one before, where Python gives up


def objects(
    chunks: Iterable[str], known: Callable[[dict[str, Any]], bool]
) -> Iterator[tuple[int, dict[str, Any]] | BrokenRecord]:
    """Yield the objects of the list in the text `chunks`, each with the 1-based line it begins in.

    All integers and fractions are text. Damage is told once, where it begins; the objects between
    it and the next whole one are yielded only if they are `known`.
    """
    return _Reader(chunks, known).read()


class _NoObjectError(ValueError):
    """More text would make no object of this either."""


class _Reader:
    """A window on the text, with a place in it that only moves forward."""

    def __init__(self, chunks: Iterable[str], known: Callable[[dict[str, Any]], bool]) -> None:
        self._chunks = iter(chunks)
        self._known = known
        self._text = ""
        self._at = 0
        self._line = 1  # of `_counted`
        self._counted = 0
        self._ended = False
        self._broken = False  # nothing whole was read since the last damage
        self._closed = True  # the last list has its end

    def read(self) -> Iterator[tuple[int, dict[str, Any]] | BrokenRecord]:
        self._begin()
        while self._go_on():
            if self._text[self._at] != "{":
                yield from self._damage(_DAMAGED)
                self._at += 1
                continue
            try:
                value, end = self._decode()
            except RecursionError:
                yield from self._damage(_TOO_DEEP)
                self._leave_nest()
            except _NoObjectError:
                self._at += 1
            except ValueError as error:
                if not self._more():
                    yield from self._damage(self._reason(error))
                    self._at += 1
            else:
                yield from self._whole(value, end)
        if not self._closed and not self._broken:
            yield BrokenRecord(self._line_here(), _CUT_BETWEEN)

    def _whole(
        self, value: dict[str, Any], end: int
    ) -> Iterator[tuple[int, dict[str, Any]] | BrokenRecord]:
        """Yield an object that ends at `end`, if it is one to yield, and go there."""
        if end - self._at > LONGEST_OBJECT:
            yield from self._damage(_TOO_LONG)
        elif not self._broken or self._known(value):
            yield self._line_here(), value
            self._broken = self._closed = False
        self._at = end

    def _begin(self) -> None:
        """Go behind what the list is set to: the first equals sign, unless a list comes first."""
        self._more()
        equals, brace = self._text.find("="), self._text.find("{")
        if equals >= 0 and (brace < 0 or equals < brace):
            self._at = equals + 1
            self._closed = False
        else:
            self._at = len(self._text) - len(self._text.lstrip("\ufeff \t\r\n"))

    def _go_on(self) -> bool:
        """Go to the next object, or to what stands in its place. False at the end of the file."""
        while True:
            if self._broken:
                found = self._text.find("{", self._at)
                if found >= 0:
                    self._at = found
                    return True
                self._at = len(self._text)
            else:
                match = _BETWEEN.match(self._text, self._at)
                if match and match.end() > self._at:
                    between = match[0].rstrip(", \t\r\n;")
                    self._closed = between.endswith("]") or (self._closed and not between)
                    self._at = match.end()
                short = len(self._text) - self._at < _SHORTEST
                if self._at < len(self._text) and (self._text[self._at] == "{" or not short):
                    return True
            if not self._more():
                return self._at < len(self._text)

    def _more(self) -> bool:
        """Take in more text; False at the end of the file, or if there is enough for any object."""
        if self._ended or len(self._text) - self._at >= LONGEST_OBJECT:
            return False
        self._line_here()
        chunk = next(self._chunks, None)
        if chunk is None:
            self._ended = True
            return False
        self._text = self._text[self._at :] + chunk
        self._at = self._counted = 0
        return True

    def _line_here(self) -> int:
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def _damage(self, reason: str) -> Iterator[BrokenRecord]:
        """Yield that there is damage here, once until something whole is read."""
        if not self._broken:
            yield BrokenRecord(self._line_here(), reason)
        self._broken = True

    def _reason(self, error: ValueError) -> str:
        """Return what is wrong with the object here: with what is there, or that its end is not."""
        at_end = isinstance(error, json.JSONDecodeError) and (
            error.msg.startswith("Unterminated") or error.pos >= len(self._text.rstrip())
        )
        if not at_end:
            return _DAMAGED
        return _CUT if self._ended else _TOO_LONG

    def _decode(self) -> tuple[Any, int]:
        """Return the object here and where it ends. Raises ValueError or RecursionError."""
        if not self._broken:
            return _DECODER.raw_decode(self._text, self._at)
        # An error's cost is the length of the text before it: it counts the lines. Behind damage
        # there are many errors, so they are to be near.
        if not _BEGINS.match(self._text, self._at):
            if len(self._text) - self._at > _SHORTEST or self._ended:
                raise _NoObjectError
            raise ValueError
        near = self._text[self._at : self._at + _NEAR]
        try:
            value, length = _DECODER.raw_decode(near)
        except json.JSONDecodeError as error:
            if len(near) < _NEAR:
                raise
            if not error.msg.startswith("Unterminated") and error.pos < _NEAR - len("false"):
                raise _NoObjectError from None
            value, length = _DECODER.raw_decode(self._text[self._at :])
        return value, self._at + length

    def _leave_nest(self) -> None:
        """Go deeper into what is nested too deeply, but not by each of its braces.

        To try them all would take time by the square of the depth.
        """
        openers = _OPENER.finditer(self._text, self._at + 1)
        nth = next(islice(openers, _NESTED, None), None)
        self._at = nth.start() if nth else self._at + 1
