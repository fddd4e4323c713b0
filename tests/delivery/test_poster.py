"""Digests posted on Discord: the real client, over HTTP, to channels of every kind."""

import asyncio
import signal
import sys
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.archive.digests.model import (
    DeliveryTarget,
    Digest,
    DigestOptions,
    DigestRun,
    RunState,
    WhenEmpty,
)
from bot.archive.digests.schedule import Schedule
from bot.delivery.pacer import Pacer
from bot.delivery.poster import DiscordPoster
from bot.errors import CannotLookError
from bot.sandbox import Channel, ChannelKind, Permission
from bot.sandbox.interactions import InteractionKind
from bot.services.digests.scheduler import Scheduler
from tests.archives import record
from tests.cogs.conftest import Play

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
DUE = datetime(2022, 11, 25, 9, tzinfo=UTC)
SEND = "/channels/*/messages"
_CROSSPOSTED, _SILENT, _LAYOUT = 1 << 0, 1 << 12, 1 << 15


class Digests:
    """A digest, and the clockwork that posts it by the bot of a play."""

    def __init__(self, play: Play) -> None:
        self.play = play
        self.poster = DiscordPoster(play.bot, Pacer(1_000_000).wait_turn)
        self.scheduler = Scheduler(play.services.digests, self.poster, deadline=1.5)
        self.digest: Digest

    async def add(self, channel: Channel, **options: Any) -> None:
        """Begin one."""
        self.digest = await self.play.services.digests.add(
            self.play.guild.id, DigestOptions(channel.id, Schedule(time(9), "UTC"), **options)
        )

    async def post(self, after: timedelta = timedelta()) -> DigestRun:
        """Look what is due, some time after it was, and return the last run."""
        self.play.clock.set(DUE + after)
        await self.scheduler.tick()
        runs = await self.play.services.digests.history(self.play.guild.id, self.digest.id)
        return runs[0]


@pytest.fixture
async def digests(play: Play) -> Digests:
    """A clockwork over an archive that remembers something."""
    await play.load(record(datetime(2020, 11, 25, tzinfo=UTC), "the *moon* @everyone"))
    return Digests(play)


async def test_in_a_text_channel(play: Play, digests: Digests) -> None:
    """A message stands there, escaped, that pings nobody."""
    await digests.add(play.channel)
    run = await digests.post()
    (message,) = play.channel.history
    assert (run.state, run.channel_id, run.message_id) == (
        RunState.POSTED,
        play.channel.id,
        message.id,
    )
    text = "\n".join(message.texts)
    assert "### On this day: 25 November" in text
    assert "**2020** · 2 years ago" in text
    assert "the \\*moon\\* \\@everyone" in text
    assert not message.pings.everyone
    body = play.sandbox.requests[-1].body
    assert body["nonce"] == f"d1-{run.run_id}"
    assert body["enforce_nonce"] is True
    assert len(body["nonce"]) <= 25


async def test_a_role_and_nobody_else_is_mentioned(play: Play, digests: Digests) -> None:
    """Only the role that was chosen, and nothing makes a sound if that was chosen."""
    readers = play.guild.add_role("readers", mentionable=True)
    others = play.guild.add_role("others", mentionable=True)
    await play.load(
        record(datetime(2019, 11, 25, tzinfo=UTC), f"hi <@&{others.id}> {play.ada.mention}")
    )
    await digests.add(play.channel, role_id=readers.id, silent=True)
    await digests.post()
    (message,) = play.channel.history
    assert message.pings.roles == {readers.id}
    assert not message.pings.users
    assert play.sandbox.requests[-1].body["flags"] == _LAYOUT | _SILENT


@pytest.mark.parametrize("crosspost", [False, True])
async def test_in_an_announcement_channel(play: Play, digests: Digests, crosspost: bool) -> None:
    """Published if that was chosen."""
    news = play.guild.add_channel("news", ChannelKind.ANNOUNCEMENT)
    await digests.add(news, crosspost=crosspost)
    run = await digests.post()
    (message,) = news.history
    assert run.why == ""
    assert bool(message.flags & _CROSSPOSTED) == crosspost


async def test_what_cannot_be_published_is_posted(
    play: Play, digests: Digests, allowed_refusals: set[int]
) -> None:
    """And the ledger says why it was not published."""
    allowed_refusals.add(50024)
    await digests.add(play.channel, crosspost=True)
    run = await digests.post()
    assert run.state is RunState.POSTED
    assert "not published" in run.why


@pytest.mark.parametrize("archived", [False, True])
async def test_in_a_thread(play: Play, digests: Digests, archived: bool) -> None:
    """An archived one comes out of the archive by it."""
    thread = play.guild.add_channel("talk", ChannelKind.THREAD, parent=play.channel)
    if archived:
        thread.archive()
    await digests.add(thread)
    run = await digests.post()
    assert run.state is RunState.POSTED
    assert len(thread.history) == 1
    assert not thread.archived


async def test_in_a_locked_thread(play: Play, digests: Digests, allowed_refusals: set[int]) -> None:
    """The digest is paused."""
    allowed_refusals |= {50083, 50013, 160005}
    thread = play.guild.add_channel("talk", ChannelKind.THREAD, parent=play.channel)
    thread.archive(locked=True)
    await digests.add(thread)
    assert (await digests.post()).state is RunState.FAILED
    digest = await play.services.digests.get(play.guild.id, digests.digest.id)
    assert digest.pause is not None


async def test_in_a_forum(play: Play, digests: Digests) -> None:
    """A post is opened, named by what it is about."""
    forum = play.guild.add_channel("forum", ChannelKind.FORUM)
    await digests.add(forum)
    run = await digests.post()
    (post,) = play.guild.threads_of(forum)
    assert post.name == "On this day: 25 November · 2022-11-25"
    assert (run.state, run.channel_id, run.message_id) == (RunState.POSTED, post.id, post.id)
    assert len(post.history) == 1


async def test_without_permission(play: Play, digests: Digests, allowed_refusals: set[int]) -> None:
    """Paused, told once where the bot may speak, and again when it is resumed."""
    allowed_refusals.add(50013)
    closed = play.guild.add_channel("closed")
    closed.set_permissions(play.guild.bot_role, deny=Permission.SEND_MESSAGES)
    await digests.add(closed)
    assert (await digests.post()).state is RunState.FAILED
    digest = await play.services.digests.get(play.guild.id, digests.digest.id)
    assert digest.pause is not None
    assert "lacks a permission" in digest.pause.why
    (told,) = play.channel.history
    assert f"<#{closed.id}> is paused" in "\n".join(told.texts)
    closed.clear_permissions(play.guild.bot_role)
    play.clock.move(timedelta(hours=1))
    await play.services.digests.resume(play.guild.id, digest.id)
    assert (await digests.post(DAY)).state is not RunState.FAILED
    assert len(play.channel.history) == 1


async def test_a_channel_that_was_deleted(
    play: Play, digests: Digests, allowed_refusals: set[int]
) -> None:
    """Paused with that reason, and told."""
    allowed_refusals.add(10003)
    doomed = play.guild.add_channel("doomed")
    await digests.add(doomed)
    doomed.delete()
    assert (await digests.post()).why == "The channel does not exist any more."
    assert len(play.channel.history) == 1


async def test_nowhere_to_tell(play: Play, digests: Digests, allowed_refusals: set[int]) -> None:
    """Where the bot may speak nowhere, it is paused all the same."""
    allowed_refusals.add(50013)
    play.guild.everyone.permissions = Permission.VIEW_CHANNEL
    play.guild.allow_bot(Permission.VIEW_CHANNEL)
    await play.start()
    digests = Digests(play)
    await digests.add(play.channel)
    assert (await digests.post()).state is RunState.FAILED


@pytest.mark.parametrize("applied", [False, True])
@pytest.mark.parametrize("fault", [{"status": 503}, {"status": 500}, {"reset": True}])
@pytest.mark.parametrize("forum", [False, True])
async def test_trouble_on_the_way(
    play: Play, digests: Digests, fault: dict[str, Any], applied: bool, forum: bool
) -> None:
    """Whether the message arrived or not, there is one in the end."""
    place = play.channel
    if forum:
        place = play.guild.add_channel("forum", ChannelKind.FORUM)
    play.sandbox.faults.next("POST", "/channels/*", **fault, applied=applied)
    await digests.add(place)
    assert (await digests.post()).state is RunState.CLAIMED
    run = await digests.post(10 * MINUTE)
    assert run.state is RunState.POSTED
    assert len(play.guild.threads_of(place) if forum else place.history) == 1


async def test_too_slow_an_answer(play: Play, digests: Digests) -> None:
    """A request that takes too long is given up, and what it did is found."""
    digests.scheduler = Scheduler(play.services.digests, digests.poster, deadline=0.05)
    play.sandbox.faults.next("POST", SEND, delay=0.2, applied=True)
    await digests.add(play.channel)
    assert "in time" in (await digests.post()).why
    digests.scheduler = Scheduler(play.services.digests, digests.poster)
    assert (await digests.post(10 * MINUTE)).state is RunState.POSTED
    assert len(play.channel.history) == 1


async def test_429_that_is_not_discords(play: Play, digests: Digests) -> None:
    """It is waited for a minute."""
    play.sandbox.faults.next("POST", SEND, 429, via=False)
    await digests.add(play.channel)
    run = await digests.post()
    assert (run.state, run.sent_at) == (RunState.CLAIMED, None)
    assert (await digests.post(59 * timedelta(seconds=1))).state is RunState.CLAIMED
    assert (await digests.post(2 * MINUTE)).state is RunState.POSTED


@pytest.mark.parametrize("kind", [ChannelKind.TEXT, ChannelKind.THREAD, ChannelKind.FORUM])
@pytest.mark.parametrize("noise", [0, 230])
async def test_found_after_nonces_are_forgotten(
    play: Play, digests: Digests, kind: ChannelKind, noise: int
) -> None:
    """Among what others said since, in an archived post as well."""
    parent = play.channel if kind is ChannelKind.THREAD else None
    place = play.guild.add_channel("there", kind, parent=parent)
    await digests.add(place)
    play.sandbox.faults.next("POST", "/channels/*", reset=True, applied=True)
    run = await digests.post()
    assert run.state is RunState.CLAIMED
    for number in range(noise):
        if kind is ChannelKind.FORUM:
            play.guild.add_channel(f"post {number}", ChannelKind.THREAD, parent=place).owner_id = 1
        else:
            play.ada.say("noise", channel=place)
    if kind is ChannelKind.FORUM:
        for thread in play.guild.threads_of(place):
            thread.archive()
    run = await digests.post(timedelta(hours=1))
    assert run.state is RunState.POSTED
    sent = [
        one for one in play.sandbox.requests if one.method == "POST" and "nonce" in str(one.body)
    ]
    assert len(sent) == (kind is not ChannelKind.FORUM)


async def test_found_although_the_clock_was_ahead(play: Play, digests: Digests) -> None:
    """A claim of a clock that was five hours ahead is looked for before its time, too."""
    await digests.add(play.channel)
    play.sandbox.faults.next("POST", SEND, reset=True, applied=True)
    await digests.post()
    play.clock.move(timedelta(hours=-1))
    for _ in range(3):
        play.ada.say("noise", channel=play.channel)
    async with play.services._state.write() as tx:
        await tx.execute("UPDATE runs SET claimed_at = claimed_at + 18000000")
    assert (await digests.post(timedelta(hours=1))).state is RunState.POSTED
    assert sum(message.author is play.sandbox.bot for message in play.channel.history) == 1


async def test_too_much_was_said_since(play: Play, digests: Digests) -> None:
    """Then nobody can tell."""
    await digests.add(play.channel)
    play.sandbox.faults.next("POST", SEND, 503)
    await digests.post()
    play.clock.set(DUE + 10 * MINUTE)
    for _ in range(2000):
        play.ada.say("noise", channel=play.channel)
    assert (await digests.post(timedelta(hours=1))).state is RunState.UNCERTAIN


async def test_unreadable_history(play: Play, digests: Digests) -> None:
    """Discord would return nothing, which says nothing: the bot knows its permissions."""
    play.guild.everyone.permissions &= ~Permission.READ_MESSAGE_HISTORY
    play.guild.allow_bot(play.guild.bot_role.permissions & ~Permission.READ_MESSAGE_HISTORY)
    await play.start()
    digests = Digests(play)
    await digests.add(play.channel)
    play.sandbox.faults.next("POST", SEND, reset=True, applied=True)
    await digests.post()
    run = await digests.post(10 * MINUTE)
    assert run.state is RunState.UNCERTAIN
    assert "may not read the history" in run.why
    assert len(play.channel.history) == 1
    with pytest.raises(CannotLookError):
        await digests.poster.find(DeliveryTarget(play.guild.id, play.channel.id), run.run_id, DUE)


async def test_an_outage_is_waited_for(stage: Play) -> None:
    """A bot that starts in one is told nothing of the server: not even what it may do there."""
    await stage.start()
    await stage.load(record(datetime(2020, 11, 25, tzinfo=UTC), "the moon"))
    before = Digests(stage)
    await before.add(stage.channel)
    stage.sandbox.faults.next("POST", SEND, reset=True)
    await before.post()
    await stage.stop()
    stage.guild.go_down()
    await stage.start()
    digests = Digests(stage)
    digests.digest = before.digest
    run = await digests.post(30 * MINUTE)
    assert (run.state, "outage" in run.why) == (RunState.CLAIMED, True)
    stage.guild.come_back()
    await stage.bot.wait_until_ready()
    for _ in range(100):
        if not stage.bot.guilds[0].unavailable:
            break
        await asyncio.sleep(0.01)
    assert (await digests.post(90 * MINUTE)).state is RunState.POSTED
    assert len(stage.channel.history) == 1


async def test_a_message_that_was_deleted_between_two_tries(
    play: Play, digests: Digests, allowed_refusals: set[int]
) -> None:
    """It had been posted, and somebody did not want it: it does not come again."""
    allowed_refusals.add(10008)
    await digests.add(play.channel)
    play.sandbox.faults.next("POST", SEND, reset=True, applied=True)
    await digests.post()
    play.channel.messages.clear()
    run = await digests.post(MINUTE)
    assert (run.state, run.message_id) == (RunState.POSTED, None)
    assert play.channel.history == []


async def test_the_button_tells_what_it_is(play: Play, digests: Digests) -> None:
    """After a restart, to anybody, privately; a removed digest says so."""
    await digests.add(play.channel)
    run = await digests.post()
    await play.start()
    (message,) = play.channel.history
    data = {"custom_id": f"d1:{run.run_id}", "component_type": 2}

    async def press() -> Any:
        return await play.bob.act(InteractionKind.COMPONENT, play.channel, data, 2, message=message)

    answer = await press()
    assert answer.private
    assert "every day at 09:00" in answer.text
    assert "one of 2022-11-25" in answer.text
    await play.services.digests.pause(play.guild.id, digests.digest.id)
    assert "paused" in (await press()).text
    await play.services.digests.remove(play.guild.id, digests.digest.id)
    assert "removed" in (await press()).text


@pytest.mark.parametrize("absence", [2 * MINUTE, timedelta(hours=3)])
async def test_kill_9_between_send_and_record(
    play: Play, digests: Digests, absence: timedelta
) -> None:
    """The process is gone, the message stands there: the next process posts no other."""
    await digests.add(play.channel)
    play.clock.set(DUE)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.delivery.killed", play.sandbox.api_url,
        play.sandbox.gateway_url,
        play.sandbox.token, str(play.settings.database), play.clock.now().isoformat(),
    )  # fmt: skip
    assert await process.wait() == -signal.SIGKILL
    assert len(play.channel.history) == 1
    assert (await digests.post(absence)).state is RunState.POSTED
    assert len(play.channel.history) == 1


async def test_nine_in_new_york_over_the_change_to_summer_time(
    play: Play, digests: Digests
) -> None:
    """Three days pass, and each has its message when the clocks there show nine."""
    zone = ZoneInfo("America/New_York")
    play.clock.set(datetime(2024, 3, 8, 12, tzinfo=UTC))
    await play.load(*(record(datetime(2020, 3, day, 15, tzinfo=UTC), "hi") for day in range(8, 11)))
    await digests.add(play.channel)
    await play.services.digests.edit(
        play.guild.id, digests.digest.id, schedule=Schedule(time(9), str(zone))
    )
    for _ in range(3 * 24 * 4):
        play.clock.move(15 * MINUTE)
        await digests.scheduler.tick()
    local = [message.created_at.astimezone(zone) for message in play.channel.history]
    assert [f"{moment:%d %H:%M %Z}" for moment in local] == [
        "08 09:00 EST",
        "09 09:00 EST",
        "10 09:00 EDT",
    ]


async def test_the_tag_of_a_forum(play: Play, digests: Digests, allowed_refusals: set[int]) -> None:
    """A post has the one that was chosen; once that is gone, the digest is paused with a word."""
    allowed_refusals.add(10087)
    forum = play.guild.add_channel("forum", ChannelKind.FORUM, tags=["daily"])
    (tag,) = forum.tags
    await digests.add(forum, tag_id=tag, when_empty=WhenEmpty.NEAREST)
    assert (await digests.post()).state is RunState.POSTED
    (post,) = play.guild.threads_of(forum)
    assert post.applied_tags == [tag]
    forum.tags.clear()
    run = await digests.post(DAY)
    assert run.state is RunState.FAILED
    assert "The tag of its posts" in run.why
    digest = await play.services.digests.get(play.guild.id, digests.digest.id)
    assert digest.pause is not None
