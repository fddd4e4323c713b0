"""Real sentences in many languages: the translated messages of this machine's programs."""

import gettext
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from hashlib import md5
from itertools import islice
from pathlib import Path

LOCALES = Path("/usr/share/locale")

_MARKUP = re.compile(
    r"%[-#0-9.*$]*[A-Za-z]+|\{[^}]*\}|<[^>]*>|\$\w+|\\\w|&\w+;|--?[a-z][\w-]*|[_&](?=\w)|\S*[/@]\S*"
)
_NO_PROSE = re.compile(r"[=<>|\[\]{}\\*^$]")
_LEAST_LENGTH = 40  # characters; half of it where characters are words
_LEAST_SPACES = 5
_USUAL_SIZE = 30_000  # bytes
_MOST_LATIN, _LEAST_LETTERS = 0.4, 0.7
"""Shares: of Latin letters in a text of another script; of letters in a text."""


def messages(enough: int, wanted: Callable[[str], bool]) -> dict[str, list[str]]:
    """Return sentences by the name of their locale ("pt_BR"), sorted, each once.

    Their placeholders and marks of keys are left out, and so is the half of them that the tables of
    the detector of languages were made with. Of each locale that is `wanted` no more catalogues are
    read than give `enough` sentences, if it has so many.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted(LOCALES.glob("*/LC_MESSAGES/*.mo"), key=_distance):
        texts = found[path.parts[-3]]
        if len(texts) < enough and wanted(path.parts[-3]):
            texts.update(islice(filter(_is_kept_apart, _sentences(path)), enough))
    return {locale: sorted(texts) for locale, texts in sorted(found.items())}


def _distance(path: Path) -> tuple[int, Path]:
    """Return how far a catalogue is from a usual size: in small ones there is hardly a sentence."""
    return abs(path.stat().st_size - _USUAL_SIZE), path


def _is_kept_apart(text: str) -> bool:
    return bool(md5(text.encode(), usedforsecurity=False).digest()[0] & 1)


def _sentences(path: Path) -> Iterator[str]:
    try:
        with path.open("rb") as file:
            catalogue = gettext.GNUTranslations(file)
    except (OSError, ValueError, LookupError):  # damaged, or of an unknown encoding
        return
    known: dict[str | tuple[str, int], str] = vars(catalogue)["_catalog"]
    for key, message in known.items():
        original = key if isinstance(key, str) else key[0]
        text = " ".join(_MARKUP.sub(" ", message.partition("\n\n")[0]).split())
        if original and message != original and _is_prose(text):
            yield text


def _is_prose(text: str) -> bool:
    letters = sum(unicodedata.category(one)[0] in "LM" for one in text)
    if _NO_PROSE.search(text):
        return False
    latin = sum(letter.isascii() and letter.isalpha() for letter in text)
    if any("\u0370" <= letter <= "\u9fff" for letter in text) and latin > _MOST_LATIN * letters:
        return False
    if any("\u0e00" <= letter <= "\u9fff" for letter in text):
        return len(text) >= _LEAST_LENGTH // 2
    long = len(text) >= _LEAST_LENGTH and text.count(" ") >= _LEAST_SPACES
    return long and letters > _LEAST_LETTERS * len(text)
