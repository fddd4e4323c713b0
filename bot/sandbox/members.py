"""Members of a guild, and roles, which give them permissions."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.sandbox.permissions import ALL, NONE, Permission
from bot.sandbox.users import User

if TYPE_CHECKING:
    from bot.sandbox.guilds import Guild

Payload = dict[str, Any]


@dataclass(slots=True, eq=False)
class Role:
    """A role of a guild. The id of @everyone is the guild's."""

    id: int
    name: str
    permissions: Permission = NONE
    mentionable: bool = False
    position: int = 1
    managed: bool = False

    @property
    def payload(self) -> Payload:
        """The role's payload."""
        return {
            "id": str(self.id),
            "name": self.name,
            "permissions": str(int(self.permissions)),
            "position": self.position,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "managed": self.managed,
            "mentionable": self.mentionable,
            "icon": None,
            "unicode_emoji": None,
            "flags": 0,
        }


@dataclass(slots=True, eq=False)
class Member:
    """A user in a guild."""

    user: User
    guild: "Guild"
    joined_at: datetime
    roles: list[Role] = field(default_factory=list)

    @property
    def id(self) -> int:
        """The user's id."""
        return self.user.id

    @property
    def permissions(self) -> Permission:
        """The member's permissions in the guild, before a channel's overwrites."""
        if self.guild.owner is self.user:
            return ALL
        granted = self.guild.everyone.permissions
        for role in self.roles:
            granted |= role.permissions
        return ALL if granted & Permission.ADMINISTRATOR else granted

    @property
    def payload(self) -> Payload:
        """The member's payload."""
        return {
            "user": self.user.payload,
            "nick": None,
            "avatar": None,
            "roles": [str(role.id) for role in self.roles],
            "joined_at": self.joined_at.isoformat(),
            "premium_since": None,
            "deaf": False,
            "mute": False,
            "flags": 0,
            "pending": False,
            "communication_disabled_until": None,
        }
