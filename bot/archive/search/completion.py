"""What a query that is being typed may become."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import nlargest
from itertools import chain, islice

from bot.archive.search.fuzzy import variants
from bot.archive.search.query.grammar import KEYWORDS
from bot.archive.search.tokens import fold, is_unspaced
from bot.archive.search.vocabulary import Vocabulary

MAX_COMPLETIONS = 25
"""How many completions are of use to a person."""

_LONGEST = 100  # characters of a completed query
_SHORTEST = 2  # letters; with fewer nearly every word begins
_CORRECTIONS = 5
_ACCOUNTS = frozenset({"from", "to"})


def completions(
    typed: str,
    vocabulary: Vocabulary,
    accounts: Iterable[str],
    may_suggest: Callable[[str], bool] = lambda _word: True,
) -> list[str]:
    """Return whole queries that `typed` may become, the likeliest first.

    Of the words of the archive only those that are `tellable`.

    After a space those are the names that a filter begins with; after the name of one, its values;
    else words and #tags of the archive, the commonest first, and what a mistyped word may mean.
    """
    before, negation, word = _split(typed)
    name, colon, value = word.partition(":")
    if colon:
        found = _values(name.lower(), value, accounts)
    else:
        names = (f"{one.name}:" for one in KEYWORDS if one.name.startswith(word.lower()))
        found = chain(names, filter(may_suggest, _words(word, vocabulary)) if word else ())
    whole = dict.fromkeys(f"{before}{negation}{one}" for one in found)
    return list(islice((text for text in whole if len(text) <= _LONGEST), MAX_COMPLETIONS))


def _split(typed: str) -> tuple[str, str, str]:
    """Return what stands before the last word, the "not" before that, and the word itself."""
    before, space, last = typed.rpartition(" ")
    negation = "-" if last.startswith("-") else ""
    return before + space, negation, last.removeprefix("-")


def _values(name: str, begun: str, accounts: Iterable[str]) -> Iterator[str]:
    known: Sequence[str] = [one for key in KEYWORDS if key.name == name for one in key.values]
    if name in _ACCOUNTS:
        known = sorted(accounts)
    begun = begun.lower().removeprefix("@")
    return (f"{name}:{value}" for value in known if value.lower().startswith(begun))


def _words(begun: str, vocabulary: Vocabulary) -> Iterator[str]:
    folded = fold(begun)
    if len(folded) < _SHORTEST or is_unspaced(folded):
        return
    starts = [folded] if folded[0] in "#@" else [folded, f"#{folded}"]
    longer = (word for start in starts for word in vocabulary.with_prefix(start))
    yield from nlargest(MAX_COMPLETIONS, longer, key=vocabulary.post_count)
    for variant in variants(vocabulary, folded)[:_CORRECTIONS]:
        yield variant.word
