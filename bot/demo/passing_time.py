"""How the demo's time passes: its clock moves on, and digests come due on the way."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.archive.digests.model import RunState
from bot.archive.digests.schedule import run_moment
from bot.demo.harness import DemoHarness
from bot.sandbox import Answer, Message

_TIMEOUT = 20.0  # seconds of real time for what the bot does by itself, even on a busy machine
_POLL_INTERVAL = 0.02


def next_moment(now: datetime, at: time, zone: ZoneInfo) -> datetime:
    """Return the next moment after `now` when the clocks of a zone show `at`, in UTC.

    Where they skip that time, the first moment after the gap.
    """
    today = now.astimezone(zone).date()
    moments = (run_moment(today + timedelta(days=days), at, zone) for days in range(-1, 4))
    return next(moment for moment in moments if moment is not None and moment > now)


async def advance(harness: DemoHarness, by: timedelta) -> AsyncIterator[list[Answer]]:
    """Move the clock forward, and stop at every digest that is due on the way.

    Yield what the bot posts by itself, in any channel, at each stop, with the clock there; a
    digest may have nothing to post.
    """
    target, stop = harness.clock.now() + by, None
    while True:
        due = await _next_due(harness)
        is_last = due is None or due > target or due == stop  # the same again: it cannot post
        stop = target if is_last or due is None else due
        harness.clock.set(max(stop, harness.clock.now()))
        posted = await _let_post(harness)
        if posted or not is_last:
            yield posted
        if is_last:
            return


async def _next_due(harness: DemoHarness) -> datetime | None:
    digests = await harness.services.digests.of_guild(harness.guild.id)
    return min((digest.next_at for digest in digests if digest.next_at), default=None)


async def _let_post(harness: DemoHarness) -> list[Answer]:
    """Wait until what is due is posted, and return it."""
    before = {message.id for message in _bot_posts(harness)}
    is_due = await _has_due_digest(harness)
    harness.bot.digest_scheduler.wake()
    for _attempt in range(int(_TIMEOUT / _POLL_INTERVAL) if is_due else 0):
        if not await _has_due_digest(harness):
            break
        await asyncio.sleep(_POLL_INTERVAL)
    posts = (message for message in _bot_posts(harness) if message.id not in before)
    return [harness.member.see(message) for message in posts]


async def _has_due_digest(harness: DemoHarness) -> bool:
    """Return whether a digest is due or being posted."""
    service, guild = harness.services.digests, harness.guild.id
    digests = await service.of_guild(guild)
    now = harness.clock.now()
    if any(digest.next_at is not None and digest.next_at <= now for digest in digests):
        return True
    runs = [await service.history(guild, digest.id, 1) for digest in digests]
    return any(run.state is RunState.CLAIMED for last in runs for run in last)


def _bot_posts(harness: DemoHarness) -> list[Message]:
    channels = list(harness.guild.channels.values())
    messages = [message for channel in channels for message in channel.history]
    bot = harness.sandbox.bot
    return [
        message
        for message in messages
        if message.author is bot and message.interaction_metadata is None
    ]
