"""Guilds that go and come back, and permissions that change."""

import discord
import pytest

from bot.sandbox import Guild, NoAnswerError, NoCommandError, Permission, Sandbox
from tests.sandbox.conftest import Client, Connect
from tests.sandbox.seeing import text_channel, wait_for_event
from tests.waiting import until


def pinging() -> Client:
    """Return a client with a command."""
    client = Client()

    @client.tree.command(description="Ping")
    async def ping(interaction: "discord.Interaction[Client]") -> None:
        await interaction.response.send_message("pong")

    return client


async def test_thrown_out_and_readmitted(sandbox: Sandbox, guild: Guild, connect: Connect) -> None:
    """A guild that readmits the bot has the same id and channels."""
    ada, channel = guild.add_member("ada"), guild.first_channel
    async with connect(pinging()) as client:
        guild.remove_bot()
        await wait_for_event(client, "guild_remove")
        assert client.get_guild(guild.id) is None
        assert sandbox.guilds == []
        with pytest.raises(discord.Forbidden, match="50001"):
            await client.get_partial_messageable(channel.id).send("x")
        with pytest.raises(NoCommandError):
            await ada.slash("ping")
        guild.readmit_bot()
        await wait_for_event(client, "guild_join")
        await text_channel(client, channel).send("x")
        assert (await ada.slash("ping")).text == "pong"


async def test_invited_without_commands(guild: Guild, connect: Connect) -> None:
    """Without the scope applications.commands a guild refuses commands, and offers none."""
    ada = guild.add_member("ada")
    async with connect(pinging()) as client:
        assert await client.tree.fetch_commands(guild=discord.Object(guild.id)) == []
        guild.takes_commands = False
        with pytest.raises(discord.Forbidden, match="50001"):
            await client.tree.fetch_commands(guild=discord.Object(guild.id))
        with pytest.raises(NoCommandError, match="may not have commands"):
            await ada.slash("ping")


async def test_an_outage(guild: Guild, connect: Connect) -> None:
    """In an outage the guild is known but silent; afterwards it is available again."""
    ada = guild.add_member("ada")
    async with connect(pinging()) as client:
        guild.begin_outage()
        await wait_for_event(client, "guild_unavailable")
        known = client.get_guild(guild.id)
        assert known is not None
        assert known.unavailable
        with pytest.raises(NoAnswerError):
            await ada.slash("ping", timeout=1.0)
        late = guild.add_channel("late")
        guild.end_outage()
        await wait_for_event(client, "guild_available", times=1)
        assert client.get_channel(late.id) is not None
        assert (await ada.slash("ping")).text == "pong"
        assert "guild_remove" not in client.seen
        assert "guild_join" not in client.seen


async def test_connecting_in_an_outage(guild: Guild, connect: Connect) -> None:
    """A client that connects in an outage receives the guild when it is over."""
    guild.begin_outage()
    async with connect(Client()) as client:
        known = client.get_guild(guild.id)
        assert known is None or known.unavailable
        guild.end_outage()
        await wait_for_event(client, "guild_available")
        assert client.get_channel(guild.first_channel.id) is not None


async def test_permissions_change(guild: Guild, connect: Connect) -> None:
    """The client learns at once of changed permissions, by role, by @everyone, by channel."""
    channel, rest = guild.first_channel, guild.everyone.permissions
    async with connect(Client()) as client:
        known = text_channel(client, channel)

        def may_send() -> bool:
            return known.permissions_for(known.guild.me).send_messages

        assert may_send()
        channel.set_permissions(guild.me, deny=Permission.SEND_MESSAGES)
        await until(lambda: not may_send())
        with pytest.raises(discord.Forbidden, match="50013"):
            await known.send("x")
        channel.clear_permissions(guild.me)
        await until(may_send)
        guild.edit_role(guild.everyone, rest & ~Permission.SEND_MESSAGES)
        guild.allow_bot(Permission.VIEW_CHANNEL)
        await until(lambda: not may_send())
        with pytest.raises(discord.Forbidden, match="50013"):
            await known.send("x")
        guild.allow_bot(Permission.SEND_MESSAGES)
        await until(may_send)
        await known.send("x")


async def test_a_deleted_channel(guild: Guild, connect: Connect) -> None:
    """A deleted channel is gone; another of its name has another id."""
    channel = guild.first_channel
    async with connect(Client()) as client:
        channel.delete()
        await wait_for_event(client, "guild_channel_delete")
        with pytest.raises(discord.NotFound, match="10003"):
            await client.get_partial_messageable(channel.id).send("x")
        again = guild.add_channel(channel.name)
        await wait_for_event(client, "guild_channel_create")
        await text_channel(client, again).send("x")
