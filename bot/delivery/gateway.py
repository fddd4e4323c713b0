"""The connection to Discord's gateway: opened, kept, and given up with a sentence."""

import logging
from collections import Counter

import aiohttp
import discord
import yarl
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import INTERNAL_API_VERSION

from bot.delivery.connection import api_errors, token_refused, unreachable
from bot.errors import SettingsError, ThrowbackError
from bot.languages import _, lazy

# Close codes of the gateway.
_AUTHENTICATION_FAILED, _INVALID_SHARD, _SHARDING_REQUIRED = 4004, 4010, 4011
_DISALLOWED_INTENTS = 4014

_FRUITLESS = 5
"""Connections in a row that never become a session, after which a shard is not tried again.

discord.py would resume for ever, without a pause, what Discord does not resume, such as a sequence
number that it does not know; and a new session counts among the 1,000 of a day.
"""

_FAILURES = (aiohttp.ClientError, OSError, discord.DiscordException)


async def connect(client: commands.AutoShardedBot, gateway_url: str | None) -> None:
    """Keep a client that is logged in connected until it is closed, by `gateway_url` if it is set.

    While the gateway can be reached, discord.py itself connects a lost shard again. Otherwise it
    would try for ever, in pauses of its own: then the client is closed, if it has no other shard.
    It is closed as well when the gateway can be reached, but ends every connection.

    Raises SettingsError if Discord refuses the token or the shards, and ThrowbackError if Discord
    cannot be reached, or ends the connection for another reason.
    """
    await _find(client)
    await _reach(client)
    watch = _ShardWatch(client, gateway_url)
    for listener in (watch.on_shard_disconnect, watch.on_shard_connect, watch.on_shard_resumed):
        client.add_listener(listener)
    try:
        with api_errors():
            await client.connect()
    except discord.ConnectionClosed as error:
        raise _ended(error.code) from error
    except discord.PrivilegedIntentsRequired as error:
        raise _ended(_DISALLOWED_INTENTS) from error
    if watch.failure:
        raise watch.failure


class _ShardWatch:
    """Listens to what becomes of the shards, and closes the client when another try is no use.

    `failure` is then the reason.
    """

    def __init__(self, client: commands.AutoShardedBot, gateway_url: str | None) -> None:
        self._client = client
        self._gateway_url = gateway_url
        self._fruitless: Counter[int] = Counter()
        self.failure: ThrowbackError | None = None

    async def on_shard_disconnect(self, lost: int) -> None:
        """Count a connection that ended, and see whether there can be another one."""
        self._fruitless[lost] += 1
        shards = self._client.shards
        try:
            if self._fruitless[lost] > _FRUITLESS:
                gateway = str(DiscordWebSocket.DEFAULT_GATEWAY)
                raise unreachable(gateway, "ConnectionClosed", "DISCORD_GATEWAY_URL")
            if all(shard.is_closed() for id, shard in shards.items() if id != lost):
                await _reach(self._client)
        except ThrowbackError as error:
            self.failure = self.failure or error
            await self._client.close()

    async def on_shard_connect(self, id: int) -> None:
        """Have a new session resumed at the address in the settings, if there is one."""
        self._fruitless.pop(id, None)
        shard = self._client.get_shard(id)
        if self._gateway_url and shard:
            # Discord names another address to resume at; a proxy is there for that as well.
            shard._parent.ws.gateway = yarl.URL(self._gateway_url)  # noqa: SLF001 - discord.py has no other way

    async def on_shard_resumed(self, id: int) -> None:
        """Count from the start again: the connection became a session."""
        self._fruitless.pop(id, None)


async def _find(client: commands.AutoShardedBot) -> None:
    """Ask the API for the gateway and the number of shards, unless both are set."""
    if client.shard_count is None:
        with api_errors():
            client.shard_count, address, _limits = await client.http.get_bot_gateway()
        # discord.py would come here once, and connect a lost shard again at Discord's own.
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(address)


async def _reach(client: discord.Client) -> None:
    """Open a connection to the gateway and close it. Raises ThrowbackError if there is none.

    discord.py would repeat its first attempt every five seconds, each time with a traceback.
    """
    gateway = DiscordWebSocket.DEFAULT_GATEWAY
    address = gateway.with_query(v=INTERNAL_API_VERSION, encoding="json")
    try:
        socket = await client.http.ws_connect(str(address))
    except (aiohttp.ClientError, OSError) as error:
        raise unreachable(str(gateway), type(error).__name__, "DISCORD_GATEWAY_URL") from error
    await socket.close()


def _ended(code: int) -> ThrowbackError:
    """Return the error for a connection that Discord closed, and that cannot be resumed."""
    if code == _AUTHENTICATION_FAILED:
        return token_refused()
    if code in {_INVALID_SHARD, _SHARDING_REQUIRED}:
        return SettingsError(
            [
                _(
                    "Discord refused SHARD_IDS and SHARD_COUNT (code {code}). Set both anew, or "
                    "neither.",
                    code=code,
                )
            ]
        )
    return ThrowbackError(lazy("Discord ended the connection (code {code}).", code=code))


class ReasonsAlone(logging.Filter):
    """Reduces lost connections, which discord.py logs with tracebacks, to the reason.

    The errors lose their tracebacks as well.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Return True; a record of a lost connection then has its error's name for a traceback."""
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, _FAILURES):
            # discord.py keeps the error until the next one, and with its frames the connection.
            error.__traceback__ = error.__cause__ = error.__context__ = None
            record.msg, record.args = f"{record.getMessage()} ({type(error).__name__})", ()
            record.exc_info = None
        return True


def log_reasons_alone() -> None:
    """Have discord.py log no traceback when it lost its connection: it tries again anyway."""
    for name in ("discord.shard", "discord.client"):
        logging.getLogger(name).addFilter(ReasonsAlone())
