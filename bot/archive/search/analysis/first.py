"""The analysis of text in versions up to 0.8, frozen: what it returns must never change.

Only the analysis that wrote an index finds the words in it. After an upgrade the index is rebuilt,
which takes minutes for a large archive; until then the old one answers queries by this analysis.
New indexes are written by that of `bot.archive.search.tokens`.

Here Korean is cut into pairs of characters, as Chinese, Japanese and Thai are; Lao, Khmer and
Burmese are cut at their vowel signs; letters whose strokes Unicode does not list as accents, such
as "ø", stay as they are; and words that an apostrophe joins are one.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from bot.archive.patterns import deferred

_UNSPACED = (
    "\u0e00-\u0e7f"  # Thai
    "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"  # Hangul
    "\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff\u31f0-\u31ff"  # kana and iteration marks
    "\uff66-\uff9f"  # half-width kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
)
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0dff"
_LETTER = rf"(?:[^\W_{_UNSPACED}]|[{_MARKS}])"
_TONES = "\U0001f3fb-\U0001f3ff"
_PICTURE = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2900-\u297f"
    "\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001f1e5\U0001f200-\U0001faff]"
)
_WORD = deferred(
    rf"""
      https?://(?:www\.)?
    | (?<!\w)(?P<tag>[#@\uff03\uff20][\w{_MARKS}]+)
    | (?P<unspaced>[{_UNSPACED}]+)
    | (?P<plain>(?<!\w)[A-Za-z](?:\+\+|\#)(?!\w)     # C++, C#
              | {_LETTER}+(?:['\u2019]{_LETTER}+)*)
    | (?P<emoji>[\U0001f1e6-\U0001f1ff]{{2}}         # a flag
              | {_PICTURE}[\ufe0f{_TONES}]*(?:\u200d{_PICTURE}[\ufe0f{_TONES}]*)*)
    """,
    re.VERBOSE,
)
_ACCENTS = re.compile("[\u0300-\u036f]")
_EMOJI_STYLES = re.compile(f"[\ufe0f{_TONES}]")
_UNSPACED_RUN = deferred(f"[{_UNSPACED}]+")
_PAIR_LENGTH = 2


def fold(word: str) -> str:
    """Return `word` as compared: lower case, no accents or apostrophes, wide forms narrowed."""
    if not word.isascii():
        word = _ACCENTS.sub("", unicodedata.normalize("NFKD", word))
        word = unicodedata.normalize("NFKC", word).casefold().replace("\u2019", "")
    return word.lower().replace("'", "")


def tokenize(text: str) -> list[str]:
    """Return the words of a post's `text`, in order, as the index stores them."""
    return [word for word, *_ in _analyse(text)]


def tokenize_query(text: str) -> list[str]:
    """Return the words to search for when a person types `text`, each once, in order.

    They are fewer than the index stores: a #tag or @name gives only itself, and a run without
    spaces only its pairs.
    """
    return list(dict.fromkeys(word for word, typed, *_ in _analyse(text) if typed))


def tokenize_with_spans(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each word of a post's `text` as the index stores it, with its start and end."""
    return ((word, start, end) for word, _, start, end in _analyse(text))


def is_partial(word: str) -> bool:
    """Return whether `word` is one character of a script without spaces, which may begin a pair."""
    return len(word) == 1 and is_unspaced(word)


def is_unspaced(word: str) -> bool:
    """Return whether `word` is in a script that this analysis cuts into pairs."""
    return _UNSPACED_RUN.fullmatch(word) is not None


def phrase_words(text: str) -> tuple[str, ...]:
    """Return the words that are adjacent in the index for a post that contains `text`.

    The index puts the parts of a #tag or @name after it, and the last character of a run without
    spaces after its pairs. If `text` ends within such a run, the post's run may be longer.
    """
    found = tokenize(text)
    if len(found) >= _PAIR_LENGTH and is_partial(found[-1]):
        before = found[-2]
        if len(before) == _PAIR_LENGTH and is_unspaced(before) and before[-1] == found[-1]:
            found.pop()
    return tuple(found)


def _analyse(text: str, offset: int = 0) -> Iterator[tuple[str, bool, int, int]]:
    """Yield each word, whether it was typed so or only helps to find the post, and its span.

    The span is its start and end in `text`, plus `offset`.
    """
    for match in _WORD.finditer(text):
        found = match[0]
        start, end = match.start() + offset, match.end() + offset
        if match["plain"]:
            yield from ((word, True, start, end) for word in fold(found).split())
        elif match["tag"]:
            tag = "".join(fold(found).split())
            yield tag, True, start, end
            for word, _, part_start, part_end in _analyse(found[1:], start + 1):
                yield word, False, part_start, part_end
        elif match["unspaced"]:
            run = "".join(unicodedata.normalize("NFKC", found).split())
            exact = len(run) == len(found)  # half-width letters and their marks become one
            for index, (first, second) in enumerate(pairwise(run), start):
                yield first + second, True, *((index, index + 2) if exact else (start, end))
            yield run[-1], len(run) == 1, end - 1, end
        elif match["emoji"]:
            emoji = _EMOJI_STYLES.sub("", found)
            if emoji:
                yield emoji, True, start, end
