"""Tokenizer: the analysis of text into words that index and query share.

A word is what a person would type to find a post again: letters and digits, folded to lower case
and without accents; a #tag or an @name, also without its sign; an emoji. Chinese, Japanese, Korean
and Thai put no spaces between words; there every overlapping pair of characters is a word.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import chain, pairwise

_UNSPACED = (
    "\u0e00-\u0e7f"  # Thai
    "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"  # Hangul
    "\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff\u31f0-\u31ff"  # kana and iteration marks
    "\uff66-\uff9f"  # half-width kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
)
# Python's \w leaves out combining marks; without them a separately typed accent, or a vowel sign
# of Hebrew, Arabic or an Indian script, would split a word in two.
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0dff"
_LETTER = rf"(?:[^\W_{_UNSPACED}]|[{_MARKS}])"
_TONES = "\U0001f3fb-\U0001f3ff"
_PICTURE = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2900-\u297f"
    "\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001f1e5\U0001f200-\U0001faff]"
)

_WORD = re.compile(
    rf"""
      https?://(?:www\.)?                            # start of an address: the rest is tokenised
    | (?<!\w)(?P<tag>[#@\uff03\uff20][\w{_MARKS}]+)
    | (?P<unspaced>[{_UNSPACED}]+)
    | (?P<plain>(?<!\w)[A-Za-z](?:\+\+|\#)(?!\w)     # C++, C#
              | {_LETTER}+(?:['\u2019]{_LETTER}+)*)
    | (?P<emoji>[\U0001f1e6-\U0001f1ff]{{2}}         # a flag
              | {_PICTURE}[\ufe0f{_TONES}]*(?:\u200d{_PICTURE}[\ufe0f{_TONES}]*)*)
    """,
    re.VERBOSE,
)
# The same for ASCII, which most text is, in less than half the time.
_ASCII_WORD = re.compile(
    r"https?://(?:www\.)?|(?<!\w)([#@]\w+)|((?<!\w)[a-z](?:\+\+|#)(?!\w)|[^\W_]+(?:'[^\W_]+)*)",
    re.ASCII,
)
_ACCENTS = re.compile("[\u0300-\u036f]")
_EMOJI_STYLES = re.compile(f"[\ufe0f{_TONES}]")
_UNSPACED_RUN = re.compile(f"[{_UNSPACED}]+")
_MOST_KNOWN = 30_000  # texts between spaces, some 7 MB
_LONGEST_KNOWN = 40  # characters; longer ones are addresses, which hardly occur twice
_MOST_WORDS = 3  # more are of a script without spaces


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


def fold(word: str) -> str:
    """Return `word` as compared: lower case, no accents or apostrophes, wide forms narrowed."""
    if not word.isascii():
        word = _ACCENTS.sub("", unicodedata.normalize("NFKD", word))
        word = unicodedata.normalize("NFKC", word).casefold().replace("\u2019", "")
    return word.lower().replace("'", "")


def tokenize(text: str) -> list[str]:
    """Return the words of a post's `text`, in order, as the index stores them."""
    # No word contains a space, and most lie between two spaces.
    return [*chain.from_iterable(map(_KNOWN.__getitem__, text.split()))]


def tokenize_query(text: str) -> list[str]:
    """Return the words to search for when a person types `text`, each once, in order.

    They are fewer than the index stores: a #tag or @name gives only itself, and a run without
    spaces only its pairs.
    """
    return list(dict.fromkeys(word for word, typed, *_ in _analyse(text) if typed))


def tokenize_with_spans(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each word of a post's `text` as the index stores it, with its start and end."""
    return ((word, start, end) for word, _, start, end in _analyse(text))


def unspaced_runs(text: str) -> list[str]:
    """Return the runs of scripts without spaces in `text`, of which the index has the pairs."""
    return list(map(_normalized, _UNSPACED_RUN.findall(text)))


def pairs_of(run: str) -> set[str]:
    """Return the words of the index in a run of a script without spaces, without single ones."""
    return {first + second for first, second in pairwise(run)}


def is_partial(word: str) -> bool:
    """Return whether `word` is one character of a script without spaces, which may begin a pair."""
    return len(word) == 1 and is_unspaced(word)


def is_unspaced(word: str) -> bool:
    """Return whether `word` is in a script without spaces, whose words are never misspelt."""
    return _UNSPACED_RUN.fullmatch(word) is not None


def _normalized(run: str) -> str:
    # A lone mark gets a space.
    return "".join(unicodedata.normalize("NFKC", run).split())


def _words(token: str) -> Iterator[str]:
    """Yield the words of a text without spaces."""
    if token.isascii():
        return _ascii_words(token.lower())
    return (word for word, *_ in _analyse(token))


def _ascii_words(text: str) -> Iterator[str]:
    for match in _ASCII_WORD.finditer(text):
        tag, plain = match.groups()
        if tag:
            yield tag
            yield from _ascii_words(tag[1:])  # its parts, such as those of an @name_with_lines
        elif plain:
            yield plain.replace("'", "")


def _analyse(text: str, offset: int = 0) -> Iterator[tuple[str, bool, int, int]]:
    """Yield each word, whether it was typed so or only helps to find the post, and its span.

    The span is its start and end in `text`, plus `offset`.
    """
    for match in _WORD.finditer(text):
        found = match[0]
        start, end = match.start() + offset, match.end() + offset
        if match["plain"]:
            # A ligature may fold to several words, a combining mark by itself to none.
            yield from ((word, True, start, end) for word in fold(found).split())
        elif match["tag"]:
            tag = "".join(fold(found).split())
            yield tag, True, start, end
            for word, _, part_start, part_end in _analyse(found[1:], start + 1):
                yield word, False, part_start, part_end
        elif match["unspaced"]:
            run = _normalized(found)
            exact = len(run) == len(found)  # half-width letters and their marks become one
            for index, (first, second) in enumerate(pairwise(run), start):
                yield first + second, True, *((index, index + 2) if exact else (start, end))
            yield run[-1], len(run) == 1, end - 1, end  # so that the last character is found too
        elif match["emoji"]:
            emoji = _EMOJI_STYLES.sub("", found)
            if emoji:  # a skin tone alone is none
                yield emoji, True, start, end
