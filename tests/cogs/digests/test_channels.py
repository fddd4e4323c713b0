"""Channels, permissions, roles and tags of digests."""

import pytest

from bot.sandbox import ChannelFlag, ChannelKind, Permission
from tests.cogs.conftest import Play
from tests.cogs.digests.conftest import DAY, Desk


@pytest.mark.parametrize(
    ("kind", "denied", "named"),
    [
        (ChannelKind.TEXT, Permission.SEND_MESSAGES, "Send Messages"),
        (ChannelKind.TEXT, Permission.READ_MESSAGE_HISTORY, "Read Message History"),
        (ChannelKind.TEXT, Permission.VIEW_CHANNEL, "View Channel"),
        (ChannelKind.ANNOUNCEMENT, Permission.SEND_MESSAGES, "Send Messages"),
        (ChannelKind.FORUM, Permission.SEND_MESSAGES, "Create Posts"),
        (ChannelKind.THREAD, Permission.SEND_MESSAGES_IN_THREADS, "Send Messages in Threads"),
    ],
)
async def test_missing_permissions_are_named(
    play: Play, desk: Desk, kind: ChannelKind, denied: Permission, named: str
) -> None:
    """When it is added, moved there, or resumed."""
    parent = play.guild.add_channel("parent") if kind is ChannelKind.THREAD else None
    place = play.guild.add_channel("place", kind, parent=parent)
    (parent or place).set_permissions(play.guild.bot_role, deny=denied)
    told = await desk.add(place)
    assert f"In #place the bot lacks: {named}" in told
    await desk.add()
    assert named in (await desk.ask("edit", digest=1, channel_=place)).text
    (parent or place).clear_permissions(play.guild.bot_role)
    await desk.ask("edit", digest=1, channel_=place)
    await desk.ask("pause", digest=1)
    (parent or place).set_permissions(play.guild.bot_role, deny=denied)
    assert named in (await desk.ask("resume", digest=1)).text
    (parent or place).clear_permissions(play.guild.bot_role)
    assert "Digest 1 goes on" in (await desk.ask("resume", digest=1)).text


async def test_which_role_can_be_mentioned(play: Play, desk: Desk) -> None:
    """One that anybody may mention, or any if the manager and the bot may; everyone never."""
    closed = play.guild.add_role("closed")
    assert "You may not mention that role yourself" in await desk.add(mention=closed)
    heralds = play.guild.add_role("heralds", Permission.MENTION_EVERYONE)
    desk.mona.member.roles.append(heralds)
    told = await desk.add(mention=closed)
    assert "Mention @everyone, @here and All Roles" in told
    assert "yourself" not in told
    assert "not everyone" in await desk.add(mention=play.guild.everyone)
    play.guild.allow_bot(play.guild.bot_role.permissions | Permission.MENTION_EVERYONE)
    assert "is set up" in await desk.add(mention=closed)
    await desk.post()
    play.clock.move(DAY)
    await desk.post()
    (message,) = play.channel.history
    assert message.pings.roles == {closed.id}
    assert not message.pings.users
    assert not message.pings.everyone
    play.guild.delete_role(closed)
    assert "does not exist any more" in (await desk.ask("edit", digest=1, count=1)).text
    assert "mentions" not in (await desk.ask("edit", digest=1, clear="mention")).text


async def test_a_forum_that_wants_tags(play: Play, desk: Desk) -> None:
    """The tags are named and offered; the posts have the one that was chosen."""
    forum = play.guild.add_channel(
        "forum", ChannelKind.FORUM, tags=["daily", "weekly"], flags=ChannelFlag.REQUIRE_TAG
    )
    assert "Give tag: daily, weekly." in await desk.add(forum)
    assert "has no such tag. It has daily, weekly." in await desk.add(forum, tag="yearly")
    choices = await desk.mona.autocomplete("digest add", focused="tag", tag="we", channel_=forum)
    assert [one["value"] for one in choices] == ["weekly"]
    assert "with a tag" in await desk.add(forum, tag="Daily")
    choices = await desk.mona.autocomplete("digest edit", focused="tag", tag="", digest=1)
    assert [one["value"] for one in choices] == ["daily", "weekly"]
    play.clock.move(DAY)
    await desk.post()
    (post,) = play.guild.threads_of(forum)
    assert [forum.tags[id] for id in post.applied_tags] == ["daily"]
    assert "with a tag" not in (await desk.ask("edit", digest=1, channel_=play.channel)).text


async def test_a_tag_that_is_gone(play: Play, desk: Desk) -> None:
    """Discord would refuse the next post: it is told before, with what to do."""
    forum = play.guild.add_channel("forum", ChannelKind.FORUM, tags=["daily", "weekly"])
    await desk.add(forum, tag="daily")
    await desk.ask("pause", digest=1)
    del forum.tags[min(forum.tags)]
    play.guild.tell_of("CHANNEL_UPDATE", forum)
    for command, options in (("resume", {}), ("edit", {"count": 1})):
        told = (await desk.ask(command, digest=1, **options)).text
        assert "does not exist any more in #forum" in told
        assert "(weekly), or take it off with clear" in told
    assert "with a tag" not in (await desk.ask("edit", digest=1, clear="tag")).text
    assert "goes on" in (await desk.ask("resume", digest=1)).text


async def test_an_archived_thread(play: Play, desk: Desk) -> None:
    """It is in no cache, and takes digests all the same; a locked one takes a permission."""
    thread = play.guild.add_channel("talk", ChannelKind.THREAD, parent=play.channel)
    thread.archive()
    await play.start()
    assert "is set up" in await desk.add(thread)
    play.clock.move(DAY)
    await desk.post()
    assert len(thread.history) == 1
    assert not thread.archived
    thread.archive(locked=True)
    assert "lacks: Manage Threads" in await desk.add(thread)


async def test_an_announcement_is_published(play: Play, desk: Desk) -> None:
    """Where that was asked for; moved to another channel, it is no more."""
    news = play.guild.add_channel("news", ChannelKind.ANNOUNCEMENT)
    assert "published" in await desk.add(news, publish=True)
    play.clock.move(DAY)
    await desk.post()
    (message,) = news.history
    assert message.flags & 1
    assert "published" not in (await desk.ask("edit", digest=1, channel_=play.channel)).text


async def test_a_channel_that_is_gone(play: Play, desk: Desk, allowed_refusals: set[int]) -> None:
    """Deleted while the digest is paused, it keeps it from going on."""
    allowed_refusals.add(10003)
    doomed = play.guild.add_channel("doomed")
    await desk.add(doomed)
    await desk.ask("pause", digest=1)
    doomed.delete()
    assert "does not exist any more" in (await desk.ask("resume", digest=1)).text
    assert (
        "a channel out of sight"
        in (await desk.mona.autocomplete("digest resume", focused="digest", digest=""))[0]["name"]
    )
