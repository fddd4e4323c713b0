"""Servers, which the API calls guilds: their roles, members and channels."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from bot.sandbox.actor import Actor
from bot.sandbox.channel_kinds import NO_CHANNEL_FLAGS, THREADS, ChannelFlag, ChannelKind
from bot.sandbox.channels import Channel
from bot.sandbox.describing import membership
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
        self.down = False
        self.everyone = Role(id, "@everyone", EVERYONE, position=0)
        self.bot_role = Role(world.mint(), world.bot.name, bot_permissions, managed=True)
        self.roles = {role.id: role for role in (self.everyone, self.bot_role)}
        self.channels: dict[int, Channel] = {}
        self.members: dict[int, Member] = {}
        self.me = self._join(world.bot, [self.bot_role])
        self._join(owner, [])

    def add_channel(
        self,
        name: str,
        kind: ChannelKind = ChannelKind.TEXT,
        *,
        parent: Channel | None = None,
        tags: Iterable[str] = (),
        flags: ChannelFlag = NO_CHANNEL_FLAGS,
    ) -> Channel:
        """Open a channel; with a thread's `kind`, a thread of the channel `parent`.

        `tags` and `flags` are a forum's.
        """
        channel = self.new_channel(name, kind, parent)
        channel.tags = {self.world.mint(): tag for tag in tags}
        channel.flags = flags
        self.open(channel)
        return channel

    def new_channel(self, name: str, kind: ChannelKind, parent: Channel | None = None) -> Channel:
        """Return a channel of the bot's that nobody sees before it is opened."""
        return Channel(
            self.world.mint(),
            kind,
            name,
            guild=self,
            parent=parent,
            owner_id=self.world.bot.id,
            created_at=self.world.now(),
        )

    def open(self, channel: Channel) -> None:
        """Let a new channel appear; the bot is told."""
        self.channels[channel.id] = channel
        is_thread = channel.kind in THREADS
        self.tell_of("THREAD_CREATE" if is_thread else "CHANNEL_CREATE", channel)

    def delete_channel(self, channel: Channel) -> None:
        """Delete a channel and its threads; the bot is told."""
        for thread in self.threads_of(channel):
            self.delete_channel(thread)
        is_thread = channel.kind in THREADS
        self.tell_of("THREAD_DELETE" if is_thread else "CHANNEL_DELETE", channel)
        del self.channels[channel.id]

    def threads_of(self, parent: Channel) -> list[Channel]:
        """Return the threads of a channel, archived ones too."""
        channels = self.channels.values()
        return [one for one in channels if one.kind in THREADS and one.parent is parent]

    @property
    def active_threads(self) -> list[Channel]:
        """The threads that are not archived, as far as the bot sees them."""
        threads = [one for one in self.channels.values() if one.kind in THREADS]
        return [one for one in threads if not one.archived and self._sees(one)]

    def add_role(
        self, name: str, permissions: Permission = NONE, *, mentionable: bool = False
    ) -> Role:
        """Make a role."""
        role = Role(self.world.mint(), name, permissions, mentionable)
        self.roles[role.id] = role
        self.tell("GUILD_ROLE_CREATE", {"guild_id": str(self.id), "role": role.payload})
        return role

    def delete_role(self, role: Role) -> None:
        """Delete a role; its members lose it, and the bot is told."""
        del self.roles[role.id]
        for member in self.members.values():
            member.roles = [one for one in member.roles if one is not role]
        self.tell("GUILD_ROLE_DELETE", {"guild_id": str(self.id), "role_id": str(role.id)})

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
        self.edit_role(self.bot_role, permissions)

    def edit_role(self, role: Role, permissions: Permission) -> None:
        """Give a role, such as `everyone`, just these permissions; the bot is told."""
        role.permissions = permissions
        self.tell("GUILD_ROLE_UPDATE", {"guild_id": str(self.id), "role": role.payload})

    def remove_bot(self) -> None:
        """Throw the bot out; it is told."""
        self.world.guilds.pop(self.id, None)
        self.world.left[self.id] = self
        self.tell("GUILD_DELETE", {"id": str(self.id)})

    def readmit_bot(self) -> None:
        """Let the bot in again, to the same channels; it is told that it joined."""
        del self.world.left[self.id]
        self.world.guilds[self.id] = self
        self.me.joined_at = self.world.now()
        self.tell("GUILD_CREATE", self.create_payload)

    def go_down(self) -> None:
        """Begin an outage: the bot is told, then hears nothing of the guild.

        What an outage does to requests is for `faults` to say.
        """
        self.down = True
        self.tell("GUILD_DELETE", {"id": str(self.id), "unavailable": True})

    def come_back(self) -> None:
        """End an outage; the bot is told what the guild is like now."""
        self.down = False
        self.tell("GUILD_CREATE", self.create_payload | {"unavailable": False})

    def tell_of(self, event: str, channel: Channel) -> None:
        """Send the bot an event of a channel. Of threads that it cannot see it hears nothing."""
        if channel.kind not in THREADS:
            self.tell(event, channel.payload)
        elif self._sees(channel):
            data = channel.payload
            if event == "THREAD_DELETE":
                data = {key: data[key] for key in ("id", "guild_id", "parent_id", "type")}
            if event == "THREAD_CREATE":
                data |= {"newly_created": True}
            self.tell(event, data)

    def sync_threads(self, parent: Channel) -> None:
        """Tell the bot of the threads of a channel that it has come to see."""
        threads = [one for one in self.active_threads if one.parent is parent]
        data = {
            "guild_id": str(self.id),
            "channel_ids": [str(parent.id)],
            "threads": [one.payload for one in threads],
            "members": [membership(one) for one in threads],
        }
        self.tell("THREAD_LIST_SYNC", data)

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
            "threads": [one.payload for one in self.active_threads],
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }

    def _sees(self, channel: Channel) -> bool:
        return bool(channel.permissions_of(self.me) & Permission.VIEW_CHANNEL)

    def _join(self, user: User, roles: list[Role]) -> Member:
        member = Member(user, self, self.world.now(), roles)
        self.members[user.id] = member
        return member
