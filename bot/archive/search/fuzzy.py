"""Fuzzy matching: the words of the archive that a typed word may mean."""

import re
from collections.abc import Callable, Iterable, Iterator
from heapq import nlargest
from typing import NamedTuple

from bot.archive.search.forms.korean import is_hangul
from bot.archive.search.forms.words import Kind, Related
from bot.archive.search.packed_words import letters_of
from bot.archive.search.tokens import is_partial, is_unspaced
from bot.archive.search.vocabulary import Vocabulary

MAX_VARIANTS = 60
"""The most variants of one typed word: more only add noise."""

_MIN_PREFIX = 3
_MAX_REST = 8  # letters that may be left to type
_MAX_WITH_PREFIX = 12
_MIN_SPLIT_PART = 2  # letters of either part
_ESTABLISHED = 2  # posts; a word in fewer may itself be a typo
# How many times commoner a similar word is of which one that the archive has is a typo; short words
# differ from many others by one letter.
_FAR_COMMONER, _FAR_COMMONER_SHORT = 8, 40
_MIN_COMPARED = 5  # letters
_CERTAIN = 8  # posts; a word in more of them is taken as it was typed, and for a whole one
_VERY_COMMON = 4  # a word in a fourth of the posts of the commonest one corrects no other word

_PREFIX_WEIGHT = 0.6  # rising, the less is left to type, up to _MAX_PREFIX_WEIGHT
_MAX_PREFIX_WEIGHT = 0.85
_PART_WEIGHT = 0.8  # a character of a script without spaces, in the pair that it begins
_UNTAGGED_WEIGHT = 0.7
_JOINED_WEIGHT = 0.8
_WEIGHT_OF_KIND = {Kind.KEYBOARD: 0.97, Kind.STEM: 0.88, Kind.PART: 0.7}
_EDIT_WEIGHT = 0.65
_FIRST_LETTER_WEIGHT = 0.9  # people rarely mistype the first letter
_SHORT_WORD_WEIGHT = 0.6  # two edits in six letters leave little of a word
_SHORT_WORD = 6

_DIGITS = re.compile(r"\d+")
_SYLLABLES = re.compile("[\uac00-\ud7a3]+")
_BORDERS = re.compile(r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)")
# Articles and pronouns that lose their vowel: people leave out the apostrophe behind them.
_ELIDED = frozenset("cdjlmnst") | {"qu"}


class Variant(NamedTuple):
    """A word of the archive that a typed word may mean, or two words with a space between them.

    `edits` is the number of typos between them (0 for another ending); `weight`, above 0 and at
    most 1, is how well it matches the typed word; `posts` is the most posts that it can occur in.
    It is `doubtful` if the typed word is a word of the archive too, as "cat" is beside "cut".
    """

    word: str
    edits: int
    weight: float
    posts: int
    doubtful: bool = False


def typo_budget(word: str) -> int:
    """Return how many typos a word may have: none below 3 letters, 1 up to 5, 2 above.

    Tags and names count without their sign. A syllable of Hangul has two letters or three, so a
    word of two may have 1, a word of three 2. Numbers may have none, nor may words of scripts
    without spaces, where a typo makes another word.
    """
    bare = word.lstrip("#@")
    letters = len(bare)
    if word.isdigit() or (not word.isascii() and is_unspaced(word)):
        return 0
    if not bare.isascii() and _SYLLABLES.fullmatch(bare):
        return min(letters - 1, 2)
    if letters < 3:  # noqa: PLR2004 - see above
        return 0
    return 1 if letters <= 5 else 2  # noqa: PLR2004 - see above


def variants(
    vocabulary: Vocabulary,
    word: str,
    related: Iterable[Related] = (),
    *,
    unfinished: bool = False,
) -> list[Variant]:
    """Return the words that `word` may mean, the likeliest first.

    `related` are words that the archive may have of which `word` is a form. Words two typos away
    are considered only where no established word is nearer. A word that the archive has is no typo
    of one that is about as common, and one in more than a few posts of none: see
    `doubtful_variants`. With `unfinished`, words that begin with `word` are included, unless it is
    in more than a few.
    """
    found: dict[str, Variant] = {}
    posts = vocabulary.post_count(word)
    if posts:
        found[word] = Variant(word, 0, 1.0, posts)
    _keep_best(found, _other_spellings(vocabulary, word))
    _keep_best(found, _related(vocabulary, word, related))
    is_certain = posts > _CERTAIN
    if is_hangul(word) or (unfinished and not is_certain):  # behind which particles follow
        _keep_best(found, _completed(vocabulary, word))
    if not is_certain:
        _keep_best(found, _misspelt(vocabulary, word, posts))
    if posts < _ESTABLISHED:
        _keep_best(found, _split(vocabulary, word))
    return _best(found)


def doubtful_variants(
    vocabulary: Vocabulary, word: str, edits: int, *, unfinished: bool = False
) -> list[Variant]:
    """Return the words that `word` means only if it is not what was meant.

    They are worth a look where no post has all words of a query: words one typo away from one that
    the archive has, and longer ones if it is `unfinished`; with 2 `edits` also words two typos
    away, if the archive does not have the typed one.
    """
    known = vocabulary.post_count(word)
    found: dict[str, Variant] = {}
    if unfinished and known > _CERTAIN:
        _keep_best(found, _completed(vocabulary, word))
    if known and typo_budget(word):
        is_typo = _is_typo(vocabulary, word, known)
        most = vocabulary.most_posts / _VERY_COMMON
        _keep_best(
            found,
            _near(
                vocabulary, word, 1, lambda posts: posts <= most, lambda posts: not is_typo(posts)
            ),
        )
    elif edits > 1 and typo_budget(word) > 1:
        _keep_best(found, _near(vocabulary, word, 2))
    return _best(found)


def _best(found: dict[str, Variant]) -> list[Variant]:
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
    """Return the words that `word` most likely is when they are written as one."""
    if is_unspaced(word):
        return []
    parts = _BORDERS.split(word)
    if len(parts) > 1:
        posts = min(map(vocabulary.post_count, parts))
        return [Variant(" ".join(parts), 0, _JOINED_WEIGHT, posts)] if posts else []
    if not word.isalpha():
        return []
    pairs: list[tuple[int, str]] = []
    for index in range(1, len(word) - _MIN_SPLIT_PART + 1):
        if index < _MIN_SPLIT_PART and word[:index] not in _ELIDED:
            continue
        first = vocabulary.post_count(word[:index])
        second = vocabulary.post_count(word[index:]) if first > _ESTABLISHED else 0
        if second > _ESTABLISHED:
            pairs.append((min(first, second), f"{word[:index]} {word[index:]}"))
    return [Variant(pair, 0, _JOINED_WEIGHT, posts) for posts, pair in nlargest(1, pairs)]


def _commonest(vocabulary: Vocabulary, prefix: str) -> list[str]:
    longest = len(letters_of(prefix)) + _MAX_REST
    return vocabulary.commonest(prefix, longest, _MAX_WITH_PREFIX)


def _other_spellings(vocabulary: Vocabulary, word: str) -> Iterator[Variant]:
    if is_partial(word):
        for pair in _commonest(vocabulary, word):
            yield Variant(pair, 0, _PART_WEIGHT, vocabulary.post_count(pair))
    if word[0] in "#@" and (posts := vocabulary.post_count(word[1:])):
        yield Variant(word[1:], 0, _UNTAGGED_WEIGHT, posts)


def _related(vocabulary: Vocabulary, word: str, related: Iterable[Related]) -> Iterator[Variant]:
    for other, kind in related:
        if other != word and (posts := vocabulary.post_count(other)):
            yield Variant(other, 0, _WEIGHT_OF_KIND[kind], posts)


def _completed(vocabulary: Vocabulary, word: str) -> Iterator[Variant]:
    """Yield the commonest words that begin with `word`; the less is left to type, the better."""
    if len(letters_of(word)) < _MIN_PREFIX or is_unspaced(word):
        return
    for longer in _commonest(vocabulary, word):
        if longer == word:
            continue
        share = len(word) / len(longer)
        weight = _PREFIX_WEIGHT + (_MAX_PREFIX_WEIGHT - _PREFIX_WEIGHT) * share**2
        yield Variant(longer, 0, weight, vocabulary.post_count(longer))


def _misspelt(vocabulary: Vocabulary, word: str, known: int) -> Iterator[Variant]:
    """Yield the words within the typo budget of `word` of which it is a typo.

    The archive has the word itself in `known` posts.

    Words two typos away are included only where no established word is nearer, and unless the
    archive has the word itself.
    """
    budget = typo_budget(word)
    if not budget:
        return
    if known:
        yield from _near(vocabulary, word, 1, _is_typo(vocabulary, word, known))
        return
    found = [*_near(vocabulary, word, 1)]
    yield from found
    if budget > 1 and max((v.posts for v in found), default=0) < _ESTABLISHED:
        yield from _near(vocabulary, word, budget)


def _is_typo(vocabulary: Vocabulary, word: str, posts: int) -> Callable[[int], bool]:
    """Return whether `word`, in `posts`, is a typo of a similar word, by the posts of that.

    It is if the archive does not have it. Words nearly as common as the commonest of the archive
    are so much commoner than most that the rule would take any word for a typo of them: "hand" of
    "and".
    """
    if not posts:
        return lambda _near: True
    most = vocabulary.most_posts / _VERY_COMMON
    is_short = len(letters_of(word)) < _MIN_COMPARED
    least = posts * (_FAR_COMMONER_SHORT if is_short else _FAR_COMMONER)
    return lambda near: least <= near <= most


def _near(
    vocabulary: Vocabulary,
    word: str,
    edits: int,
    is_wanted: Callable[[int], bool] = lambda _posts: True,
    is_doubtful: Callable[[int], bool] = lambda _posts: False,
) -> Iterator[Variant]:
    """Yield the words up to so many typos away, not counting those whose numbers differ.

    Whether one is wanted, and whether it is doubtful, is decided by the number of its posts.
    """
    digits = _digits_of(word)
    has_sign = word[0] in "#@"
    for near, distance, posts in vocabulary.within(word, edits):
        if (
            is_wanted(posts)
            and (has_sign or near[0] not in "#@")
            and distance <= typo_budget(near)
            and _digits_of(near) == digits
        ):
            weight = _weight(word, near, distance)
            yield Variant(near, distance, weight, posts, is_doubtful(posts))


def _digits_of(word: str) -> list[str]:
    return [] if word.isalpha() else _DIGITS.findall(word)


def _weight(word: str, match: str, edits: int) -> float:
    weight = _EDIT_WEIGHT**edits
    if word[0] != match[0]:
        weight *= _FIRST_LETTER_WEIGHT
    if edits > 1 and min(len(letters_of(word)), len(letters_of(match))) <= _SHORT_WORD:
        weight *= _SHORT_WORD_WEIGHT
    return weight
