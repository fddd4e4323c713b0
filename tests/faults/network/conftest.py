"""A bot that runs as `throwback run` does, beside a sandbox with faults."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot import lifecycle
from bot.clock import MovableClock
from bot.delivery.connection import use_endpoints
from bot.delivery.gateway import log_reasons_alone
from bot.sandbox import UNLIMITED, Sandbox
from bot.ui.interactions.sending import retrying
from tests.conftest import operations
from tests.faults.conftest import FULL
from tests.faults.network.world import FIRST, Bot, World


class _Hasty:
    """asyncio, as the requests of discord.py know it, with shorter pauses between two tries."""

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    async def sleep(self, delay: float) -> None:
        """Sleep for a tenth of a pause of seconds; for as long as a short rate limit says."""
        await asyncio.sleep(delay / 10 if delay >= 1 else delay)


@pytest.fixture
async def world(
    tmp_path: Path, openapi: Path | None, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[World]:
    """A running bot, supervised, with short pauses unless faults last as long as in life."""
    monkeypatch.setattr("discord.http.Route.BASE", "")
    monkeypatch.setattr("discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY", None)
    monkeypatch.setattr(lifecycle, "Throwback", Bot)
    # Nonsense ends fifty bots in the long form: pauses of a minute would take an hour.
    monkeypatch.setattr(lifecycle, "_LONGEST_PAUSE", 2.0 if FULL else 0.1)
    if not FULL:
        monkeypatch.setattr(lifecycle, "_FIRST_PAUSE", 0.05)
        monkeypatch.setattr(retrying, "_PAUSES", (0.02, 0.05, 0.1))
        for module in ("discord.http", "discord.webhook.async_"):
            monkeypatch.setattr(f"{module}.asyncio", _Hasty())
    log_reasons_alone()
    clock = MovableClock(FIRST)
    async with Sandbox(now=clock.now, openapi=openapi, limits=UNLIMITED) as sandbox:
        world = World(sandbox, clock, tmp_path)
        use_endpoints(world.settings)
        async with world.running():
            yield world
    operations.update(sandbox.operations)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the bot take a gateway for dead soon; it works if it is named before `world`."""
    if not FULL:
        monkeypatch.setattr(Bot, "silence", 0.8)
        monkeypatch.setattr(Bot, "close_wait", 0.1)
