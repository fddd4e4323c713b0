"""Compounds: words of the archive that a typed word is a part of.

German, Dutch and the languages of Scandinavia write compounds as one word: "Buchbinder" is a kind
of "Binder". Part of a compound is what leaves a word of the archive when it is taken away, often
with a sound between the two.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from bot.archive.search.forms.words import Kind, Related
from bot.archive.search.vocabulary import Vocabulary

LANGUAGES: Final = frozenset({"da", "de", "et", "fi", "hu", "is", "nl", "no", "sv"})
"""Languages that write compounds as one word."""

_MIN_PART = 4  # letters; shorter words end too many others by accident
_MIN_REST = 3
_LONGEST = 30  # letters of a compound
_MAX_LOOKED_AT = 400  # words that end as the typed word does
_MAX_FOUND = 20
# Between the parts of a compound; the longest first.
_LINKS = ("es", "en", "er", "e", "s", "n", "u", "o", "")


def compounds_with(
    vocabulary: Vocabulary, word: str, languages: Iterable[str]
) -> Iterator[Related]:
    """Yield the words that `word` is the first or the last part of, in an archive in `languages`.

    At most twenty of each kind.
    """
    if len(word) < _MIN_PART or not word.isalpha() or LANGUAGES.isdisjoint(languages):
        return
    ending = vocabulary.with_suffix(word, _LONGEST)
    found = (
        one for one in islice(ending, _MAX_LOOKED_AT) if _is_linked(vocabulary, one[: -len(word)])
    )
    yield from (Related(one, Kind.PART) for one in islice(found, _MAX_FOUND))
    beginning = vocabulary.with_prefix(word, _LONGEST)
    found = (
        one for one in islice(beginning, _MAX_LOOKED_AT) if _follows(vocabulary, one[len(word) :])
    )
    yield from (Related(one, Kind.PART) for one in islice(found, _MAX_FOUND))


def _is_linked(vocabulary: Vocabulary, rest: str) -> bool:
    """Return whether `rest` is a word, or one with a sound that links it to the next."""
    return any(
        rest.endswith(link) and _is_word(vocabulary, rest[: len(rest) - len(link)])
        for link in _LINKS
    )


def _follows(vocabulary: Vocabulary, rest: str) -> bool:
    return any(rest.startswith(link) and _is_word(vocabulary, rest[len(link) :]) for link in _LINKS)


def _is_word(vocabulary: Vocabulary, rest: str) -> bool:
    return len(rest) >= _MIN_REST and vocabulary.post_count(rest) > 0
