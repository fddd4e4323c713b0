"""Incremental reading of outbox.json: one object, whose items may take gigabytes on one line.

The items are in orderedItems, and that key may occur twice, the first time with an empty list:
Mastodon 4.2.10 writes it so. Their number (totalItems) is no check: it leaves private posts out.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from bot.ingest.records.json_window import CUT_BETWEEN, DAMAGED, JsonWindow
from bot.ingest.records.records import BrokenRecord, broken
from bot.languages import Message

LONGEST_ITEM = 4_000_000
"""Characters. A post has a few thousand, but other servers allow very long ones."""

_BLANK = re.compile(r"[\s,\ufeff]*")
_KEY = re.compile(r'"((?:[^"\\\n]|\\.){0,200})"\s*:\s*')
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
_CONTEXT = "@context"  # a list that is none of items


def items(
    chunks: Iterable[str], is_known: Callable[[dict[str, Any]], bool]
) -> Iterator[tuple[int, dict[str, Any]] | BrokenRecord]:
    """Yield the items of the outbox in the text `chunks`, each with its number, from 1 on.

    All integers and fractions are text. Damage is reported once, with the number of the item where
    it begins; after it, objects are skipped until `is_known` returns True for one.
    """
    return _Reader(chunks, is_known).read()


def count_items(chunks: Iterable[str]) -> int:
    """Return how many addresses a list such as likes.json has, as far as it can be read."""
    return _Counter(chunks).count()


class _Outbox(JsonWindow):
    """A window on a file with one object, of which the lists are read."""

    def __init__(self, chunks: Iterable[str], is_known: Callable[[dict[str, Any]], bool]) -> None:
        super().__init__(chunks, is_known, LONGEST_ITEM)
        self._items = 0

    def number(self) -> int:
        """Return the number of the item at the position."""
        return self._items + 1

    def _skip_blank(self) -> bool:
        """Move past blanks and commas; return False at the end of the file."""
        while True:
            blank = _BLANK.match(self._text, self._position)
            self._position = blank.end() if blank else self._position
            if self._position < len(self._text):
                return True
            if not self._read_more():
                return False

    def _begin(self) -> bool:
        """Move into the object; return whether there is one."""
        if not self._skip_blank() or self._text[self._position] != "{":
            return False
        self._position += 1
        return True

    def _enter_list(self) -> bool | None:
        """Move into the next list of items: True; None at the object's end, False at damage."""
        while self._skip_blank():
            if self._text[self._position] == "}":
                self._position += 1
                return False if self._skip_blank() else None
            key = _KEY.match(self._text, self._position)
            while (not key or key.end() == len(self._text)) and self._read_more():
                key = _KEY.match(self._text, self._position)
            if not key:
                return False
            self._position = key.end()
            # The name of the list may be damaged, and then its items are whole nonetheless.
            if self._text[self._position] == "[" and key[1] != _CONTEXT:
                self._position += 1
                return True
            if not self._skip_value():
                return False
        return False

    def _skip_value(self) -> bool:
        """Move past the value of another key; return False if it is damaged."""
        while True:
            try:
                _, end = _DECODER.raw_decode(self._text, self._position)
            except RecursionError:
                return False
            except ValueError as error:
                if not self._may_be_cut(error) or not self._read_more():
                    return False
            else:
                # A number may go on in the next piece.
                if end < len(self._text) or not self._read_more():
                    self._position = end
                    return True


class _Reader(_Outbox):
    """Reads the items of an outbox, after damage too."""

    def __init__(self, chunks: Iterable[str], is_known: Callable[[dict[str, Any]], bool]) -> None:
        super().__init__(chunks, is_known)
        self._in_list = False

    def read(self) -> Iterator[tuple[int, dict[str, Any]] | BrokenRecord]:
        """Yield the items, and where there is damage."""
        has_ended = False
        if not self._begin():
            yield from self._report_damage(DAMAGED)
        while self._skip_to_item() if self._broken else self._skip_blank():
            if not self._in_list and not self._broken:
                entered = self._enter_list()
                has_ended = entered is None
                self._in_list = entered is True
                if entered is False and self._position < len(self._text):
                    yield from self._report_damage(DAMAGED)
                continue
            character = self._text[self._position]
            if character == "{":
                yield from self._read_object()
            elif character == "]":
                self._position += 1
                self._in_list = False
            else:
                yield from self._report_damage(DAMAGED)
                self._position += 1
        if not has_ended and not self._broken:
            yield broken(self.number(), CUT_BETWEEN)

    def _skip_to_item(self) -> bool:
        """Move to the next brace after damage; return False at the end of the file."""
        while True:
            found = self._text.find("{", self._position)
            if found >= 0:
                self._position = found
                return True
            self._position = len(self._text)
            if not self._read_more():
                return False

    def _accepted(self) -> None:
        self._items += 1
        self._in_list = True

    def _behind_unknown(self, _end: int) -> int:
        # Where the end of an item is missing, its attachments may seem to go on with all others.
        # No part of an item looks like one.
        return self._position + 1

    def _report_damage(self, reason: Message) -> Iterator[BrokenRecord]:
        is_item = self._in_list and not self._broken
        yield from super()._report_damage(reason)
        self._items += is_item


class _Counter(_Outbox):
    """Counts the strings of a list, of which no more than one is kept."""

    def __init__(self, chunks: Iterable[str]) -> None:
        super().__init__(chunks, lambda _: False)

    def count(self) -> int:
        """Return how many strings or objects the lists have, up to the first damage."""
        if not self._begin():
            return 0
        while self._enter_list():
            while self._skip_blank() and self._text[self._position] != "]":
                if not self._skip_value():
                    return self._items
                self._items += 1
            self._position += 1
        return self._items
