"""Interactions: what a member did, and what the bot answered."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from bot.sandbox.channels import Channel
from bot.sandbox.messages import FILE_SIZE, Message
from bot.sandbox.signals import Signal
from bot.sandbox.users import User

if TYPE_CHECKING:
    from bot.sandbox.guilds import Guild
    from bot.sandbox.world import World

Payload = dict[str, Any]

ANSWER_WITHIN = timedelta(seconds=3)
TOKEN_LASTS = timedelta(minutes=15)
_IN_GUILD, _IN_DM = 0, 1
_MESSAGE_KINDS = {2: 20, 3: 0, 5: 0}  # by interaction type: 20 is "used a command"


class InteractionKind(IntEnum):
    """Discord's numbers of what a member can do."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class CallbackKind(IntEnum):
    """Discord's numbers of how a bot can answer."""

    PONG = 1
    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


class Interaction:
    """One interaction. `message` is the one whose component was used.

    `origin` is the interaction that opened the modal which was submitted.
    """

    def __init__(
        self,
        world: "World",
        kind: InteractionKind,
        user: User,
        channel: Channel,
        data: Mapping[str, Any],
        *,
        message: Message | None = None,
        origin: "Interaction | None" = None,
    ) -> None:
        self.world = world
        self.kind = kind
        self.user = user
        self.channel = channel
        self.data = data
        self.message = message
        self.origin = origin
        self.id = world.mint()
        self.token = f"interaction-{self.id}"
        self.created_at: datetime = world.now()
        self.callback: CallbackKind | None = None
        self.original: Message | None = None
        self.followups: list[Message] = []
        self.choices: list[Payload] = []
        self.modal: Payload = {}
        self.changes = 0
        self.changed = Signal()

    @property
    def guild(self) -> "Guild | None":
        """Where it happened; None in a DM."""
        return self.channel.guild

    @property
    def over(self) -> bool:
        """Whether its token has run out."""
        return self.world.now() - self.created_at > TOKEN_LASTS

    @property
    def settled(self) -> bool:
        """Whether there is something to see: no answer yet, or a deferred one, is nothing."""
        if self.callback is CallbackKind.DEFERRED_MESSAGE:
            return self.original is None or not self.original.loading
        if self.callback is CallbackKind.DEFERRED_UPDATE:
            return self.changes > 1
        return self.callback is not None

    @property
    def shown(self) -> Message | None:
        """The message that the user looks at now."""
        if self.callback is CallbackKind.DEFERRED_UPDATE and self.followups:
            return self.followups[0]
        return self.original or self.message

    def note_change(self) -> None:
        """Count an answer, an edit or a followup, and wake who waits for it."""
        self.changes += 1
        self.changed.fire()

    def new_message(self, *, private: bool) -> Message:
        """Return a message, yet without contents, that answers this interaction."""
        return Message(
            self.world.mint(),
            self.channel,
            self.world.bot,
            self.world.now(),
            kind=_MESSAGE_KINDS[self.kind],
            cause=self.cause,
            application_id=self.world.application.id,
            reader=self.user if private else None,
        )

    @property
    def cause(self) -> Payload:
        """What the messages that answer it say of it."""
        cause: Payload = {
            "id": str(self.id),
            "type": int(self.kind),
            "user": self.user.payload,
            "authorizing_integration_owners": self._owners,
        }
        if self.kind is InteractionKind.COMMAND:
            cause["name"] = self.data["name"]
        if self.message is not None:
            cause["interacted_message_id"] = str(self.message.id)
        if self.origin is not None:
            cause["triggering_interaction_metadata"] = self.origin.cause
        return cause

    @property
    def payload(self) -> Payload:
        """The data of INTERACTION_CREATE."""
        payload: Payload = {
            "id": str(self.id),
            "application_id": str(self.world.application.id),
            "type": int(self.kind),
            "token": self.token,
            "version": 1,
            "data": self.data,
            "channel": self.channel.payload,
            "channel_id": str(self.channel.id),
            "locale": "en-US",
            "app_permissions": str(int(self.world.bot_permissions(self.channel))),
            "entitlements": [],
            "attachment_size_limit": FILE_SIZE,
            "authorizing_integration_owners": self._owners,
            "context": _IN_DM if self.guild is None else _IN_GUILD,
        }
        if self.message is not None:
            payload["message"] = self.message.payload
        if self.guild is None:
            return payload | {"user": self.user.payload}
        member = self.guild.members[self.user.id]
        granted = str(int(self.channel.permissions_of(member)))
        return payload | {
            "guild_id": str(self.guild.id),
            "guild": {"id": str(self.guild.id), "locale": "en-US", "features": []},
            "guild_locale": "en-US",
            "member": member.payload | {"permissions": granted},
        }

    @property
    def _owners(self) -> Payload:
        return {"0": str(self.guild.id) if self.guild else "0"}
