"""Channels, permissions, roles and tags of digests."""

import pytest

from bot.sandbox import ChannelFlag, ChannelKind, Permission
from tests.cogs.conftest import Harness
from tests.cogs.digests.conftest import DAY, Manager


@pytest.mark.parametrize(
    ("kind", "denied", "named"),
    [
        (ChannelKind.TEXT, Permission.SEND_MESSAGES, "Send Messages"),
        (ChannelKind.TEXT, Permission.READ_MESSAGE_HISTORY, "Read Message History"),
        (ChannelKind.ANNOUNCEMENT, Permission.SEND_MESSAGES, "Send Messages"),
        (ChannelKind.FORUM, Permission.SEND_MESSAGES, "Create Posts"),
        (ChannelKind.THREAD, Permission.SEND_MESSAGES_IN_THREADS, "Send Messages in Threads"),
    ],
)
async def test_missing_permissions_are_named(
    harness: Harness, manager: Manager, kind: ChannelKind, denied: Permission, named: str
) -> None:
    """Missing permissions are named when a digest is added, moved or resumed."""
    parent = harness.guild.add_channel("parent") if kind is ChannelKind.THREAD else None
    target = harness.guild.add_channel("target", kind, parent=parent)
    (parent or target).set_permissions(harness.guild.bot_role, deny=denied)
    text = await manager.add(target)
    assert f"In #target the bot lacks: {named}" in text
    await manager.add()
    assert named in (await manager.ask("edit", digest=1, channel_=target)).text
    (parent or target).clear_permissions(harness.guild.bot_role)
    await manager.ask("edit", digest=1, channel_=target)
    await manager.ask("pause", digest=1)
    (parent or target).set_permissions(harness.guild.bot_role, deny=denied)
    assert named in (await manager.ask("resume", digest=1)).text
    (parent or target).clear_permissions(harness.guild.bot_role)
    assert "Digest 1 goes on" in (await manager.ask("resume", digest=1)).text


async def test_which_role_can_be_mentioned(harness: Harness, manager: Manager) -> None:
    """A role can be mentioned if all may, or if manager and bot may; @everyone never."""
    closed = harness.guild.add_role("closed")
    assert "You may not mention that role yourself" in await manager.add(mention=closed)
    heralds = harness.guild.add_role("heralds", Permission.MENTION_EVERYONE)
    manager.mona.member.roles.append(heralds)
    text = await manager.add(mention=closed)
    assert "Mention @everyone, @here and All Roles" in text
    assert "yourself" not in text
    assert "not everyone" in await manager.add(mention=harness.guild.everyone)
    harness.guild.allow_bot(harness.guild.bot_role.permissions | Permission.MENTION_EVERYONE)
    assert "is set up" in await manager.add(mention=closed)
    await manager.post()
    harness.clock.move(DAY)
    await manager.post()
    (message,) = harness.channel.history
    assert message.pings.roles == {closed.id}
    assert not message.pings.users
    assert not message.pings.everyone
    harness.guild.delete_role(closed)
    assert "does not exist any more" in (await manager.ask("edit", digest=1, count=1)).text
    assert "mentions" not in (await manager.ask("edit", digest=1, clear="mention")).text


async def test_a_forum_that_wants_tags(harness: Harness, manager: Manager) -> None:
    """The tags of a forum are named and offered; posts get the chosen one."""
    forum = harness.guild.add_channel(
        "forum", ChannelKind.FORUM, tags=["daily", "weekly"], flags=ChannelFlag.REQUIRE_TAG
    )
    assert "Give tag: daily, weekly." in await manager.add(forum)
    assert "has no such tag. It has daily, weekly." in await manager.add(forum, tag="yearly")
    choices = await manager.mona.autocomplete("digest add", focused="tag", tag="we", channel_=forum)
    assert [one["value"] for one in choices] == ["weekly"]
    assert "with a tag" in await manager.add(forum, tag="Daily")
    choices = await manager.mona.autocomplete("digest edit", focused="tag", tag="", digest=1)
    assert [one["value"] for one in choices] == ["daily", "weekly"]
    harness.clock.move(DAY)
    await manager.post()
    (post,) = harness.guild.threads_of(forum)
    assert [forum.tags[id] for id in post.applied_tags] == ["daily"]
    assert "with a tag" not in (await manager.ask("edit", digest=1, channel_=harness.channel)).text


async def test_a_tag_that_is_gone(harness: Harness, manager: Manager) -> None:
    """A deleted tag is reported before the next post, which Discord would refuse."""
    forum = harness.guild.add_channel("forum", ChannelKind.FORUM, tags=["daily", "weekly"])
    await manager.add(forum, tag="daily")
    await manager.ask("pause", digest=1)
    del forum.tags[min(forum.tags)]
    harness.guild.dispatch_channel("CHANNEL_UPDATE", forum)
    for command, options in (("resume", {}), ("edit", {"count": 1})):
        text = (await manager.ask(command, digest=1, **options)).text
        assert "does not exist any more in #forum" in text
        assert "(weekly), or take it off with clear" in text
    assert "with a tag" not in (await manager.ask("edit", digest=1, clear="tag")).text
    assert "goes on" in (await manager.ask("resume", digest=1)).text


async def test_an_archived_thread(harness: Harness, manager: Manager) -> None:
    """An archived thread is in no cache but takes digests; a locked one needs a permission."""
    thread = harness.guild.add_channel("talk", ChannelKind.THREAD, parent=harness.channel)
    thread.archive()
    await harness.start()
    assert "is set up" in await manager.add(thread)
    harness.clock.move(DAY)
    await manager.post()
    assert len(thread.history) == 1
    assert not thread.archived
    thread.archive(locked=True)
    assert "lacks: Manage Threads" in await manager.add(thread)


async def test_an_announcement_is_published(harness: Harness, manager: Manager) -> None:
    """Posts of an announcement channel are published on request, until the digest is moved."""
    news = harness.guild.add_channel("news", ChannelKind.ANNOUNCEMENT)
    assert "published" in await manager.add(news, publish=True)
    harness.clock.move(DAY)
    await manager.post()
    (message,) = news.history
    assert message.flags & 1
    assert "published" not in (await manager.ask("edit", digest=1, channel_=harness.channel)).text


async def test_a_channel_that_is_gone(
    harness: Harness, manager: Manager, allowed_refusals: set[int]
) -> None:
    """A digest whose channel was deleted cannot be resumed."""
    allowed_refusals.add(10003)
    doomed = harness.guild.add_channel("doomed")
    await manager.add(doomed)
    await manager.ask("pause", digest=1)
    doomed.delete()
    assert "does not exist any more" in (await manager.ask("resume", digest=1)).text
    assert (
        "a channel out of sight"
        in (await manager.mona.autocomplete("digest resume", focused="digest", digest=""))[0][
            "name"
        ]
    )
