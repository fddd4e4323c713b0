"""Somebody who uses the bot: types commands, reads answers, presses buttons."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.sandbox.answer import PATIENCE, Answer
from bot.sandbox.errors import NoAnswerError, NoCommandError
from bot.sandbox.interactions import Interaction, InteractionKind
from bot.sandbox.messages import Message
from bot.sandbox.options import Resolved, build_options
from bot.sandbox.permissions import Permission
from bot.sandbox.rules.commands import CommandKind
from bot.sandbox.users import User

if TYPE_CHECKING:
    from bot.sandbox.channels import Channel
    from bot.sandbox.guilds import Guild
    from bot.sandbox.members import Member
    from bot.sandbox.world import World

Payload = dict[str, Any]

_IN_GUILD, _IN_DM = 0, 1
_FORWARD = 1


class Actor:
    """A user, in a guild or in a DM with the bot.

    In commands, an option's name may end in an underscore, which is not part of it: for those
    that are words of Python, and for `channel_`, as `channel` is where the command is given.
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
        """The markup that shows as the user's name, and may ping."""
        return f"<@{self.user.id}>"

    @property
    def member(self) -> "Member":
        """The user in the guild. Raises LookupError in a DM."""
        if self.guild is None:
            raise LookupError(f"{self.user.name} is in no guild here")
        return self.guild.members[self.user.id]

    @property
    def dm(self) -> "Channel":
        """The user's DM with the bot."""
        return self.world.dm_with(self.user)

    def say(
        self,
        content: str,
        *,
        embeds: Iterable[Payload] = (),
        channel: "Channel | None" = None,
    ) -> Message:
        """Send a message of the user's own; `embeds` are what Discord shows of its links."""
        message = self._message(channel, content=content)
        message.embeds = [{"type": "link"} | embed for embed in embeds]
        return self._send(message)

    def forward(self, message: Message, *, channel: "Channel | None" = None) -> Message:
        """Send on a message: what comes holds a snapshot of it and nothing of its own."""
        copy = self._message(channel)
        copy.snapshots = message.snapshots or [message.snapshot]
        copy.reference = {
            "type": _FORWARD,
            "message_id": str(message.id),
            "channel_id": str(message.channel.id),
        }
        if message.channel.guild is not None:
            copy.reference["guild_id"] = str(message.channel.guild.id)
        return self._send(copy)

    def see(self, message: Message) -> Answer:
        """Return a message that nobody asked for, to read it and press its buttons."""
        nothing = Interaction(
            self.world, InteractionKind.COMPONENT, self.user, message.channel, {}, message=message
        )
        return Answer(nothing, self, message)

    async def slash(
        self,
        command: str,
        /,
        *,
        channel: "Channel | None" = None,
        timeout: float = PATIENCE,  # noqa: ASYNC109 - a number of seconds is easiest to give
        force: bool = False,
        **options: Any,
    ) -> Answer:
        """Give a slash command, such as "search" or "digest add", and return the answer.

        A deferred answer is waited for. Without a `channel` it is the guild's first one for text,
        or the DM. Raises NoCommandError if Discord's client would not send it, and NoAnswerError
        after `timeout` seconds. `force` sends it although the member may not use it here: admins
        can allow so, and a bot that means its rule must hold it itself.
        """
        place = self._place(channel)
        data = self._command(command, place, options, force=force)
        return await self.act(InteractionKind.COMMAND, place, data, timeout)

    async def autocomplete(
        self,
        command: str,
        /,
        *,
        focused: str,
        channel: "Channel | None" = None,
        timeout: float = PATIENCE,  # noqa: ASYNC109 - see slash
        force: bool = False,
        **options: Any,
    ) -> list[Payload]:
        """Type into the option `focused` and return the choices that the bot offers.

        `force` is as in `slash`.
        """
        place = self._place(channel)
        data = self._command(command, place, options, focused=focused, force=force)
        answer = await self.act(InteractionKind.AUTOCOMPLETE, place, data, timeout)
        return answer.interaction.choices

    async def context_menu(
        self,
        command: str,
        /,
        *,
        message: "Message | Payload | None" = None,
        user: "User | Actor | None" = None,
        channel: "Channel | None" = None,
        timeout: float = PATIENCE,  # noqa: ASYNC109 - see slash
        force: bool = False,
    ) -> Answer:
        """Choose a command from the menu of a message or of a user, and return the answer.

        `force` is as in `slash`.
        """
        place = message.channel if isinstance(message, Message) else self._place(channel)
        kind = CommandKind.USER if message is None else CommandKind.MESSAGE
        known = self._known(command, kind, place, force=force)
        resolved = Resolved(self.world, place.guild, self.user)
        if message is None:
            _, target = resolved.add(user)
        else:
            payload = message.payload if isinstance(message, Message) else message
            target = payload["id"]
            resolved.things["messages"] = {target: payload}
        data = _data(known) | {"target_id": target, "resolved": resolved.things}
        return await self.act(InteractionKind.COMMAND, place, data, timeout)

    async def act(
        self,
        kind: InteractionKind,
        place: "Channel",
        data: Mapping[str, Any],
        timeout: float = PATIENCE,  # noqa: ASYNC109 - see slash
        *,
        message: Message | None = None,
        origin: Interaction | None = None,
    ) -> Answer:
        """Send the bot an interaction and return the answer. Raises NoAnswerError if none came."""
        interaction = Interaction(
            self.world, kind, self.user, place, data, message=message, origin=origin
        )
        self.world.begin(interaction)
        guild_id = place.guild.id if place.guild else None
        if not self.world.dispatch("INTERACTION_CREATE", interaction.payload, guild_id):
            raise NoAnswerError("the bot is not connected")
        if not await interaction.changed.wait(lambda: interaction.settled, timeout):
            state = "deferred its answer" if interaction.callback else "did not answer"
            raise NoAnswerError(f"the bot {state} within {timeout} s")
        return Answer(interaction, self)

    def _message(self, channel: "Channel | None", content: str = "") -> Message:
        place = self._place(channel)
        return Message(self.world.mint(), place, self.user, self.world.now(), content=content)

    def _send(self, message: Message) -> Message:
        message.ping(self.world)
        message.channel.post(message)
        self.world.tell_of(message, "MESSAGE_CREATE")
        return message

    def _place(self, channel: "Channel | None") -> "Channel":
        if channel is not None:
            return channel
        return self.guild.first_channel if self.guild else self.dm

    def _command(
        self,
        typed: str,
        place: "Channel",
        options: Mapping[str, Any],
        focused: str | None = None,
        *,
        force: bool = False,
    ) -> Payload:
        name, *path = typed.removeprefix("/").split()
        known = self._known(name, CommandKind.CHAT, place, force=force)
        values = {name.removesuffix("_"): value for name, value in options.items()}
        resolved = Resolved(self.world, place.guild, self.user)
        built = build_options(known, path, values, resolved, focused)
        data = _data(known) | {"options": built}
        return data | {"resolved": resolved.things} if resolved.things else data

    def _known(self, name: str, kind: CommandKind, place: "Channel", *, force: bool) -> Payload:
        guild = place.guild
        if guild is not None and guild.id in self.world.left:
            raise NoCommandError(f"the bot is not in {guild.name}")
        known = self.world.commands.find(name, kind, guild.id if guild else None)
        if known is None:
            raise NoCommandError(f"the bot told Discord of no command {name!r} of type {kind.name}")
        contexts: Sequence[int] | None = known["contexts"]
        here = _IN_DM if guild is None else _IN_GUILD
        if (contexts is not None and here not in contexts) or (
            guild is None and known["dm_permission"] is False
        ):
            raise NoCommandError(f"{name!r} is not offered here")
        if guild is not None and not force:
            granted = place.permissions_of(guild.members[self.user.id])
            if needed_for(known) & ~granted:
                raise NoCommandError(f"{name!r} is not offered to {self.user.name}")
        return known


def needed_for(command: Payload) -> Permission:
    """Return what a member must be permitted to be offered a command."""
    default = command["default_member_permissions"]
    needed = Permission.USE_APPLICATION_COMMANDS
    if default is None:
        return needed
    # No permission at all means that the command is for those who have every one.
    return needed | (Permission(int(default)) or Permission.ADMINISTRATOR)


def _data(command: Payload) -> Payload:
    data: Payload = {key: command[key] for key in ("id", "name", "type")}
    if "guild_id" in command:
        data["guild_id"] = command["guild_id"]
    return data
