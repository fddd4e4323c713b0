"""Names and descriptions of commands in each language, for Discord's own menus."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from discord import AppCommandOptionType, AppCommandType, Locale

from bot.languages import Language, Message, of_discord, speaking
from bot.languages.commands import CHOICE, COMMAND, COMMAND_ABOUT, MENU, OPTION, OPTION_ABOUT

Payload = dict[str, Any]

_LANGUAGES = {
    locale: language for locale in Locale if (language := of_discord(locale)).catalogue is not None
}
_MENUS = {AppCommandType.user.value, AppCommandType.message.value}
_COMMANDS = {AppCommandOptionType.subcommand.value, AppCommandOptionType.subcommand_group.value}


class NamedPart(NamedTuple):
    """A part of a command's payload with one of its texts: the key of it, and its context."""

    part: Payload
    key: str
    context: str


def localise(commands: Sequence[Payload]) -> None:
    """Add the names and descriptions in each language that has one to payloads of commands.

    A language that lacks one is left out: Discord shows English. discord.py would do the same, but
    ask for each text and each of Discord's locales, 7,000 times at each start.
    """
    for part, key, context in named_parts(commands):
        found = {
            locale.value: text
            for locale, language in _LANGUAGES.items()
            if (text := translated(part[key], context, language)) is not None
        }
        if found:
            part[f"{key}_localizations"] = found


def named_parts(commands: Sequence[Payload]) -> Iterator[NamedPart]:
    """Yield all that has a name in payloads of commands."""
    for command in commands:
        if command["type"] in _MENUS:
            yield NamedPart(command, "name", MENU)
        else:
            yield from _of_command(command)


def _of_command(command: Payload) -> Iterator[NamedPart]:
    yield NamedPart(command, "name", COMMAND)
    yield NamedPart(command, "description", COMMAND_ABOUT)
    for option in command["options"]:
        if option["type"] in _COMMANDS:
            yield from _of_command(option)
            continue
        yield NamedPart(option, "name", OPTION)
        yield NamedPart(option, "description", OPTION_ABOUT)
        for choice in option.get("choices", ()):
            yield NamedPart(choice, "name", CHOICE)


@lru_cache(4096)
def translated(text: str, context: str, language: Language) -> str | None:
    """Return a string of a command in a language; None if it is not translated."""
    with speaking(language):
        found = str(Message(text, context=context))
    return None if found == text else found
