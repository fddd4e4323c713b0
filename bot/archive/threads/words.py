"""The words that two posts share, and how long a post is, as the likelihood model counts them.

A stem is a word of the search index, cut at seven letters; words of fewer than three letters have
none. In Chinese, Japanese and other scripts without spaces a stem is a pair of characters, as the
index has it; of a Korean word it is the first two syllables, where others attach particles. Words
in @names and addresses have none.
"""

import re

from bot.archive.search.analysis.characters import HANGUL, MARKS, UNSPACED
from bot.archive.search.analysis.clusters import is_partial
from bot.archive.search.tokens import tokenize, tokenize_with_spans

_STEM_LENGTH = 7
_SYLLABLES = 2
_ADDRESS_LENGTH = 23  # characters that the network counts for any address

_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_PICTURE = re.compile(r"(?:https?://)?pic\.(?:twitter|x)\.com/\w+", re.IGNORECASE)
_NAME = re.compile(r"(?<!\w)[@\uff20]\w[\w.@-]*")
_LETTERS = re.compile(rf"[^\W\d_{UNSPACED}{HANGUL}](?:[^\W\d_{UNSPACED}{HANGUL}]|[{MARKS}]){{2,}}")
_KOREAN = re.compile(rf"[{HANGUL}]{{{_SYLLABLES},}}")
_PAIR = re.compile(rf"[{UNSPACED}].+", re.DOTALL)

_MOST_KNOWN = 30_000  # texts between spaces


class _KnownStems(dict[str, frozenset[str]]):
    """The stems of texts without spaces, remembered: most occur often."""

    def __missing__(self, token: str) -> frozenset[str]:
        found = frozenset(stem for word in tokenize(token) if (stem := stem_of(word)))
        if len(self) >= _MOST_KNOWN:
            self.clear()
        self[token] = found
        return found


_KNOWN = _KnownStems()


def stems(text: str) -> frozenset[str]:
    """Return the stems of a post's text."""
    return frozenset().union(*map(_KNOWN.__getitem__, _without_names(text).split()))


def stem_of(word: str) -> str | None:
    """Return the stem of a word of the search index; None if it has none."""
    if _LETTERS.fullmatch(word):
        return word[:_STEM_LENGTH]
    if _KOREAN.fullmatch(word):
        return word[:_SYLLABLES]
    return word if _PAIR.fullmatch(word) and not is_partial(word) else None


def has_longer_words(stem: str) -> bool:
    """Return whether words that are longer than a stem may have it."""
    return len(stem) == _STEM_LENGTH or _KOREAN.fullmatch(stem) is not None


def word_as_written(text: str, stem: str) -> str:
    """Return the first word of a text that has a stem, as it is written there.

    It is empty where no word has it. Characters that nobody sees are left out.
    """
    text = _without_names(text)
    for word, start, end in tokenize_with_spans(text):
        if stem_of(word) == stem:
            return "".join(filter(str.isprintable, text[start:end]))
    return ""


def text_length(text: str) -> int:
    """Return how many characters a post has: an address counts 23, one of a picture nothing."""
    if "://" in text or "pic." in text:
        text = _PICTURE.sub("", text)
        text = _ADDRESS.sub(" " * _ADDRESS_LENGTH, text)
    return len(text)


def _without_names(text: str) -> str:
    """Return a text without addresses and @names."""
    if "://" in text:
        text = _ADDRESS.sub(" ", text)
    if "@" in text or "\uff20" in text:
        text = _NAME.sub(" ", text)
    return text
