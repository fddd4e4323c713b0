"""Classes of characters, as the inside of a regular expression's brackets.

They are built of the categories that Unicode gives each character, see its annex 44: of letters "L"
and of marks, such as accents and vowel signs, "M".
"""

import unicodedata
from collections.abc import Iterable
from itertools import chain

_Ranges = tuple[tuple[int, int], ...]

# The scripts without spaces between words: those of line-break class SA, Unicode's annex 14 (only a
# dictionary finds where their words end), Chinese and Japanese. Tibetan is none: a dot ends each of
# its syllables, which are words of the index.
_COMPLEX: _Ranges = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x1950, 0x19DF),  # Tai Le, New Tai Lue
    (0x1A20, 0x1AAF),  # Tai Tham
    (0xA9E0, 0xA9FF),  # Myanmar
    (0xAA60, 0xAADF),  # Myanmar, Tai Viet
    (0x11700, 0x1174F),  # Ahom
)
_EAST_ASIAN = (
    "\u3005-\u3007\u3041-\u3098\u309d-\u30fa\u30fc-\u30ff\u31f0-\u31ff"  # kana, iteration marks
    "\uff66-\uff9d"  # half-width kana
    "\U0001aff0-\U0001afff\U0001b000-\U0001b16f"  # kana of other times and languages
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
)
# The blocks in which there are marks, but no letters and no marks of _COMPLEX are left out.
_MARKED: _Ranges = (
    (0x0300, 0x20F0),
    (0x2CE0, 0x3100),
    (0xA660, 0xAC00),
    (0xFB1E, 0xFB1F),
    (0xFE00, 0xFE30),
    (0x10100, 0x12000),
    (0x13430, 0x13460),
    (0x16100, 0x17000),
    (0x1BC90, 0x1BCA0),
    (0x1CF00, 0x1D250),
    (0x1DA00, 0x1DAB0),
    (0x1E000, 0x1EA00),
    (0xE0100, 0xE01F0),
)

HANGUL = "\u1100-\u11ff\u3131-\u318e\ua960-\ua97f\uac00-\ud7ff\uffa0-\uffdc"
"""Korean: syllables and their parts, also of half width."""

STACKERS = "\u1039\u17d2\u1a60"
"""Signs of Myanmar, Khmer and Tai Tham that put the next consonant below the one before."""

STYLES = "\ufe0e\ufe0f"
"""The choice between a black and a coloured emoji; they also follow the digits of keycaps."""

ZERO_WIDTH_SPACE = "\u200b"
"""It separates words in scripts without spaces; elsewhere it is only a chance to break a line."""

INVISIBLE = "\u00ad\u061c\u180e\u200c-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
"""Characters that words may hold and nobody types: soft hyphens, joiners, marks of direction."""

APOSTROPHES = "'\u2019\u2018\u201b\u02bc\u02bb\u02bd\u02be\u02bf\u02b9\u2032`\u00b4\uff07"
"""Apostrophes, and what people and keyboards put in their place."""


def _listed(codes: Iterable[int]) -> str:
    """Return characters as the ranges of a class."""
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


def _of_category(ranges: _Ranges, *kinds: str) -> list[int]:
    codes = chain.from_iterable(range(first, last + 1) for first, last in ranges)
    return [code for code in codes if unicodedata.category(chr(code))[0] in kinds]


_MARKS_OF_COMPLEX = _of_category(_COMPLEX, "M")
_VOICED = "\u3099-\u309c\uff9e\uff9f"  # marks of kana, also in forms that are no marks

UNSPACED_LETTERS = _EAST_ASIAN + _listed(_of_category(_COMPLEX, "L"))
"""Letters of the scripts without spaces between words."""

UNSPACED = UNSPACED_LETTERS + _VOICED + _listed(_MARKS_OF_COMPLEX)
"""Letters and marks of the scripts without spaces between words."""

# The last are drawn around what they follow, as around the digits of keycaps: those are words each.
_ELSEWHERE = {*_MARKS_OF_COMPLEX, 0x3099, 0x309A, *map(ord, STYLES), *range(0x20DD, 0x20E5)}
_EVERYWHERE = [code for code in _of_category(_MARKED, "M") if code not in _ELSEWHERE]

MARKS = _listed(_EVERYWHERE)
"""Marks of all other scripts. Python's `\\w` has none of them: accents would end a word."""

FOLLOWING = _VOICED + _listed(_MARKS_OF_COMPLEX) + MARKS
"""What belongs to the character before it in a script without spaces."""
