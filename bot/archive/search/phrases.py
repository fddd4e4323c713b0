"""Phrases: words in exactly this order, as the index stores them."""

from collections.abc import Sequence

from bot.archive.search.analysis.clusters import clusters
from bot.archive.search.tokens import is_partial, is_unspaced, tokenize

_PAIR_LENGTH = 2


def phrase_words(text: str) -> tuple[str, ...]:
    """Return the words that are adjacent in the index for a post that contains `text`.

    The index puts the parts of a #tag or @name after it, and the last character of a run without
    spaces after its pairs. If `text` ends within such a run, the post's run may be longer.
    """
    found = tokenize(text)
    if len(found) >= _PAIR_LENGTH and is_partial(found[-1]) and is_unspaced(found[-2]):
        before = clusters(found[-2])
        if len(before) == _PAIR_LENGTH and before[-1] == found[-1]:
            found.pop()
    return tuple(found)


def phrase_occurs(phrase: Sequence[str], words: Sequence[str]) -> bool:
    """Return whether `phrase` occurs in `words`, the words of a post in order.

    A last word that is one character of a script without spaces matches any pair that begins so.
    """
    if not phrase:
        return False
    *before, last = phrase
    starts = range(len(words) - len(before))
    if is_partial(last):
        possible = [start for start in starts if words[start + len(before)].startswith(last)]
    else:
        possible = [start for start in starts if words[start + len(before)] == last]
    return any(list(words[start : start + len(before)]) == before for start in possible)
