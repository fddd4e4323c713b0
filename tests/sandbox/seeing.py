"""Waits for events of a client."""

import discord

from bot.sandbox import Channel
from tests.sandbox.conftest import Client
from tests.waiting import until


async def wait_for_event(client: Client, event: str, times: int = 1) -> None:
    """Wait until a client received an event so many times."""
    await until(lambda: client.seen.count(event) >= times)


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
