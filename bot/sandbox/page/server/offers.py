"""The commands that Discord's client offers someone, in their language, and their options."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.sandbox.actor import Actor
from bot.sandbox.channels import Channel
from bot.sandbox.errors import NoCommandError
from bot.sandbox.messages import File
from bot.sandbox.page.server.pools import Pools, named, option_pools
from bot.sandbox.rules.commands import CommandKind, OptionKind

Payload = Mapping[str, Any]

_NESTED = frozenset({OptionKind.SUBCOMMAND, OptionKind.GROUP})
_OBJECTS = frozenset({OptionKind.USER, OptionKind.ROLE, OptionKind.MENTIONABLE, OptionKind.CHANNEL})
_NUMBERS: Mapping[int, type[int] | type[float]] = {
    OptionKind.INTEGER: int,
    OptionKind.NUMBER: float,
}


def commands_for(actor: Actor, channel: Channel, language: str) -> list[Payload]:
    """Return the slash commands, each subcommand as one, in the order of the bot.

    `name` and the names of options are those in English, by which a command is given.
    """
    pools = option_pools(channel.guild)
    return [
        {
            "name": " ".join(one["name"] for one in path),
            "shown": " ".join(localised(one, "name", language) for one in path),
            "description": localised(path[-1], "description", language),
            "options": [_option(one, pools, language) for one in path[-1].get("options") or []],
        }
        for command in actor.offered(CommandKind.CHAT, channel)
        for path in _paths((command,))
    ]


def menus_for(actor: Actor, channel: Channel, language: str) -> list[Payload]:
    """Return the commands of the context menu of messages."""
    return [
        {"name": one["name"], "shown": localised(one, "name", language)}
        for one in actor.offered(CommandKind.MESSAGE, channel)
    ]


def localised(item: Payload, key: str, language: str) -> str:
    """Return a name or a description in a language, as Discord's client chooses it."""
    return str((item.get(f"{key}_localizations") or {}).get(language) or item[key])


def values_for(
    actor: Actor,
    channel: Channel,
    name: str,
    given: Mapping[str, Any],
    files: Mapping[str, Sequence[File]],
    focused: str | None = None,
) -> dict[str, Any]:
    """Return the values of options, as `Actor.slash` takes them, of what a page sent.

    Raises NoCommandError for a command that is not offered.
    """
    declared = _declared(actor, channel, name)
    values = {key: value for key, value in given.items() if value is not None}
    values |= {key: sent[0] for key, sent in files.items() if sent}
    # What is typed so far may not be a number yet, as in Discord.
    converted = {
        key: value if key == focused else _value(declared.get(key), value, channel)
        for key, value in values.items()
    }
    return {f"{key}_": value for key, value in converted.items()}


def _value(option: Payload | None, value: Any, channel: Channel) -> Any:
    if option is None:
        return value
    if option["type"] in _OBJECTS:
        return named(channel.guild, value)
    number = _NUMBERS.get(option["type"])
    if number is not None and isinstance(value, str):
        try:
            return number(value)
        except ValueError:
            return value
    return value


def _declared(actor: Actor, channel: Channel, name: str) -> dict[str, Payload]:
    for command in actor.offered(CommandKind.CHAT, channel):
        for path in _paths((command,)):
            if " ".join(one["name"] for one in path) == name:
                return {one["name"]: one for one in path[-1].get("options") or []}
    raise NoCommandError(f"“{name}” is not offered to {actor.user.name}")


def _paths(path: tuple[Payload, ...]) -> Iterator[tuple[Payload, ...]]:
    """Yield the commands below a command, each with those that it is in."""
    nested = [one for one in path[-1].get("options") or [] if one["type"] in _NESTED]
    if not nested:
        yield path
    for one in nested:
        yield from _paths((*path, one))


def _option(option: Payload, pools: Pools, language: str) -> Payload:
    is_text = option["type"] == OptionKind.STRING
    described = {
        "name": option["name"],
        "shown": localised(option, "name", language),
        "description": localised(option, "description", language),
        "type": option["type"],
        "required": bool(option.get("required")),
        "choices": choices_in(option.get("choices") or [], language),
        "autocomplete": bool(option.get("autocomplete")),
        "min": option.get("min_length" if is_text else "min_value"),
        "max": option.get("max_length" if is_text else "max_value"),
    }
    if option["type"] not in _OBJECTS:
        return described
    kinds = option.get("channel_types") or []
    pool = [
        {"name": one["label"], "value": one["value"]}
        for one in pools.get(option["type"], ())
        if not kinds or one.get("kind") in kinds
    ]
    return described | {"pool": pool}


def choices_in(choices: Sequence[Payload], language: str) -> list[Payload]:
    """Return choices with their names in a language."""
    return [{"name": localised(one, "name", language), "value": one["value"]} for one in choices]
