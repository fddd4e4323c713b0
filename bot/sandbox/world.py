"""The state of the sandbox: users, guilds, DMs, commands, interactions."""

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from bot.sandbox.channel_kinds import ChannelKind
from bot.sandbox.channels import Channel
from bot.sandbox.content_intent import MESSAGE_CONTENT, without_content
from bot.sandbox.errors import missing_access, missing_permissions, unknown
from bot.sandbox.guilds import Guild
from bot.sandbox.messages import File, Message
from bot.sandbox.nonces import Nonces
from bot.sandbox.permissions import ALL, NONE, Permission
from bot.sandbox.registry import Registry
from bot.sandbox.snowflakes import Snowflakes
from bot.sandbox.users import Application, User

if TYPE_CHECKING:
    from bot.sandbox.interactions import Interaction

Payload = dict[str, Any]
Dispatch = Callable[[str, Payload, int | None], bool]


class Change(Enum):
    """What happened to a message."""

    NEW = "new"
    EDITED = "edited"
    DELETED = "deleted"


Observer = Callable[[Change, Message], None]
"""Is called after each change of a message, private ones included. It must not raise."""


class World:
    """The state, and the lookups in it. `now` returns the time, with its zone.

    `dispatch` sends the bot an event: its name, its data, and the id of its guild, if any. It
    returns whether there is a session to send it to.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.mint = Snowflakes(now).mint
        self.origin = ""
        self.gateway_url = ""
        self.shards = 1
        self.max_concurrency = 1
        self.keeps_messages: int | None = None
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.former_guilds: dict[int, Guild] = {}
        """The guilds that the bot was removed from."""
        self.dms: dict[int, Channel] = {}
        self.files: dict[str, File] = {}
        self.bot = self.add_user("throwback", bot=True)
        self.application = Application(self.bot.id, self.bot.name, self.add_user("owner"))
        self.token = f"sandbox.{self.bot.id}"
        self.commands = Registry(self.mint, self.application.id)
        self.interactions: dict[str, Interaction] = {}
        self.dispatch: Dispatch = lambda _event, _data, _guild_id: False
        self.nonces = Nonces(now)
        self.observers: list[Observer] = []

    def add_user(self, name: str, *, bot: bool = False) -> User:
        """Create a user."""
        user = User(self.mint(), name, bot)
        self.users[user.id] = user
        return user

    def add_guild(
        self, name: str, *, owner: User | None, id: int | None, bot_permissions: Permission
    ) -> Guild:
        """Create a guild with the bot in it, and send it GUILD_CREATE."""
        owner = owner or self.add_user(f"owner of {name}")
        guild = Guild(
            self, name, id=id or self.mint(), owner=owner, bot_permissions=bot_permissions
        )
        self.guilds[guild.id] = guild
        guild.dispatch("GUILD_CREATE", guild.create_payload)
        return guild

    def guild(self, id: int) -> Guild:
        """Return a guild by its id. Raises ApiError if the bot is not in it."""
        try:
            return self.guilds[id]
        except KeyError:
            raise unknown("Guild") from None

    def dm_with(self, user: User) -> Channel:
        """Return the DM channel of the bot and a user, which is created once."""
        if user.id not in self.dms:
            self.dms[user.id] = Channel(self.mint(), ChannelKind.DM, recipient=user)
        return self.dms[user.id]

    def channel(self, id: int, needed: Permission = NONE) -> Channel:
        """Return a channel in which the bot has the permissions `needed`.

        Raises ApiError if it is unknown, the bot cannot view it, or lacks a permission.
        """
        for channel in self.dms.values():
            if channel.id == id:
                return channel
        for guild in self.guilds.values():
            if id in guild.channels:
                channel = guild.channels[id]
                granted = channel.permissions_of(guild.me)
                if not granted & Permission.VIEW_CHANNEL:
                    raise missing_access()
                if needed & ~granted:
                    raise missing_permissions()
                return channel
        if any(id in guild.channels for guild in self.former_guilds.values()):
            raise missing_access()
        raise unknown("Channel")

    def message(self, channel: Channel, id: int) -> Message:
        """Return a message that is not ephemeral. Raises ApiError if there is none."""
        message = channel.messages.get(id)
        if message is None or message.ephemeral:
            raise unknown("Message")
        return message

    def post(self, message: Message) -> None:
        """Add a message to its channel. This unarchives a thread."""
        for dropped in message.channel.post(message):
            self.note(Change.DELETED, dropped)
        self.note(Change.NEW, message)

    def edit(self, message: Message, body: Payload, files: Sequence[File]) -> None:
        """Edit a message. Raises ApiError for what Discord refuses."""
        message.edit(self, body, files)
        self.note(Change.EDITED, message)

    def delete(self, message: Message) -> None:
        """Remove a message from its channel, if it is there."""
        if message.channel.messages.pop(message.id, None) is not None:
            self.note(Change.DELETED, message)

    def note(self, change: Change, message: Message) -> None:
        """Let the observers know of a change."""
        for observer in self.observers:
            observer(change, message)

    def payload_for_bot(self, message: Message) -> Payload:
        """Return the payload of a message that the bot requests."""
        may_read = self.application.privileged_intents & MESSAGE_CONTENT
        if may_read or message.channel.guild is None:
            return message.payload
        return without_content(message.payload, self.bot.id)

    def dispatch_message(self, message: Message, event: str) -> None:
        """Send the bot an event of a message."""
        guild = message.channel.guild
        data = message.payload
        if guild is not None:
            data["guild_id"] = str(guild.id)
        self.dispatch(event, data, guild.id if guild else None)

    def files_of(self, message: Payload) -> list[File]:
        """Return the files attached to a message."""
        paths = [item["url"].removeprefix(self.origin) for item in message["attachments"]]
        return [self.files[path] for path in paths]

    def register_interaction(self, interaction: "Interaction") -> None:
        """Store an interaction by its token; with `keeps_messages`, until the token expires."""
        self.interactions[interaction.token] = interaction
        while self.keeps_messages is not None:
            oldest = next(iter(self.interactions.values()))
            if not oldest.expired:
                break
            del self.interactions[oldest.token]

    def bot_permissions(self, channel: Channel) -> Permission:
        """Return the bot's permissions in a channel."""
        return ALL if channel.guild is None else channel.permissions_of(channel.guild.me)
