"""The names of the world's languages in all languages that the bot speaks."""

import unicodedata
from collections.abc import Mapping
from functools import cache

_LOCALES = ("en", "de", "es", "fr", "pt", "ja")


def plain_name(name: str) -> str:
    """Return a name as compared: no large letters, no accents."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@cache
def language_codes() -> Mapping[str, str]:
    """Return the codes of languages, as CLDR has them, by their names as compared.

    It reads six files, and is not called before a name is typed.
    """
    from babel import Locale  # noqa: PLC0415 - that takes time, see `formats.py`

    return {
        plain_name(name): code
        for locale in reversed(_LOCALES)
        for code, name in Locale(locale).languages.items()
        if "_" not in code
    }
