"""Threads: active, archived, locked."""

import discord
import pytest

from bot.sandbox import Channel, ChannelKind, Guild, Permission, Sandbox
from tests.sandbox.conftest import Client, Connect, Hands
from tests.sandbox.seeing import text_channel, wait_for_event


@pytest.fixture
def thread(guild: Guild) -> Channel:
    """A thread in the guild's first channel."""
    return guild.add_channel("chat", ChannelKind.THREAD, parent=guild.first_channel)


async def test_active_threads(guild: Guild, thread: Channel, connect: Connect) -> None:
    """A guild includes and lists its active threads, not the archived ones."""
    old = guild.add_channel("old", ChannelKind.THREAD, parent=guild.first_channel)
    old.archive()
    async with connect(Client()) as client:
        known = client.get_guild(guild.id)
        assert known is not None
        assert [one.id for one in known.threads] == [thread.id]
        assert [one.id for one in await known.active_threads()] == [thread.id]


async def test_archived_threads(
    guild: Guild, thread: Channel, connect: Connect, clock: Hands
) -> None:
    """Archived threads are listed in pages, the last archived first."""
    channel = guild.first_channel
    for number in range(5):
        clock.move(hours=1)
        guild.add_channel(f"old {number}", ChannelKind.THREAD, parent=channel).archive(
            locked=number == 1
        )
    private = guild.add_channel("secret", ChannelKind.PRIVATE_THREAD, parent=channel)
    private.archive()
    async with connect(Client()) as client:
        known = text_channel(client, channel)
        found = [one async for one in known.archived_threads(limit=None)]
        assert [one.name for one in found] == [f"old {number}" for number in (4, 3, 2, 1, 0)]
        assert [one.locked for one in found] == [False, False, False, True, False]
        assert found[0].archived
        assert found[0].archive_timestamp == clock.now()
        page = await client.http.get_public_archived_threads(channel.id, limit=2)
        assert page["has_more"]
        last = page["threads"][-1]["thread_metadata"]["archive_timestamp"]
        assert last is not None
        before = discord.utils.parse_time(last)
        rest = [one.name async for one in known.archived_threads(before=before)]
        assert rest == ["old 2", "old 1", "old 0"]
        mine = [one async for one in known.archived_threads(private=True, joined=True)]
        assert [one.id for one in mine] == [private.id]
        with pytest.raises(discord.Forbidden, match="50013"):
            [one async for one in known.archived_threads(private=True)]
        guild.allow_bot(Permission.MANAGE_THREADS)
        secret = [one.name async for one in known.archived_threads(private=True)]
        assert secret == ["secret"]
    assert not thread.archived


async def test_a_message_unarchives_a_thread(
    sandbox: Sandbox, guild: Guild, thread: Channel, connect: Connect
) -> None:
    """A message unarchives a thread that is not locked."""
    async with connect(Client()) as client:
        thread.archive()
        await wait_for_event(client, "thread_update")
        assert client.get_channel(thread.id) is None
        sent = await client.get_partial_messageable(thread.id).send("still here")
        await wait_for_event(client, "thread_join")
        assert client.get_channel(thread.id) is not None
        assert not thread.archived
        thread.archive()
        with pytest.raises(discord.HTTPException, match=r"400[\s\S]*50083"):
            await sent.edit(content="too late")
        guild.add_member("ada").say("and I", channel=thread)
        assert not thread.archived
    assert thread.sent == len(thread.history) == 2
    assert [one.code for one in sandbox.refusals] == [50083]


@pytest.mark.parametrize(("archived", "code"), [(True, 50083), (False, 160005)])
async def test_locked_threads(
    guild: Guild, thread: Channel, connect: Connect, archived: bool, code: int
) -> None:
    """Only members who may manage threads can write in a locked thread."""
    async with connect(Client()) as client:
        thread.turn(archived=archived, locked=True)
        channel = client.get_partial_messageable(thread.id)
        with pytest.raises(discord.HTTPException) as caught:
            await channel.send("hello?")
        assert caught.value.code == code
        assert thread.archived is archived
        guild.allow_bot(Permission.MANAGE_THREADS)
        await channel.send("hello")
    assert not thread.archived


async def test_editing_threads(guild: Guild, thread: Channel, connect: Connect) -> None:
    """The bot can archive and unarchive its own thread, but not lock it."""
    async with connect(Client()) as client:
        known = client.get_channel(thread.id)
        assert isinstance(known, discord.Thread)
        await known.edit(name="talk", archived=True)
        assert (thread.name, thread.archived) == ("talk", True)
        with pytest.raises(discord.HTTPException, match="50083"):
            await known.edit(name="more")
        await known.edit(archived=False)
        with pytest.raises(discord.Forbidden, match="50013"):
            await known.edit(locked=True)
        guild.allow_bot(Permission.MANAGE_THREADS)
        await known.edit(locked=True, archived=True)
        assert (thread.locked, thread.archived) == (True, True)


async def test_threads_come_and_go(guild: Guild, connect: Connect) -> None:
    """The client is notified of threads that are opened, hidden, shown and deleted."""
    channel = guild.first_channel
    async with connect(Client()) as client:
        known = text_channel(client, channel)
        made = await known.create_thread(name="new", type=discord.ChannelType.public_thread)
        await wait_for_event(client, "thread_create")
        message = await known.send("start")
        of_it = await message.create_thread(name="of it")
        assert of_it.id == message.id
        await wait_for_event(client, "thread_create", times=2)
        with pytest.raises(discord.HTTPException, match="160004"):
            await message.create_thread(name="again")
        channel.set_permissions(guild.me, deny=Permission.VIEW_CHANNEL)
        hidden = guild.add_channel("hidden", ChannelKind.THREAD, parent=channel)
        channel.clear_permissions(guild.me)
        await wait_for_event(client, "thread_join")
        assert client.get_channel(hidden.id) is not None
        guild.channels[made.id].delete()
        await wait_for_event(client, "thread_delete")
        assert client.get_channel(made.id) is None


@pytest.mark.parametrize("openapi", [None])
async def test_when_a_thread_is_archived(
    sandbox: Sandbox, guild: Guild, connect: Connect, client: Client
) -> None:
    """A thread is archived after an hour, a day, three days or a week without messages."""
    route = discord.http.Route("POST", f"/channels/{guild.first_channel.id}/threads")
    body = {"name": "chat", "type": 11, "auto_archive_duration": 5}
    async with connect(client):
        with pytest.raises(discord.HTTPException, match="50035"):
            await client.http.request(route, json=body)
        await client.http.request(route, json=body | {"auto_archive_duration": 60})
    sandbox.refusals.clear()
