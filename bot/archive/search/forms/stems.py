"""Stems: what the forms of a word have in common, by the rules of its language.

By Snowball where it has rules for the language; PyStemmer are the same rules in C, 200 times as
fast as those in Python. For Korean, which Snowball does not know, see `korean.py`.
"""

import threading
from collections.abc import Callable
from typing import Any, Final

import Stemmer

from bot.archive.search.forms.korean import without_particle
from bot.archive.search.tokens import fold

_ALGORITHMS: Final = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque",
    "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi",
    "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "ne": "nepali", "nl": "dutch", "no": "norwegian", "pl": "polish", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sr": "serbian", "st": "sesotho", "sv": "swedish",
    "ta": "tamil", "tr": "turkish", "yi": "yiddish",
    # Those that have the endings of another one, all or most of them.
    "bs": "serbian", "hr": "serbian", "ms": "indonesian",
}  # fmt: skip

KOREAN: Final = "ko"

_SUFFIX_AFTER_APOSTROPHE: Final = frozenset({"az", "tr"})
"""Languages that write a name, an apostrophe, and the endings of the name."""

_local = threading.local()


def is_stemmed(language: str | None) -> bool:
    """Return whether the endings of a language are known."""
    return language in _ALGORITHMS or language == KOREAN


def stem_of(word: str, language: str) -> str:
    """Return the stem of `word`, which has its accents, folded; `language` is a known one."""
    if language == KOREAN:
        return without_particle(fold(word))
    if word.isascii() and word.islower() and "'" not in word:
        return fold(_stemmer(_ALGORITHMS[language])(word))
    if language in _SUFFIX_AFTER_APOSTROPHE:
        word = word.replace("\u2019", "'").split("'")[0] or word
    return fold(_stemmer(_ALGORITHMS[language])(word.lower()))


def _stemmer(algorithm: str) -> Callable[[str], str]:
    """Return the stemmer of this thread: one keeps state, so threads must not share it."""
    stemmers: dict[str, Any] | None = getattr(_local, "stemmers", None)
    if stemmers is None:
        stemmers = _local.stemmers = {}
    if algorithm not in stemmers:
        stemmers[algorithm] = Stemmer.Stemmer(algorithm, 0)
    stem: Callable[[str], str] = stemmers[algorithm].stemWord
    return stem
