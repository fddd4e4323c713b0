"""Digests end to end: added by a command, posted by a running bot, despite failures."""

import asyncio
import signal
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.app import DIGEST_SCHEDULER
from bot.archive.digests.model import ALL_SHARDS, DigestRun, RunState, ShardSet
from bot.clock import MovableClock
from bot.sandbox import Channel, ChannelKind, Permission
from tests.archives import record
from tests.cogs.conftest import Harness
from tests.waiting import until

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NEW_YORK = ZoneInfo("America/New_York")


class Morning:
    """A digest at 09:00 in New York, added by a manager, and a bot that posts by itself."""

    def __init__(self, harness: Harness) -> None:
        self.harness = harness
        self.mona = harness.guild.add_member("mona", manager=True)

    async def start(self) -> None:
        """Start a bot that posts digests, and wait until it is ready."""
        bot = await self.harness.start(posts=True)
        await until(bot.is_ready)

    async def add(self, channel: Channel) -> None:
        """Add the digest."""
        answer = await self.mona.slash(
            "digest add", channel_=channel, time="9:00", zone="America/New_York"
        )
        assert "is set up" in answer.text

    async def wake_at(self, day: date, hour: int, minute: int = 0) -> None:
        """Set the clock to a time in New York, and wake the scheduler."""
        self.harness.clock.set(
            datetime(day.year, day.month, day.day, hour, minute, tzinfo=NEW_YORK)
        )
        self.harness.bot.digest_scheduler.wake()

    async def wait_for_runs(self, count: int) -> list[tuple[date, RunState]]:
        """Wait until `count` runs have their final state, and return them, oldest first."""
        runs: list[DigestRun] = []

        async def are_final() -> bool:
            runs[:] = await self.harness.services.digests.history(self.harness.guild.id, 1, 100)
            return len(runs) == count and all(run.state is not RunState.CLAIMED for run in runs)

        for _ in range(400):
            if await are_final():
                return [(run.date, run.state) for run in reversed(runs)]
            await asyncio.sleep(0.01)
        pytest.fail(f"not {count} wait_for_runs runs but {runs}")


@pytest.fixture
def clock() -> MovableClock:
    """A clock at the eve of the change to summer time in 2026."""
    return MovableClock(datetime(2026, 3, 6, 20, tzinfo=UTC))


@pytest.fixture
async def morning(bare_harness: Harness) -> Morning:
    """A bot that posts, over an archive with posts of each of the days."""
    morning = Morning(bare_harness)
    await morning.start()
    first = datetime(2025, 3, 1, 18, tzinfo=UTC)
    await bare_harness.load(*(record(first + n * DAY, f"a year ago {n}") for n in range(30)))
    return morning


async def test_three_mornings_over_the_change_to_summer_time(
    bare_harness: Harness, morning: Morning
) -> None:
    """Across the change on 8 March, each day has one post at 09:00 local time, not before."""
    await morning.add(bare_harness.channel)
    days = [date(2026, 3, day) for day in (7, 8, 9)]
    for number, day in enumerate(days):
        await morning.wake_at(day, 8, 59)
        await asyncio.sleep(0.05)
        assert len(bare_harness.channel.history) == number
        await morning.wake_at(day, 9)
        await morning.wait_for_runs(number + 1)
    posted = [message.created_at.astimezone(NEW_YORK) for message in bare_harness.channel.history]
    assert [(one.date(), one.hour, one.minute) for one in posted] == [(day, 9, 0) for day in days]
    assert [one.astimezone(UTC).hour for one in posted] == [14, 13, 13]


async def test_a_bot_that_closes_while_it_starts(harness: Harness) -> None:
    """A scheduler that is stopped while the bot catches up on its servers does not start then."""
    state = harness.settings.database.with_name("state.db")
    with closing(sqlite3.connect(state, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")  # catching up waits for that
        await harness.bot.load_extension(DIGEST_SCHEDULER)
        harness.bot.dispatch("ready")
        await asyncio.sleep(0.05)
        await harness.bot.unload_extension(DIGEST_SCHEDULER)
    for _ in range(20):
        await asyncio.sleep(0.02)
        assert not [task for task in asyncio.all_tasks() if "run_forever" in repr(task)]


async def test_killed_between_send_and_record(bare_harness: Harness, morning: Morning) -> None:
    """If a process dies after Discord got the message, the next one does not post it again."""
    await morning.add(bare_harness.channel)
    await bare_harness.stop()
    bare_harness.clock.set(datetime(2026, 3, 7, 9, tzinfo=NEW_YORK))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.delivery.killed", bare_harness.sandbox.api_url,
        bare_harness.sandbox.gateway_url, bare_harness.sandbox.token,
        str(bare_harness.settings.database), bare_harness.clock.now().isoformat(),
    )  # fmt: skip
    assert await process.wait() == -signal.SIGKILL
    assert len(bare_harness.channel.history) == 1
    bare_harness.clock.move(2 * HOUR)
    await morning.start()
    assert await morning.wait_for_runs(1) == [(date(2026, 3, 7), RunState.POSTED)]
    assert len(bare_harness.channel.history) == 1


async def test_a_channel_is_deleted(
    bare_harness: Harness, morning: Morning, allowed_refusals: set[int]
) -> None:
    """The digest is paused with one notice to the server; in another channel it works again."""
    allowed_refusals.add(10003)
    doomed = bare_harness.guild.add_channel("doomed")
    await morning.add(doomed)
    doomed.delete()
    await morning.wake_at(date(2026, 3, 7), 9)
    await until(lambda: bool(bare_harness.channel.history))
    (notice,) = bare_harness.channel.history
    text = "\n".join(notice.texts)
    assert "is paused. The channel does not exist any more." in text
    assert "Paused" in (await morning.mona.slash("digest list")).text
    await morning.wake_at(date(2026, 3, 8), 9)
    assert "does not exist" in (await morning.mona.slash("digest resume", digest=1)).text
    await morning.mona.slash("digest edit", digest=1, channel_=bare_harness.channel)
    await morning.mona.slash("digest resume", digest=1)
    await morning.wake_at(date(2026, 3, 9), 9)
    assert await morning.wait_for_runs(2) == [
        (date(2026, 3, 7), RunState.FAILED),
        (date(2026, 3, 9), RunState.POSTED),
    ]
    assert len(bare_harness.channel.history) == 2


async def test_a_permission_is_taken_and_given_back(
    bare_harness: Harness, morning: Morning, allowed_refusals: set[int]
) -> None:
    """A digest cannot be resumed without the permission to post; with it, it posts again."""
    allowed_refusals.add(50013)
    target = bare_harness.guild.add_channel("target")
    await morning.add(target)
    target.set_permissions(bare_harness.guild.bot_role, deny=Permission.SEND_MESSAGES)
    await morning.wake_at(date(2026, 3, 7), 9)
    await until(lambda: bool(bare_harness.channel.history))
    assert "Send Messages" in (await morning.mona.slash("digest resume", digest=1)).text
    target.clear_permissions(bare_harness.guild.bot_role)
    assert "goes on" in (await morning.mona.slash("digest resume", digest=1)).text
    await morning.wake_at(date(2026, 3, 8), 9)
    await morning.wait_for_runs(2)
    assert len(target.history) == 1


async def test_a_forum_gets_a_post_a_day(bare_harness: Harness, morning: Morning) -> None:
    """In a forum each day gets a post of its own."""
    forum = bare_harness.guild.add_channel("forum", ChannelKind.FORUM)
    await morning.add(forum)
    for day in (7, 8):
        await morning.wake_at(date(2026, 3, day), 9)
        await morning.wait_for_runs(day - 6)
    names = [post.name for post in bare_harness.guild.threads_of(forum)]
    assert names == ["On this day: 7 March · 2026-03-07", "On this day: 8 March · 2026-03-08"]


async def test_a_server_is_left_and_joined_again(bare_harness: Harness, morning: Morning) -> None:
    """Digests rest while the bot is not in the server, and continue the next morning."""
    await morning.add(bare_harness.channel)
    bare_harness.guild.begin_outage()
    await asyncio.sleep(0.05)
    assert (await bare_harness.services.digests.of_guild(bare_harness.guild.id))[
        0
    ].next_at is not None
    bare_harness.guild.end_outage()
    bare_harness.guild.remove_bot()
    await left(bare_harness, expected=True)
    await morning.wake_at(date(2026, 3, 8), 9)
    bare_harness.guild.readmit_bot()
    await left(bare_harness, expected=False)
    await morning.wake_at(date(2026, 3, 9), 9)
    assert await morning.wait_for_runs(1) == [(date(2026, 3, 9), RunState.POSTED)]


async def test_what_happened_while_nobody_was_there(
    bare_harness: Harness, morning: Morning
) -> None:
    """A bot that starts notices removals and returns that it missed."""
    await morning.add(bare_harness.channel)
    for gone in (True, False):
        await bare_harness.stop()
        if gone:
            bare_harness.guild.remove_bot()
        else:
            bare_harness.guild.readmit_bot()
        await morning.start()
        await left(bare_harness, expected=gone)


async def test_what_happened_between_two_sessions(bare_harness: Harness, morning: Morning) -> None:
    """A removal during a session that could not be resumed is noticed."""
    await morning.add(bare_harness.channel)
    await bare_harness.sandbox.gateway.invalidate(resumable=False)
    bare_harness.guild.remove_bot()
    await left(bare_harness, expected=True)
    await bare_harness.sandbox.gateway.invalidate(resumable=False)
    bare_harness.guild.readmit_bot()
    await left(bare_harness, expected=False)


async def left(harness: Harness, *, expected: bool) -> None:
    """Wait until the digest rests because the bot left, or no longer does."""
    for _ in range(400):
        (digest,) = await harness.services.digests.of_guild(harness.guild.id)
        if (digest.guild_left_at is not None) is expected:
            return
        await asyncio.sleep(0.01)
    pytest.fail("nobody noticed")


async def test_closing_finishes_what_is_being_sent(bare_harness: Harness, morning: Morning) -> None:
    """A digest that is being sent when the bot closes is recorded."""
    await morning.add(bare_harness.channel)
    bare_harness.sandbox.faults.next("POST", "/channels/*/messages", delay=0.3)
    await morning.wake_at(date(2026, 3, 7), 9)
    await until(lambda: bare_harness.sandbox.requests[-1].path.endswith("/messages"))
    await bare_harness.stop()
    await bare_harness.start()
    assert await morning.wait_for_runs(1) == [(date(2026, 3, 7), RunState.POSTED)]


async def test_each_process_posts_to_the_servers_of_its_shards(
    bare_harness: Harness, morning: Morning
) -> None:
    """A process posts only to servers of its shards; it lacks the permissions of the others."""
    assert bare_harness.bot.shard_set == ALL_SHARDS
    await morning.add(bare_harness.channel)
    sharded = replace(bare_harness.settings, shard_ids=(0, 1), shard_count=2)
    assert (await bare_harness.start(sharded)).shard_set == ShardSet(frozenset({0, 1}), 2)
    await bare_harness.start()
    shard = (bare_harness.guild.id >> 22) % 2
    await morning.wake_at(date(2026, 3, 7), 9)
    for share, count in (
        (ShardSet(frozenset({1 - shard}), 2), 0),
        (ShardSet(frozenset({shard}), 2), 1),
    ):
        assert (bare_harness.guild.id in share) is bool(count)
        bare_harness.bot.digest_scheduler.shard_set = share
        await bare_harness.bot.digest_scheduler.tick()
        assert len(bare_harness.channel.history) == count
