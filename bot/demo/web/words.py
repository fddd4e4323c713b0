"""The page's own words in the languages that the bot speaks, and the names of these languages."""

from collections.abc import Mapping

from bot.languages import LANGUAGES, Message, of_discord, speaking
from bot.sandbox.page.words import ENGLISH

CONTEXT = "page"  # never translated
"""The context of the page's words in the catalogues."""

_NAMES = {
    "en-US": "English (US)", "en-GB": "English (UK)", "de": "Deutsch", "es-ES": "Español",
    "es-419": "Español (Latinoamérica)", "fr": "Français", "ja": "日本語",
    "pt-BR": "Português do Brasil",  # never translated: a language's name in itself
}  # fmt: skip

NAMED_LANGUAGES = tuple((code, _NAMES[code]) for language in LANGUAGES for code in language.discord)
"""Discord's code for each language that the bot speaks, and the name of the language in itself."""


def words_in(language: str) -> Mapping[str, str]:
    """Return the page's words in a language of Discord's, by their keys."""
    with speaking(of_discord(language)):
        return {key: f"{Message(one, context=CONTEXT)}" for key, one in ENGLISH.items()}
