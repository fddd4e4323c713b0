"""Which language a short text is in: that with the highest sum of the scores of its words."""

from array import array
from collections.abc import Sequence

from bot.archive.search.languages.scores import (
    CODES,
    LANES,
    LATIN_COUNT,
    LATIN_END,
    MOST_WORDS,
    SCORES,
    known_words,
    unpacked,
)
from bot.archive.search.languages.scripts import SCRIPT_LANGUAGES
from bot.archive.search.languages.tables import RARE, RELATED, TABLES

# Of scores, of which 8 are a factor of e.
_MARGIN = 8  # of the best language over the second, unless they are related
_PRIOR_SCORE = 14  # of languages that are common in posts
_LEAST = 30  # score of a language
_NO_DOUBT, _ENOUGH_WORDS = 40, 4  # margin and number of words of the tables, looked up alone
_WORDS_OF_NONE = 8  # without any word of the tables: of no language that has one
_SURE = 40  # margin over the language that an export states
_SURE_WORDS = 4
_LEAST_WORDS = 2  # with a score; one alone may be quoted or a name

_PRIORS = [_PRIOR_SCORE * (table.code not in RARE) << LANES[table.code] for table in TABLES]
_LATIN_PRIOR, _OTHER_PRIOR = sum(_PRIORS[:LATIN_COUNT]), sum(_PRIORS[LATIN_COUNT:])
_DECIDED_BY_SCRIPT = frozenset(SCRIPT_LANGUAGES)


def detect(text: str) -> str | None:
    """Return the code of the language of a post: of ISO 639-1; None if it cannot be said.

    @names, #tags and links do not count. One word in a script of several languages is not enough.
    """
    tokens = text.lower().split()[:MOST_WORDS]
    known = [*filter(None, map(known_words().get, tokens))]
    if _is_unknown(text, tokens, known):
        return None
    return _obvious(text, tokens, known) or _likeliest(*_scores_of(text), _MARGIN)


def detect_against(stated: str, text: str) -> str:
    """Return the language of a post that is `stated` to be in one: that, unless it is hardly so.

    Both are codes of two or three letters, as canonical() has them.
    """
    tokens = text.lower().split()[:MOST_WORDS]
    known = [*filter(None, map(known_words().get, tokens))]
    if _is_unknown(text, tokens, known):
        return stated
    found, words = _obvious(text, tokens, known), _SURE_WORDS
    if found is None:
        sums, words = _scores_of(text)
        found = _likeliest(sums, words, _SURE)
    if found is None or found == stated or found in RELATED.get(stated, ()):
        return stated
    if found in _DECIDED_BY_SCRIPT:
        return found
    if stated not in LANES:  # there is no table to compare
        return stated
    # Latin letters are no proof against Hindi or Greek: people write these in them too.
    return found if words >= _SURE_WORDS else stated


def _is_unknown(text: str, tokens: Sequence[str], known: Sequence[int]) -> bool:
    """Return whether a text has no word of the tables among so many that a known language would."""
    return not known and len(tokens) >= _WORDS_OF_NONE and text.isascii()


def _obvious(text: str, tokens: Sequence[str], known: Sequence[int]) -> str | None:
    """Return the language of a text by the words of the tables alone, if they leave no doubt.

    For most posts they do, and this takes a fifth of the time of scoring words never seen before.
    """
    if len(known) < _ENOUGH_WORDS or len(known) * 4 < len(tokens):
        return None
    total = sum(known)
    if total >= LATIN_END:
        sums = unpacked(total, len(CODES))
    elif (len(text.encode("utf-8", "replace")) - len(text)) * 4 > len(text):
        return None  # most of the text is in another script
    else:
        sums = unpacked(total, LATIN_COUNT)
    *_, second, best = sorted(sums)
    return CODES[sums.index(best)] if best - second >= _NO_DOUBT else None


def _scores_of(text: str) -> "tuple[array[int], int]":
    """Return the scores of the languages, and how many words have one.

    Of a text in Latin letters alone, as most are, only those of languages that are written in them.
    """
    scores = [*map(SCORES.__getitem__, text.split()[:MOST_WORDS])]
    total = sum(scores) + _LATIN_PRIOR
    if total < LATIN_END:
        sums = unpacked(total, LATIN_COUNT)
    else:
        sums = unpacked(total + _OTHER_PRIOR, len(CODES))
    return sums, len(scores) - scores.count(0)


def _likeliest(sums: "array[int]", words: int, margin: int) -> str | None:
    """Return the language with the highest score, if it exceeds those of others by `margin`."""
    *others, best = sorted(sums)
    code = CODES[sums.index(best)]
    if best < _LEAST or words < (1 if code in _DECIDED_BY_SCRIPT else _LEAST_WORDS):
        return None
    while (score := others.pop()) > best - margin:
        if not _related(code, sums, score):
            return None
    return code


def _related(code: str, sums: "array[int]", score: int) -> bool:
    """Return whether all languages with this score are related to one, or it itself."""
    related = (code, *RELATED.get(code, ()))
    return all(CODES[n] in related for n, one in enumerate(sums) if one == score)
