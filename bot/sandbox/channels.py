"""Channels of every kind, who may do what in them, and the messages in them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from bot.sandbox.permissions import ALL, NONE, Permission
from bot.sandbox.users import User

if TYPE_CHECKING:
    from bot.sandbox.guilds import Guild
    from bot.sandbox.members import Member, Role
    from bot.sandbox.messages import Message

Payload = dict[str, Any]


class ChannelKind(IntEnum):
    """Discord's numbers of channel types."""

    TEXT = 0
    DM = 1
    VOICE = 2
    CATEGORY = 4
    ANNOUNCEMENT = 5
    ANNOUNCEMENT_THREAD = 10
    THREAD = 11
    PRIVATE_THREAD = 12
    FORUM = 15


THREADS = frozenset(
    {ChannelKind.THREAD, ChannelKind.ANNOUNCEMENT_THREAD, ChannelKind.PRIVATE_THREAD}
)
WITHOUT_MESSAGES = frozenset({ChannelKind.CATEGORY, ChannelKind.FORUM})


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

    @property
    def mention(self) -> str:
        """The markup that shows as a link to the channel."""
        return f"<#{self.id}>"

    def set_permissions(
        self, who: "Role | Member", *, allow: Permission = NONE, deny: Permission = NONE
    ) -> None:
        """Let a role or a member do more or less here than in the guild; the bot is told."""
        kind = 0 if self.guild and who.id in self.guild.roles else 1
        self.overwrites[who.id] = Overwrite(kind, allow, deny)
        if self.guild:
            self.guild.tell("CHANNEL_UPDATE", self.payload)

    def delete(self) -> None:
        """Delete the channel; the bot is told."""
        if self.guild is None:
            raise ValueError("a DM cannot be deleted")
        self.guild.delete_channel(self)

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
        last = max(self.messages, default=None)
        common = {
            "id": str(self.id),
            "type": int(self.kind),
            "last_message_id": None if last is None else str(last),
            "flags": 0,
        }
        if self.recipient is not None:
            return common | {"recipients": [self.recipient.payload]}
        common |= {
            "guild_id": str(self.guild.id) if self.guild else None,
            "name": self.name,
            "parent_id": str(self.parent.id) if self.parent else None,
            "rate_limit_per_user": 0,
        }
        return common | (self._as_thread if self.kind in THREADS else self._as_channel)

    @property
    def _as_channel(self) -> Payload:
        overwrites = [
            {
                "id": str(id),
                "type": one.kind,
                "allow": str(int(one.allow)),
                "deny": str(int(one.deny)),
            }
            for id, one in self.overwrites.items()
        ]
        kinds: dict[ChannelKind, Payload] = {
            ChannelKind.VOICE: {"bitrate": 64000, "user_limit": 0, "rtc_region": None},
            ChannelKind.FORUM: {
                "available_tags": [],
                "default_reaction_emoji": None,
                "default_sort_order": None,
                "default_forum_layout": 0,
            },
        }
        return {
            "position": 0,
            "permission_overwrites": overwrites,
            "nsfw": False,
            "topic": None,
        } | kinds.get(self.kind, {})

    @property
    def _as_thread(self) -> Payload:
        moment = self.created_at.isoformat() if self.created_at else None
        return {
            "owner_id": str(self.owner_id),
            "message_count": len(self.messages),
            "member_count": 1,
            "total_message_sent": len(self.messages),
            "applied_tags": [],
            "thread_metadata": {
                "archived": False,
                "auto_archive_duration": 1440,
                "archive_timestamp": moment,
                "create_timestamp": moment,
                "locked": False,
            },
        }
