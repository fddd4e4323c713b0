"""Phrases: words in just this order, as the index keeps them."""

from collections.abc import Sequence

from bot.archive.search.tokens import is_partial, is_unspaced, tokenize

_PAIR = 2


def phrase_words(text: str) -> tuple[str, ...]:
    """Return the words that stand side by side in a post that says `text`.

    The index puts a #tag's or @name's parts behind it, and the last character of a run without
    spaces behind its pairs. If `text` ends within such a run, a post's may go on.
    """
    found = tokenize(text)
    if len(found) >= _PAIR and is_partial(found[-1]):
        before = found[-2]
        if len(before) == _PAIR and is_unspaced(before) and before[-1] == found[-1]:
            found.pop()
    return tuple(found)


def phrase_occurs(phrase: Sequence[str], words: Sequence[str]) -> bool:
    """Tell whether `phrase` stands in `words`, which are a post's, in order.

    If it ends in one character of a script without spaces, any pair may begin so.
    """
    if not phrase:
        return False
    *before, last = phrase
    places = range(len(words) - len(before))
    if is_partial(last):
        ends = [place for place in places if words[place + len(before)].startswith(last)]
    else:
        ends = [place for place in places if words[place + len(before)] == last]
    return any(list(words[place : place + len(before)]) == before for place in ends)
