"""Login, the gateway, and failures of both."""

import asyncio

import aiohttp
import discord
import pytest
import yarl
from discord import app_commands

from bot.sandbox import ChannelKind, Guild, Limits, RateLimit, Sandbox
from tests.sandbox.conftest import Client, Connect, Hands
from tests.sandbox.seeing import wait_for_event


def pinging(client: Client) -> Client:
    """Add the command /ping to a client."""

    @client.tree.command(description="Answer")
    async def ping(interaction: discord.Interaction[Client]) -> None:
        await interaction.response.send_message("pong")

    return client


async def test_login(sandbox: Sandbox, guild: Guild, connect: Connect) -> None:
    """The client knows its user, its guilds, their channels and its permissions there."""
    thread = guild.add_channel(
        "talk", ChannelKind.THREAD, parent=guild.add_channel("news", ChannelKind.ANNOUNCEMENT)
    )
    async with connect(Client()) as client:
        assert client.user is not None
        assert client.user.id == sandbox.bot.id
        assert client.application is not None
        assert client.application.owner.id == sandbox.application.owner.id
        friends = client.get_guild(guild.id)
        assert friends is not None
        assert [one.name for one in friends.text_channels] == ["memories", "news"]
        assert [one.id for one in friends.threads] == [thread.id]
        assert friends.text_channels[1].is_news()
        assert friends.text_channels[0].permissions_for(friends.me).send_messages
        assert not friends.me.guild_permissions.manage_guild
    assert not sandbox.refusals


@pytest.mark.usefixtures("connect")
async def test_wrong_token(sandbox: Sandbox) -> None:
    """A wrong token is refused with 401 before the gateway is connected."""
    async with Client() as client:
        with pytest.raises(discord.LoginFailure):
            await client.login("wrong")
    assert [(one.status, one.code) for one in sandbox.refusals] == [(401, 0)]


async def test_wrong_token_at_the_gateway(sandbox: Sandbox) -> None:
    """A wrong token at the gateway closes it with 4004."""
    async with aiohttp.ClientSession() as session, session.ws_connect(sandbox.gateway_url) as ws:
        hello = await ws.receive_json()
        assert hello["op"] == 10
        await ws.send_json({"op": 1, "d": None})
        assert (await ws.receive_json())["op"] == 11
        await ws.send_json({"op": 2, "d": {"token": "wrong", "intents": 1}})
        await ws.receive()
        assert ws.close_code == 4004


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("no json", 4002),
        ('{"op": 3, "d": {}}', 4003),
        ('{"op": 2, "d": {"token": "TOKEN", "shard": [2, 2], "intents": 1}}', 4010),
        ('{"op": 2, "d": {"token": "TOKEN"}}', 4013),
        ('{"op": 2, "d": {"token": "TOKEN", "intents": 32768}}', 4014),
        ('{"op": 6, "d": {"token": "wrong"}}', 4004),
    ],
)
async def test_close_codes(sandbox: Sandbox, message: str, code: int) -> None:
    """Invalid payloads close the gateway with Discord's codes."""
    async with aiohttp.ClientSession() as session, session.ws_connect(sandbox.gateway_url) as ws:
        await ws.receive_json()
        await ws.send_str(message.replace("TOKEN", sandbox.token))
        await ws.receive()
        assert ws.close_code == code


async def test_commands_are_synced(sandbox: Sandbox, guild: Guild, connect: Connect) -> None:
    """A sync replaces the commands, keeps the ids of those that stay, and is counted."""
    async with connect(pinging(Client())) as client:
        (known,) = sandbox.commands
        assert known["name"] == "ping"
        (synced,) = await client.tree.sync()
        assert str(synced.id) == known["id"]
        assert sandbox.syncs == 2
        client.tree.copy_global_to(guild=discord.Object(guild.id))
        (own,) = await client.tree.sync(guild=discord.Object(guild.id))
        assert own.guild_id == guild.id
        fetched = await client.tree.fetch_command(synced.id)
        await fetched.edit(description="Another")
        assert sandbox.commands[0]["description"] == "Another"
        await fetched.delete()
        assert sandbox.commands == []
        with pytest.raises(discord.NotFound, match="10063"):
            await fetched.delete()


async def test_a_refused_sync(connect: Connect) -> None:
    """A command that breaks a rule is refused with 50035 and the path of the field."""
    client = Client()
    options = [app_commands.Choice(name=str(one), value=str(one)) for one in range(25)]

    @client.tree.command(description="x" * 100)
    @app_commands.choices(word=options)
    async def good(interaction: discord.Interaction[Client], word: str) -> None: ...

    async with connect(client):
        good.description = "x" * 101
        with pytest.raises(discord.HTTPException, match="50035"):
            await client.tree.sync()


async def test_joining_and_leaving(sandbox: Sandbox, guild: Guild, connect: Connect) -> None:
    """A connected bot is notified of guilds and channels that come and go."""
    async with connect(Client()) as client:
        other = sandbox.add_guild("Other")
        await wait_for_event(client, "guild_join")
        assert client.get_guild(other.id) is not None
        other.remove_bot()
        await wait_for_event(client, "guild_remove")
        channel = guild.add_channel("extra")
        await wait_for_event(client, "guild_channel_create")
        channel.delete()
        await wait_for_event(client, "guild_channel_delete")
        assert client.get_channel(channel.id) is None


async def test_reconnect(sandbox: Sandbox, guild: Guild, connect: Connect) -> None:
    """After op 7 the client resumes and receives what it missed."""
    async with connect(pinging(Client())) as client:
        await sandbox.gateway.reconnect()
        await wait_for_event(client, "resumed")
        ada = guild.add_member("ada")
        assert (await ada.slash("ping")).text == "pong"


async def test_reset(sandbox: Sandbox, guild: Guild, connect: Connect) -> None:
    """A command that is sent while the connection is down is answered after the resume."""
    async with connect(pinging(Client())) as client:
        ada = guild.add_member("ada")
        await sandbox.gateway.close(4000)
        assert (await ada.slash("ping")).text == "pong"
        assert "resumed" in client.seen


async def test_dropped_line(sandbox: Sandbox, guild: Guild, connect: Connect) -> None:
    """A connection that was reset comes back, and the session is resumed."""
    async with connect(pinging(Client())) as client:
        await sandbox.gateway.drop()
        await wait_for_event(client, "resumed")
        assert (await guild.add_member("ada").slash("ping")).text == "pong"


@pytest.mark.parametrize("resumable", [True, False])
async def test_invalid_session(
    sandbox: Sandbox, guild: Guild, connect: Connect, resumable: bool
) -> None:
    """After op 9 the client resumes, or identifies again if it must."""
    async with connect(pinging(Client())) as client:
        before = set(sandbox.gateway.sessions)
        await sandbox.gateway.invalidate(resumable=resumable)
        await wait_for_event(client, "disconnect")
        async with asyncio.timeout(2):
            await sandbox.gateway.changed.wait(sandbox.connected, 2)
            while not sandbox.connected():  # noqa: ASYNC110 - the old line may still be up
                await asyncio.sleep(0.005)
        assert (await guild.add_member("ada").slash("ping")).text == "pong"
        assert (set(sandbox.gateway.sessions) == before) is resumable


async def test_shards(clock: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    """A guild's events go to the shard of (id >> 22) % shards."""
    async with Sandbox(now=clock.now, shards=2) as sandbox:
        monkeypatch.setattr(discord.http.Route, "BASE", sandbox.api_url)
        even = sandbox.add_guild("Even", id=2 << 22)
        odd = sandbox.add_guild("Odd", id=3 << 22)
        client = pinging(Client())
        async with client:
            life = asyncio.create_task(client.start(sandbox.token))
            await sandbox.wait_ready()
            await client.wait_until_ready()
            assert client.shard_count == 2
            for guild, shard in ((even, 0), (odd, 1)):
                guild.add_channel("memories")
                known = client.get_guild(guild.id)
                assert known is not None
                assert known.shard_id == shard
                assert (await guild.add_member("ada").slash("ping")).text == "pong"
            await client.close()
            await life


async def test_channel_bucket(clock: Hands) -> None:
    """A sixth message within five seconds gets a 429 with the time to wait."""
    async with Sandbox(now=clock.now) as sandbox, aiohttp.ClientSession() as session:
        channel = sandbox.add_guild("Friends").add_channel("memories")
        url = f"{sandbox.api_url}/channels/{channel.id}/messages"
        headers = {"Authorization": f"Bot {sandbox.token}"}
        answers = []
        for _ in range(6):
            async with session.post(url, json={"content": "x"}, headers=headers) as answer:
                answers.append((answer.status, answer.headers["X-RateLimit-Remaining"]))
                body = await answer.json()
        assert answers == [*((200, str(left)) for left in (4, 3, 2, 1, 0)), (429, "0")]
        assert 0 < body["retry_after"] <= 5
        assert body["global"] is False
        assert answer.headers["Via"]
        assert len(sandbox.throttled) == 1


async def test_global_limit(clock: Hands) -> None:
    """Beyond the global rate the 429 is global; interactions do not count."""
    limits = Limits(everything=RateLimit(2, 60.0))
    async with Sandbox(now=clock.now, limits=limits) as sandbox, aiohttp.ClientSession() as http:
        headers = {"Authorization": f"Bot {sandbox.token}"}
        statuses = []
        for path in ("/users/@me", "/interactions/1/x/callback", "/gateway", "/users/@me"):
            method = "POST" if "callback" in path else "GET"
            async with http.request(method, sandbox.api_url + path, headers=headers) as answer:
                statuses.append(answer.status)
                body = await answer.json()
        assert statuses == [200, 404, 200, 429]
        assert body["global"] is True


@pytest.mark.usefixtures("connect")
async def test_a_bot_that_is_away(sandbox: Sandbox) -> None:
    """Waiting for a bot that does not connect raises TimeoutError."""
    assert yarl.URL(sandbox.gateway_url).path == "/gateway"
    with pytest.raises(TimeoutError):
        await sandbox.wait_ready(timeout=0.01)
