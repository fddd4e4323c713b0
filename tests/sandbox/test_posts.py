"""Posts in forums."""

import io

import discord
import pytest
from discord import ui

from bot.sandbox import ChannelFlag, ChannelKind, Guild, Permission, Sandbox
from tests.sandbox.conftest import Client, Connect
from tests.sandbox.seeing import forum_channel, wait_for_event


def layout(*items: ui.Item[ui.LayoutView]) -> ui.LayoutView:
    """Return a message made of components."""
    view = ui.LayoutView()
    for item in items:
        view.add_item(item)
    return view


async def test_a_post_of_components(sandbox: Sandbox, guild: Guild, connect: Connect) -> None:
    """A post is a thread whose first message has its id, with components and files."""
    forum = guild.add_channel("stories", ChannelKind.FORUM, tags=("old", "new"))
    async with connect(Client()) as client:
        known = forum_channel(client, forum)
        assert [tag.name for tag in known.available_tags] == ["old", "new"]
        view = layout(ui.TextDisplay("**Once**"), ui.File("attachment://a.txt"))
        made = await known.create_thread(
            name="Today",
            view=view,
            applied_tags=[known.available_tags[1]],
            files=[discord.File(io.BytesIO(b"abc"), "a.txt")],
        )
        assert made.thread.id == made.message.id
        assert [tag.name for tag in made.thread.applied_tags] == ["new"]
        await wait_for_event(client, "thread_create")
        assert made.message.flags.components_v2
        assert await made.message.attachments[0].read() == b"abc"
        await made.thread.send("more")
    post = guild.channels[made.thread.id]
    assert (post.payload["message_count"], post.sent) == (1, 2)
    assert post.history[0].id == post.id
    assert not sandbox.refusals


async def test_required_tags(guild: Guild, connect: Connect) -> None:
    """A forum may require a tag; a tag must be one of the forum."""
    forum = guild.add_channel(
        "stories", ChannelKind.FORUM, tags=["old"], flags=ChannelFlag.REQUIRE_TAG
    )
    async with connect(Client()) as client:
        known = forum_channel(client, forum)
        assert known.flags.require_tag
        with pytest.raises(discord.HTTPException, match=r"400[\s\S]*40067"):
            await known.create_thread(name="Today", content="Once")
        with pytest.raises(discord.NotFound, match="10087"):
            await known.create_thread(
                name="Today",
                content="Once",
                applied_tags=[discord.ForumTag(name="not of this forum")],
            )
        await known.create_thread(name="Today", content="Once", applied_tags=known.available_tags)
    assert len(guild.threads_of(forum)) == 1


async def test_permissions_of_a_post(guild: Guild, connect: Connect) -> None:
    """A post needs the permission to send messages; a forum itself has no messages."""
    forum = guild.add_channel("stories", ChannelKind.FORUM)
    async with connect(Client()) as client:
        with pytest.raises(discord.HTTPException, match=r"400[\s\S]*40058"):
            await client.get_partial_messageable(forum.id).send("x")
        known = forum_channel(client, forum)
        with pytest.raises(discord.HTTPException, match="50035"):
            await known.create_thread(name="Today", view=layout(ui.TextDisplay("x" * 4001)))
        forum.set_permissions(guild.everyone, deny=Permission.SEND_MESSAGES)
        with pytest.raises(discord.Forbidden, match="50013"):
            await known.create_thread(name="Today", content="Once")
    assert not guild.threads_of(forum)
