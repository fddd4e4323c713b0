"""What is remembered of rate limits."""

import asyncio
from dataclasses import dataclass
from typing import Any

import discord
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.rate_limits import forget_over


def logged_in(client: discord.Client) -> None:
    """Give a client what its login would, as far as limits need it."""
    client.http.loop = asyncio.get_running_loop()
    client.http._global_over = asyncio.Event()
    client.http._global_over.set()


@pytest.mark.parametrize(("count", "left"), [(256, 256), (400, 2)])
async def test_what_is_over_is_forgotten(count: int, left: int) -> None:
    """Of many limits only those stay that hold for a moment more, or that a request uses.

    While the global limit holds, requests that wait for it have theirs already: all stay.
    """
    async with discord.Client(intents=discord.Intents(guilds=True)) as client:
        logged_in(client)
        now = client.http.loop.time()
        limits = [client.http.get_ratelimit(f"{number}") for number in range(count)]
        for limit in limits:
            limit.expires = now - 1
        limits[0].expires = now + 60
        limits[1].outgoing = 1
        client.http._global_over.clear()
        forget_over(client)
        assert len(client.http._buckets) == count
        client.http._global_over.set()
        forget_over(client)
        assert len(client.http._buckets) == left


@dataclass
class Response:
    """What discord.py reads of a response."""

    headers: dict[str, str]


limits = st.fixed_dictionaries(
    {
        "reset_after": st.none() | st.sampled_from([-1.0, 0.0, 0.001, 0.25, 60.0, 3600.0]),
        "remaining": st.integers(0, 5),
        "requests": st.integers(0, 2),
        "waiting": st.integers(0, 2),
    }
)


@settings(max_examples=20)
@given(st.lists(limits, max_size=40))
def test_none_in_force_is_forgotten(drawn: list[dict[str, Any]]) -> None:
    """What Discord's last response said of a limit stays known for as long as it holds.

    So does what requests use or wait for, and a limit of which no response said anything.
    """

    async def run() -> None:
        async with discord.Client(intents=discord.Intents(guilds=True)) as client:
            logged_in(client)
            for number in range(300):
                client.http.get_ratelimit(f"over {number}").expires = 0.0
            for number, one in enumerate(drawn):
                limit = client.http.get_ratelimit(f"{number}")
                if one["reset_after"] is not None:
                    headers = {
                        "X-Ratelimit-Limit": "5",
                        "X-Ratelimit-Remaining": f"{one['remaining']}",
                        "X-Ratelimit-Reset-After": f"{one['reset_after']}",
                    }
                    limit.update(Response(headers))  # type: ignore[arg-type]
                limit.outgoing = one["requests"]
                limit._pending_requests.extend(
                    client.http.loop.create_future() for _ in range(one["waiting"])
                )
            before = dict(client.http._buckets)
            forget_over(client)
            now = client.http.loop.time()
            for key, limit in before.items():
                if key not in client.http._buckets:
                    assert limit.expires is not None
                    assert limit.expires < now
                    assert not limit.outgoing
                    assert not limit._pending_requests
            assert not any(key.startswith("over") for key in client.http._buckets)

    asyncio.run(run())
