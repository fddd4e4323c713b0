"""Channels that the bot cannot view: Discord keeps their names and more from it."""

from collections.abc import Callable

import discord
import pytest
from discord.abc import GuildChannel

from bot.sandbox import Channel, ChannelFlag, ChannelKind, Guild, Permission
from bot.sandbox.members import Role
from tests.sandbox.conftest import Client, Connect
from tests.sandbox.seeing import forum_channel
from tests.waiting import until

NAME, OBFUSCATED = "___hidden___", 1 << 17


def known(client: Client, channel: Channel) -> GuildChannel:
    """Return a channel from a client's cache."""
    found = client.get_channel(channel.id)
    assert isinstance(found, GuildChannel)
    return found


def is_visible(channel: GuildChannel) -> bool:
    """Return whether the client itself may view a channel."""
    return channel.permissions_for(channel.guild.me).view_channel


@pytest.mark.parametrize(
    "kind",
    [ChannelKind.TEXT, ChannelKind.VOICE, ChannelKind.ANNOUNCEMENT, ChannelKind.FORUM],
)
async def test_a_hidden_channel_when_connecting(
    guild: Guild, connect: Connect, kind: ChannelKind
) -> None:
    """Its id, type and category are true; the name and permissions are not."""
    category = guild.add_channel("club", ChannelKind.CATEGORY)
    secret = guild.add_channel("secret", kind, parent=category, tags=["a"] * (kind == 15))
    secret.set_permissions(guild.me, deny=Permission.VIEW_CHANNEL, allow=Permission.MANAGE_CHANNELS)
    secret.set_permissions(guild.everyone, allow=Permission.SEND_MESSAGES)
    async with connect(Client()) as client:
        found = known(client, secret)
        assert (found.name, found.type.value, found.category_id) == (NAME, kind, category.id)
        assert not is_visible(found)
        (overwrite,) = found.overwrites.items()
        assert overwrite == (
            found.guild.default_role,
            discord.PermissionOverwrite(view_channel=False),
        )
        if kind is ChannelKind.FORUM:
            forum = forum_channel(client, secret)
            assert (forum.flags.value, list(forum.available_tags)) == (OBFUSCATED, [])
        listed = {channel.id for channel in await found.guild.fetch_channels()}
        assert listed == {guild.first_channel.id, category.id}
        with pytest.raises(discord.Forbidden, match="50001"):
            await found.guild.fetch_channel(secret.id)


def by_overwrite(guild: Guild, channel: Channel, _role: Role) -> tuple[Callable[[], None], ...]:
    """Return what hides a channel and shows it again: an overwrite."""
    deny = Permission.VIEW_CHANNEL
    return (
        lambda: channel.set_permissions(guild.me, deny=deny),
        lambda: channel.clear_permissions(guild.me),
    )


def by_role(guild: Guild, _channel: Channel, role: Role) -> tuple[Callable[[], None], ...]:
    """Return what hides a channel and shows it again: the permissions of a role."""
    return (
        lambda: guild.edit_role(role, Permission.SEND_MESSAGES),
        lambda: guild.edit_role(role, Permission.SEND_MESSAGES | Permission.VIEW_CHANNEL),
    )


@pytest.mark.parametrize("how", [by_overwrite, by_role])
async def test_a_channel_is_hidden_and_shown(
    guild: Guild,
    connect: Connect,
    how: Callable[[Guild, Channel, Role], tuple[Callable[[], None], Callable[[], None]]],
) -> None:
    """CHANNEL_UPDATE takes the name away, and brings the truth back, with the threads."""
    role = guild.add_role("bots", Permission.SEND_MESSAGES | Permission.VIEW_CHANNEL)
    guild.me.roles.append(role)
    guild.edit_role(guild.everyone, Permission.SEND_MESSAGES)
    guild.allow_bot(Permission.SEND_MESSAGES)
    forum = guild.add_channel(
        "forum", ChannelKind.FORUM, tags=["daily"], flags=ChannelFlag.REQUIRE_TAG
    )
    hide, show = how(guild, forum, role)
    async with connect(Client()) as client:
        assert known(client, forum).name == "forum"
        hide()
        await until(lambda: known(client, forum).name == NAME)
        assert not is_visible(known(client, forum))
        assert not forum_channel(client, forum).available_tags
        thread = guild.add_channel("talk", ChannelKind.THREAD, parent=forum)
        show()
        await until(lambda: client.get_channel(thread.id) is not None)
        found = forum_channel(client, forum)
        assert (found.name, found.flags.require_tag) == ("forum", True)
        assert [tag.name for tag in found.available_tags] == ["daily"]
        assert is_visible(found)


async def test_a_deleted_role_hides_a_channel(guild: Guild, connect: Connect) -> None:
    """So does the end of the role that showed it."""
    role = guild.add_role("bots")
    guild.me.roles.append(role)
    channel = guild.first_channel
    channel.set_permissions(guild.everyone, deny=Permission.VIEW_CHANNEL)
    channel.set_permissions(role, allow=Permission.VIEW_CHANNEL)
    async with connect(Client()) as client:
        assert known(client, channel).name == "memories"
        guild.delete_role(role)
        await until(lambda: known(client, channel).name == NAME)


async def test_new_and_deleted_hidden_channels(guild: Guild, connect: Connect) -> None:
    """A channel that is created out of sight arrives hidden, and goes."""
    guild.allow_bot(Permission.SEND_MESSAGES)
    guild.edit_role(guild.everyone, Permission.SEND_MESSAGES)
    async with connect(Client()) as client:
        secret = guild.add_channel("secret")
        await until(lambda: client.get_channel(secret.id) is not None)
        assert known(client, secret).name == NAME
        secret.delete()
        await until(lambda: client.get_channel(secret.id) is None)


async def test_a_category_is_seen_with_its_channels(guild: Guild, connect: Connect) -> None:
    """A category that denies the view is visible as long as a channel in it is."""
    category = guild.add_channel("club", ChannelKind.CATEGORY)
    inside = guild.add_channel("inside", parent=category)
    category.set_permissions(guild.me, deny=Permission.VIEW_CHANNEL)
    async with connect(Client()) as client:
        assert (known(client, category).name, known(client, inside).name) == ("club", "inside")
        inside.set_permissions(guild.me, deny=Permission.VIEW_CHANNEL)
        await until(lambda: known(client, category).name == NAME)
        assert known(client, inside).name == NAME
        inside.clear_permissions(guild.me)
        await until(lambda: known(client, category).name == "club")


async def test_administrators_see_everything(guild: Guild, connect: Connect) -> None:
    """No overwrite hides a channel from an administrator."""
    guild.allow_bot(Permission.ADMINISTRATOR)
    channel = guild.first_channel
    channel.set_permissions(guild.me, deny=Permission.VIEW_CHANNEL)
    async with connect(Client()) as client:
        assert known(client, channel).name == "memories"
        assert is_visible(known(client, channel))
