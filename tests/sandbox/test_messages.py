"""Messages, files, forum posts and pings that the client sends."""

import io

import discord
import pytest
from discord import ui

from bot.sandbox import ChannelKind, Guild, Permission, Sandbox
from tests.sandbox.components import Interaction
from tests.sandbox.conftest import Client, Connect, Hands


async def test_messages_and_history(
    sandbox: Sandbox, guild: Guild, connect: Connect, client: Client
) -> None:
    """Messages are sent, read in order, edited, published and deleted."""
    news = guild.add_channel("news", ChannelKind.ANNOUNCEMENT)
    async with connect(client):
        channel = client.get_channel(news.id)
        assert isinstance(channel, discord.TextChannel)
        sent = [await channel.send(f"{number}") for number in range(3)]
        texts = [one.content async for one in channel.history(limit=2)]
        assert texts == ["2", "1"]
        texts = [one.content async for one in channel.history(after=sent[0])]
        assert texts == ["1", "2"]
        texts = [one.content async for one in channel.history(before=sent[1])]
        assert texts == ["0"]
        edited = await sent[0].edit(content="new")
        assert edited.edited_at is not None
        await sent[0].publish()
        await sent[1].delete()
        with pytest.raises(discord.NotFound, match="10008"):
            await channel.fetch_message(sent[1].id)
        dm = await client.create_dm(discord.Object(sandbox.application.owner.id))
        assert (await dm.send("psst")).content == "psst"


async def test_replies(sandbox: Sandbox, guild: Guild, connect: Connect, client: Client) -> None:
    """A reply to a missing message is refused, unless it may be sent without."""
    async with connect(client):
        channel = client.get_partial_messageable(guild.first_channel.id)
        first = await channel.send("first")
        assert (await channel.send("yes", reference=first)).reference is not None
        await first.delete()
        with pytest.raises(discord.HTTPException, match=r"50035[\s\S]*Unknown message"):
            await channel.send("no", reference=first)
        gone = first.to_reference(fail_if_not_exists=False)
        assert (await channel.send("alone", reference=gone)).reference is None
    assert [message.content for message in guild.first_channel.history] == ["yes", "alone"]
    sandbox.refusals.clear()


async def test_a_message_to_all_is_not_private(
    sandbox: Sandbox, guild: Guild, connect: Connect, client: Client
) -> None:
    """Only answers to interactions can be ephemeral."""
    async with connect(client):
        for body in ({"content": "x", "flags": 64}, {"content": "x", "flags": 64 | 4096}):
            route = discord.http.Route(
                "POST", "/channels/{channel_id}/messages", channel_id=guild.first_channel.id
            )
            with pytest.raises(discord.HTTPException, match=r"50035[\s\S]*flags"):
                await client.http.request(route, json=body)
    assert not guild.first_channel.history
    sandbox.refusals.clear()


async def test_components_are_numbered(guild: Guild, connect: Connect, client: Client) -> None:
    """Components without an id get a unique one, so that they can be sent again."""
    view = discord.ui.LayoutView()
    for id in (None, 1, None):
        view.add_item(discord.ui.TextDisplay("x", id=id))
    async with connect(client):
        channel = client.get_partial_messageable(guild.first_channel.id)
        sent = await channel.send(view=view)
        again = discord.ui.LayoutView.from_message(sent)
        await sent.edit(view=again)
    (message,) = guild.first_channel.history
    assert [one["id"] for one in message.components] == [2, 1, 3]


async def test_nonces(
    sandbox: Sandbox, guild: Guild, connect: Connect, client: Client, clock: Hands
) -> None:
    """A nonce returns its message for five minutes, and is not part of GET responses."""
    async with connect(client):
        channel = client.get_channel(guild.first_channel.id)
        assert isinstance(channel, discord.TextChannel)
        first = await channel.send("once", nonce="digest-1")
        again = await channel.send("once", nonce="digest-1")
        assert (again.id, again.nonce) == (first.id, "digest-1")
        assert (await channel.fetch_message(first.id)).nonce is None
        clock.move(minutes=5, seconds=1)
        assert (await channel.send("once", nonce="digest-1")).id != first.id
        await first.delete()
    assert len(guild.first_channel.history) == 1
    assert not sandbox.refusals


async def test_permissions(guild: Guild, connect: Connect, client: Client) -> None:
    """A missing permission is refused with 50013, a hidden channel with 50001."""
    async with connect(client):
        quiet, hidden = guild.add_channel("quiet"), guild.add_channel("hidden")
        quiet.set_permissions(guild.me, deny=Permission.SEND_MESSAGES)
        hidden.set_permissions(guild.everyone, deny=Permission.VIEW_CHANNEL)
        for channel, code in ((quiet, "50013"), (hidden, "50001")):
            with pytest.raises(discord.Forbidden, match=code):
                await client.get_partial_messageable(channel.id).send("x")
        with pytest.raises(discord.NotFound, match="10003"):
            await client.fetch_channel(1)


async def test_files(sandbox: Sandbox, guild: Guild, connect: Connect, client: Client) -> None:
    """A file is stored and can be downloaded from its address."""
    async with connect(client):
        channel = client.get_partial_messageable(guild.first_channel.id)
        message = await channel.send(file=discord.File(io.BytesIO(b"abc"), "a.txt"))
        assert await message.attachments[0].read() == b"abc"
    assert not sandbox.refusals


async def test_forum_posts(
    sandbox: Sandbox, guild: Guild, connect: Connect, client: Client
) -> None:
    """A forum post is a thread whose first message has its id."""
    forum = guild.add_channel("stories", ChannelKind.FORUM)
    async with connect(client):
        channel = client.get_channel(forum.id)
        assert isinstance(channel, discord.ForumChannel)
        made = await channel.create_thread(name="Today", content="Once")
        assert made.thread.id == made.message.id
        assert made.message.content == "Once"
    assert not sandbox.refusals


async def test_pings(guild: Guild, connect: Connect) -> None:
    """Pings depend on what the sender allows and may; mentions are shown regardless."""
    client = Client()
    ada = guild.add_member("ada")

    @client.tree.command(description="Ping")
    async def ping(interaction: Interaction, allowed: bool) -> None:
        mentions = discord.AllowedMentions.all() if allowed else discord.AllowedMentions.none()
        view = ui.LayoutView()
        view.add_item(ui.TextDisplay(f"@everyone <@{ada.id}> \\<@1>"))
        await interaction.response.send_message(view=view, allowed_mentions=mentions)

    async with connect(client):
        loud = await ada.slash("ping", allowed=True)
        assert loud.pings == {ada.mention}  # @everyone needs a permission that the bot lacks
        guild.allow_bot(Permission.MENTION_EVERYONE)
        assert "@everyone" in (await ada.slash("ping", allowed=True)).pings
        quiet = await ada.slash("ping", allowed=False)
        assert quiet.pings == frozenset()
        assert quiet.mentions == ["@everyone", ada.mention]
        assert quiet.text == "@everyone @ada <@1>"
