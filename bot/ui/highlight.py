"""The text of a post with the words in bold that a query found in it."""

import re
from collections.abc import Container, Sequence

from bot.archive.posts.sanitize import close_directions
from bot.archive.search.tokens import tokenize_with_spans
from bot.ui.text import ELLIPSIS, escape_part

_ADDRESS = re.compile(r"https?://\S+")
_BEFORE = 60  # characters that are shown before the first word found, where the beginning is cut

Spans = Sequence[tuple[int, int]]
"""Places in a text, where each begins and ends, in order."""


def highlight(text: str, found: Container[str], limit: int) -> str:
    """Return `text` escaped, with the words of `found` in bold, in at most `limit` characters.

    `found` holds words as the index keeps them. Of a text that is too long the part is shown that
    the first of them stands in. Addresses stay as they are, so that they can be followed.
    """
    spans = _spans(text, found)
    whole = _marked(text, spans, 0, len(text))
    if len(whole) <= limit:
        return whole
    start = _start(text, spans[0][0], limit) if spans else 0
    ahead = ELLIPSIS if start else ""
    fits, too_long = start, min(len(text), start + limit)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        if len(ahead + _marked(text, spans, start, middle) + ELLIPSIS) <= limit:
            fits = middle
        else:
            too_long = middle
    return ahead + _marked(text, spans, start, _before_word(text, start, fits)) + ELLIPSIS


def _spans(text: str, found: Container[str]) -> Spans:
    """Return where words of `found` stand in `text`; those that touch are one."""
    kept: list[tuple[int, int]] = []
    taken = [match.span() for match in _ADDRESS.finditer(text)]
    for word, start, end in tokenize_with_spans(text):
        if word not in found or any(a <= start < b for a, b in taken):
            continue
        if kept and start <= kept[-1][1]:
            kept[-1] = kept[-1][0], max(end, kept[-1][1])
        else:
            kept.append((start, end))
    return kept


def _start(text: str, first: int, limit: int) -> int:
    """Return where to begin so that the word at `first` is seen: at the beginning if it can be."""
    if first < limit // 3:
        return 0
    space = text.find(" ", max(0, first - _BEFORE), first)
    return space + 1 if space >= 0 else first


def _before_word(text: str, start: int, end: int) -> int:
    """Return where the word begins that `end` cuts, unless little would be left without it."""
    space = text.rfind(" ", start, end)
    return space if space - start > (end - start) * 0.8 else end


def _marked(text: str, spans: Spans, start: int, end: int) -> str:
    """Return `text` from `start` to `end` escaped, with `spans` in bold."""
    parts: list[str] = []
    place = start
    for begins, ends in spans:
        a, b = max(begins, place), min(ends, end)
        if a < b:
            parts += [escape_part(text[place:a]), f"**{escape_part(text[a:b])}**"]
            place = b
    return close_directions("".join([*parts, escape_part(text[place:end])]))
