"""Users, and the bot's application with its owner or team."""

from dataclasses import dataclass, field
from typing import Any

Payload = dict[str, Any]


@dataclass(slots=True, eq=False)
class User:
    """A user account, of a person or a bot.

    `installed` is whether a person installed the bot for themselves, to use it anywhere. `locale`
    is the language of their client.
    """

    id: int
    name: str
    bot: bool = False
    installed: bool = False
    locale: str = "en-US"

    @property
    def payload(self) -> Payload:
        """The user's payload, as others see it."""
        return {
            "id": str(self.id),
            "username": self.name,
            "discriminator": "0",
            "global_name": None if self.bot else self.name,
            "avatar": None,
            "bot": self.bot,
            "public_flags": 0,
        }

    @property
    def own_payload(self) -> Payload:
        """The user's payload, as it sees itself."""
        return self.payload | {
            "verified": True,
            "mfa_enabled": False,
            "locale": self.locale,
            "flags": 0,
            "premium_type": 0,
            "email": None,
        }


@dataclass(slots=True)
class Application:
    """The bot's application. If it has `team` members, its payload names the team as owner."""

    id: int
    name: str
    owner: User
    public: bool = False
    user_install: bool = True
    """Whether users may install it for themselves."""
    team: list[User] = field(default_factory=list)
    privileged_intents: int = 0
    """The bits of the privileged gateway intents that the bot may use."""

    @property
    def payload(self) -> Payload:
        """The application's payload, as its bot sees it."""
        return {
            "id": str(self.id),
            "name": self.name,
            "description": "",
            "icon": None,
            "bot_public": self.public,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "flags": 0,
            "owner": self._team_user if self.team else self.owner.payload,
            "team": self._team_payload if self.team else None,
            "integration_types_config": {"0": {}} | ({"1": {}} if self.user_install else {}),
        }

    @property
    def _team_id(self) -> int:
        return self.id + 1

    @property
    def _team_user(self) -> Payload:
        return User(self._team_id, f"team{self._team_id}").payload

    @property
    def _team_payload(self) -> Payload:
        members = [
            {
                "user": user.payload,
                "team_id": str(self._team_id),
                "membership_state": 2,
                "role": "admin",
            }
            for user in self.team
        ]
        return {
            "id": str(self._team_id),
            "name": self.name,
            "icon": None,
            "owner_user_id": str(self.team[0].id),
            "members": members,
        }
