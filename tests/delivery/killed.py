"""python -m tests.delivery.killed API GATEWAY TOKEN DATABASE MOMENT: post what is due, then die.

The process kills itself, as the system might, after Discord has the message and before the ledger
records it.
"""

import asyncio
import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import discord
import yarl
from discord.http import Route

from bot.archive.digests.model import SentMessage
from bot.clock import MovableClock
from bot.delivery.pace import MAX_PER_SECOND
from bot.delivery.pacer import Pacer
from bot.delivery.poster import DiscordPoster
from bot.services.container import Services
from bot.services.digests.scheduler import Scheduler


class KillingPoster(DiscordPoster):
    """A poster that kills its process after sending."""

    async def send(self, *arguments: Any, **named: Any) -> SentMessage:
        """Post, then kill the process."""
        await super().send(*arguments, **named)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError


async def main(api: str, gateway: str, token: str, database: str, moment: str) -> None:
    """Post what is due at a moment."""
    Route.BASE = api
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
    clock = MovableClock(datetime.fromisoformat(moment))
    async with (
        discord.Client(intents=discord.Intents(guilds=True)) as client,
        Services(Path(database), clock) as services,
    ):
        await client.login(token)
        poster = KillingPoster(client, Pacer(MAX_PER_SECOND).wait_turn)
        await Scheduler(services.digest_ledger, services.digest_composer, clock, poster).tick()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:6]))
