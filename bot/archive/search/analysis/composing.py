"""Composed text (Unicode's NFC), and what each of its characters was before.

An accent may be a character of its own or part of its letter. All words are found in composed text,
so that both are the same words.
"""

import re
import unicodedata

from bot.archive.patterns import deferred
from bot.archive.search.analysis.characters import FOLLOWING, STYLES

# What may become one character: one and the marks, or the parts of a syllable of Hangul, behind it.
_UNIT = deferred(f".[{FOLLOWING}{STYLES}\u1160-\u11ff\u20d0-\u20f0]*", re.DOTALL)

Spans = tuple[list[int], list[int]]
"""Where, in the text as it was, each character of the composed one starts, and where it ends."""


def compose(text: str) -> tuple[str, Spans]:
    """Return `text` composed, and where its characters were."""
    starts: list[int] = []
    ends: list[int] = []
    parts: list[str] = []
    for match in _UNIT.finditer(text):
        part = unicodedata.normalize("NFC", match[0])
        start, end = match.span()
        if part == match[0]:
            starts += range(start, end)
            ends += range(start + 1, end + 1)
        else:
            starts += [start] * len(part)
            ends += [end] * len(part)
        parts.append(part)
    return "".join(parts), (starts, ends)
