"""What is remembered of rate limits."""

import asyncio

import discord
import pytest

from bot.delivery.rate_limits import forget_over


@pytest.mark.parametrize(("count", "left"), [(256, 256), (400, 2)])
async def test_what_is_over_is_forgotten(count: int, left: int) -> None:
    """Of many limits only those stay that hold for a moment more, or that a request uses."""
    async with discord.Client(intents=discord.Intents.none()) as client:
        client.http.loop = asyncio.get_running_loop()
        now = client.http.loop.time()
        limits = [client.http.get_ratelimit(f"{number}") for number in range(count)]
        for limit in limits:
            limit.expires = now - 1
        limits[0].expires = now + 60
        limits[1].outgoing = 1
        forget_over(client)
        assert len(client.http._buckets) == left
