"""The scores of a word for all languages.

The score of a word in a language is the logarithm of how much likelier it is there than in the
others (naive Bayes). A word of the tables has that of its frequency, any other that of its groups
of letters, and a letter that few languages use adds its own. Scripts that one language uses score
by the letter.

All scores of a word are one number, with 16 bits for each language, so that adding up a text is
adding a few numbers; and those of a word are remembered, for most words of posts occur often.
"""

import re
import sys
import unicodedata
from array import array
from collections import Counter, defaultdict
from functools import cache
from math import log

from bot.archive.search.languages.scripts import (
    ONLY_CHINESE,
    ONLY_JAPANESE,
    SCRIPT_LANGUAGES,
    language_of_character,
)
from bot.archive.search.languages.tables import TABLES


def _script(text: str) -> str:
    """Return the name of the script of the first letter of a word, as Unicode has it."""
    return unicodedata.name(text.lstrip()[0], "").partition(" ")[0]


BITS = 16
_UNIT = 8  # of a score: e times as likely
MOST_WORDS = 120  # of a text; more decide nothing
HIGHEST = (1 << BITS) // MOST_WORDS - 2  # score of a word: the sum of so many must fit

_MOST_KNOWN = 30_000  # words, some 8 MB
_LONGEST_KNOWN = 40  # characters

_SHARES = (0.02, 0.006, 0.002, 0.0006)  # of all words, in the four classes of the tables
_FOREIGN_SHARE = 1e-5  # of any word in a language that is not known to have it
_UNACCENTED = 0.3  # of all posts in a language with accents
_GROUP_SCORES = (18, 13, 8)
_LETTER_SCORE = 6
_SCRIPT_SCORE = 24  # of a letter

CODES = (*(table.code for table in TABLES), *SCRIPT_LANGUAGES)
LANES = {code: BITS * n for n, code in enumerate(CODES)}
LATIN_COUNT = sum(_script(table.words[0]) == "LATIN" for table in TABLES)  # those are the first
LATIN_END = 1 << BITS * LATIN_COUNT
"""The codes of all languages, where in a number the scores of each are, in bits, and how many of
the first are written in Latin letters alone, with the number that those do not reach."""

_NOT_WORDS = re.compile(r"[#@\uff03\uff20]\S*|\S*(?:://|www\.|[\w-]\.[a-z]{2,}/)\S*")
_RUN = re.compile(
    r"[^\W\d_]+(?:['\u2019\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0dff]+[^\W\d_]*)*"
)
_PUNCTUATION = ".,;:!?()'\"-"
_SHORT = 25  # letters; of so many no score exceeds the highest
_APOSTROPHES = re.compile("['\u2019]")
_UNDECOMPOSED = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)
_KEYBOARD = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


class _Scores(dict[str, int]):
    """The scores of words, as typed, remembered."""

    def __missing__(self, token: str) -> int:
        score = score_of(token)
        if len(token) <= _LONGEST_KNOWN:
            if len(self) >= _MOST_KNOWN:
                self.clear()
            self[token] = score
        return score


SCORES = _Scores()
"""The scores of each token between two spaces; 0 for what is no word."""


def score_of(token: str) -> int:
    """Return the scores of a token between two spaces."""
    if _NOT_WORDS.fullmatch(token):
        return 0
    token = token.lower()
    if token.isascii():
        word = token.strip(_PUNCTUATION)
        if word.isalpha() and len(word) <= _SHORT:
            return _score_of_word(word)
    else:
        token = unicodedata.normalize("NFC", token)
    return _limited(sum(map(_score_of_run, _RUN.findall(token))))


def unpacked(total: int, count: int) -> "array[int]":
    """Return the scores of the first `count` of CODES."""
    sums = array("H", total.to_bytes(count * 2, sys.byteorder))
    return sums if sys.byteorder == "little" else sums[::-1]


def _limited(total: int) -> int:
    sums = unpacked(total, len(CODES))
    best = max(sums)
    if best <= HIGHEST:
        return total
    return sum((one * HIGHEST // best) << BITS * n for n, one in enumerate(sums) if one)


def _score_of_run(run: str) -> int:
    if not run.isascii() and any(map(language_of_character, run)):
        return _score_by_script(run[: 4 * _LONGEST_KNOWN])
    words = known_words()
    whole = _APOSTROPHES.sub("", run)
    if whole in words:
        return words[whole]
    return sum(map(_score_of_word, _APOSTROPHES.split(run)))


def _score_of_word(word: str) -> int:
    words = known_words()
    known = words.get(word)
    if known is not None:
        return known
    total = 0
    if not word.isascii():
        letters = _letters()
        total = _scripts().get(_script(word), 0)
        total += sum(letters[letter] for letter in {*word} if letter in letters)
        known = words.get(_folded(word))
        if known is not None:
            return total + known
    edged = f"_{word[:_LONGEST_KNOWN]}_"
    groups = [edged[n : n + 3] for n in range(len(edged) - 2)]
    return sum(filter(None, map(_groups().get, groups)), total)


def _score_by_script(run: str) -> int:
    total = 0
    chinese, japanese = LANES["zh"], LANES["ja"]
    for character in run:
        language = language_of_character(character)
        if language == "zh":
            total += (24 << chinese) + (22 << japanese)
            if character in ONLY_CHINESE:
                total += 24 << chinese
            elif character in ONLY_JAPANESE:
                total += 24 << japanese
        elif language == "ja":
            total += 48 << japanese
        elif language:
            total += _SCRIPT_SCORE << LANES[language]
    return total


@cache
def known_words() -> dict[str, int]:
    """Return the scores of the words of the tables, in small letters, with and without accents."""
    shares: dict[str, dict[str, float]] = defaultdict(dict)
    for table in TABLES:
        for share, words in zip(_SHARES, table.words, strict=True):
            for word in words.split():
                known = shares[word]
                known[table.code] = max(share, known.get(table.code, 0.0))
                if not word.isascii():
                    for bare in {_folded(word), word.translate(_KEYBOARD)} - {word}:
                        known = shares[bare]
                        known[table.code] = max(share * _UNACCENTED, known.get(table.code, 0.0))
    return {
        word: sum(
            round(_UNIT * log(share / _FOREIGN_SHARE)) << LANES[code]
            for code, share in known.items()
        )
        for word, known in shares.items()
    }


@cache
def _groups() -> dict[str, int]:
    """Return the scores of the groups of letters of the tables, with and without accents."""
    scores: dict[str, dict[str, int]] = defaultdict(dict)
    for table in TABLES:
        for score, groups in zip(_GROUP_SCORES, table.groups, strict=True):
            for group in groups.split():
                scores[group][table.code] = score
                bare = _folded(group)
                if bare != group and len(bare) == len(group):
                    scores[bare].setdefault(table.code, score * 3 // 4)
    return {
        group: sum(score << LANES[code] for code, score in known.items())
        for group, known in scores.items()
    }


@cache
def _letters() -> dict[str, int]:
    """Return the scores of the letters of the tables."""
    users: dict[str, set[str]] = defaultdict(set)
    for table in TABLES:
        for letter in table.letters:
            users[letter].add(table.code)
    scores = {}
    scripts = Counter(map(_script, (table.words[0] for table in TABLES)))
    for letter, codes in users.items():
        score = round(_LETTER_SCORE * log(max(scripts[_script(letter)], len(codes)) / len(codes)))
        scores[letter] = sum(score << LANES[code] for code in codes)
    return scores


@cache
def _scripts() -> dict[str, int]:
    """Return the scores of an unknown word of each script for all languages that use it."""
    scores: dict[str, int] = defaultdict(int)
    for table in TABLES:
        if _script(table.words[0]) != "LATIN":
            scores[_script(table.words[0])] += _SCRIPT_SCORE << LANES[table.code]
    return scores


def _folded(word: str) -> str:
    """Return a word as typed without accents."""
    bare = unicodedata.normalize("NFKD", word.translate(_UNDECOMPOSED))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))
