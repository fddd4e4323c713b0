"""What a guild has to choose from: users, roles and channels, in options and in menus."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.sandbox.channel_kinds import THREADS
from bot.sandbox.guilds import Guild
from bot.sandbox.rules.commands import OptionKind
from bot.sandbox.rules.kinds import ComponentKind

Payload = dict[str, Any]
Pools = Mapping[int, Sequence[Payload]]

_SELECTS = {
    ComponentKind.USER_SELECT: OptionKind.USER,
    ComponentKind.ROLE_SELECT: OptionKind.ROLE,
    ComponentKind.MENTIONABLE_SELECT: OptionKind.MENTIONABLE,
    ComponentKind.CHANNEL_SELECT: OptionKind.CHANNEL,
}


def option_pools(guild: Guild | None) -> Pools:
    """Return what an option of each kind can name: `label`, `value` (an id), `kind` (of channels).

    Threads are left out.
    """
    if guild is None:
        return {}
    users = [_entry(member.user.name, member.id) for member in guild.members.values()]
    roles = [_entry(f"@{role.name.removeprefix('@')}", role.id) for role in guild.roles.values()]
    return {
        OptionKind.USER: users,
        OptionKind.ROLE: roles,
        OptionKind.MENTIONABLE: [*users, *roles],
        OptionKind.CHANNEL: list(_channels(guild)),
    }


def menu_pools(guild: Guild | None) -> Pools:
    """Return the same by kinds of menus."""
    pools = option_pools(guild)
    return {kind: pools[option] for kind, option in _SELECTS.items() if option in pools}


def named(guild: Guild | None, id: object) -> Any:
    """Return the user, role or channel that has an id, given as text; the text if there is none."""
    if guild is None or not isinstance(id, str) or not (id.isascii() and id.isdigit()):
        return id
    number = int(id)
    for holder in (guild.members, guild.roles, guild.channels):
        if number in holder:
            return holder[number]
    return id


def _channels(guild: Guild) -> Iterator[Payload]:
    for channel in guild.channels.values():
        if channel.kind not in THREADS:
            yield _entry(f"#{channel.name}", channel.id) | {"kind": int(channel.kind)}


def _entry(label: str, id: int) -> Payload:
    return {"label": label, "value": str(id)}
