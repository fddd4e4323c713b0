"""The sandbox: a stand-in for Discord on loopback, for the real client."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from bot.sandbox.actor import Actor
from bot.sandbox.faults import Faults
from bot.sandbox.gateway import Gateway
from bot.sandbox.guilds import Guild
from bot.sandbox.limits import Limits, RateLimiter
from bot.sandbox.openapi import description_at
from bot.sandbox.permissions import EVERYONE, Permission
from bot.sandbox.rest.api import Api, ApiRequest, Refusal
from bot.sandbox.users import Application, User
from bot.sandbox.world import World

Payload = dict[str, Any]

_API, _GATEWAY = "/api/v10", "/gateway"
_HOST = "127.0.0.1"
_READY_WITHIN = 5.0


class Sandbox:
    """A stand-in for Discord: an async context manager, with REST and gateway on 127.0.0.1.

    `now` returns the time, with its zone; deadlines, nonces and ids follow it. `openapi` is a file
    with Discord's OpenAPI description; every request is then validated against it, which requires
    jsonschema. `shards` is the recommended number of shards.

    For long simulations: without `keeps_requests`, `requests` and `throttled` stay empty, and
    `keeps_messages` is the number of last messages to keep in a guild channel; older ones are
    dropped as if deleted. `Channel.sent` counts all of them.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        *,
        openapi: Path | None = None,
        limits: Limits | None = None,
        shards: int = 1,
        keeps_requests: bool = True,
        keeps_messages: int | None = None,
    ) -> None:
        description = description_at(openapi) if openapi else None
        limiter = RateLimiter(limits or Limits(), lambda: now().timestamp())
        self.world = World(now)
        self.gateway = Gateway(self.world)
        self._api = Api(self.world, limiter, description, keeps_requests=keeps_requests)
        self.world.keeps_messages = keeps_messages
        self.world.shards = shards
        self._runner = web.ServerRunner(web.Server(self._serve), shutdown_timeout=0.1)
        self._port = 0

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, _HOST, 0).start()
        self._port = self._runner.addresses[0][1]
        self.world.origin = f"http://{_HOST}:{self._port}"
        self.world.gateway_url = self.gateway_url
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.gateway.close(1001)
        await self._runner.cleanup()

    @property
    def api_url(self) -> str:
        """The base URL of the REST API."""
        return f"http://{_HOST}:{self._port}{_API}"

    @property
    def gateway_url(self) -> str:
        """The URL of the gateway."""
        return f"ws://{_HOST}:{self._port}{_GATEWAY}"

    @property
    def token(self) -> str:
        """The bot's token."""
        return self.world.token

    @property
    def application(self) -> Application:
        """The bot's application."""
        return self.world.application

    @property
    def bot(self) -> User:
        """The bot's user."""
        return self.world.bot

    @property
    def guilds(self) -> list[Guild]:
        """The guilds that the bot is in."""
        return list(self.world.guilds.values())

    @property
    def commands(self) -> list[Payload]:
        """The payloads of the global commands that the bot registered."""
        return self.world.commands.of(None)

    @property
    def syncs(self) -> int:
        """The number of times that the bot overwrote a whole set of commands."""
        return self.world.commands.syncs

    @property
    def requests(self) -> list[ApiRequest]:
        """Every request of the bot, in order."""
        return self._api.requests

    @property
    def refusals(self) -> list[Refusal]:
        """Every request that was refused, except for those that exceeded a rate limit."""
        return self._api.refusals

    @property
    def throttled(self) -> list[ApiRequest]:
        """Every request that exceeded a rate limit and got a 429."""
        return self._api.throttled

    @property
    def operations(self) -> Counter[str]:
        """The number of requests of each operation of the OpenAPI description, by its id."""
        return self._api.operations

    @property
    def faults(self) -> Faults:
        """The faults that are injected."""
        return self._api.faults

    @property
    def owner_actor(self) -> Actor:
        """The application's owner, as an Actor in a DM with the bot."""
        return Actor(self.world, self.application.owner)

    def add_user(self, name: str) -> Actor:
        """Create a user who shares no guild with the bot, and return their Actor in a DM."""
        return Actor(self.world, self.world.add_user(name))

    def add_guild(
        self,
        name: str,
        *,
        owner: User | None = None,
        id: int | None = None,
        bot_permissions: Permission = EVERYONE,
    ) -> Guild:
        """Create a guild with the bot in it. A connected bot receives GUILD_CREATE.

        `bot_permissions` are those of the bot's own role, in addition to those of @everyone.
        """
        return self.world.add_guild(name, owner=owner, id=id, bot_permissions=bot_permissions)

    def connected(self, guild: Guild | None = None) -> bool:
        """Return whether the bot is connected: on all shards, or on the shard of a guild."""
        return self.gateway.ready() if guild is None else self.gateway.guild_ready(guild.id)

    async def wait_ready(
        self,
        guild: Guild | None = None,
        timeout: float = _READY_WITHIN,  # noqa: ASYNC109 - a number of seconds is easiest to give
    ) -> None:
        """Wait until the bot is connected. Raises TimeoutError after `timeout` seconds."""
        if not await self.gateway.changed.wait(lambda: self.connected(guild), timeout):
            raise TimeoutError(f"the bot did not connect within {timeout} s")

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path == _GATEWAY:
            return await self.gateway.accept(request)
        if path.startswith("/attachments/"):
            return self._attachment(path)
        if path.startswith(f"{_API}/"):
            return await self._api.handle(request, path.removeprefix(_API))
        return web.Response(status=404)

    def _attachment(self, path: str) -> web.Response:
        file = self.world.files.get(path)
        if file is None:
            return web.Response(status=404)
        return web.Response(body=file.data, content_type=file.content_type)
