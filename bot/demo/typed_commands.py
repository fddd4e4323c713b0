"""Commands as they are typed: their options, and the conversion of typed values."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.sandbox import Guild

Payload = Mapping[str, Any]

# Discord's numbers for option types.
_SUBCOMMAND, _GROUP, _INTEGER, _BOOLEAN, _CHANNEL, _ROLE = 1, 2, 4, 5, 7, 8
_CHAT = 1  # Discord's number for slash commands
_TRUE = {"true", "yes", "on"}


class TypedCommands:
    """The slash commands that the bot registered; subcommands are named as `digest add`."""

    def __init__(self, payloads: Iterable[Payload]) -> None:
        chat = (payload for payload in payloads if payload.get("type", _CHAT) == _CHAT)
        self._commands = {name: command for payload in chat for name, command in _flatten(payload)}

    @property
    def descriptions(self) -> dict[str, str]:
        """The description of each command, by its typed name."""
        return {name: command["description"] for name, command in self._commands.items()}

    def options(self, command: str) -> list[str]:
        """Return the names of a command's options."""
        return list(self._options(command))

    def values(self, command: str, typed: Mapping[str, str], guild: Guild) -> dict[str, Any]:
        """Return typed values as Discord's client would send them: numbers, channels, roles.

        A value that cannot be converted stays text, which the sandbox refuses as Discord would.
        """
        options = self._options(command)
        values: dict[str, Any] = {}
        for name, text in typed.items():
            # Actor.slash has a parameter `channel` of its own.
            keyword = f"{name}_" if name == "channel" else name
            values[keyword] = _convert(options.get(name, {}), text, guild)
        return values

    def _options(self, command: str) -> dict[str, Payload]:
        command_payload = self._commands.get(command, {})
        return {option["name"]: option for option in command_payload.get("options") or []}


def _flatten(payload: Payload, prefix: str = "") -> Iterator[tuple[str, Payload]]:
    """Yield a command, or the commands of a group, by their typed names."""
    name = f"{prefix}{payload['name']}"
    inner = [
        option
        for option in payload.get("options") or []
        if option.get("type") in {_SUBCOMMAND, _GROUP}
    ]
    if not inner:
        yield name, payload
    for option in inner:
        yield from _flatten(option, f"{name} ")


def _convert(option: Payload, text: str, guild: Guild) -> Any:
    kind = option.get("type")
    if kind == _INTEGER and text.isascii() and text.isdigit():
        return int(text)
    if kind == _BOOLEAN:
        return text.casefold() in _TRUE
    if kind == _CHANNEL:
        name = text.removeprefix("#")
        return next((channel for channel in guild.channels.values() if channel.name == name), text)
    if kind == _ROLE:
        name = text.removeprefix("@")
        return next((role for role in guild.roles.values() if role.name == name), text)
    return text
