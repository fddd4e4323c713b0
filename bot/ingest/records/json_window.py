"""A window on JSON text of any length and any damage, from which one object after another is read.

No more of the text is kept than one object needs. After damage only what `is_known` accepts counts
as an object again: an object inside a damaged one is not mistaken for another.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from bot.ingest.records.records import NO_END, BrokenRecord, broken
from bot.languages import Message, lazy

DAMAGED = lazy("what stands here is damaged")
CUT_BETWEEN = lazy("the file ends before its list of posts does: it was cut off")
TOO_DEEP = lazy("it is nested too deeply")
LOOKAHEAD = 200
"""Characters, enough for the beginning of an object or a list."""

# Numbers stay text: ids exceed what some parsers keep exactly, and damage makes absurd ones.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
_TOO_LONG = lazy("it has more than {length:,} characters")
_BEGINS = re.compile(r'\{\s*"[^"\\\n]{0,99}"\s*:')
_NEAR = 20_000  # characters, enough for nearly every post
_OPENER = re.compile(r"[\[{]")
_NESTED = 300  # nested openers that are certainly ahead if Python raises RecursionError
_LONGEST_LITERAL = len('"\\ud83d\\ude00')  # characters that mean nothing unless all are there


class NoObjectError(ValueError):
    """No object begins here, however much text follows."""


class JsonWindow:
    """A window on the text `chunks`, with a position in it that only moves forward.

    No object may have more than `longest` characters. What subclasses count as the number of an
    object, such as its line, `number` returns.
    """

    def __init__(
        self, chunks: Iterable[str], is_known: Callable[[dict[str, Any]], bool], longest: int
    ) -> None:
        self._chunks = iter(chunks)
        self._is_known = is_known
        self._longest = longest
        self._text = ""
        self._position = 0
        self._ended = False
        self._broken = False  # no whole object was read since the last damage

    def number(self) -> int:
        """Return the number of what is at the position, from 1 on."""
        raise NotImplementedError

    def _read_more(self) -> bool:
        """Read more text; return False at the end of the file, or if any object fits already."""
        if self._ended or len(self._text) - self._position >= self._longest:
            return False
        chunk = next(self._chunks, None)
        if chunk is None:
            self._ended = True
            return False
        self._text = self._text[self._position :] + chunk
        self._position = 0
        return True

    def _read_object(self) -> Iterator[tuple[int, dict[str, Any]] | BrokenRecord]:
        """Yield the object at the position if it is acceptable, or that it is damaged; move on."""
        try:
            value, end = self._decode()
        except RecursionError:
            yield from self._report_damage(TOO_DEEP)
            self._skip_nesting()
        except NoObjectError:
            self._position += 1
        except ValueError as error:
            if not self._may_be_cut(error) or not self._read_more():
                yield from self._report_damage(self._reason(error))
                self._position += 1
        else:
            if end - self._position > self._longest:
                yield from self._report_damage(self._too_long())
            elif not self._broken or self._is_known(value):
                yield self.number(), value
                self._broken = False
                self._accepted()
            else:
                end = self._behind_unknown(end)
            self._position = end

    def _accepted(self) -> None:
        """Note that an object was yielded."""

    def _behind_unknown(self, end: int) -> int:
        """Return where to look on after an object that ends at `end` and is none of the list's."""
        return end

    def _report_damage(self, reason: Message) -> Iterator[BrokenRecord]:
        """Yield that there is damage here, unless it was reported since the last whole object."""
        if not self._broken:
            yield broken(self.number(), reason)
        self._broken = True

    def _may_be_cut(self, error: ValueError) -> bool:
        """Return whether what follows could make the object here whole."""
        if not isinstance(error, json.JSONDecodeError):
            return True
        end = len(self._text) - (self._position if self._broken else 0)
        return error.msg.startswith("Unterminated") or error.pos + _LONGEST_LITERAL >= end

    def _reason(self, error: ValueError) -> Message:
        """Return what is wrong with the object here: damaged, cut off or too long."""
        at_end = isinstance(error, json.JSONDecodeError) and (
            error.msg.startswith("Unterminated") or error.pos >= len(self._text.rstrip())
        )
        if not at_end:
            return DAMAGED
        return NO_END if self._ended else self._too_long()

    def _too_long(self) -> Message:
        return _TOO_LONG.filled(length=self._longest)

    def _decode(self) -> tuple[Any, int]:
        """Return the object here and its end position. Raises ValueError or RecursionError."""
        if not self._broken:
            return _DECODER.raw_decode(self._text, self._position)
        # An error costs time linear in the text before it, as it counts the lines. After damage
        # there are many errors, so only a short piece of text is decoded.
        if not _BEGINS.match(self._text, self._position):
            if len(self._text) - self._position > LOOKAHEAD or self._ended:
                raise NoObjectError
            raise ValueError
        near = self._text[self._position : self._position + _NEAR]
        try:
            value, length = _DECODER.raw_decode(near)
        except json.JSONDecodeError as error:
            if len(near) < _NEAR:
                raise
            if not error.msg.startswith("Unterminated") and error.pos < _NEAR - len("false"):
                raise NoObjectError from None
            value, length = _DECODER.raw_decode(self._text[self._position :])
        return value, self._position + length

    def _skip_nesting(self) -> None:
        """Skip many levels of what is nested too deeply.

        Trying every brace would take time quadratic in the depth.
        """
        openers = _OPENER.finditer(self._text, self._position + 1)
        nth = next(islice(openers, _NESTED, None), None)
        self._position = nth.start() if nth else self._position + 1
