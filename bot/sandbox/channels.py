"""Channels of every type, their permission overwrites and their messages."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.sandbox.channel_kinds import NO_CHANNEL_FLAGS, THREADS, ChannelFlag, ChannelKind
from bot.sandbox.describing import describe
from bot.sandbox.permissions import ALL, NONE, Permission
from bot.sandbox.users import User

if TYPE_CHECKING:
    from bot.sandbox.guilds import Guild
    from bot.sandbox.members import Member, Role
    from bot.sandbox.messages import Message

Payload = dict[str, Any]


@dataclass(slots=True)
class Overwrite:
    """A permission overwrite: how a role or a member differs in one channel from the guild."""

    kind: int  # 0: a role, 1: a member
    allow: Permission = NONE
    deny: Permission = NONE


@dataclass(slots=True, eq=False)
class Channel:
    """A channel of a guild, a thread in one, or a DM with `recipient`.

    `parent` is the channel of a thread, or the category of another channel.
    """

    id: int
    kind: ChannelKind
    name: str = ""
    guild: "Guild | None" = None
    parent: "Channel | None" = None
    recipient: User | None = None
    owner_id: int = 0
    created_at: datetime | None = None
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    messages: "dict[int, Message]" = field(default_factory=dict)
    sent: int = 0
    """The number of messages ever posted, including those that were deleted or dropped since."""
    flags: ChannelFlag = NO_CHANNEL_FLAGS
    tags: dict[int, str] = field(default_factory=dict)
    """A forum's tags by their ids."""
    applied_tags: list[int] = field(default_factory=list)
    archived: bool = False
    locked: bool = False
    archive_changed_at: datetime | None = None
    """When a thread was last archived or unarchived."""

    @property
    def mention(self) -> str:
        """The mention markup of the channel."""
        return f"<#{self.id}>"

    def set_permissions(
        self, target: "Role | Member", *, allow: Permission = NONE, deny: Permission = NONE
    ) -> None:
        """Set the overwrite of a role or a member, and send the bot CHANNEL_UPDATE."""
        kind = 0 if self.guild and target.id in self.guild.roles else 1
        self._set_overwrite(target.id, Overwrite(kind, allow, deny))

    def clear_permissions(self, target: "Role | Member") -> None:
        """Remove the overwrite of a role or a member, and send the bot CHANNEL_UPDATE."""
        self._set_overwrite(target.id, None)

    def delete(self) -> None:
        """Delete the channel, and send the bot the event."""
        if self.guild is None:
            raise ValueError("a DM cannot be deleted")
        self.guild.delete_channel(self)

    def post(self, message: "Message") -> "list[Message]":
        """Add a message; return those that are dropped for it. This unarchives a thread."""
        if self.archived:
            self.unarchive()
        self.messages[message.id] = message
        self.sent += 1
        limit = self.guild.world.keeps_messages if self.guild else None
        dropped = []
        while limit is not None and len(self.messages) > limit:
            dropped.append(self.messages.pop(next(iter(self.messages))))
        return dropped

    def archive(self, *, locked: bool = False) -> None:
        """Archive a thread; `locked` lets only users with MANAGE_THREADS unarchive it."""
        self.turn(archived=True, locked=locked)

    def unarchive(self) -> None:
        """Unarchive a thread and unlock it."""
        self.turn(archived=False, locked=False)

    def turn(self, *, archived: bool, locked: bool) -> None:
        """Set whether a thread is archived and locked, and send the bot THREAD_UPDATE."""
        if self.guild is None or self.kind not in THREADS:
            raise ValueError(f"{self.name} is no thread")
        if archived is not self.archived:
            self.archive_changed_at = self.guild.world.now()
        self.archived, self.locked = archived, locked
        self.guild.dispatch_channel("THREAD_UPDATE", self)

    def permissions_of(self, member: "Member") -> Permission:
        """Return the permissions of a member in this channel, overwrites included."""
        if self.parent is not None and self.kind in THREADS:
            return self.parent.permissions_of(member)
        granted = member.permissions
        if self.guild is None or granted & Permission.ADMINISTRATOR:
            return ALL
        for layer in self._layers(member):
            for overwrite in layer:
                granted &= ~overwrite.deny
            for overwrite in layer:
                granted |= overwrite.allow
        return granted

    def _set_overwrite(self, id: int, overwrite: Overwrite | None) -> None:
        visible = self.guild.visible_channels if self.guild else frozenset()
        if overwrite is None:
            self.overwrites.pop(id, None)
        else:
            self.overwrites[id] = overwrite
        if self.guild is not None:
            self.guild.update_channels(visible, self)

    def _layers(self, member: "Member") -> Iterator[list[Overwrite]]:
        """Yield overwrites in the order Discord applies them: @everyone, all roles, the member."""
        everyone = self.guild.id if self.guild else 0
        for ids in ([everyone], [role.id for role in member.roles], [member.id]):
            yield [self.overwrites[id] for id in ids if id in self.overwrites]

    @property
    def history(self) -> "list[Message]":
        """The messages that are not ephemeral, oldest first."""
        messages = [self.messages[id] for id in sorted(self.messages)]
        return [message for message in messages if not message.ephemeral]

    @property
    def payload(self) -> Payload:
        """The channel's payload."""
        return describe(self)
