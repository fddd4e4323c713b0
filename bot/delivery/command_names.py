"""Names and descriptions of commands in each language, for Discord's own menus."""

import asyncio
from functools import lru_cache

from discord import AppCommandType, Locale, app_commands
from discord.app_commands import TranslationContextLocation as Location
from discord.app_commands import locale_str

from bot.languages import Language, Message, of_discord, speaking
from bot.languages.catalogues import preload
from bot.languages.commands import CHOICE, COMMAND, COMMAND_ABOUT, MENU, OPTION, OPTION_ABOUT

_CONTEXTS = {
    Location.command_name: COMMAND,
    Location.group_name: COMMAND,
    Location.command_description: COMMAND_ABOUT,
    Location.group_description: COMMAND_ABOUT,
    Location.parameter_name: OPTION,
    Location.parameter_description: OPTION_ABOUT,
    Location.choice_name: CHOICE,
}
_LANGUAGES = {
    locale: language for locale in Locale if (language := of_discord(locale)).catalogue is not None
}
"""The languages with a catalogue. It is asked for thousands of times at each start."""


class Translator(app_commands.Translator):
    """Translates by the catalogues. What a language lacks is left out: Discord shows English."""

    async def load(self) -> None:
        """Read the catalogues, on a thread: so no first user of a language waits for that."""
        await asyncio.to_thread(preload)

    async def translate(
        self, string: locale_str, locale: Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        """Return a string in the language of a locale, None if that is English or unknown.

        discord.py asks for each string and each of Discord's locales, every time anew.
        """
        language = _LANGUAGES.get(locale)
        if language is None or context.location not in _CONTEXTS:
            return None
        return translated(string.message, context_of(context), language)


def context_of(context: app_commands.TranslationContextTypes) -> str:
    """Return the context in the catalogues of a string: what it is the name of."""
    data = context.data
    is_menu = getattr(data, "type", None) in {AppCommandType.message, AppCommandType.user}
    return MENU if is_menu else _CONTEXTS[context.location]


@lru_cache(4096)
def translated(text: str, context: str, language: Language) -> str | None:
    """Return a string of a command in a language; None if it is not translated."""
    with speaking(language):
        found = str(Message(text, context=context))
    return None if found == text else found
