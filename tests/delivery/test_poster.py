"""Digests posted on Discord: the real client, over HTTP, to channels of every kind."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.archive.digests.model import (
    RunState,
    WhenEmpty,
)
from bot.archive.digests.schedule import Schedule
from bot.sandbox import ChannelKind, Permission
from bot.sandbox.interactions import InteractionKind
from tests.archives import record
from tests.cogs.conftest import Harness
from tests.delivery.conftest import DAY, MINUTE, Digests

_CROSSPOSTED, _SILENT, _LAYOUT = 1 << 0, 1 << 12, 1 << 15


async def test_in_a_text_channel(harness: Harness, digests: Digests) -> None:
    """A digest in a text channel is escaped and pings nobody."""
    await digests.add(harness.channel)
    run = await digests.post()
    (message,) = harness.channel.history
    assert (run.state, run.channel_id, run.message_id) == (
        RunState.POSTED,
        harness.channel.id,
        message.id,
    )
    text = "\n".join(message.texts)
    assert "### On this day: 25 November" in text
    assert "**2020** · 2 years ago" in text
    assert "the \\*moon\\* \\@everyone" in text
    assert not message.pings.everyone
    body = harness.sandbox.requests[-1].body
    assert body["nonce"] == f"d1-{run.run_id}"
    assert body["enforce_nonce"] is True
    assert len(body["nonce"]) <= 25


async def test_a_role_and_nobody_else_is_mentioned(harness: Harness, digests: Digests) -> None:
    """Only the chosen role is mentioned, silently if so chosen."""
    readers = harness.guild.add_role("readers", mentionable=True)
    others = harness.guild.add_role("others", mentionable=True)
    await harness.load(
        record(datetime(2019, 11, 25, tzinfo=UTC), f"hi <@&{others.id}> {harness.ada.mention}")
    )
    await digests.add(harness.channel, role_id=readers.id, silent=True)
    await digests.post()
    (message,) = harness.channel.history
    assert message.pings.roles == {readers.id}
    assert not message.pings.users
    assert harness.sandbox.requests[-1].body["flags"] == _LAYOUT | _SILENT


@pytest.mark.parametrize("crosspost", [False, True])
async def test_in_an_announcement_channel(
    harness: Harness, digests: Digests, crosspost: bool
) -> None:
    """A message in an announcement channel is published if so chosen."""
    news = harness.guild.add_channel("news", ChannelKind.ANNOUNCEMENT)
    await digests.add(news, crosspost=crosspost)
    run = await digests.post()
    (message,) = news.history
    assert run.why == ""
    assert bool(message.flags & _CROSSPOSTED) == crosspost


async def test_what_cannot_be_published_is_posted(
    harness: Harness, digests: Digests, allowed_refusals: set[int]
) -> None:
    """A message that cannot be published is posted, and the ledger says why."""
    allowed_refusals.add(50024)
    await digests.add(harness.channel, crosspost=True)
    run = await digests.post()
    assert run.state is RunState.POSTED
    assert "not published" in run.why


@pytest.mark.parametrize("archived", [False, True])
async def test_in_a_thread(harness: Harness, digests: Digests, archived: bool) -> None:
    """A post unarchives its thread."""
    thread = harness.guild.add_channel("talk", ChannelKind.THREAD, parent=harness.channel)
    if archived:
        thread.archive()
    await digests.add(thread)
    run = await digests.post()
    assert run.state is RunState.POSTED
    assert len(thread.history) == 1
    assert not thread.archived


async def test_in_a_locked_thread(
    harness: Harness, digests: Digests, allowed_refusals: set[int]
) -> None:
    """A digest in a locked thread is paused."""
    allowed_refusals |= {50083, 50013, 160005}
    thread = harness.guild.add_channel("talk", ChannelKind.THREAD, parent=harness.channel)
    thread.archive(locked=True)
    await digests.add(thread)
    assert (await digests.post()).state is RunState.FAILED
    digest = await harness.services.digests.get(harness.guild.id, digests.digest.id)
    assert digest.pause is not None


async def test_in_a_forum(harness: Harness, digests: Digests) -> None:
    """In a forum a post is opened, titled by its day."""
    forum = harness.guild.add_channel("forum", ChannelKind.FORUM)
    await digests.add(forum)
    run = await digests.post()
    (post,) = harness.guild.threads_of(forum)
    assert post.name == "On this day: 25 November · 2022-11-25"
    assert (run.state, run.channel_id, run.message_id) == (RunState.POSTED, post.id, post.id)
    assert len(post.history) == 1


async def test_without_permission(
    harness: Harness, digests: Digests, allowed_refusals: set[int]
) -> None:
    """Without permission the digest is paused with one notice, and can be resumed."""
    allowed_refusals.add(50013)
    closed = harness.guild.add_channel("closed")
    closed.set_permissions(harness.guild.bot_role, deny=Permission.SEND_MESSAGES)
    await digests.add(closed)
    assert (await digests.post()).state is RunState.FAILED
    digest = await harness.services.digests.get(harness.guild.id, digests.digest.id)
    assert digest.pause is not None
    assert "lacks a permission" in digest.pause.why
    (notice,) = harness.channel.history
    assert f"<#{closed.id}> is paused" in "\n".join(notice.texts)
    closed.clear_permissions(harness.guild.bot_role)
    harness.clock.move(timedelta(hours=1))
    await harness.services.digests.resume(harness.guild.id, digest.id)
    assert (await digests.post(DAY)).state is not RunState.FAILED
    assert len(harness.channel.history) == 1


async def test_a_channel_that_was_deleted(
    harness: Harness, digests: Digests, allowed_refusals: set[int]
) -> None:
    """A digest whose channel was deleted is paused with that reason and a notice."""
    allowed_refusals.add(10003)
    doomed = harness.guild.add_channel("doomed")
    await digests.add(doomed)
    doomed.delete()
    assert (await digests.post()).why == "The channel does not exist any more."
    assert len(harness.channel.history) == 1


async def test_no_channel_takes_the_notice(
    harness: Harness, digests: Digests, allowed_refusals: set[int]
) -> None:
    """If no channel takes the notice, the digest is paused all the same."""
    allowed_refusals.add(50013)
    harness.guild.everyone.permissions = Permission.VIEW_CHANNEL
    harness.guild.allow_bot(Permission.VIEW_CHANNEL)
    await harness.start()
    digests = Digests(harness)
    await digests.add(harness.channel)
    assert (await digests.post()).state is RunState.FAILED


async def test_the_button_explains_the_digest(harness: Harness, digests: Digests) -> None:
    """The button explains the digest privately to any user, after a restart and a removal."""
    await digests.add(harness.channel)
    run = await digests.post()
    await harness.start()
    (message,) = harness.channel.history
    data = {"custom_id": f"d1:{run.run_id}", "component_type": 2}

    async def press() -> Any:
        return await harness.bob.act(
            InteractionKind.COMPONENT, harness.channel, data, 2, message=message
        )

    answer = await press()
    assert answer.private
    assert "every day at 09:00" in answer.text
    assert "one of 2022-11-25" in answer.text
    await harness.services.digests.pause(harness.guild.id, digests.digest.id)
    assert "paused" in (await press()).text
    await harness.services.digests.remove(harness.guild.id, digests.digest.id)
    assert "removed" in (await press()).text


async def test_nine_in_new_york_over_the_change_to_summer_time(
    harness: Harness, digests: Digests
) -> None:
    """Each of three days has its message at nine local time."""
    zone = ZoneInfo("America/New_York")
    harness.clock.set(datetime(2024, 3, 8, 12, tzinfo=UTC))
    await harness.load(
        *(record(datetime(2020, 3, day, 15, tzinfo=UTC), "hi") for day in range(8, 11))
    )
    await digests.add(harness.channel)
    await harness.services.digests.edit(
        harness.guild.id, digests.digest.id, schedule=Schedule(time(9), str(zone))
    )
    for _ in range(3 * 24 * 4):
        harness.clock.move(15 * MINUTE)
        await digests.scheduler.tick()
    local = [message.created_at.astimezone(zone) for message in harness.channel.history]
    assert [f"{moment:%d %H:%M %Z}" for moment in local] == [
        "08 09:00 EST",
        "09 09:00 EST",
        "10 09:00 EDT",
    ]


async def test_the_tag_of_a_forum(
    harness: Harness, digests: Digests, allowed_refusals: set[int]
) -> None:
    """A forum post has the chosen tag; once that is deleted, the digest is paused with a reason."""
    allowed_refusals.add(10087)
    forum = harness.guild.add_channel("forum", ChannelKind.FORUM, tags=["daily"])
    (tag,) = forum.tags
    await digests.add(forum, tag_id=tag, when_empty=WhenEmpty.NEAREST)
    assert (await digests.post()).state is RunState.POSTED
    (post,) = harness.guild.threads_of(forum)
    assert post.applied_tags == [tag]
    forum.tags.clear()
    run = await digests.post(DAY)
    assert run.state is RunState.FAILED
    assert "The tag of its posts" in run.why
    digest = await harness.services.digests.get(harness.guild.id, digests.digest.id)
    assert digest.pause is not None


@pytest.mark.parametrize("kind", [ChannelKind.TEXT, ChannelKind.FORUM])
async def test_in_a_hidden_channel(harness: Harness, digests: Digests, kind: ChannelKind) -> None:
    """Nothing is sent where the bot cannot see; the digest is paused, and says no more than that.

    When the channel is visible again, the digest goes on as it was.
    """
    hidden = harness.guild.add_channel("hidden", kind, tags=["daily"])
    (tag,) = hidden.tags
    await digests.add(hidden, tag_id=tag if kind is ChannelKind.FORUM else None)
    hidden.set_permissions(
        harness.guild.bot_role, deny=Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES
    )
    await harness.ask("random")  # events come in order: by its answer, the bot knows
    run = await digests.post()
    assert (run.state, run.why) == (RunState.FAILED, f"The bot cannot see <#{hidden.id}>.")
    notice = harness.channel.history[-1]
    assert f"is paused. The bot cannot see <#{hidden.id}>." in "\n".join(notice.texts)
    hidden.clear_permissions(harness.guild.bot_role)
    await harness.services.digests.resume(harness.guild.id, digests.digest.id)
    (kept,) = await harness.services.digests.of_guild(harness.guild.id)
    assert kept.options == digests.digest.options
