"""Commands as they are typed: which options they have, and what a word means in each."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.sandbox import Guild

Payload = Mapping[str, Any]

# Discord's numbers of option types.
_SUBCOMMAND, _GROUP, _INTEGER, _BOOLEAN, _CHANNEL, _ROLE = 1, 2, 4, 5, 7, 8
_CHAT = 1  # and of commands: those that are typed
_TRUE = {"true", "yes", "on"}


class Typed:
    """The commands that the bot told Discord of; `digest add` is one of the group `digest`."""

    def __init__(self, payloads: Iterable[Payload]) -> None:
        chat = (one for one in payloads if one.get("type", _CHAT) == _CHAT)
        self._commands = {name: one for payload in chat for name, one in _flat(payload)}

    @property
    def about(self) -> dict[str, str]:
        """What each command does, by how it is typed."""
        return {name: one["description"] for name, one in self._commands.items()}

    def options(self, command: str) -> list[str]:
        """Return the names of a command's options."""
        return list(self._options(command))

    def values(self, command: str, typed: Mapping[str, str], guild: Guild) -> dict[str, Any]:
        """Return what was typed as Discord's client would send it: numbers, channels, roles.

        What is none stays text, which is refused as it would be there.
        """
        options = self._options(command)
        values: dict[str, Any] = {}
        for name, text in typed.items():
            named = f"{name}_" if name == "channel" else name  # `channel` is where it is typed
            values[named] = _value(options.get(name, {}), text, guild)
        return values

    def _options(self, command: str) -> dict[str, Payload]:
        known = self._commands.get(command, {})
        return {option["name"]: option for option in known.get("options") or []}


def _flat(payload: Payload, before: str = "") -> Iterator[tuple[str, Payload]]:
    """Yield a command, or the commands in a group, as they are typed."""
    name = f"{before}{payload['name']}"
    inner = [
        one for one in payload.get("options") or [] if one.get("type") in {_SUBCOMMAND, _GROUP}
    ]
    if not inner:
        yield name, payload
    for one in inner:
        yield from _flat(one, f"{name} ")


def _value(option: Payload, text: str, guild: Guild) -> Any:
    kind = option.get("type")
    if kind == _INTEGER and text.isascii() and text.isdigit():
        return int(text)
    if kind == _BOOLEAN:
        return text.casefold() in _TRUE
    if kind == _CHANNEL:
        name = text.removeprefix("#")
        return next((one for one in guild.channels.values() if one.name == name), text)
    if kind == _ROLE:
        name = text.removeprefix("@")
        return next((one for one in guild.roles.values() if one.name == name), text)
    return text
