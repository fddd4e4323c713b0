"""The text of a post as its meaning is taken from it."""

import html
import re
from collections.abc import Iterable, Iterator
from typing import TypeVar

from bot.archive.search.tokens import tokenize

FEWEST_WORDS = 3
"""A text of fewer words has no meaning of its own: two words are near to far too much."""

T = TypeVar("T")

_MOST = 2_000  # characters; what comes behind them hardly changes a vector, and takes long
_LINK = re.compile(r"https?://\S+|(?<![\w@./-])(?:[a-z0-9-]+\.)+[a-z]{2,}/\S*", re.IGNORECASE)
_REPOST = re.compile(r"^\s*RT @\w+:?\s*", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_MENTIONS = re.compile(r"^\s*(?:@[\w.@-]+\s+)+")


def meant_text(text: str) -> str | None:
    """Return what a post says without addresses and without whom it answers; None if too little.

    White space is single, entities of HTML are characters, `RT @name:` is left out.
    """
    plain = _said(text)
    words = [word for word in tokenize(plain) if any(map(str.isalpha, word))]
    return plain if len(set(words)) >= FEWEST_WORDS else None


def _said(text: str) -> str:
    plain = html.unescape(text)
    if "/" in plain:  # of most posts it is known at once that they have no address
        plain = _LINK.sub(" ", plain)
    plain = _MENTIONS.sub("", _REPOST.sub("", plain))
    return " ".join(plain.split())[:_MOST]


def without_repeats(texts: Iterable[tuple[T, str]]) -> Iterator[T]:
    """Yield the first of each two whose texts have the same words in the same order.

    Signs, addresses and the case of letters make no difference.
    """
    seen: set[tuple[str, ...]] = set()
    for one, text in texts:
        # To cut it into words as the index does takes fifty times as long.
        words = tuple(_WORD.findall(_said(text).casefold()) or _WORD.findall(text.casefold()))
        if words not in seen:
            seen.add(words)
            yield one
