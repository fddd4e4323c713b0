"""All there is on this Discord: users, guilds, DMs, commands, interactions."""

from collections.abc import Callable
from datetime import datetime
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


class World:
    """The state, and how it is looked up. `now` tells the time, with its zone.

    `dispatch` sends the bot an event: its name, its data, and the guild it is about, if any. It
    tells whether there is anyone to send it to.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.mint = Snowflakes(now).mint
        self.origin = ""
        self.gateway_url = ""
        self.shards = 1
        self.keeps_messages: int | None = None
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.left: dict[int, Guild] = {}
        """The guilds that the bot was thrown out of."""
        self.dms: dict[int, Channel] = {}
        self.files: dict[str, File] = {}
        self.bot = self.add_user("throwback", bot=True)
        self.application = Application(self.bot.id, self.bot.name, self.add_user("owner"))
        self.token = f"sandbox.{self.bot.id}"
        self.commands = Registry(self.mint, self.application.id)
        self.interactions: dict[str, Interaction] = {}
        self.dispatch: Dispatch = lambda _event, _data, _guild_id: False
        self.nonces = Nonces(now)

    def add_user(self, name: str, *, bot: bool = False) -> User:
        """Make an account."""
        user = User(self.mint(), name, bot)
        self.users[user.id] = user
        return user

    def add_guild(
        self, name: str, *, owner: User | None, id: int | None, bot_permissions: Permission
    ) -> Guild:
        """Make a guild that the bot is in; the bot is told."""
        owner = owner or self.add_user(f"owner of {name}")
        guild = Guild(
            self, name, id=id or self.mint(), owner=owner, bot_permissions=bot_permissions
        )
        self.guilds[guild.id] = guild
        guild.tell("GUILD_CREATE", guild.create_payload)
        return guild

    def guild(self, id: int) -> Guild:
        """Return a guild that the bot is in. Raises ApiError if it is not."""
        try:
            return self.guilds[id]
        except KeyError:
            raise unknown("Guild") from None

    def dm_with(self, user: User) -> Channel:
        """Return the DM of the bot and a user; there is one each."""
        if user.id not in self.dms:
            self.dms[user.id] = Channel(self.mint(), ChannelKind.DM, recipient=user)
        return self.dms[user.id]

    def channel(self, id: int, needed: Permission = NONE) -> Channel:
        """Return a channel in which the bot may do what is `needed`.

        Raises ApiError if there is none, the bot cannot see it, or may not do that.
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
        if any(id in guild.channels for guild in self.left.values()):
            raise missing_access()
        raise unknown("Channel")

    def message(self, channel: Channel, id: int) -> Message:
        """Return a message that all can see. Raises ApiError if there is none."""
        message = channel.messages.get(id)
        if message is None or not message.public:
            raise unknown("Message")
        return message

    def seen(self, message: Message) -> Payload:
        """Return a message as the bot sees it when it asks for it."""
        may_read = self.application.privileged_intents & MESSAGE_CONTENT
        if may_read or message.channel.guild is None:
            return message.payload
        return without_content(message.payload, self.bot.id)

    def tell_of(self, message: Message, event: str) -> None:
        """Send the bot an event of a message."""
        place = message.channel.guild
        data = message.payload
        if place is not None:
            data["guild_id"] = str(place.id)
        self.dispatch(event, data, place.id if place else None)

    def files_of(self, message: Payload) -> list[File]:
        """Return what is attached to a message."""
        paths = [one["url"].removeprefix(self.origin) for one in message["attachments"]]
        return [self.files[path] for path in paths]

    def begin(self, interaction: "Interaction") -> None:
        """Know an interaction by its token; where memory is bounded, only while the token lasts."""
        self.interactions[interaction.token] = interaction
        while self.keeps_messages is not None:
            oldest = next(iter(self.interactions.values()))
            if not oldest.over:
                break
            del self.interactions[oldest.token]

    def bot_permissions(self, channel: Channel) -> Permission:
        """Return what the bot may do in a channel."""
        return ALL if channel.guild is None else channel.permissions_of(channel.guild.me)
