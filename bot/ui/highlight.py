"""The text of a post with the words in bold that a query matched."""

import re
from collections.abc import Collection, Container, Sequence

from wcwidth import iter_graphemes

from bot.archive.posts.sanitize import close_directions
from bot.archive.search.tokens import tokenize_with_spans
from bot.ui.limits import Size
from bot.ui.text import ELLIPSIS, escape_part, grapheme_start

_ADDRESS = re.compile(r"https?://\S+")
_BEFORE = 60  # characters shown before the first word found, if the beginning is cut

Spans = Sequence[tuple[int, int]]
"""Ranges of a text in order, each as its start and end offset."""


def highlight(text: str, found: Container[str], room: Size, links: Collection[str] = ()) -> str:
    """Return `text` escaped, with the words of `found` in bold, in at most `room`.

    `found` holds words as the index stores them. If the text is too long, the part with the first
    of them is shown. Addresses are not changed, so that they can be followed; `links` are those
    whose end is known.
    """
    spans = _spans(text, found)
    whole = _render(text, spans, 0, len(text), links)
    if Size.of(whole).fits(room):
        return whole
    start = _start(text, spans[0][0], room) if spans else 0
    ahead = ELLIPSIS if start else ""
    fits, too_long = start, min(len(text), start + room.characters)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        if Size.of(ahead + _render(text, spans, start, middle, links) + ELLIPSIS).fits(room):
            fits = middle
        else:
            too_long = middle
    end = max(start, grapheme_start(text, _before_word(text, start, fits)))
    return ahead + _render(text, spans, start, end, links) + ELLIPSIS


def _spans(text: str, found: Container[str]) -> Spans:
    """Return the spans of words of `found` in `text`, of whole graphemes; adjacent ones are merged.

    Bold that begins or ends inside a grapheme would break it, such as a digit in a keycap.
    """
    spans: list[tuple[int, int]] = []
    addresses = [match.span() for match in _ADDRESS.finditer(text)]
    for word, begins, ends in tokenize_with_spans(text):
        if word not in found or any(a <= begins < b for a, b in addresses):
            continue
        start, last = grapheme_start(text, begins), grapheme_start(text, ends - 1)
        end = last + len(next(iter_graphemes(text, last)))
        if spans and start <= spans[-1][1]:
            spans[-1] = spans[-1][0], max(end, spans[-1][1])
        else:
            spans.append((start, end))
    return spans


def _start(text: str, first: int, room: Size) -> int:
    """Return the offset to start at so that the word at `first` is shown: 0 if possible."""
    if Size.of(text[:first]).fits(Size(room.characters // 3, room.bytes // 3)):
        return 0
    space = text.find(" ", max(0, first - _BEFORE), first)
    return grapheme_start(text, space + 1 if space >= 0 else first)


def _before_word(text: str, start: int, end: int) -> int:
    """Return the start of the word that `end` cuts, or `end` if that would remove too much."""
    space = text.rfind(" ", start, end)
    return space if space - start > (end - start) * 0.8 else end


def _render(text: str, spans: Spans, start: int, end: int, links: Collection[str]) -> str:
    """Return `text` from `start` to `end` escaped, with `spans` in bold."""
    parts: list[str] = []
    position = start
    for begins, ends in spans:
        a, b = max(begins, position), min(ends, end)
        if a < b:
            parts += [escape_part(text[position:a], links), f"**{escape_part(text[a:b])}**"]
            position = b
    return close_directions("".join([*parts, escape_part(text[position:end], links)]))
