"""A word as it was typed, and the words of the archive that it may stand for."""

import re
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest

import snowballstemmer

from bot.archive.search.tokens import is_partial, is_unspaced
from bot.archive.search.vocabulary import Vocabulary

MAX_VARIANTS = 40
"""How many words one typed word may stand for: more only bring noise."""

_SHORTEST_PREFIX = 3
_LONGEST_REST = 8  # letters that may be left to type
_MOST_WITH_PREFIX = 12
_SHORTEST_SPLIT = 2  # letters of either part
_ESTABLISHED = 2  # posts; a word in fewer may itself be a typo

_STEM_WEIGHT = 0.85
_PREFIX_WEIGHT = 0.6  # and more, the less is left to type
_PART_WEIGHT = 0.8  # a character of a script without spaces, in the pair that it begins
_UNTAGGED_WEIGHT = 0.7
_JOINED_WEIGHT = 0.8
_EDIT_WEIGHT = 0.65
_FIRST_LETTER_WEIGHT = 0.9  # people seldom mistype the first letter
_SHORT_WORD_WEIGHT = 0.6  # two edits in five letters leave little of a word
_SHORT_WORD = 5

# What English words of one stem end in, after what they share. Only what ends so is stemmed:
# stemming a word takes 30 µs.
_ENDING = re.compile(
    r""
    r"|s|e|es|ed|d|ing|ings|er|ers|r|y|ies|ied|ier|iest|ily|iness|est|ly|ness|nesses|less"
    r"|ful|fully|able|ably|ible|ibly|ability|ibility|ment|ments|ion|ions|ation|ations|ance"
    r"|ances|ence|ences|ant|ants|ent|ents|al|ally|als|ial|ive|ives|ively|iveness|ism|isms"
    r"|ist|ists|ity|ities|ize|izes|ized|izing|izer|ise|ises|ised|ising|ous|ously|ousness"
    r"|ator|ators|ate|ates|ated|ating|ic|ics|ical|ically|eed|edly|ingly|i|ially|iful"
    r"|ifully"
)
_LONGEST_ENDING = 8

_local = threading.local()


@dataclass(frozen=True, slots=True)
class Variant:
    """A word of the archive that a typed word may stand for, or two words with a space between.

    `edits` counts the typos between them (0 for another ending); `weight`, above 0 and at most 1,
    says how well it stands for the typed word; `posts` in how many posts it occurs, at most.
    """

    word: str
    edits: int
    weight: float
    posts: int


def typo_budget(word: str) -> int:
    """Return how many typos a word may have: none below 3 letters, 1 up to 4, 2 above.

    Tags and names count without their sign; words of scripts without spaces have none, for a
    typo there is another word; nor have numbers.
    """
    letters = len(word.lstrip("#@"))
    if letters < 3 or word.isdigit() or is_unspaced(word):  # noqa: PLR2004 - see above
        return 0
    return 1 if letters <= 4 else 2  # noqa: PLR2004 - see above


def variants(vocabulary: Vocabulary, word: str, *, unfinished: bool = False) -> list[Variant]:
    """Return the words that `word` may stand for, the likeliest first.

    Words two typos away are looked at only where no established word is nearer. With `unfinished`,
    words that begin so count as well.
    """
    found: dict[str, Variant] = {}
    _keep_best(found, _well_spelt(vocabulary, word))
    if unfinished:
        _keep_best(found, _finished(vocabulary, word))
    _keep_best(found, _misspelt(vocabulary, word, sure=bool(found)))
    _keep_best(found, _split(vocabulary, word))
    best = sorted(found.values(), key=lambda v: (-v.weight, -v.posts, v.word))
    return best[:MAX_VARIANTS]


def _keep_best(found: dict[str, Variant], variants: Iterable[Variant]) -> None:
    for variant in variants:
        known = found.get(variant.word)
        if known is None or known.weight < variant.weight:
            found[variant.word] = variant


def compound_variants(vocabulary: Vocabulary, first: str, second: str) -> list[Variant]:
    """Return the word that two typed words make when they are written as one, if there is one."""
    word = first + second
    posts = vocabulary.post_count(word) if not is_unspaced(word) else 0
    return [Variant(word, 0, _JOINED_WEIGHT, posts)] if posts else []


def _split(vocabulary: Vocabulary, word: str) -> list[Variant]:
    """Return the two words that `word` most likely is, written as one."""
    if is_unspaced(word) or not word.isalpha():
        return []
    pairs: list[tuple[int, str]] = []
    for place in range(_SHORTEST_SPLIT, len(word) - _SHORTEST_SPLIT + 1):
        first = vocabulary.post_count(word[:place])
        second = vocabulary.post_count(word[place:]) if first > _ESTABLISHED else 0
        if second > _ESTABLISHED:
            pairs.append((min(first, second), f"{word[:place]} {word[place:]}"))
    return [Variant(pair, 0, _JOINED_WEIGHT, posts) for posts, pair in nlargest(1, pairs)]


def _commonest(vocabulary: Vocabulary, prefix: str) -> list[str]:
    return vocabulary.commonest(prefix, len(prefix) + _LONGEST_REST, _MOST_WITH_PREFIX)


def _same_stem(vocabulary: Vocabulary, word: str) -> Iterator[str]:
    stem = stem_of(word)
    # The stem of "happy" is "happi": only what stands before its last letter is in the words.
    shared = stem.removesuffix("i")
    if len(shared) < 2:  # noqa: PLR2004 - every word begins like one letter
        return
    doubled = shared[-1]
    for match in vocabulary.with_prefix(shared, len(shared) + _LONGEST_ENDING):
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


def _finished(vocabulary: Vocabulary, word: str) -> Iterator[Variant]:
    """Yield the commonest words that begin with `word`; the less is left to type, the better."""
    if len(word) < _SHORTEST_PREFIX or is_unspaced(word):
        return
    for longer in _commonest(vocabulary, word):
        share = len(word) / len(longer)
        weight = _PREFIX_WEIGHT + (_STEM_WEIGHT - _PREFIX_WEIGHT) * share**2
        yield Variant(longer, 0, weight, vocabulary.post_count(longer))


def _misspelt(vocabulary: Vocabulary, word: str, *, sure: bool) -> Iterator[Variant]:
    """Yield the words within the typo budget of `word`.

    Those two typos away only where no established word is nearer, and unless `sure` that `word`
    was meant as it stands.
    """
    budget = typo_budget(word)
    if not budget:
        return
    found = _within(vocabulary, word, 1)
    posts = {match: vocabulary.post_count(match) for match in found}
    if budget > 1 and not sure and max(posts.values(), default=0) < _ESTABLISHED:
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
        # A stemmer's state is one thread's.
        stem = _local.stem = snowballstemmer.stemmer("english").stemWord
    return str(stem(word))


def _weight(typed: str, match: str, edits: int) -> float:
    weight: float = _EDIT_WEIGHT**edits
    if typed[0] != match[0]:
        weight *= _FIRST_LETTER_WEIGHT
    if edits > 1 and len(typed) <= _SHORT_WORD:
        weight *= _SHORT_WORD_WEIGHT
    return weight
