"""Whom a message pings: those whom its markup mentions, if its sender allows it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.sandbox.markdown import spans
from bot.sandbox.permissions import Permission

if TYPE_CHECKING:
    from bot.sandbox.messages import Message


@dataclass(frozen=True, slots=True)
class Pings:
    """The ids of the pinged users and roles, and whether everyone is pinged."""

    users: frozenset[int] = frozenset()
    roles: frozenset[int] = frozenset()
    everyone: bool = False

    def __bool__(self) -> bool:
        return bool(self.users or self.roles or self.everyone)


def pings_of(message: "Message") -> Pings:
    """Return whom a message pings. An ephemeral message pings nobody."""
    if message.ephemeral:
        return Pings()
    mentions = {span.mention for text in message.texts for span in spans(text) if span.mention}
    users = {
        int(mention.strip("<@!>"))
        for mention in mentions
        if mention.startswith(("<@!", "<@")) and not mention.startswith("<@&")
    }
    roles = {int(mention.strip("<@&>")) for mention in mentions if mention.startswith("<@&")}
    allowed = message.allowed_mentions
    parse = {"users", "roles", "everyone"} if allowed is None else set(allowed.get("parse") or [])
    explicit = allowed or {}
    if "users" not in parse:
        users &= {int(id) for id in explicit.get("users") or []}
    if "roles" not in parse:
        roles &= {int(id) for id in explicit.get("roles") or []}
    if message.replied is not None and (allowed is None or allowed.get("replied_user")):
        users.add(message.replied.author.id)
    privileged, mentionable = _ping_rights(message)
    return Pings(
        frozenset(users),
        frozenset(id for id in roles if privileged or id in mentionable),
        bool({"@everyone", "@here"} & mentions) and "everyone" in parse and privileged,
    )


def _ping_rights(message: "Message") -> tuple[bool, frozenset[int]]:
    """Return whether the author may ping everyone, and the ids of mentionable roles."""
    guild = message.channel.guild
    if guild is None:
        return False, frozenset()
    member = guild.members.get(message.author.id)
    granted = message.channel.permissions_of(member) if member else Permission(0)
    mentionable = frozenset(role.id for role in guild.roles.values() if role.mentionable)
    return bool(granted & Permission.MENTION_EVERYONE), mentionable
