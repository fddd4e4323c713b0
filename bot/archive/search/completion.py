"""Autocomplete: the queries that typed text may become."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice

from bot.archive.search.fuzzy import variants
from bot.archive.search.languages import codes_beginning
from bot.archive.search.packed_words import letters_of
from bot.archive.search.query.grammar import KEYWORDS
from bot.archive.search.query.signs import TILDES
from bot.archive.search.tokens import fold, is_unspaced
from bot.archive.search.vocabulary import Vocabulary

MAX_COMPLETIONS = 25
"""The most completions that are useful to a person."""

_MAX_LENGTH = 100  # characters of a completed query
_MIN_PREFIX = 2  # letters; with fewer, too many words begin so
_LONGER = 14  # letters that a word may have more than was typed
_LOOKED_AT = 4 * MAX_COMPLETIONS  # words; of these some may not be suggested
_CORRECTIONS = 5
_SIGNS = ("-", *TILDES)
_ACCOUNT_KEYWORDS = frozenset({"from", "to"})
_LANGUAGE_KEYWORDS = frozenset({"lang", "language"})


def completions(
    typed: str,
    vocabulary: Vocabulary,
    accounts: Callable[[], Iterable[str]],
    may_suggest: Callable[[str], bool] = lambda _word: True,
) -> list[str]:
    """Return whole queries that `typed` may become, the likeliest first.

    After a space these end in the names of filters; after the name of a filter, in its values; else
    also in words and #tags of the archive, the commonest first, and in corrections of a word that
    the archive does not have. `accounts` returns the names of those whose posts are in the archive.
    Of the words of the archive only those are used for which `may_suggest` returns True.
    """
    before, sign, word = _split(typed)
    name, colon, value = word.partition(":")
    if colon:
        found = _values(name.lower(), value, accounts)
    else:
        names = (
            f"{keyword.name}:" for keyword in KEYWORDS if keyword.name.startswith(word.lower())
        )
        found = chain(names, _words(word, vocabulary, may_suggest) if word else ())
    queries = dict.fromkeys(f"{before}{sign}{completed}" for completed in found)
    return list(islice((text for text in queries if len(text) <= _MAX_LENGTH), MAX_COMPLETIONS))


def _split(typed: str) -> tuple[str, str, str]:
    """Return the text before the last word, its "not" or "near to" if any, and the word itself."""
    before, space, last = typed.rpartition(" ")
    sign = last[:1] if last.startswith(_SIGNS) else ""
    return before + space, sign, last[len(sign) :]


def _values(name: str, typed: str, accounts: Callable[[], Iterable[str]]) -> Iterator[str]:
    if name in _LANGUAGE_KEYWORDS:
        return (f"{name}:{code}" for code in codes_beginning(typed))
    known: Sequence[str] = [
        value for keyword in KEYWORDS if keyword.name == name for value in keyword.values
    ]
    if name in _ACCOUNT_KEYWORDS:
        known = sorted(accounts())
    prefix = typed.lower().removeprefix("@")
    return (f"{name}:{value}" for value in known if value.lower().startswith(prefix))


def _words(typed: str, vocabulary: Vocabulary, may_suggest: Callable[[str], bool]) -> Iterator[str]:
    folded = fold(typed)
    if len(folded) < _MIN_PREFIX or is_unspaced(folded):
        return
    prefixes = [folded] if folded[0] in "#@" else [folded, f"#{folded}"]
    longest = len(letters_of(folded)) + _LONGER
    longer = {
        word: vocabulary.post_count(word)
        for prefix in prefixes
        for word in vocabulary.commonest(prefix, longest, _LOOKED_AT)
    }
    best = sorted(longer, key=longer.__getitem__, reverse=True)
    yield from filter(may_suggest, best[:_LOOKED_AT])
    if vocabulary.post_count(folded) and may_suggest(folded):
        return
    # Two words that were written as one would be another query, in which each may be alone.
    near = (one.word for one in variants(vocabulary, folded) if " " not in one.word)
    yield from islice(filter(may_suggest, near), _CORRECTIONS)
