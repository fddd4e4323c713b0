"""The memory of a sandbox in long simulations."""

import aiohttp

from bot.sandbox import UNLIMITED, Sandbox
from bot.sandbox.limits import Limits, RateLimit, RateLimiter
from tests.sandbox.conftest import Hands


async def test_nonces_are_forgotten(sandbox: Sandbox, clock: Hands) -> None:
    """Only the nonces of the last five minutes are kept, even if the clock jumps."""
    channel = sandbox.add_guild("Friends").add_channel("memories")
    message = sandbox.add_user("ada").say("x", channel=channel)
    nonces = sandbox.world.nonces
    for number in range(10_000):
        clock.move(seconds=100)
        nonces.remember(str(number), message)
    assert len(nonces) == 4
    assert nonces.find(channel, "9999") is message
    clock.move(days=-300)
    assert nonces.find(channel, "9999") is None
    assert len(nonces) == 0


async def test_a_nonce_used_again_is_new(sandbox: Sandbox, clock: Hands) -> None:
    """The lifetime of a nonce that is used again begins anew."""
    channel = sandbox.add_guild("Friends").add_channel("memories")
    message = sandbox.add_user("ada").say("x", channel=channel)
    nonces = sandbox.world.nonces
    for nonce in ("a", "b", "a"):
        nonces.remember(nonce, message)
        clock.move(minutes=2)
    assert nonces.find(channel, "b") is message
    clock.move(minutes=2)
    assert nonces.find(channel, "b") is None
    assert nonces.find(channel, "a") is message


async def test_a_long_run(clock: Hands) -> None:
    """A sandbox can be set to keep only the last messages and no requests; it still counts."""
    async with (
        Sandbox(now=clock.now, limits=UNLIMITED, keeps_requests=False, keeps_messages=3) as sandbox,
        aiohttp.ClientSession(headers={"Authorization": f"Bot {sandbox.token}"}) as http,
    ):
        channel = sandbox.add_guild("Friends").add_channel("memories")
        url = f"{sandbox.api_url}/channels/{channel.id}/messages"
        for number in range(10):
            async with http.post(url, json={"content": str(number)}) as answer:
                assert answer.status == 200
    assert channel.sent == 10
    assert [one.content for one in channel.history] == ["7", "8", "9"]
    assert sandbox.requests == []


def test_buckets_are_forgotten() -> None:
    """Unused rate limit buckets, such as those of interactions, are dropped."""
    moment = 0.0
    limits = Limits(RateLimit(10**9, 1.0), RateLimit(5, 5.0), RateLimit(50, 1.0))
    limiter = RateLimiter(limits, lambda: moment, lambda: moment)
    for number in range(5_000):
        moment += 0.01
        limiter.take("PATCH", "/webhooks/{webhook_id}", str(number))
    assert limiter.buckets < 1_500
