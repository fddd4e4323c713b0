"""Made posts in any language: the author of tests/bench/english.py, with that language's words.

The words are those of wordfreq, which lacks Thai, or generated of the language's letters if it is
not installed. Chinese and Japanese join them without spaces, Korean adds particles to nouns.
"""

import itertools
import random
from functools import cache
from importlib.util import find_spec

from tests.bench.english import Author, Lexicon, forms
from tests.bench.quality.languages import PARTICLES, Language, with_particle

_SEED = 13
_GENERATED = 3_000
_TOPICS, _POSTS_OF_A_TOPIC = 400, 5
_SYLLABLES = 400
_PARTICLE = 0.65  # of Korean nouns
_CLAUSE = range(6, 12)  # words between two signs, where there are no spaces


def made_posts(language: Language, count: int) -> list[str]:
    """Return `count` made posts, none if wordfreq is installed but lacks the language."""
    lexicon = _lexicon(language)
    if not lexicon.words:
        return []
    author = Author(lexicon, min(_TOPICS, max(count // _POSTS_OF_A_TOPIC, 10)))
    rng = random.Random(_SEED)
    return [_sentence(author.write()[1], language, rng) for _ in range(count)]


def known_words(language: Language) -> list[str]:
    """Return the words of the language, the most frequent first."""
    return _lexicon(language).words


def _sentence(words: list[str], language: Language, rng: random.Random) -> str:
    if language.unspaced:
        stop = " " if language.code == "th" else "，" if language.code == "zh" else "、"
        clauses = []
        while words:
            size = rng.choice(_CLAUSE)
            clauses.append("".join(words[:size]))
            words = words[size:]
        return stop.join(clauses)
    if language.code == "ko":
        return " ".join(
            with_particle(word, min(int(rng.expovariate(0.25)), len(PARTICLES) - 1))
            if "가" <= word[-1] <= "힣" and rng.random() < _PARTICLE
            else word
            for word in words
        )
    return " ".join(words)


@cache
def _lexicon(language: Language) -> Lexicon:
    weights = _real_words(language) if find_spec("wordfreq") else _generated(language)
    words = list(weights)
    family = forms(words, language.stemmer) if language.stemmer else {}
    return Lexicon(
        words,
        list(itertools.accumulate(weights.values())),
        family,
        tuple(dict.fromkeys(word[:2] for word in words[: _SYLLABLES * 3] if len(word) > 1)),
        language.letters,
    )


def _real_words(language: Language) -> dict[str, float]:
    from wordfreq import available_languages, get_frequency_dict  # noqa: PLC0415

    if language.code not in available_languages("best"):
        return {}
    frequencies = get_frequency_dict(language.code, wordlist="best")
    shortest = 2 if language.code == "ko" else 1  # its particles are words there
    latin = language.letters[0].isascii()
    return {
        word: often
        for word, often in frequencies.items()
        if len(word) >= shortest and word.isalpha() and word[0].isascii() <= latin
    }


def _generated(language: Language) -> dict[str, float]:
    rng = random.Random(_SEED)
    longest = 4 if ord(language.letters[-1]) > 0x3000 else 9
    made = (
        "".join(rng.choices(language.letters, k=rng.randint(2, longest))) for _ in range(_GENERATED)
    )
    return {word: 1 / (rank + 3) for rank, word in enumerate(dict.fromkeys(made))}
