"""Channels of every kind, who may do what in them, and the messages in them."""

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
    """What a role or a member may do in one channel, other than in the guild."""

    kind: int  # 0: a role, 1: a member
    allow: Permission = NONE
    deny: Permission = NONE


@dataclass(slots=True, eq=False)
class Channel:
    """A channel of a guild, a thread in one (`parent`), or a DM with `recipient`."""

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
    """How many messages there ever were, those included that are deleted or forgotten."""
    flags: ChannelFlag = NO_CHANNEL_FLAGS
    tags: dict[int, str] = field(default_factory=dict)
    """A forum's tags by their ids."""
    applied_tags: list[int] = field(default_factory=list)
    archived: bool = False
    locked: bool = False
    turned_at: datetime | None = None
    """When a thread was last archived or taken out of the archive."""

    @property
    def mention(self) -> str:
        """The markup that shows as a link to the channel."""
        return f"<#{self.id}>"

    def set_permissions(
        self, who: "Role | Member", *, allow: Permission = NONE, deny: Permission = NONE
    ) -> None:
        """Let a role or a member do more or less here than in the guild; the bot is told."""
        kind = 0 if self.guild and who.id in self.guild.roles else 1
        self._overwrite(who.id, Overwrite(kind, allow, deny))

    def clear_permissions(self, who: "Role | Member") -> None:
        """Let a role or a member do here what they may in the guild; the bot is told."""
        self._overwrite(who.id, None)

    def delete(self) -> None:
        """Delete the channel; the bot is told."""
        if self.guild is None:
            raise ValueError("a DM cannot be deleted")
        self.guild.delete_channel(self)

    def post(self, message: "Message") -> None:
        """Put a message here. A thread comes out of the archive by it."""
        if self.archived:
            self.unarchive()
        self.messages[message.id] = message
        self.sent += 1
        most = self.guild.world.keeps_messages if self.guild else None
        while most is not None and len(self.messages) > most:
            del self.messages[next(iter(self.messages))]

    def archive(self, *, locked: bool = False) -> None:
        """Archive a thread, and lock it: then only who manages threads can bring it back."""
        self.turn(archived=True, locked=locked)

    def unarchive(self) -> None:
        """Take a thread out of the archive, and unlock it."""
        self.turn(archived=False, locked=False)

    def turn(self, *, archived: bool, locked: bool) -> None:
        """Say whether a thread is archived and locked; the bot is told."""
        if self.guild is None or self.kind not in THREADS:
            raise ValueError(f"{self.name} is no thread")
        if archived is not self.archived:
            self.turned_at = self.guild.world.now()
        self.archived, self.locked = archived, locked
        self.guild.tell_of("THREAD_UPDATE", self)

    def permissions_of(self, member: "Member") -> Permission:
        """Return what a member may do here, overwrites included."""
        if self.parent is not None:
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

    def _overwrite(self, id: int, overwrite: Overwrite | None) -> None:
        guild = self.guild
        hidden = guild is not None and not self.permissions_of(guild.me) & Permission.VIEW_CHANNEL
        if overwrite is None:
            self.overwrites.pop(id, None)
        else:
            self.overwrites[id] = overwrite
        if guild is not None:
            guild.tell("CHANNEL_UPDATE", self.payload)
            if hidden and self.permissions_of(guild.me) & Permission.VIEW_CHANNEL:
                guild.sync_threads(self)

    def _layers(self, member: "Member") -> Iterator[list[Overwrite]]:
        """Yield overwrites as Discord applies them: @everyone, the roles together, the member."""
        everyone = self.guild.id if self.guild else 0
        for ids in ([everyone], [role.id for role in member.roles], [member.id]):
            yield [self.overwrites[id] for id in ids if id in self.overwrites]

    @property
    def history(self) -> "list[Message]":
        """The messages that all can see, oldest first."""
        return [self.messages[id] for id in sorted(self.messages) if self.messages[id].public]

    @property
    def payload(self) -> Payload:
        """The channel as Discord describes it."""
        return describe(self)
