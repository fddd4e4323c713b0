"""A sandbox, and the real client connected to it."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import discord
import pytest
import yarl
from discord.ext import commands

from bot.sandbox import Guild, Sandbox
from tests.sandbox.components import Pager, add_answers, add_components, add_options


class Hands:
    """A clock that only moves when a test moves it."""

    def __init__(self) -> None:
        self.moment = datetime(2024, 5, 1, 12, tzinfo=UTC)

    def now(self) -> datetime:
        """Return the time that it shows."""
        return self.moment

    def move(self, **by: float) -> None:
        """Move it; the arguments are those of `timedelta`."""
        self.moment += timedelta(**by)


class Client(commands.AutoShardedBot):
    """The real client, without waits before it connects."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=discord.Intents(guilds=True),
            guild_ready_timeout=0,
            max_messages=None,
            **options,
        )
        self.seen: list[str] = []

    async def before_identify_hook(self, _shard_id: int | None, *, initial: bool = False) -> None:
        """Do not wait five seconds between shards."""

    async def setup_hook(self) -> None:
        """Sync the commands with Discord."""
        await self.tree.sync()

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Record the name of an event."""
        self.seen.append(event)
        super().dispatch(event, *args, **kwargs)


Connect = Callable[[Client], AbstractAsyncContextManager[Client]]


@pytest.fixture
def clock() -> Hands:
    """A clock that does not run."""
    return Hands()


@pytest.fixture
def openapi() -> Path | None:
    """Discord's description of its API, if the environment names it."""
    path = os.environ.get("DISCORD_OPENAPI")
    return Path(path) if path else None


@pytest.fixture
async def sandbox(clock: Hands, openapi: Path | None) -> AsyncIterator[Sandbox]:
    """A sandbox that validates requests against the OpenAPI description, if there is one."""
    async with Sandbox(now=clock.now, openapi=openapi) as sandbox:
        yield sandbox


@pytest.fixture
def guild(sandbox: Sandbox) -> Guild:
    """A guild with one channel."""
    guild = sandbox.add_guild("Friends")
    guild.add_channel("memories")
    return guild


@pytest.fixture
def connect(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Connect:
    """A context manager that connects a client to the sandbox."""
    monkeypatch.setattr(discord.http.Route, "BASE", sandbox.api_url)
    gateway = yarl.URL(sandbox.gateway_url)
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", gateway)

    @contextlib.asynccontextmanager
    async def connected(client: Client) -> AsyncIterator[Client]:
        async with client:
            life = asyncio.create_task(client.start(sandbox.token))
            await asyncio.wait(
                [life, asyncio.ensure_future(sandbox.wait_ready())],
                return_when=asyncio.FIRST_COMPLETED,
            )
            if life.done():
                await life  # it could not connect: raise the reason rather than wait for ever
            await client.wait_until_ready()
            yield client
            await client.close()
            await life

    return connected


@pytest.fixture
def client() -> Client:
    """A client with a command for every way to answer."""
    client = Client(allowed_mentions=discord.AllowedMentions.none())
    client.add_dynamic_items(Pager)
    add_answers(client.tree)
    add_components(client.tree)
    add_options(client.tree)
    return client
