"""A user of the bot: gives commands, reads answers, presses buttons."""

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.sandbox.answer import DEFAULT_TIMEOUT, Answer
from bot.sandbox.channel_kinds import ChannelKind
from bot.sandbox.channels import Channel
from bot.sandbox.errors import DeferredError, NoAnswerError, NoCommandError
from bot.sandbox.installs import Install, context_of, integration_owners
from bot.sandbox.interactions import Interaction, InteractionKind
from bot.sandbox.messages import Message
from bot.sandbox.options import Resolved, build_options
from bot.sandbox.permissions import Permission
from bot.sandbox.rules.commands import CommandKind
from bot.sandbox.users import User

if TYPE_CHECKING:
    from bot.sandbox.guilds import Guild
    from bot.sandbox.members import Member
    from bot.sandbox.world import World

Payload = dict[str, Any]


class Actor:
    """A user, in a guild or in a DM with the bot.

    The keyword argument of a command option may end in an underscore that is not part of the
    option's name: for Python keywords, and for `channel_`, as `channel` is where to give the
    command.
    """

    def __init__(self, world: "World", user: User, guild: "Guild | None" = None) -> None:
        self.world = world
        self.user = user
        self.guild = guild

    @property
    def id(self) -> int:
        """The user's id."""
        return self.user.id

    @property
    def mention(self) -> str:
        """The mention markup of the user, which may ping."""
        return f"<@{self.user.id}>"

    @property
    def member(self) -> "Member":
        """The user's guild member. Raises LookupError in a DM."""
        if self.guild is None:
            raise LookupError(f"{self.user.name} is in no guild here")
        return self.guild.members[self.user.id]

    @property
    def dm(self) -> Channel:
        """The user's DM with the bot."""
        return self.world.dm_with(self.user)

    def install(self) -> None:
        """Install the bot for the user, who can then use it anywhere."""
        self.user.installed = True

    def group(self, name: str = "group") -> Channel:
        """Return a new group DM of the user, which the bot is not in."""
        return Channel(self.world.mint(), ChannelKind.GROUP_DM, name, owner_id=self.user.id)

    def say(
        self,
        content: str,
        *,
        embeds: Iterable[Payload] = (),
        channel: Channel | None = None,
    ) -> Message:
        """Send a message as the user; `embeds` are those that Discord makes of its links."""
        message = self._message(channel, content=content)
        message.embeds = [{"type": "link"} | embed for embed in embeds]
        return self._send(message)

    def forward(self, message: Message, *, channel: Channel | None = None) -> Message:
        """Forward a message: the new one has a snapshot of it and no content of its own."""
        forwarded = self._message(channel)
        forwarded.forward(message)
        return self._send(forwarded)

    def see(self, message: Message) -> Answer:
        """Return any message as an Answer, to read it and press its buttons."""
        interaction = Interaction(
            self.world, InteractionKind.COMPONENT, self.user, message.channel, {}, message=message
        )
        return Answer(interaction, self, message)

    async def slash(
        self,
        command: str,
        /,
        *,
        channel: Channel | None = None,
        timeout: float = DEFAULT_TIMEOUT,  # noqa: ASYNC109 - a number of seconds is easiest to give
        force: bool = False,
        **options: Any,
    ) -> Answer:
        """Give a slash command, such as "search" or "digest add", and return the answer.

        It waits for a deferred answer. `channel` is by default the guild's first text channel, or
        the DM. Raises NoCommandError if Discord's client would not send the command, and
        NoAnswerError after `timeout` seconds. `force` sends it without the default permissions:
        admins can override those, so a bot that depends on a permission must check it itself.
        """
        channel = channel or self._default_channel
        data = self._command_data(command, channel, options, force=force)
        return await self.act(InteractionKind.COMMAND, channel, data, timeout)

    async def autocomplete(
        self,
        command: str,
        /,
        *,
        focused: str,
        channel: Channel | None = None,
        timeout: float = DEFAULT_TIMEOUT,  # noqa: ASYNC109 - see slash
        force: bool = False,
        **options: Any,
    ) -> list[Payload]:
        """Type into the option `focused` and return the choices that the bot suggests.

        `force` is as in `slash`.
        """
        channel = channel or self._default_channel
        data = self._command_data(command, channel, options, focused=focused, force=force)
        answer = await self.act(InteractionKind.AUTOCOMPLETE, channel, data, timeout)
        return answer.interaction.choices

    async def context_menu(
        self,
        command: str,
        /,
        *,
        message: "Message | Payload | None" = None,
        user: "User | Actor | None" = None,
        channel: Channel | None = None,
        timeout: float = DEFAULT_TIMEOUT,  # noqa: ASYNC109 - see slash
        force: bool = False,
    ) -> Answer:
        """Use a context menu command on a message or a user, and return the answer.

        `force` is as in `slash`.
        """
        if isinstance(message, Message):
            channel = message.channel
        channel = channel or self._default_channel
        kind = CommandKind.USER if message is None else CommandKind.MESSAGE
        registered = self._find_command(command, kind, channel, force=force)
        resolved = Resolved(self.world, channel.guild, self.user)
        if message is None:
            _, target_id = resolved.add(user)
        else:
            payload = message.payload if isinstance(message, Message) else message
            target_id = payload["id"]
            resolved.payloads["messages"] = {target_id: payload}
        data = _base_data(registered) | {"target_id": target_id, "resolved": resolved.payloads}
        return await self.act(InteractionKind.COMMAND, channel, data, timeout)

    async def act(
        self,
        kind: InteractionKind,
        channel: Channel,
        data: Mapping[str, Any],
        timeout: float = DEFAULT_TIMEOUT,  # noqa: ASYNC109 - see slash
        *,
        message: Message | None = None,
        origin: Interaction | None = None,
    ) -> Answer:
        """Send the bot an interaction and return the answer. Raises NoAnswerError without one."""
        interaction = Interaction(
            self.world, kind, self.user, channel, data, message=message, origin=origin
        )
        self.world.register_interaction(interaction)
        is_in_guild = str(int(Install.GUILD)) in interaction.owners
        guild_id = channel.guild.id if channel.guild and is_in_guild else None
        if not self.world.dispatch("INTERACTION_CREATE", interaction.payload, guild_id):
            raise NoAnswerError("the bot is not connected")
        if not await interaction.changed.wait(lambda: interaction.is_answered, timeout):
            if interaction.callback:
                raise DeferredError(f"the bot deferred its answer within {timeout} s")
            raise NoAnswerError(f"the bot did not answer within {timeout} s")
        return Answer(interaction, self)

    def offered(self, kind: CommandKind, channel: Channel) -> list[Payload]:
        """Return the commands of a type that Discord's client offers the user in a channel."""
        scopes = (None, channel.guild.id) if channel.guild else (None,)
        names = {
            command["name"]: None
            for scope in scopes
            for command in self.world.commands.of(scope)
            if command["type"] == kind
        }
        found = []
        for name in names:
            with contextlib.suppress(NoCommandError):
                found.append(self._find_command(name, kind, channel, force=False))
        return found

    def _message(self, channel: Channel | None, content: str = "") -> Message:
        channel = channel or self._default_channel
        return Message(self.world.mint(), channel, self.user, self.world.now(), content=content)

    def _send(self, message: Message) -> Message:
        message.ping(self.world)
        self.world.post(message)
        self.world.dispatch_message(message, "MESSAGE_CREATE")
        return message

    @property
    def _default_channel(self) -> Channel:
        return self.guild.first_channel if self.guild else self.dm

    def _command_data(
        self,
        command: str,
        channel: Channel,
        options: Mapping[str, Any],
        focused: str | None = None,
        *,
        force: bool = False,
    ) -> Payload:
        name, *path = command.removeprefix("/").split()
        registered = self._find_command(name, CommandKind.CHAT, channel, force=force)
        values = {name.removesuffix("_"): value for name, value in options.items()}
        resolved = Resolved(self.world, channel.guild, self.user)
        built = build_options(registered, path, values, resolved, focused)
        data = _base_data(registered) | {"options": built}
        return data | {"resolved": resolved.payloads} if resolved.payloads else data

    def _find_command(
        self, name: str, kind: CommandKind, channel: Channel, *, force: bool
    ) -> Payload:
        guild = channel.guild
        command = self.world.commands.find(name, kind, guild.id if guild else None)
        for_user = self.user.installed and command and Install.USER in command["integration_types"]
        if guild is not None and not for_user:
            if guild.id in self.world.former_guilds:
                raise NoCommandError(f"the bot is not in {guild.name}")
            if not guild.takes_commands:
                raise NoCommandError(f"the bot may not have commands in {guild.name}")
        if command is None:
            raise NoCommandError(f"the bot has no command “{name}”")
        contexts: Sequence[int] | None = command["contexts"]
        if (
            (contexts is not None and context_of(channel) not in contexts)
            or (guild is None and command["dm_permission"] is False)
            or not integration_owners(self.world, command, channel, self.user)
        ):
            raise NoCommandError(f"“{name}” is not offered here")
        if guild is not None and not force:
            granted = channel.permissions_of(guild.members[self.user.id])
            if required_permissions(command) & ~granted:
                raise NoCommandError(f"“{name}” is not offered to {self.user.name}")
        return command


def required_permissions(command: Payload) -> Permission:
    """Return the permissions that a member needs for the client to offer a command."""
    default = command["default_member_permissions"]
    needed = Permission.USE_APPLICATION_COMMANDS
    if default is None:
        return needed
    # A value of 0 means that only administrators may use the command.
    return needed | (Permission(int(default)) or Permission.ADMINISTRATOR)


def _base_data(command: Payload) -> Payload:
    data: Payload = {key: command[key] for key in ("id", "name", "type")}
    if "guild_id" in command:
        data["guild_id"] = command["guild_id"]
    return data
