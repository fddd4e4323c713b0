"""The words that two posts share, as the likelihood model counts them.

A stem is a word of the search index, cut at seven letters; words of fewer than three letters have
none. In Chinese, Japanese and other scripts without spaces a stem is a pair of characters, as the
index has it; of a Korean word it is the first two syllables, where others attach particles. Words
in @names and addresses have none.
"""

import re
from typing import NamedTuple

from bot.archive.patterns import deferred
from bot.archive.search.analysis.characters import HANGUL, MARKS, UNSPACED
from bot.archive.search.analysis.clusters import is_partial
from bot.archive.search.tokens import tokenize, tokenize_with_spans

_STEM_LENGTH = 7
_SYLLABLES = 2

_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_NAME = re.compile(r"(?<!\w)[@\uff20]\w[\w.@-]*")
_LETTERS = deferred(rf"[^\W\d_{UNSPACED}{HANGUL}](?:[^\W\d_{UNSPACED}{HANGUL}]|[{MARKS}]){{2,}}")
_KOREAN = deferred(rf"[{HANGUL}]{{{_SYLLABLES},}}")
_PAIR = deferred(rf"[{UNSPACED}].+", re.DOTALL)

_MOST_KNOWN = 30_000  # words


class _KnownStems(dict[str, str | None]):
    """The stems of words, remembered: most occur often."""

    def __missing__(self, word: str) -> str | None:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        found = self[word] = _stem(word)
        return found


_KNOWN = _KnownStems()


class Wording(NamedTuple):
    """The text of a post, and its words in the search index, with spaces between."""

    text: str
    words: str


def stem_of(word: str) -> str | None:
    """Return the stem of a word of the search index; None if it has none."""
    return _KNOWN[word]


def shared_stems(one: Wording, other: Wording) -> set[str]:
    """Return the stems of words that both posts have outside @names and addresses."""
    shared = _stems(one) & _stems(other)
    for text, _ in (one, other):
        if not shared:
            break
        # Mostly no shared word is part of a name, and the text need not be read closely.
        names = _names(text)
        if doubtful := {stem for stem in shared if stem in names}:
            shared -= doubtful.difference(map(stem_of, tokenize(_without_names(text))))
    return shared


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


def _stem(word: str) -> str | None:
    if _LETTERS.fullmatch(word):
        return word[:_STEM_LENGTH]
    if _KOREAN.fullmatch(word):
        return word[:_SYLLABLES]
    return word if _PAIR.fullmatch(word) and not is_partial(word) else None


def _stems(post: Wording) -> set[str]:
    return set(filter(None, map(_KNOWN.__getitem__, post.words.split(" "))))


def _names(text: str) -> str:
    """Return the @names and addresses of a text, in lower case."""
    if "@" not in text and "://" not in text and "\uff20" not in text:
        return ""
    return " ".join([*_ADDRESS.findall(text), *_NAME.findall(text)]).lower()


def _without_names(text: str) -> str:
    return _NAME.sub(" ", _ADDRESS.sub(" ", text))
