"""Commands as they are typed: their options, and the conversion of typed values."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.sandbox import Channel, File, Guild, Role
from bot.sandbox.rules.commands import CommandKind, OptionKind

Payload = Mapping[str, Any]

_NESTED = {OptionKind.SUBCOMMAND, OptionKind.GROUP}
_TRUE, _FALSE = {"true", "yes", "on"}, {"false", "no", "off"}
_DEEPEST = 3  # words: a command, its group, the command in that


@dataclass(frozen=True, slots=True)
class TypedCommand:
    """A command as it was typed: its name, such as “digest add”, and its options in order.

    The names are those in English. An option's text is what stands behind its name, without blanks
    around it.
    """

    name: str
    options: tuple[tuple[str, str], ...]

    @property
    def values(self) -> dict[str, str]:
        """The texts of the options by their names; empty ones are left out."""
        return {name: text for name, text in self.options if text}


class TypedCommands:
    """The slash commands that the bot registered; subcommands are named as `digest add`.

    They can be typed in the language of the client, whose `locale` is named as Discord does, and in
    English.
    """

    def __init__(self, payloads: Iterable[Payload], locale: str = "en-US") -> None:
        chat = (one for one in payloads if one.get("type", CommandKind.CHAT) == CommandKind.CHAT)
        self._locale = locale
        self._commands: dict[str, Payload] = {}
        self._shown: dict[str, str] = {}
        for payload in chat:
            for name, shown, command in self._flatten(payload):
                self._commands[name], self._shown[name] = command, shown
        self._names = {name: name for name in self._commands} | {
            shown: name for name, shown in self._shown.items()
        }

    @property
    def descriptions(self) -> dict[str, str]:
        """The description of each command, by its name as it is shown."""
        return {
            self._shown[name]: self.text(command, "description")
            for name, command in self._commands.items()
        }

    def text(self, payload: Payload, key: str = "name") -> str:
        """Return the name of a command, option or choice, or another text, as it is shown."""
        text: str = (payload.get(f"{key}_localizations") or {}).get(self._locale) or payload[key]
        return text

    def shown(self, command: str) -> str:
        """Return the name of a command as it is shown."""
        return self._shown.get(command, command)

    def shown_option(self, command: str, option: str, value: str) -> str:
        """Return an option of a command and its value as they are shown: “sort:oldest”."""
        payload = self.options(command)[option]
        for choice in payload.get("choices") or []:
            if value in {choice["name"], str(choice["value"])} and (
                choice.get("name_localizations") or {}
            ).get(self._locale):
                value = self.text(choice)
        return f"{self.text(payload)}:{value}"

    def options(self, command: str) -> dict[str, Payload]:
        """Return the options of a command, by their names."""
        return {option["name"]: option for option in self._commands[command].get("options") or []}

    def read(self, line: str) -> TypedCommand | None:
        """Return the command in a line, with or without its slash; None if there is no such.

        `/search query:staff engineer` and `/search staff engineer` are the same: what stands before
        the first name of an option belongs to the first option.
        """
        words = line.removeprefix("/").split(" ")
        names = [" ".join(words[:count]) for count in range(1, _DEEPEST + 1)]
        typed_name = next((name for name in names if name in self._names), None)
        if typed_name is None:
            return None
        name = self._names[typed_name]
        arguments = line.removeprefix("/").removeprefix(typed_name)
        options = self.options(name)
        if not options:
            return TypedCommand(name, ())
        spelled = {option: option for option in options} | {
            self.text(payload): option for option, payload in options.items()
        }
        names_of_options = "|".join(map(re.escape, spelled))
        first, *named = re.split(rf"(?:^|(?<=\s))({names_of_options}):", arguments)
        pairs = zip(named[::2], named[1::2], strict=True)
        typed = [(spelled[option], text.strip()) for option, text in pairs]
        if first.strip():
            typed.insert(0, (next(iter(options)), first.strip()))
        return TypedCommand(name, tuple(typed))

    def values(self, command: TypedCommand, guild: Guild) -> dict[str, Any]:
        """Return typed values as Discord's client would send them: numbers, files, channels, roles.

        A value that cannot be converted stays text, which the sandbox refuses as Discord would.
        """
        options = self.options(command.name)
        # Actor.slash has a parameter `channel` of its own.
        return {
            f"{name}_" if name == "channel" else name: self._convert(options[name], text, guild)
            for name, text in command.values.items()
        }

    def _flatten(
        self, payload: Payload, before: str = "", shown_before: str = ""
    ) -> Iterator[tuple[str, str, Payload]]:
        """Yield a command, or the commands of a group, by their names in English and as shown."""
        name, shown = f"{before}{payload['name']}", f"{shown_before}{self.text(payload)}"
        inner = [option for option in payload.get("options") or [] if option.get("type") in _NESTED]
        if not inner:
            yield name, shown, payload
        for option in inner:
            yield from self._flatten(option, f"{name} ", f"{shown} ")

    def _convert(self, option: Payload, text: str, guild: Guild) -> Any:
        kind, folded = option.get("type"), text.casefold()
        for choice in option.get("choices") or []:
            names = (self.text(choice), choice["name"], str(choice["value"]))
            if folded in map(str.casefold, names):
                return choice["value"]
        if kind == OptionKind.INTEGER and text.isascii() and text.isdigit():
            return int(text)
        if kind == OptionKind.BOOLEAN and folded in _TRUE | _FALSE:
            return folded in _TRUE
        if kind == OptionKind.ATTACHMENT and (path := Path(text).expanduser()).is_file():
            return File(path.name, path.read_bytes())
        named: dict[Any, Iterable[Channel | Role]] = {
            OptionKind.CHANNEL: guild.channels.values(),
            OptionKind.ROLE: guild.roles.values(),
        }
        name = folded.lstrip("#@")
        found = (one for one in named.get(kind, ()) if one.name.lstrip("@").casefold() == name)
        return next(found, text)


def channels_for(option: Payload, guild: Guild) -> list[Channel]:
    """Return the channels of a guild that an option takes."""
    kinds = option.get("channel_types")
    return [one for one in guild.channels.values() if not kinds or one.kind in kinds]
