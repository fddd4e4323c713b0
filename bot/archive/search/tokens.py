"""Tokenizer: the analysis of text into words that index and query share.

A word is what a person would type to find a post again: letters and digits, folded to lower case
and without accents; a #tag or an @name, also without its sign; an emoji. An article that is elided
before an apostrophe is a word by itself, as in "l'université". Korean beside other letters or
digits is too, as in "SNS에서". Chinese, Japanese, Thai, Lao, Khmer and Burmese put no spaces
between words; there every overlapping pair of characters, with their marks, is a word.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import chain

from bot.archive.patterns import deferred
from bot.archive.search.analysis.characters import (
    APOSTROPHES,
    FOLLOWING,
    HANGUL,
    INVISIBLE,
    MARKS,
    STYLES,
    UNSPACED,
    ZERO_WIDTH_SPACE,
)
from bot.archive.search.analysis.clusters import (
    cluster_spans,
    clusters,
    is_partial,
    is_unspaced,
    pairs,
)
from bot.archive.search.analysis.composing import compose
from bot.archive.search.analysis.elision import end_of_elided
from bot.archive.search.analysis.folding import fold, fold_except_kana

__all__ = [
    "fold",
    "is_partial",
    "is_unspaced",
    "pairs_of",
    "tokenize",
    "tokenize_query",
    "tokenize_with_spans",
    "unspaced_runs",
]

_PLAIN = rf"(?:[^\W_{UNSPACED}{HANGUL}]|[{MARKS}])"
# Between letters: what nobody sees, an apostrophe, and the dot in Catalan "col·legi".
_JOINER = (
    rf"(?:[{INVISIBLE}{ZERO_WIDTH_SPACE}{STYLES}]+|[{APOSTROPHES}]"
    "|(?<=[Ll])[\u00b7\u2027](?=[Ll]))"
)
_TONES = "\U0001f3fb-\U0001f3ff"
_PICTURE = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2900-\u297f"
    "\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001f1e5\U0001f200-\U0001faff]"
    # Tags choose one of the flags of regions, such as that of Scotland.
    rf"[{STYLES}{_TONES}]*(?:[\U000e0020-\U000e007e]+\U000e007f)?"
)

_WORD = deferred(
    rf"""
      https?://(?:www\.)?                            # start of an address: the rest is tokenised
    | (?<!\w)(?P<tag>[#@\uff03\uff20]
              [\w{MARKS}{FOLLOWING}]+(?:[{INVISIBLE}]+[\w{MARKS}{FOLLOWING}]+)*)
    | (?P<unspaced>[{UNSPACED}](?:[{INVISIBLE}]*[{UNSPACED}{FOLLOWING}])*)
    | (?P<hangul>[{HANGUL}](?:[{INVISIBLE}]*[{HANGUL}{MARKS}])*)
    | (?P<plain>(?<!\w)[A-Za-z](?:\+\+|\#)(?!\w)     # C++, C#
              | {_PLAIN}+(?:{_JOINER}{_PLAIN}+)*)
    | (?P<emoji>[\U0001f1e6-\U0001f1ff]{{2}}         # a flag
              | {_PICTURE}(?:\u200d{_PICTURE})*)
    """,
    re.VERBOSE,
)
# The same for ASCII, which most text is, in less than half the time.
_ASCII_WORD = re.compile(
    r"https?://(?:www\.)?"
    r"|(?<!\w)([#@]\w+)|((?<!\w)[a-z](?:\+\+|#)(?!\w)|[^\W_]+(?:['`][^\W_]+)*)",
    re.ASCII,
)
_NOT_IN_TAG = deferred(rf"[^\w{FOLLOWING}]+")
_WHOLE = deferred(rf"{_PLAIN}+|[{HANGUL}][{HANGUL}{MARKS}]*")
_SIMPLE = deferred(rf"[^\W_{UNSPACED}{HANGUL}]+")
_EMOJI_STYLES = deferred(f"[\u0300-\u036f{STYLES}{_TONES}]")
_UNSPACED_RUN = deferred(rf"[{UNSPACED}](?:[{INVISIBLE}]*[{UNSPACED}{FOLLOWING}])*")
_MOST_KNOWN = 30_000  # texts between spaces, some 7 MB
_LONGEST_KNOWN = 40  # characters; longer ones are addresses, which hardly occur twice
_MOST_WORDS = 3  # more are of a script without spaces

_Found = tuple[str, bool, int, int]  # a word, whether it was typed so, its start and end


class _KnownWords(dict[str, tuple[str, ...]]):
    """The words of texts without spaces, remembered: most are one word, which occurs often.

    An import reads millions of them.
    """

    def __missing__(self, token: str) -> tuple[str, ...]:
        words = tuple(_words(token))
        if len(token) <= _LONGEST_KNOWN and len(words) <= _MOST_WORDS:
            if len(self) >= _MOST_KNOWN:
                self.clear()
            self[token] = words
        return words


_KNOWN = _KnownWords()


def tokenize(text: str) -> list[str]:
    """Return the words of a post's `text`, in order, as the index stores them."""
    # No word contains a space, and most lie between two spaces.
    return [*chain.from_iterable(map(_KNOWN.__getitem__, text.split()))]


def tokenize_query(text: str) -> list[str]:
    """Return the words to search for when a person types `text`, each once, in order.

    They are fewer than the index stores: a #tag or @name gives only itself, a run without spaces
    only its pairs, and "l'université" is searched for without its article.
    """
    found = _analyse(unicodedata.normalize("NFC", text))
    return list(dict.fromkeys(word for word, typed, *_ in found if typed))


def tokenize_with_spans(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each word of a post's `text` as the index stores it, with its start and end."""
    if text.isascii():
        return _ascii_spans(text.lower())
    if unicodedata.is_normalized("NFC", text):
        return ((word, start, end) for word, _, start, end in _analyse(text))
    composed, (starts, ends) = compose(text)
    return ((word, starts[start], ends[end - 1]) for word, _, start, end in _analyse(composed))


def unspaced_runs(text: str) -> list[str]:
    """Return the runs of scripts without spaces in `text`, of which the index has the pairs.

    They are folded as the index is, but for katakana, which it has as hiragana.
    """
    runs = _UNSPACED_RUN.findall(unicodedata.normalize("NFC", text))
    return ["".join(clusters(fold_except_kana(run))) for run in runs]


def pairs_of(run: str) -> set[str]:
    """Return the words of the index in a run of a script without spaces, without single ones."""
    return set(pairs(clusters(fold(run))))


def _words(token: str) -> Iterator[str]:
    """Yield the words of a text without spaces."""
    if token.isascii():
        return (word for word, *_ in _ascii_spans(token.lower()))
    token = unicodedata.normalize("NFC", token)
    if _SIMPLE.fullmatch(token):
        return _folded(token)
    return (word for word, *_ in _analyse(token))


def _ascii_spans(text: str, offset: int = 0) -> Iterator[tuple[str, int, int]]:
    for match in _ASCII_WORD.finditer(text):
        tag, plain = match.groups()
        start, end = match.start() + offset, match.end() + offset
        if tag:
            yield tag, start, end
            yield from _ascii_spans(tag[1:], start + 1)  # the parts of an @name_with_lines
        elif plain:
            if plain.isalnum():
                yield plain, start, end
            else:
                for part, _, begins, ends in _unelided(plain, start):
                    yield fold(part), begins, ends


def _analyse(text: str, offset: int = 0) -> Iterator[_Found]:
    """Yield each word of composed text, whether it was typed so or only helps to find the post.

    With its span: its start and end in `text`, plus `offset`.
    """
    for match in _WORD.finditer(text):
        found = match[0]
        start, end = match.start() + offset, match.end() + offset
        kind = match.lastgroup
        if kind in {"plain", "hangul"}:
            if found.isalnum():
                yield from ((word, True, start, end) for word in _folded(found))
            else:
                yield from _parts(found, start)
        elif kind == "unspaced":
            yield from _pairs(found, start)
        elif kind == "tag":
            yield from _tag(found, start)
        elif kind == "emoji":
            emoji = _EMOJI_STYLES.sub("", unicodedata.normalize("NFD", found))
            if emoji:  # a skin tone alone is none
                yield emoji, True, start, end


def _tag(found: str, start: int) -> Iterator[_Found]:
    """Yield a #tag or @name, and the words in it."""
    if name := _NOT_IN_TAG.sub("", fold(found[1:])):
        yield fold(found[0]) + name, True, start, start + len(found)
    for word, _, begins, ends in _analyse(found[1:], start + 1):
        yield word, False, begins, ends


def _parts(found: str, start: int) -> Iterator[_Found]:
    """Yield the words of a word with apostrophes, marks or signs."""
    for part, typed, begins, ends in _unelided(found, start):
        yield from ((word, typed, begins, ends) for word in _folded(part))


def _unelided(found: str, start: int) -> Iterator[_Found]:
    """Yield the parts of a word at `start`: those that are elided, and the rest."""
    while behind := end_of_elided(found):
        yield found[: behind - 1], False, start, start + behind - 1
        found, start = found[behind:], start + behind
    yield found, True, start, start + len(found)


def _folded(found: str) -> Iterator[str]:
    """Yield the words that a word is, folded: mostly one."""
    folded = fold(found)
    if folded == found or _WHOLE.fullmatch(folded):
        yield folded
    else:
        # A ligature may fold to several words, "½" to two, a combining mark by itself to none.
        yield from (word for word, *_ in _analyse(folded))


def _pairs(found: str, start: int) -> Iterator[_Found]:
    """Yield the overlapping pairs of a run without spaces at `start`, and its last cluster."""
    parts, spans = clusters(fold(found)), cluster_spans(found)
    if len(parts) != len(spans):  # one character may be folded to two
        spans = [(0, len(found))] * len(parts)
    if not parts:
        return
    for pair, (begins, _), (_, ends) in zip(pairs(parts), spans, spans[1:], strict=False):
        yield pair, True, start + begins, start + ends
    begins, ends = spans[-1]  # by itself, so that it is found too
    yield parts[-1], len(parts) == 1, start + begins, start + ends
