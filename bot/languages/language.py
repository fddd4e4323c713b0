"""The languages, and how Discord and a shell name them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

PluralRule = Callable[[int], int]
"""Returns which of a message's forms, counted from 0, follows a count."""

_NAME = re.compile(r"([A-Za-z]{1,8})(?:[_-]([A-Za-z0-9]{1,8}))?(?:[.@].*)?", re.ASCII)
_NOT_TRANSLATED = {"c", "posix"}


def _one(count: int) -> int:
    return int(count != 1)


def _none_or_one(count: int) -> int:
    return int(count > 1)


def _uncounted(_count: int) -> int:
    return 0


@dataclass(frozen=True, slots=True)
class Language:
    """A language: `catalogue` is the name of its file of messages, None of English, which has none.

    `locale` is Babel's name for the habits of numbers and dates; it has a territory where the first
    day of a week depends on that. `discord` has Discord's names for the language.
    """

    catalogue: str | None
    locale: str
    discord: tuple[str, ...]
    forms: int = 2
    """How many forms a message with a count has."""
    plural: PluralRule = field(default=_one, repr=False, compare=False)


ENGLISH = Language(None, "en_US", ("en-US", "en-GB"))
GERMAN = Language("de", "de_DE", ("de",))
SPANISH = Language("es", "es_ES", ("es-ES",))
LATIN_AMERICAN_SPANISH = Language("es", "es_419", ("es-419",))
FRENCH = Language("fr", "fr_FR", ("fr",), plural=_none_or_one)
JAPANESE = Language("ja", "ja_JP", ("ja",), forms=1, plural=_uncounted)
PORTUGUESE = Language("pt", "pt_BR", ("pt-BR",), plural=_none_or_one)

LANGUAGES = (
    ENGLISH, GERMAN, SPANISH, LATIN_AMERICAN_SPANISH, FRENCH, JAPANESE, PORTUGUESE,
)  # fmt: skip
"""All of them. Two share the Spanish messages, and differ in how they write numbers."""

_BY_DISCORD = {name: language for language in LANGUAGES for name in language.discord}
_BY_CODE = {
    "en": ENGLISH, "de": GERMAN, "es": SPANISH, "fr": FRENCH, "ja": JAPANESE, "pt": PORTUGUESE,
}  # fmt: skip


def of_discord(locale: object) -> Language:
    """Return the language of a locale of Discord, such as "es-ES"; English of any other.

    discord.py's own are read by their values: str() fails for one that Discord left empty.
    """
    return _BY_DISCORD.get(str(getattr(locale, "value", locale)), ENGLISH)


def of_list(names: str) -> Language | None:
    """Return the first known language of a list such as "de_AT:de:en"; None if it has none.

    That is the form of gettext's variable LANGUAGE; a locale such as "fr_CA.UTF-8" is a list of
    one. "C" and "POSIX" are English.
    """
    for name in names.split(":"):
        if (parts := _NAME.fullmatch(name.strip())) is None:
            continue
        code, territory = parts[1].lower(), (parts[2] or "ES").upper()
        if code in _NOT_TRANSLATED:
            return ENGLISH
        if code == "es" and territory != "ES":
            return LATIN_AMERICAN_SPANISH
        if language := _BY_CODE.get(code):
            return language
    return None
