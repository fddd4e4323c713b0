"""Who is pinged by a message: whom its markup names, as far as its sender allows."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.sandbox.markdown import spans
from bot.sandbox.permissions import Permission

if TYPE_CHECKING:
    from bot.sandbox.messages import Message


@dataclass(frozen=True, slots=True)
class Pings:
    """Ids of users and roles, and whether everyone is."""

    users: frozenset[int] = frozenset()
    roles: frozenset[int] = frozenset()
    everyone: bool = False

    def __bool__(self) -> bool:
        return bool(self.users or self.roles or self.everyone)


def pings_of(message: "Message") -> Pings:
    """Return whom a message pings. Nobody but its reader sees a private one: it pings nobody."""
    if not message.public:
        return Pings()
    named = {span.mention for text in message.texts for span in spans(text) if span.mention}
    users = {
        int(mark.strip("<@!>"))
        for mark in named
        if mark.startswith(("<@!", "<@")) and not mark.startswith("<@&")
    }
    roles = {int(mark.strip("<@&>")) for mark in named if mark.startswith("<@&")}
    allowed = message.allowed_mentions
    parse = {"users", "roles", "everyone"} if allowed is None else set(allowed.get("parse") or [])
    listed = allowed or {}
    if "users" not in parse:
        users &= {int(id) for id in listed.get("users") or []}
    if "roles" not in parse:
        roles &= {int(id) for id in listed.get("roles") or []}
    privileged, mentionable = _may_ping(message)
    return Pings(
        frozenset(users),
        frozenset(id for id in roles if privileged or id in mentionable),
        bool({"@everyone", "@here"} & named) and "everyone" in parse and privileged,
    )


def _may_ping(message: "Message") -> tuple[bool, frozenset[int]]:
    """Tell whether the author may ping everyone, and which roles anybody may ping."""
    guild = message.channel.guild
    if guild is None:
        return False, frozenset()
    member = guild.members.get(message.author.id)
    granted = message.channel.permissions_of(member) if member else Permission(0)
    mentionable = frozenset(role.id for role in guild.roles.values() if role.mentionable)
    return bool(granted & Permission.MENTION_EVERYONE), mentionable
