"""Waits for events of a client."""

import asyncio
from collections.abc import Callable

import discord

from bot.sandbox import Channel
from tests.sandbox.conftest import Client


async def wait_for_event(client: Client, event: str, times: int = 1) -> None:
    """Wait until a client received an event. Raises TimeoutError after two seconds."""
    await until(lambda: client.seen.count(event) >= times)


async def until(holds: Callable[[], bool]) -> None:
    """Wait until a condition is true. Raises TimeoutError after two seconds."""
    async with asyncio.timeout(2):
        while not holds():  # noqa: ASYNC110 - what a client hears fires no event of ours
            await asyncio.sleep(0.005)


def text_channel(client: Client, channel: Channel) -> discord.TextChannel:
    """Return a text channel from a client's cache."""
    known = client.get_channel(channel.id)
    assert isinstance(known, discord.TextChannel)
    return known


def forum_channel(client: Client, channel: Channel) -> discord.ForumChannel:
    """Return a forum from a client's cache."""
    known = client.get_channel(channel.id)
    assert isinstance(known, discord.ForumChannel)
    return known
