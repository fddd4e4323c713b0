"""The names of months in all languages, whichever is spoken: people type their own."""

import unicodedata
from functools import cache

_ENGLISH = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_SHORTEST = 3  # letters of an English name
_LOCALES = ("de_DE", "de_AT", "es_ES", "fr_FR", "pt_BR")  # in Japanese they are numbers


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


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold()).removesuffix(".")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@cache
def _numbers() -> dict[str, int]:
    """Return the numbers of months by their names, full and short, in all languages but English."""
    from babel.dates import get_month_names  # noqa: PLC0415 - that takes time, see `formats.py`

    return {
        _plain(name): number
        for locale in _LOCALES
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, context, locale).items()
    }
