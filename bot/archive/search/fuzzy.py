"""Fuzzy matching: the words of the archive that a typed word may mean."""

import re
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest

from snowballstemmer.english_stemmer import EnglishStemmer

from bot.archive.search.tokens import is_partial, is_unspaced
from bot.archive.search.vocabulary import Vocabulary

MAX_VARIANTS = 40
"""The most variants of one typed word: more only add noise."""

_MIN_PREFIX = 3
_MAX_REST = 8  # letters that may be left to type
_MAX_WITH_PREFIX = 12
_MIN_SPLIT_PART = 2  # letters of either part
_ESTABLISHED = 2  # posts; a word in fewer may itself be a typo

_STEM_WEIGHT = 0.85
_PREFIX_WEIGHT = 0.6  # rising, the less is left to type, up to _STEM_WEIGHT
_PART_WEIGHT = 0.8  # a character of a script without spaces, in the pair that it begins
_UNTAGGED_WEIGHT = 0.7
_JOINED_WEIGHT = 0.8
_EDIT_WEIGHT = 0.65
_FIRST_LETTER_WEIGHT = 0.9  # people rarely mistype the first letter
_SHORT_WORD_WEIGHT = 0.6  # two edits in five letters leave little of a word
_SHORT_WORD = 5

# The endings of English words after the letters that words of one stem share. Only words with such
# an ending are stemmed, because stemming a word takes 30 µs.
_ENDING = re.compile(
    r""
    r"|s|e|es|ed|d|ing|ings|er|ers|r|y|ies|ied|ier|iest|ily|iness|est|ly|ness|nesses|less"
    r"|ful|fully|able|ably|ible|ibly|ability|ibility|ment|ments|ion|ions|ation|ations|ance"
    r"|ances|ence|ences|ant|ants|ent|ents|al|ally|als|ial|ive|ives|ively|iveness|ism|isms"
    r"|ist|ists|ity|ities|ize|izes|ized|izing|izer|ise|ises|ised|ising|ous|ously|ousness"
    r"|ator|ators|ate|ates|ated|ating|ic|ics|ical|ically|eed|edly|ingly|i|ially|iful"
    r"|ifully"
)
_MAX_ENDING = 8

_local = threading.local()


@dataclass(frozen=True, slots=True)
class Variant:
    """A word of the archive that a typed word may mean, or two words with a space between them.

    `edits` is the number of typos between them (0 for another ending); `weight`, above 0 and at
    most 1, is how well it matches the typed word; `posts` is the most posts that it can occur in.
    """

    word: str
    edits: int
    weight: float
    posts: int


def typo_budget(word: str) -> int:
    """Return how many typos a word may have: none below 3 letters, 1 up to 4, 2 above.

    Tags and names count without their sign. Numbers may have none, nor may words of scripts
    without spaces, where a typo makes another word.
    """
    letters = len(word.lstrip("#@"))
    if letters < 3 or word.isdigit() or is_unspaced(word):  # noqa: PLR2004 - see above
        return 0
    return 1 if letters <= 4 else 2  # noqa: PLR2004 - see above


def variants(vocabulary: Vocabulary, word: str, *, unfinished: bool = False) -> list[Variant]:
    """Return the words that `word` may mean, the likeliest first.

    Words two typos away are considered only where no established word is nearer. With `unfinished`,
    words that begin with `word` are included.
    """
    found: dict[str, Variant] = {}
    _keep_best(found, _well_spelt(vocabulary, word))
    if unfinished:
        _keep_best(found, _completed(vocabulary, word))
    _keep_best(found, _misspelt(vocabulary, word, is_known=bool(found)))
    _keep_best(found, _split(vocabulary, word))
    best = sorted(found.values(), key=lambda v: (-v.weight, -v.posts, v.word))
    return best[:MAX_VARIANTS]


def _keep_best(found: dict[str, Variant], variants: Iterable[Variant]) -> None:
    for variant in variants:
        known = found.get(variant.word)
        if known is None or known.weight < variant.weight:
            found[variant.word] = variant


def compound_variants(vocabulary: Vocabulary, first: str, second: str) -> list[Variant]:
    """Return the word that two typed words make when written as one, if the archive has it."""
    word = first + second
    posts = vocabulary.post_count(word) if not is_unspaced(word) else 0
    return [Variant(word, 0, _JOINED_WEIGHT, posts)] if posts else []


def _split(vocabulary: Vocabulary, word: str) -> list[Variant]:
    """Return the two words that `word` most likely is when they are written as one."""
    if is_unspaced(word) or not word.isalpha():
        return []
    pairs: list[tuple[int, str]] = []
    for index in range(_MIN_SPLIT_PART, len(word) - _MIN_SPLIT_PART + 1):
        first = vocabulary.post_count(word[:index])
        second = vocabulary.post_count(word[index:]) if first > _ESTABLISHED else 0
        if second > _ESTABLISHED:
            pairs.append((min(first, second), f"{word[:index]} {word[index:]}"))
    return [Variant(pair, 0, _JOINED_WEIGHT, posts) for posts, pair in nlargest(1, pairs)]


def _commonest(vocabulary: Vocabulary, prefix: str) -> list[str]:
    return vocabulary.commonest(prefix, len(prefix) + _MAX_REST, _MAX_WITH_PREFIX)


def _same_stem(vocabulary: Vocabulary, word: str) -> Iterator[str]:
    stem = stem_of(word)
    # The stem of "happy" is "happi": the words share only the letters before its "i".
    shared = stem.removesuffix("i")
    if len(shared) < 2:  # noqa: PLR2004 - one letter begins too many words
        return
    doubled = shared[-1]
    for match in vocabulary.with_prefix(shared, len(shared) + _MAX_ENDING):
        # A consonant may be doubled: debug, debugging.
        ending = match[len(shared) :].removeprefix(doubled)
        fits = _ENDING.fullmatch(ending) or _ENDING.fullmatch(match, len(shared))
        if fits and match != word and stem_of(match) == stem:
            yield match


def _well_spelt(vocabulary: Vocabulary, word: str) -> Iterator[Variant]:
    if posts := vocabulary.post_count(word):
        yield Variant(word, 0, 1.0, posts)
    if is_partial(word):
        for pair in _commonest(vocabulary, word):
            yield Variant(pair, 0, _PART_WEIGHT, vocabulary.post_count(pair))
    if word[0] in "#@" and (posts := vocabulary.post_count(word[1:])):
        yield Variant(word[1:], 0, _UNTAGGED_WEIGHT, posts)
    if word.isascii() and word.isalpha():
        for match in _same_stem(vocabulary, word):
            yield Variant(match, 0, _STEM_WEIGHT, vocabulary.post_count(match))


def _completed(vocabulary: Vocabulary, word: str) -> Iterator[Variant]:
    """Yield the commonest words that begin with `word`; the less is left to type, the better."""
    if len(word) < _MIN_PREFIX or is_unspaced(word):
        return
    for longer in _commonest(vocabulary, word):
        share = len(word) / len(longer)
        weight = _PREFIX_WEIGHT + (_STEM_WEIGHT - _PREFIX_WEIGHT) * share**2
        yield Variant(longer, 0, weight, vocabulary.post_count(longer))


def _misspelt(vocabulary: Vocabulary, word: str, *, is_known: bool) -> Iterator[Variant]:
    """Yield the words within the typo budget of `word`.

    Words two typos away are included only where no established word is nearer, and unless the word
    itself `is_known`.
    """
    budget = typo_budget(word)
    if not budget:
        return
    found = _within(vocabulary, word, 1)
    posts = {match: vocabulary.post_count(match) for match in found}
    if budget > 1 and not is_known and max(posts.values(), default=0) < _ESTABLISHED:
        found = _within(vocabulary, word, budget)
        posts = {match: vocabulary.post_count(match) for match in found}
    for match, edits in found.items():
        yield Variant(match, edits, _weight(word, match, edits), posts[match])


def _within(vocabulary: Vocabulary, word: str, edits: int) -> dict[str, int]:
    near = vocabulary.within(word, edits)
    return {match: n for match, n in near.items() if n and n <= typo_budget(match)}


@lru_cache(maxsize=4_096)
def stem_of(word: str) -> str:
    """Return the stem of an English word, by Snowball's rules."""
    try:
        stem = _local.stem
    except AttributeError:
        # A stemmer keeps state, so threads must not share one. It is named by its class, as
        # snowballstemmer.stemmer() takes PyStemmer's rules, old or new, where that is installed.
        stem = _local.stem = EnglishStemmer().stemWord
    return str(stem(word))


def _weight(typed: str, match: str, edits: int) -> float:
    weight: float = _EDIT_WEIGHT**edits
    if typed[0] != match[0]:
        weight *= _FIRST_LETTER_WEIGHT
    if edits > 1 and len(typed) <= _SHORT_WORD:
        weight *= _SHORT_WORD_WEIGHT
    return weight
