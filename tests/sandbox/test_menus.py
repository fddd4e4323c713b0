"""Context menu commands, and what the bot sees of others' messages."""

import asyncio
from typing import Any, TypeAlias

import discord
import pytest
from discord import app_commands

from bot.sandbox import Guild, NoCommandError, Sandbox
from tests.sandbox.conftest import Client, Connect
from tests.sandbox.seeing import text_channel

Interaction: TypeAlias = "discord.Interaction[Any]"


@pytest.fixture
def client() -> Client:
    """A client that answers privately with what it sees of a message."""
    client = Client()

    async def read(interaction: Interaction, message: discord.Message) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        parts = [message.author.name, message.content]
        parts += [f"{embed.title} {embed.url}" for embed in message.embeds]
        for snapshot in message.message_snapshots:
            parts += [snapshot.content, *(str(embed.url) for embed in snapshot.embeds)]
        text = "\n".join(part for part in parts if part)
        await interaction.edit_original_response(content=f"`{text}`")

    menu = app_commands.ContextMenu(name="What does it say?", callback=read)
    client.tree.add_command(menu)
    managing = app_commands.ContextMenu(name="Hide it", callback=read)
    managing.default_permissions = discord.Permissions(manage_guild=True)
    client.tree.add_command(managing)
    return client


async def test_a_message_of_another(
    sandbox: Sandbox, guild: Guild, connect: Connect, client: Client
) -> None:
    """The message of a context menu comes whole, without the content intent."""
    async with connect(client):
        ada, bob = guild.add_member("ada"), guild.add_member("bob")
        url = "https://example.org/status/1"
        message = bob.say(f"look: {url}", embeds=[{"title": "A post", "url": url}])
        answer = await ada.context_menu("What does it say?", message=message)
        assert answer.text == f"bob\nlook: {url}\nA post {url}"
        assert answer.private
        assert answer.message["type"] == 23
        assert answer.message["message_reference"]["message_id"] == str(message.id)
        metadata = answer.message["interaction_metadata"]
        assert metadata["target_message_id"] == str(message.id)
        (seen,) = [one async for one in text_channel(client, guild.first_channel).history()]
        assert (seen.content, seen.embeds) == ("", [])
    assert not sandbox.refusals


async def test_a_forwarded_message(guild: Guild, connect: Connect, client: Client) -> None:
    """A forwarded message has the original as a snapshot."""
    other = guild.add_channel("other")
    async with connect(client):
        ada, bob = guild.add_member("ada"), guild.add_member("bob")
        url = "https://example.org/status/2"
        message = bob.say("first", embeds=[{"url": url}], channel=other)
        forwarded = ada.forward(ada.forward(message))
        answer = await bob.context_menu("What does it say?", message=forwarded)
        assert answer.text == f"ada\nfirst\n{url}"


async def test_who_is_offered_a_menu(guild: Guild, connect: Connect, client: Client) -> None:
    """A context menu is offered by permissions as commands are, and can be forced."""
    async with connect(client):
        ada = guild.add_member("ada")
        message = ada.say("mine")
        with pytest.raises(NoCommandError, match="offered"):
            await ada.context_menu("Hide it", message=message)
        answer = await ada.context_menu("Hide it", message=message, force=True)
        assert answer.text == "ada\nmine"


@pytest.mark.parametrize("may_read", [True, False])
async def test_the_content_intent(
    sandbox: Sandbox, guild: Guild, connect: Connect, may_read: bool
) -> None:
    """Without the content intent the bot gets content only of messages that mention it."""
    client = Client()
    client._connection._intents = discord.Intents(
        guilds=True, guild_messages=True, message_content=may_read
    )
    if may_read:
        sandbox.application.privileged_intents = 1 << 15
    heard: asyncio.Queue[str] = asyncio.Queue()

    @client.event
    async def on_message(message: discord.Message) -> None:
        heard.put_nowait(message.content)

    async with connect(client):
        ada, mention = guild.add_member("ada"), f"<@{sandbox.bot.id}> hi"
        ada.say("secret")
        ada.say(mention)
        async with asyncio.timeout(2):
            assert [await heard.get(), await heard.get()] == ["secret" * may_read, mention]
