"""Servers, which the API calls guilds: their roles, members and channels."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from bot.sandbox.actor import Actor
from bot.sandbox.channels import THREADS, Channel, ChannelKind
from bot.sandbox.members import Member, Role
from bot.sandbox.permissions import EVERYONE, NONE, Permission
from bot.sandbox.users import User

if TYPE_CHECKING:
    from bot.sandbox.world import World

Payload = dict[str, Any]


class Guild:
    """A server that the bot is in. What changes is told to the bot, if it is connected."""

    def __init__(
        self, world: "World", name: str, *, id: int, owner: User, bot_permissions: Permission
    ) -> None:
        self.world = world
        self.name = name
        self.id = id
        self.owner = owner
        self.everyone = Role(id, "@everyone", EVERYONE, position=0)
        self.bot_role = Role(world.mint(), world.bot.name, bot_permissions, managed=True)
        self.roles = {role.id: role for role in (self.everyone, self.bot_role)}
        self.channels: dict[int, Channel] = {}
        self.members: dict[int, Member] = {}
        self.me = self._join(world.bot, [self.bot_role])
        self._join(owner, [])

    def add_channel(
        self, name: str, kind: ChannelKind = ChannelKind.TEXT, *, parent: Channel | None = None
    ) -> Channel:
        """Open a channel; with a thread's `kind`, a thread of the channel `parent`."""
        channel = Channel(
            self.world.mint(),
            kind,
            name,
            guild=self,
            parent=parent,
            owner_id=self.world.bot.id,
            created_at=self.world.now(),
        )
        self.channels[channel.id] = channel
        event = "THREAD_CREATE" if kind in THREADS else "CHANNEL_CREATE"
        self.tell(event, channel.payload)
        return channel

    def delete_channel(self, channel: Channel) -> None:
        """Delete a channel and its threads."""
        for other in list(self.channels.values()):
            if other.parent is channel:
                self.delete_channel(other)
        del self.channels[channel.id]
        event = "THREAD_DELETE" if channel.kind in THREADS else "CHANNEL_DELETE"
        self.tell(event, channel.payload)

    def add_role(
        self, name: str, permissions: Permission = NONE, *, mentionable: bool = False
    ) -> Role:
        """Make a role."""
        role = Role(self.world.mint(), name, permissions, mentionable)
        self.roles[role.id] = role
        self.tell("GUILD_ROLE_CREATE", {"guild_id": str(self.id), "role": role.payload})
        return role

    def add_member(
        self, who: str | User, *, manager: bool = False, roles: Iterable[Role] = ()
    ) -> Actor:
        """Let somebody in, a new user or one there is, and return them to act with.

        A `manager` has the Manage Server permission.
        """
        user = self.world.add_user(who) if isinstance(who, str) else who
        roles = list(roles)
        if manager:
            roles.append(self.add_role("managers", Permission.MANAGE_GUILD))
        self._join(user, roles)
        return Actor(self.world, user, self)

    def allow_bot(self, permissions: Permission) -> None:
        """Give the bot's own role just these permissions; the bot is told."""
        self.bot_role.permissions = permissions
        self.tell("GUILD_ROLE_UPDATE", {"guild_id": str(self.id), "role": self.bot_role.payload})

    def remove_bot(self) -> None:
        """Throw the bot out; it is told."""
        self.world.guilds.pop(self.id, None)
        self.tell("GUILD_DELETE", {"id": str(self.id)})

    def tell(self, event: str, data: Payload) -> None:
        """Send the bot an event of this guild."""
        self.world.dispatch(event, data, self.id)

    @property
    def first_channel(self) -> Channel:
        """The channel where a member finds themselves: the first one for text."""
        for channel in self.channels.values():
            if channel.kind is ChannelKind.TEXT:
                return channel
        raise LookupError(f"{self.name} has no text channel yet")

    @property
    def payload(self) -> Payload:
        """The guild, as GET /guilds shows it."""
        return {
            "id": str(self.id),
            "name": self.name,
            "icon": None,
            "owner_id": str(self.owner.id),
            "roles": [role.payload for role in self.roles.values()],
            "emojis": [],
            "stickers": [],
            "features": [],
            "preferred_locale": "en-US",
            "verification_level": 0,
            "default_message_notifications": 1,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "premium_tier": 0,
            "system_channel_id": None,
            "system_channel_flags": 0,
            "rules_channel_id": None,
            "public_updates_channel_id": None,
            "afk_channel_id": None,
            "afk_timeout": 300,
        }

    @property
    def create_payload(self) -> Payload:
        """The guild, as GUILD_CREATE brings it."""
        channels = self.channels.values()
        return self.payload | {
            "joined_at": self.me.joined_at.isoformat(),
            "large": False,
            "member_count": len(self.members),
            "members": [self.me.payload],
            "channels": [one.payload for one in channels if one.kind not in THREADS],
            "threads": [one.payload for one in channels if one.kind in THREADS],
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }

    def _join(self, user: User, roles: list[Role]) -> Member:
        member = Member(user, self, self.world.now(), roles)
        self.members[user.id] = member
        return member
