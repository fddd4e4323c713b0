"""The names of months in all languages, whichever is spoken: people type their own."""

import unicodedata
from functools import cache
from typing import Literal

_ENGLISH = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_SHORTEST = 3  # letters of an English name
_LOCALES = ("de_DE", "de_AT", "es_ES", "fr_FR", "pt_BR")  # in Japanese they are numbers
_FORMS: tuple[Literal["format", "stand-alone"], ...] = ("format", "stand-alone")


def month_number(name: str) -> int | None:
    """Return the number of the month, 1 to 12, that a name or an abbreviation means, else None.

    Letters may be large or small, and with or without their accents.
    """
    name = _plain(name)
    if len(name) >= _SHORTEST:
        for number, known in enumerate(_ENGLISH, start=1):
            if known.startswith(name):
                return number
    return _numbers().get(name)


def is_month_name(name: str, *, in_full: bool) -> bool:
    """Return whether that is a month's name, or an abbreviation of one unless `in_full`.

    English abbreviations count in any case: “Mar”.
    """
    name = _plain(name)
    if name in _ENGLISH or name in {"sept", *(known[:_SHORTEST] for known in _ENGLISH)}:
        return True
    return name in (_full_names() if in_full else _numbers())


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold()).removesuffix(".")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@cache
def _numbers() -> dict[str, int]:
    """Return the numbers of months by their names, full and short, in all languages but English."""
    return _of_width("wide") | _of_width("abbreviated")


@cache
def _full_names() -> frozenset[str]:
    return frozenset(_of_width("wide"))


def _of_width(width: Literal["wide", "abbreviated"]) -> dict[str, int]:
    from babel.dates import get_month_names  # noqa: PLC0415 - that takes time, see `formats.py`

    return {
        _plain(name): number
        for locale in _LOCALES
        for context in _FORMS
        for number, name in get_month_names(width, context, locale).items()
    }
