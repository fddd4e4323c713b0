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
_MENTIONS = re.compile(r"^\s*(?:@[\w.@-]+\s+)+")


def meant_text(text: str) -> str | None:
    """Return what a post says without addresses and without whom it answers; None if too little.

    White space is single, entities of HTML are characters, `RT @name:` is left out.
    """
    plain = html.unescape(text)
    plain = _MENTIONS.sub("", _REPOST.sub("", _LINK.sub(" ", plain)))
    plain = " ".join(plain.split())[:_MOST]
    words = [word for word in tokenize(plain) if any(map(str.isalpha, word))]
    return plain if len(set(words)) >= FEWEST_WORDS else None


def without_repeats(texts: Iterable[tuple[T, str]]) -> Iterator[T]:
    """Yield the first of each two whose texts have the same words in the same order.

    Signs, addresses and the case of letters make no difference.
    """
    seen: set[tuple[str, ...]] = set()
    for one, text in texts:
        words = tuple(tokenize(meant_text(text) or text))
        if words not in seen:
            seen.add(words)
            yield one
