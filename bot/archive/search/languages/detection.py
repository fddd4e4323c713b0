"""Which language a short text is in.

Each word, split at spaces, has for each language a score: the logarithm of how much likelier it is
there than in the others (naive Bayes). A word of the tables has that of its frequency, any other
that of its groups of letters, and a letter that few languages use adds its own. Scripts that one
language uses score by the letter.

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
from bot.archive.search.languages.tables import RARE, RELATED, TABLES


def _script(text: str) -> str:
    """Return the name of the script of the first letter of a word, as Unicode has it."""
    return unicodedata.name(text.lstrip()[0], "").partition(" ")[0]


_BITS = 16
_UNIT = 8  # of a score: e times as likely
_MOST_WORDS = 120  # of a text; more decide nothing
_HIGHEST = (1 << _BITS) // _MOST_WORDS - 2  # score of a word: the sum of so many must fit
_MARGIN = 8  # of the best language over the second, unless they are related
_PRIOR_SCORE = 14  # of languages that are common in posts
_LEAST = 30  # score of a language
_SURE = 40  # margin over the language that an export states
_SURE_WORDS = 4
_LEAST_WORDS = 2  # with a score; one alone may be quoted or a name

_MOST_KNOWN = 30_000  # words, some 8 MB
_LONGEST_KNOWN = 40  # characters

_SHARES = (0.02, 0.006, 0.002, 0.0006)  # of all words, in the four classes of the tables
_FOREIGN_SHARE = 1e-5  # of any word in a language that is not known to have it
_UNACCENTED = 0.3  # of all posts in a language with accents
_GROUP_SCORES = (18, 13, 8)
_LETTER_SCORE = 6
_SCRIPT_SCORE = 24  # of a letter

_CODES = (*(table.code for table in TABLES), *SCRIPT_LANGUAGES)
_LANES = {code: _BITS * n for n, code in enumerate(_CODES)}
_LATIN_COUNT = sum(_script(table.words[0]) == "LATIN" for table in TABLES)  # those are the first
_LATIN_END = 1 << _BITS * _LATIN_COUNT
_PRIORS = [_PRIOR_SCORE * (table.code not in RARE) << _LANES[table.code] for table in TABLES]
_LATIN_PRIOR, _OTHER_PRIOR = sum(_PRIORS[:_LATIN_COUNT]), sum(_PRIORS[_LATIN_COUNT:])
_DECIDED_BY_SCRIPT = frozenset(SCRIPT_LANGUAGES)

_NOT_WORDS = re.compile(r"[#@\uff03\uff20]\S*|\S*(?:://|www\.|[\w-]\.[a-z]{2,}/)\S*")
_RUN = re.compile(
    r"[^\W\d_]+(?:['\u2019\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0dff]+[^\W\d_]*)*"
)
_APOSTROPHES = re.compile("['\u2019]")
_UNDECOMPOSED = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)
_KEYBOARD = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


def detect(text: str) -> str | None:
    """Return the code of the language of a post: of ISO 639-1; None if it cannot be said.

    @names, #tags and links do not count. One word in a script of several languages is not enough.
    """
    return _likeliest(*_scores_of(text), _MARGIN)


def detect_against(stated: str, text: str) -> str:
    """Return the language of a post that is `stated` to be in one: that, unless it is hardly so.

    Both are codes of two or three letters, as canonical() has them.
    """
    sums, words = _scores_of(text)
    if not words:
        return stated
    found = _likeliest(sums, words, _SURE)
    if found is None or found == stated or found in RELATED.get(stated, ()):
        return stated
    if found in _DECIDED_BY_SCRIPT:
        return found
    if stated not in _LANES:  # there is no table to compare
        return stated
    # Latin letters are no proof against Hindi or Greek: people write these in them too.
    return found if words >= _SURE_WORDS else stated


def _scores_of(text: str) -> "tuple[array[int], int]":
    """Return the scores of the languages, and how many words have one.

    Of a text in Latin letters alone, as most are, only those of languages that are written in them.
    """
    scores = [*map(_KNOWN.__getitem__, text.split()[:_MOST_WORDS])]
    total = sum(scores) + _LATIN_PRIOR
    if total < _LATIN_END:
        sums = _unpacked(total, _LATIN_COUNT)
    else:
        sums = _unpacked(total + _OTHER_PRIOR, len(_CODES))
    return sums, len(scores) - scores.count(0)


def _likeliest(sums: "array[int]", words: int, margin: int) -> str | None:
    """Return the language with the highest score, if it exceeds those of others by `margin`."""
    if not words:
        return None
    *others, best = sorted(sums)
    code = _CODES[sums.index(best)]
    if best < _LEAST or (words < _LEAST_WORDS and code not in _DECIDED_BY_SCRIPT):
        return None
    while (score := others.pop()) > best - margin:
        if not _related(code, sums, score):
            return None
    return code


def _related(code: str, sums: "array[int]", score: int) -> bool:
    """Return whether all languages with this score are related to one, or it itself."""
    related = (code, *RELATED.get(code, ()))
    return all(_CODES[n] in related for n, one in enumerate(sums) if one == score)


class _Scores(dict[str, int]):
    """The scores of words, as typed, remembered."""

    def __missing__(self, token: str) -> int:
        score = _score(token)
        if len(token) <= _LONGEST_KNOWN:
            if len(self) >= _MOST_KNOWN:
                self.clear()
            self[token] = score
        return score


_KNOWN = _Scores()


def _score(token: str) -> int:
    if _NOT_WORDS.fullmatch(token):
        return 0
    total = sum(map(_score_of_run, _RUN.findall(unicodedata.normalize("NFC", token.lower()))))
    return _limited(total)


def _unpacked(total: int, count: int) -> "array[int]":
    """Return the scores of the first `count` of _CODES."""
    sums = array("H", total.to_bytes(count * 2, sys.byteorder))
    return sums if sys.byteorder == "little" else sums[::-1]


def _limited(total: int) -> int:
    sums = _unpacked(total, len(_CODES))
    best = max(sums)
    if best <= _HIGHEST:
        return total
    return sum((one * _HIGHEST // best) << _BITS * n for n, one in enumerate(sums) if one)


def _score_of_run(run: str) -> int:
    if not run.isascii() and any(map(language_of_character, run)):
        return _score_by_script(run[: 4 * _LONGEST_KNOWN])
    words = _words()
    whole = _APOSTROPHES.sub("", run)
    if whole in words:
        return words[whole]
    return sum(map(_score_of_word, _APOSTROPHES.split(run)))


def _score_of_word(word: str) -> int:
    words = _words()
    known = words.get(word)
    if known is not None:
        return known
    letters = _letters()
    total = 0 if word.isascii() else _scripts().get(_script(word), 0)
    total += sum(letters[letter] for letter in {*word} if letter in letters)
    if not word.isascii():
        known = words.get(_folded(word))
        if known is not None:
            return total + known
    groups = _groups()
    edged = f"_{word[:_LONGEST_KNOWN]}_"
    return total + sum(
        groups[group] for n in range(len(edged) - 2) if (group := edged[n : n + 3]) in groups
    )


def _score_by_script(run: str) -> int:
    total = 0
    chinese, japanese = _LANES["zh"], _LANES["ja"]
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
            total += _SCRIPT_SCORE << _LANES[language]
    return total


@cache
def _words() -> dict[str, int]:
    """Return the scores of the words of the tables, with and without accents."""
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
            round(_UNIT * log(share / _FOREIGN_SHARE)) << _LANES[code]
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
        group: sum(score << _LANES[code] for code, score in known.items())
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
        scores[letter] = sum(score << _LANES[code] for code in codes)
    return scores


@cache
def _scripts() -> dict[str, int]:
    """Return the scores of an unknown word of each script for all languages that use it."""
    scores: dict[str, int] = defaultdict(int)
    for table in TABLES:
        if _script(table.words[0]) != "LATIN":
            scores[_script(table.words[0])] += _SCRIPT_SCORE << _LANES[table.code]
    return scores


def _folded(word: str) -> str:
    """Return a word as typed without accents."""
    bare = unicodedata.normalize("NFKD", word.translate(_UNDECOMPOSED))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))
