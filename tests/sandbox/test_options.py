"""Options of commands, and which members are offered which commands."""

from typing import Any, TypeAlias

import discord
import pytest
from discord import app_commands

from bot.sandbox import ChannelKind, Guild, NoCommandError, Permission
from tests.sandbox.conftest import Client, Connect

Interaction: TypeAlias = "discord.Interaction[Any]"


@pytest.fixture
def client() -> Client:
    """A client with a nested group, and with commands that need permissions."""
    client = Client()
    digest = app_commands.Group(name="digest", description="Digests")
    role = app_commands.Group(name="role", description="Who is pinged", parent=digest)

    @role.command(description="Set it")
    async def put(
        interaction: Interaction,
        role: discord.Role,
        channel: discord.TextChannel | discord.ForumChannel | discord.Thread,
    ) -> None:
        await interaction.response.send_message(f"{role.name} in {channel.name}")

    @digest.command(description="Try")
    async def preview(interaction: Interaction, hour: int, zone: str, day: str = "") -> None:
        await interaction.response.send_message(f"{hour} {zone} {day}")

    @preview.autocomplete("zone")
    async def zones(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        name = f"{typed} {interaction.namespace.hour} {interaction.namespace.day}"
        return [app_commands.Choice(name=name, value="UTC")]

    @client.tree.command(description="For managers")
    @app_commands.default_permissions(manage_guild=True)
    async def manage(interaction: Interaction) -> None:
        allowed = interaction.permissions.manage_guild
        await interaction.response.send_message("yes" if allowed else "no", ephemeral=True)

    @client.tree.command(description="For administrators")
    @app_commands.default_permissions()
    async def administer(interaction: Interaction) -> None:
        await interaction.response.send_message("yes", ephemeral=True)

    @client.tree.command(description="What may I do there?")
    async def may(interaction: Interaction, where: app_commands.AppCommandChannel) -> None:
        await interaction.response.send_message(str(where.permissions.send_messages))

    client.tree.add_command(digest)
    return client


async def test_a_group_in_a_group(guild: Guild, connect: Connect, client: Client) -> None:
    """A subcommand of a subcommand group takes roles, and channels only of its types."""
    voice = guild.add_channel("voice", ChannelKind.VOICE)
    forum = guild.add_channel("stories", ChannelKind.FORUM)
    thread = guild.add_channel("chat", ChannelKind.THREAD, parent=guild.first_channel)
    friends = guild.add_role("friends")
    async with connect(client):
        ada = guild.add_member("ada")
        for target in (guild.first_channel, forum, thread):
            answer = await ada.slash("digest role put", role=friends, channel_=target)
            assert answer.text == f"friends in {target.name}"
        with pytest.raises(NoCommandError, match="channel"):
            await ada.slash("digest role put", role=friends, channel_=voice)
        with pytest.raises(NoCommandError):
            await ada.slash("digest role put", role=guild.first_channel, channel_=forum)
        with pytest.raises(NoCommandError):
            await ada.slash("digest role")


async def test_typed_so_far(guild: Guild, connect: Connect, client: Client) -> None:
    """During autocompletion the bot gets the options typed before and after."""
    async with connect(client):
        ada = guild.add_member("ada")
        choices = await ada.autocomplete("digest preview", focused="zone", hour=9, zone="Eu")
        assert choices[0]["name"] == "Eu 9 None"
        choices = await ada.autocomplete(
            "digest preview", focused="zone", day="Mon", zone="", hour=10
        )
        assert choices[0]["name"] == " 10 Mon"


async def test_who_is_offered_what(guild: Guild, connect: Connect, client: Client) -> None:
    """Commands are offered by their default permissions; with none, to administrators."""
    async with connect(client):
        ada, boss = guild.add_member("ada"), guild.add_member("boss", manager=True)
        assert (await boss.slash("manage")).text == "yes"
        for actor, command in ((ada, "manage"), (ada, "administer"), (boss, "administer")):
            with pytest.raises(NoCommandError, match="offered"):
                await actor.slash(command)
        admins = guild.add_role("admins", Permission.ADMINISTRATOR)
        root = guild.add_member("root", roles=[admins])
        assert (await root.slash("administer")).text == "yes"
        quiet = guild.add_channel("quiet")
        quiet.set_permissions(guild.everyone, deny=Permission.USE_APPLICATION_COMMANDS)
        with pytest.raises(NoCommandError, match="offered"):
            await ada.slash("may", channel=quiet, where=quiet)


async def test_a_forced_command(guild: Guild, connect: Connect, client: Client) -> None:
    """A command can be forced without permission: the bot gets the member's permissions."""
    async with connect(client):
        answer = await guild.add_member("ada").slash("manage", force=True)
        assert answer.text == "no"


async def test_permissions_of_a_named_channel(
    guild: Guild, connect: Connect, client: Client
) -> None:
    """A channel option has the member's permissions in the channel."""
    closed = guild.add_channel("closed")
    closed.set_permissions(guild.everyone, deny=Permission.SEND_MESSAGES)
    async with connect(client):
        ada = guild.add_member("ada")
        assert (await ada.slash("may", where=guild.first_channel)).text == "True"
        assert (await ada.slash("may", where=closed)).text == "False"
