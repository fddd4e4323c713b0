"""Guilds (servers), with their roles, members and channels."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from bot.sandbox.actor import Actor
from bot.sandbox.channel_kinds import NO_CHANNEL_FLAGS, THREADS, ChannelFlag, ChannelKind
from bot.sandbox.channels import Channel
from bot.sandbox.describing import hide, thread_member
from bot.sandbox.members import Member, Role
from bot.sandbox.permissions import EVERYONE, NONE, Permission
from bot.sandbox.users import User

if TYPE_CHECKING:
    from bot.sandbox.world import World

Payload = dict[str, Any]


class Guild:
    """A guild that the bot is in. Every change sends the bot its event, if it is connected."""

    def __init__(
        self, world: "World", name: str, *, id: int, owner: User, bot_permissions: Permission
    ) -> None:
        self.world = world
        self.name = name
        self.id = id
        self.owner = owner
        self.unavailable = False
        self.preferred_locale = "en-US"
        self.takes_commands = True
        """Whether the bot was invited with the scope applications.commands."""
        self.everyone = Role(id, "@everyone", EVERYONE, position=0)
        self.bot_role = Role(world.mint(), world.bot.name, bot_permissions, managed=True)
        self.roles = {role.id: role for role in (self.everyone, self.bot_role)}
        self.channels: dict[int, Channel] = {}
        self.members: dict[int, Member] = {}
        self.me = self._add_member(world.bot, [self.bot_role])
        self._add_member(owner, [])

    def add_channel(
        self,
        name: str,
        kind: ChannelKind = ChannelKind.TEXT,
        *,
        parent: Channel | None = None,
        tags: Iterable[str] = (),
        flags: ChannelFlag = NO_CHANNEL_FLAGS,
    ) -> Channel:
        """Create a channel; with the `kind` of a thread, a thread of the channel `parent`.

        `tags` and `flags` are for forums.
        """
        channel = self.new_channel(name, kind, parent)
        channel.tags = {self.world.mint(): tag for tag in tags}
        channel.flags = flags
        self.register_channel(channel)
        return channel

    def new_channel(self, name: str, kind: ChannelKind, parent: Channel | None = None) -> Channel:
        """Return a channel owned by the bot that is not part of the guild until registered."""
        return Channel(
            self.world.mint(),
            kind,
            name,
            guild=self,
            parent=parent,
            owner_id=self.world.bot.id,
            created_at=self.world.now(),
        )

    def register_channel(self, channel: Channel) -> None:
        """Add a new channel to the guild, and send the bot the event."""
        self.channels[channel.id] = channel
        is_thread = channel.kind in THREADS
        self.dispatch_channel("THREAD_CREATE" if is_thread else "CHANNEL_CREATE", channel)

    def delete_channel(self, channel: Channel) -> None:
        """Delete a channel and its threads, and send the bot the events."""
        for thread in self.threads_of(channel):
            self.delete_channel(thread)
        is_thread = channel.kind in THREADS
        self.dispatch_channel("THREAD_DELETE" if is_thread else "CHANNEL_DELETE", channel)
        del self.channels[channel.id]

    def threads_of(self, parent: Channel) -> list[Channel]:
        """Return the threads of a channel, archived ones included."""
        channels = self.channels.values()
        return [thread for thread in channels if thread.kind in THREADS and thread.parent is parent]

    @property
    def active_threads(self) -> list[Channel]:
        """The threads that are not archived and that the bot can view."""
        threads = [thread for thread in self.channels.values() if thread.kind in THREADS]
        return [thread for thread in threads if not thread.archived and self.bot_can_view(thread)]

    def add_role(
        self, name: str, permissions: Permission = NONE, *, mentionable: bool = False
    ) -> Role:
        """Create a role, and send the bot the event."""
        role = Role(self.world.mint(), name, permissions, mentionable)
        self.roles[role.id] = role
        self.dispatch("GUILD_ROLE_CREATE", {"guild_id": str(self.id), "role": role.payload})
        return role

    def delete_role(self, role: Role) -> None:
        """Delete a role, which removes it from its members, and send the bot the event."""
        visible = self.visible_channels
        del self.roles[role.id]
        for member in self.members.values():
            member.roles = [other for other in member.roles if other is not role]
        self.dispatch("GUILD_ROLE_DELETE", {"guild_id": str(self.id), "role_id": str(role.id)})
        self.update_channels(visible)

    def add_member(
        self, user_or_name: str | User, *, manager: bool = False, roles: Iterable[Role] = ()
    ) -> Actor:
        """Add a member, an existing user or a new one of this name, and return its Actor.

        A `manager` has the Manage Server permission.
        """
        user = self.world.add_user(user_or_name) if isinstance(user_or_name, str) else user_or_name
        roles = list(roles)
        if manager:
            roles.append(self.add_role("managers", Permission.MANAGE_GUILD))
        self._add_member(user, roles)
        return Actor(self.world, user, self)

    def allow_bot(self, permissions: Permission) -> None:
        """Replace the permissions of the bot's own role, and send the bot the event."""
        self.edit_role(self.bot_role, permissions)

    def edit_role(self, role: Role, permissions: Permission) -> None:
        """Replace the permissions of a role, such as `everyone`, and send the bot the event."""
        visible = self.visible_channels
        role.permissions = permissions
        self.dispatch("GUILD_ROLE_UPDATE", {"guild_id": str(self.id), "role": role.payload})
        self.update_channels(visible)

    def remove_bot(self) -> None:
        """Remove the bot from the guild, and send it GUILD_DELETE."""
        self.world.guilds.pop(self.id, None)
        self.world.former_guilds[self.id] = self
        self.dispatch("GUILD_DELETE", {"id": str(self.id)})

    def readmit_bot(self) -> None:
        """Add the bot again, with the same channels, and send it GUILD_CREATE as if it joined."""
        del self.world.former_guilds[self.id]
        self.world.guilds[self.id] = self
        self.me.joined_at = self.world.now()
        self.dispatch("GUILD_CREATE", self.create_payload)

    def speak(self, locale: str) -> None:
        """Change the guild's language, and send the bot the event."""
        if locale != self.preferred_locale:
            self.preferred_locale = locale
            self.dispatch("GUILD_UPDATE", self.payload)

    def begin_outage(self) -> None:
        """Make the guild unavailable: send the bot GUILD_DELETE, then none of its events.

        This does not affect requests; inject `faults` for that.
        """
        self.unavailable = True
        self.dispatch("GUILD_DELETE", {"id": str(self.id), "unavailable": True})

    def end_outage(self) -> None:
        """Make the guild available, and send the bot GUILD_CREATE with its present state."""
        self.unavailable = False
        self.dispatch("GUILD_CREATE", self.create_payload | {"unavailable": False})

    def dispatch_channel(self, event: str, channel: Channel) -> None:
        """Send the bot an event of a channel, but none of a thread that it cannot view."""
        if channel.kind not in THREADS:
            self.dispatch(event, self._payload_for_bot(channel))
        elif self.bot_can_view(channel):
            data = channel.payload
            if event == "THREAD_DELETE":
                data = {key: data[key] for key in ("id", "guild_id", "parent_id", "type")}
            if event == "THREAD_CREATE":
                data |= {"newly_created": True}
            self.dispatch(event, data)

    @property
    def visible_channels(self) -> frozenset[Channel]:
        """The channels that the bot can view."""
        return frozenset(filter(self.bot_can_view, self.channels.values()))

    def update_channels(self, visible: frozenset[Channel], *changed: Channel) -> None:
        """Send the bot CHANNEL_UPDATE for `changed` channels, and others that appear or disappear.

        `visible` are the channels that it could view before.
        """
        differing = visible ^ self.visible_channels
        for channel in self.channels.values():
            if channel.kind not in THREADS and (channel in differing or channel in changed):
                self.dispatch_channel("CHANNEL_UPDATE", channel)
                if channel in differing - visible:
                    self._sync_threads(channel)

    def _sync_threads(self, parent: Channel) -> None:
        """Send the bot THREAD_LIST_SYNC for a channel that it can view from now on."""
        threads = [thread for thread in self.active_threads if thread.parent is parent]
        data = {
            "guild_id": str(self.id),
            "channel_ids": [str(parent.id)],
            "threads": [thread.payload for thread in threads],
            "members": [thread_member(thread) for thread in threads],
        }
        self.dispatch("THREAD_LIST_SYNC", data)

    def dispatch(self, event: str, data: Payload) -> None:
        """Send the bot an event of this guild."""
        self.world.dispatch(event, data, self.id)

    @property
    def first_channel(self) -> Channel:
        """The first text channel. Raises LookupError if there is none."""
        for channel in self.channels.values():
            if channel.kind is ChannelKind.TEXT:
                return channel
        raise LookupError(f"{self.name} has no text channel yet")

    @property
    def payload(self) -> Payload:
        """The guild's payload in the response to GET /guilds."""
        return {
            "id": str(self.id),
            "name": self.name,
            "icon": None,
            "owner_id": str(self.owner.id),
            "roles": [role.payload for role in self.roles.values()],
            "emojis": [],
            "stickers": [],
            "features": [],
            "preferred_locale": self.preferred_locale,
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
        """The guild's payload in the GUILD_CREATE event."""
        channels = self.channels.values()
        return self.payload | {
            "joined_at": self.me.joined_at.isoformat(),
            "large": False,
            "member_count": len(self.members),
            "members": [self.me.payload],
            "channels": [
                self._payload_for_bot(channel)
                for channel in channels
                if channel.kind not in THREADS
            ],
            "threads": [thread.payload for thread in self.active_threads],
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }

    def bot_can_view(self, channel: Channel) -> bool:
        """Return whether the bot can view a channel; of a category, any channel in it will do."""
        if channel.permissions_of(self.me) & Permission.VIEW_CHANNEL:
            return True
        return channel.kind is ChannelKind.CATEGORY and any(
            child.permissions_of(self.me) & Permission.VIEW_CHANNEL
            for child in self.channels.values()
            if child.parent is channel
        )

    def _payload_for_bot(self, channel: Channel) -> Payload:
        return channel.payload if self.bot_can_view(channel) else hide(channel)

    def _add_member(self, user: User, roles: list[Role]) -> Member:
        member = Member(user, self, self.world.now(), roles)
        self.members[user.id] = member
        return member
