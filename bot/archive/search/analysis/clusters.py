"""Clusters: the characters of scripts without spaces, each with the marks that belong to it.

Whole clusters are what people see and type as a letter. The index has the overlapping pairs of
them as words.
"""

from itertools import pairwise

from bot.archive.patterns import deferred
from bot.archive.search.analysis.characters import (
    FOLLOWING,
    INVISIBLE,
    STACKERS,
    UNSPACED,
    UNSPACED_LETTERS,
)

_FOLLOWS = rf"(?:[{STACKERS}][{UNSPACED_LETTERS}]?|[{FOLLOWING}])"
ONE_CLUSTER = rf"(?<![{STACKERS}])[{UNSPACED_LETTERS}]{_FOLLOWS}*"
"""A regular expression for a letter with all that belongs to it, in folded text."""

NO_MORE = rf"(?![{FOLLOWING}])"
"""A regular expression for the end of a cluster."""

_CLUSTER = deferred(rf"[{UNSPACED}{FOLLOWING}](?:[{INVISIBLE}]*{_FOLLOWS})*")
_LETTERS = deferred(f"[{UNSPACED_LETTERS}]*")
_UNSPACED_WORD = deferred(f"[{UNSPACED}][{UNSPACED}{FOLLOWING}]*")


def is_unspaced(word: str) -> bool:
    """Return whether `word` is in a script without spaces, whose words are never misspelt."""
    return _UNSPACED_WORD.fullmatch(word) is not None


def is_partial(word: str) -> bool:
    """Return whether `word` is one cluster of a script without spaces, which may begin a pair."""
    return is_unspaced(word) and _CLUSTER.fullmatch(word) is not None


def clusters(run: str) -> list[str]:
    """Return the clusters of a text in a script without spaces; other characters are left out."""
    if _LETTERS.fullmatch(run):  # Chinese and Japanese: faster
        return [*run]
    return _CLUSTER.findall(run)


def cluster_spans(run: str) -> list[tuple[int, int]]:
    """Return where each of the `clusters` starts and ends."""
    if _LETTERS.fullmatch(run):
        return [(start, start + 1) for start in range(len(run))]
    return [match.span() for match in _CLUSTER.finditer(run)]


def pairs(found: list[str]) -> list[str]:
    """Return the overlapping pairs of clusters."""
    return [first + second for first, second in pairwise(found)]
