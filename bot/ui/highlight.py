"""The text of a post with the words in bold that a query matched."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from wcwidth import iter_graphemes

from bot.archive.posts.sanitize import close_directions
from bot.archive.search.tokens import tokenize_with_spans
from bot.ui.limits import Size
from bot.ui.text import ELLIPSIS, escape_part, grapheme_start

_ADDRESS = re.compile(r"https?://\S+")
_PART = 10_000  # characters that are searched for bold words at once; more than any card shows
_BEFORE = 60  # characters shown before the first word found, if the beginning is cut

Spans = Sequence[tuple[int, int]]
"""Ranges of a text in order, each as its start and end offset."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What is bold in a text, as words that the index stores.

    Each of `words` is; `phrases` are where all their words stand side by side. Each of `neighbours`
    is a word and the one behind it: where they stand so and one is bold, the other is as well.
    """

    words: frozenset[str] = frozenset()
    phrases: frozenset[tuple[str, ...]] = frozenset()
    neighbours: frozenset[tuple[str, str]] = frozenset()


NO_MARKS = Marks()
"""Nothing is bold."""


def highlight(text: str, marks: Marks, room: Size, links: Collection[str] = ()) -> str:
    """Return `text` escaped, with what `marks` describe in bold, in at most `room`.

    If the text is too long, the part with the first bold word is shown. Addresses are not changed,
    so that they can be followed; `links` are those whose end is known.
    """
    spans = _spans(text, marks)
    whole = _within(text, spans, 0, room, links)
    if whole is not None:
        return whole
    start = _start(text, spans[0][0], room) if spans else 0
    to_the_end = _within(text, spans, start, room, links) if start else None
    if to_the_end is not None:
        return to_the_end
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


def _within(text: str, spans: Spans, start: int, room: Size, links: Collection[str]) -> str | None:
    """Return `text` from `start` to its end as it is shown, or None if that is too long."""
    if len(text) - start > room.characters:
        return None  # to render a text of a million characters in order to know takes seconds
    shown = (ELLIPSIS if start else "") + _render(text, spans, start, len(text), links)
    return shown if Size.of(shown).fits(room) else None


def _spans(text: str, marks: Marks) -> Spans:
    """Return the spans of bold words in `text`, of whole graphemes; adjacent ones are merged.

    Of a very long text those of the first part that has any: to look at all takes 3 ms for 1,000
    characters, and less than a part of it is shown.
    """
    if marks == NO_MARKS:
        return []
    start = 0
    while True:
        end = len(text)
        if end - start > 2 * _PART:
            space = text.find(" ", start + _PART, start + 2 * _PART)
            end = grapheme_start(text, space + 1 if space >= 0 else start + _PART)
        spans = _spans_of_part(text[start:end], marks)
        if spans or end == len(text):
            return [(start + begins, start + ends) for begins, ends in spans]
        start = end


def _spans_of_part(text: str, marks: Marks) -> Spans:
    """Return the spans of bold words in a part of a text.

    Bold that begins or ends inside a grapheme would break it, such as a digit in a keycap.
    """
    spans: list[tuple[int, int]] = []
    addresses = [match.span() for match in _ADDRESS.finditer(text)]
    found = list(tokenize_with_spans(text))
    is_plain = text.isascii()  # of such letters and digits each is a grapheme
    for number in sorted(_bold([word for word, *_ in found], marks)):
        _, begins, ends = found[number]
        if any(a <= begins < b for a, b in addresses):
            continue
        start, end = (begins, ends) if is_plain else _whole(text, begins, ends)
        if spans and start <= spans[-1][1]:
            spans[-1] = spans[-1][0], max(end, spans[-1][1])
        else:
            spans.append((start, end))
    return spans


def _whole(text: str, begins: int, ends: int) -> tuple[int, int]:
    """Return the span of the graphemes that a span touches."""
    last = grapheme_start(text, ends - 1)
    return grapheme_start(text, begins), last + len(next(iter_graphemes(text, last)))


def _bold(words: Sequence[str], marks: Marks) -> set[int]:
    """Return the positions of those of a text's `words` that are bold."""
    bold = {position for position, word in enumerate(words) if word in marks.words}
    for phrase in marks.phrases:
        for start in _starts(phrase, words):
            bold.update(range(start, start + len(phrase)))
    if bold and marks.neighbours:
        beside = [n for n, two in enumerate(pairwise(words)) if two in marks.neighbours]
        for n in beside:  # in order: what becomes bold continues the run
            if n in bold:
                bold.add(n + 1)
        for n in reversed(beside):
            if n + 1 in bold:
                bold.add(n)
    return bold


def _starts(phrase: Sequence[str], words: Sequence[str]) -> Iterator[int]:
    """Yield the positions in `words` at which all of `phrase` begins."""
    size = len(phrase)
    for start, word in enumerate(words):
        if word == phrase[0] and tuple(words[start : start + size]) == phrase:
            yield start


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
