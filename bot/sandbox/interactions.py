"""Interactions: what a user did, and how the bot responded."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from bot.sandbox.channels import Channel
from bot.sandbox.installs import context_of, integration_owners
from bot.sandbox.messages import FILE_SIZE, Message
from bot.sandbox.rules.commands import CommandKind, OptionKind
from bot.sandbox.signals import Signal
from bot.sandbox.users import User

if TYPE_CHECKING:
    from bot.sandbox.guilds import Guild
    from bot.sandbox.world import World

Payload = dict[str, Any]

RESPONSE_DEADLINE = timedelta(seconds=3)
TOKEN_LIFETIME = timedelta(minutes=15)
_NESTED = frozenset({OptionKind.SUBCOMMAND, OptionKind.GROUP})
_SLASH_ANSWER, _MENU_ANSWER, _PLAIN = 20, 23, 0  # message types


class InteractionKind(IntEnum):
    """Discord's numbers for interaction types."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class CallbackKind(IntEnum):
    """Discord's numbers for interaction callback types."""

    PONG = 1
    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


class Interaction:
    """One interaction. `message` is the one whose component was used.

    `origin` is, for a submitted modal, the interaction that opened it.
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
        """The guild that it is from; None in a DM."""
        return self.channel.guild

    @property
    def expired(self) -> bool:
        """Whether its token has expired."""
        return self.world.now() - self.created_at > TOKEN_LIFETIME

    @property
    def is_answered(self) -> bool:
        """Whether the bot has responded with something other than a deferral."""
        if self.callback is CallbackKind.DEFERRED_MESSAGE:
            if self.original is None:  # the deferral was deleted: it answers nothing by itself
                return bool(self.followups)
            return not self.original.loading
        if self.callback is CallbackKind.DEFERRED_UPDATE:
            return self.changes > 1
        return self.callback is not None

    @property
    def displayed(self) -> Message | None:
        """The message that the user sees as the answer at present."""
        replaced = self.callback is CallbackKind.DEFERRED_UPDATE or self.original is None
        if replaced and self.followups:
            return self.followups[0]
        return self.original or self.message

    def note_change(self) -> None:
        """Count a response, an edit or a followup, and wake those who wait for it."""
        self.changes += 1
        self.changed.fire()

    def new_message(self, *, ephemeral: bool) -> Message:
        """Return an empty message that responds to this interaction."""
        answer = Message(
            self.world.mint(),
            self.channel,
            self.world.bot,
            self.world.now(),
            kind=self._answer_type,
            interaction_metadata=self.metadata,
            application_id=self.world.application.id,
            ephemeral_for=self.user if ephemeral else None,
        )
        if self._target is not None:
            answer.refer_to(self._target, 0)
        return answer

    @property
    def _answer_type(self) -> int:
        if self.kind is not InteractionKind.COMMAND:
            return _PLAIN
        return _SLASH_ANSWER if self.data["type"] == CommandKind.CHAT else _MENU_ANSWER

    @property
    def _target(self) -> Message | None:
        """The message of a message command, if it is one of the channel's."""
        if self.data.get("type") != CommandKind.MESSAGE:
            return None
        return self.channel.messages.get(int(self.data["target_id"]))

    @property
    def metadata(self) -> Payload:
        """The interaction_metadata of the messages that respond to it."""
        metadata: Payload = {
            "id": str(self.id),
            "type": int(self.kind),
            "user": self.user.payload,
            "authorizing_integration_owners": self.owners,
        }
        if self.kind is InteractionKind.COMMAND:
            metadata |= self._used_command
        if self.message is not None:
            metadata["interacted_message_id"] = str(self.message.id)
        if self.origin is not None:
            metadata["triggering_interaction_metadata"] = self.origin.metadata
        return metadata

    @property
    def _used_command(self) -> Payload:
        """The name of the command, with its subcommands, and what its menu was opened on."""
        names, options = [self.data["name"]], self.data.get("options") or []
        while options and options[0]["type"] in _NESTED:
            names.append(options[0]["name"])
            options = options[0]["options"]
        used: Payload = {"name": " ".join(names)}
        if self.data["type"] == CommandKind.MESSAGE:
            used["target_message_id"] = self.data["target_id"]
        elif self.data["type"] == CommandKind.USER:
            used["target_user"] = self.data["resolved"]["users"][self.data["target_id"]]
        return used

    @property
    def payload(self) -> Payload:
        """The data of the INTERACTION_CREATE event."""
        payload: Payload = {
            "id": str(self.id),
            "application_id": str(self.world.application.id),
            "type": int(self.kind),
            "token": self.token,
            "version": 1,
            "data": self.data,
            "channel": self.channel.payload,
            "channel_id": str(self.channel.id),
            "locale": self.user.locale,
            "app_permissions": str(int(self.world.bot_permissions(self.channel))),
            "entitlements": [],
            "attachment_size_limit": FILE_SIZE,
            "authorizing_integration_owners": self.owners,
            "context": int(context_of(self.channel)),
        }
        if self.message is not None:
            payload["message"] = self.message.payload
        if self.guild is None:
            return payload | {"user": self.user.payload}
        member = self.guild.members[self.user.id]
        granted = str(int(self.channel.permissions_of(member)))
        locale = self.guild.preferred_locale
        return payload | {
            "guild_id": str(self.guild.id),
            "guild": {"id": str(self.guild.id), "locale": locale, "features": []},
            "guild_locale": locale,
            "member": member.payload | {"permissions": granted},
        }

    @property
    def owners(self) -> Payload:
        """Who installed the bot so that it may be used here, by the way of installing it.

        A component has those of its message.
        """
        if self.origin is not None:
            return self.origin.owners
        if self.message is not None:
            metadata = self.message.interaction_metadata or {}
            in_guild = {"0": str(self.guild.id) if self.guild else "0"}
            owners: Payload = metadata.get("authorizing_integration_owners", in_guild)
            return owners
        command = self.world.commands.find(
            self.data["name"], CommandKind(self.data["type"]), self.guild.id if self.guild else None
        )
        if command is None:  # it was removed since it was given
            return {}
        return integration_owners(self.world, command, self.channel, self.user)
