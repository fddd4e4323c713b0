"""Commands as they are typed: their options, and the conversion of typed values."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.sandbox import Channel, File, Guild, Role
from bot.sandbox.rules.commands import CommandKind, OptionKind

Payload = Mapping[str, Any]

_NESTED = {OptionKind.SUBCOMMAND, OptionKind.GROUP}
_TRUE, _FALSE = {"true", "yes", "on"}, {"false", "no", "off"}
_ACCENTS = re.compile("[\u0300-\u036f]")
_NAME = re.compile(r"(?:^|(?<=\s))([^\s:]+):")
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
        self._names = _by_spelling({name: name for name in self._commands}, self._shown)

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
        typed_name = next((name for name in names if folded(name) in self._names), None)
        if typed_name is None:
            return None
        name = self._names[folded(typed_name)]
        arguments = line.removeprefix("/").removeprefix(typed_name)
        options = self.options(name)
        if not options:
            return TypedCommand(name, ())
        spelled = _by_spelling(
            {option: option for option in options},
            {option: self.text(payload) for option, payload in options.items()},
        )
        first, named = _split(arguments, spelled)
        typed = [(option, text.strip()) for option, text in named]
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
        kind, word = option.get("type"), text.casefold()
        for choice in option.get("choices") or []:
            names = (self.text(choice), choice["name"], str(choice["value"]))
            if folded(text) in map(folded, names):
                return choice["value"]
        if kind == OptionKind.INTEGER and text.isascii() and text.isdigit():
            return int(text)
        if kind == OptionKind.BOOLEAN and word in _TRUE | _FALSE:
            return word in _TRUE
        if kind == OptionKind.ATTACHMENT and (path := Path(text).expanduser()).is_file():
            return File(path.name, path.read_bytes())
        named: dict[Any, Iterable[Channel | Role]] = {
            OptionKind.CHANNEL: guild.channels.values(),
            OptionKind.ROLE: guild.roles.values(),
        }
        name = word.lstrip("#@")
        found = (one for one in named.get(kind, ()) if one.name.lstrip("@").casefold() == name)
        return next(found, text)


def folded(text: str) -> str:
    """Return a text without capitals and accents, as a name that was typed in haste is compared."""
    return unicodedata.normalize(
        "NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", text.casefold()))
    )


def _by_spelling(english: Mapping[str, str], shown: Mapping[str, str]) -> dict[str, str]:
    """Return what is named by each folded name; where two are alike, the one that is shown."""
    return {folded(name): one for one, name in (*english.items(), *shown.items())}


def _split(arguments: str, names: Mapping[str, str]) -> tuple[str, list[tuple[str, str]]]:
    """Return the text before the first option that is named, and each option with its text."""
    named = [one for one in _NAME.finditer(arguments) if folded(one[1]) in names]
    ends = [*(one.start() for one in named), len(arguments)]
    return arguments[: ends[0]], [
        (names[folded(one[1])], arguments[one.end() : end])
        for one, end in zip(named, ends[1:], strict=True)
    ]


def channels_for(option: Payload, guild: Guild) -> list[Channel]:
    """Return the channels of a guild that an option takes."""
    kinds = option.get("channel_types")
    return [one for one in guild.channels.values() if not kinds or one.kind in kinds]
