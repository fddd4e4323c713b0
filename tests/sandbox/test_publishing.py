"""Publishing of messages in announcement channels."""

import aiohttp
import discord
import pytest

from bot.sandbox import Channel, ChannelKind, Guild, Permission, Sandbox
from tests.sandbox.conftest import Client, Connect, Hands
from tests.sandbox.seeing import text_channel


@pytest.fixture
def news(guild: Guild) -> Channel:
    """An announcement channel."""
    return guild.add_channel("news", ChannelKind.ANNOUNCEMENT)


async def test_publishing(guild: Guild, news: Channel, connect: Connect) -> None:
    """A message is published once, and only in an announcement channel."""
    async with connect(Client()) as client:
        known = text_channel(client, news)
        sent = await known.send("extra")
        await sent.publish()
        assert (await known.fetch_message(sent.id)).flags.crossposted
        with pytest.raises(discord.HTTPException, match=r"400[\s\S]*40033"):
            await sent.publish()
        plain = await text_channel(client, guild.first_channel).send("plain")
        with pytest.raises(discord.HTTPException, match=r"400[\s\S]*50024"):
            await plain.publish()


async def test_who_may_publish(guild: Guild, news: Channel, connect: Connect) -> None:
    """An own message needs the permission to send, another's that to manage messages."""
    said = guild.add_member("ada").say("I say", channel=news)
    async with connect(Client()) as client:
        known = text_channel(client, news)
        with pytest.raises(discord.Forbidden, match="50013"):
            await known.get_partial_message(said.id).publish()
        guild.allow_bot(Permission.MANAGE_MESSAGES)
        await known.get_partial_message(said.id).publish()
        sent = await known.send("extra")
        news.set_permissions(guild.me, deny=Permission.SEND_MESSAGES)
        with pytest.raises(discord.Forbidden, match="50013"):
            await sent.publish()


async def test_ten_an_hour(sandbox: Sandbox, news: Channel, guild: Guild, clock: Hands) -> None:
    """The eleventh within an hour gets a 429 that no header announced."""
    ada = guild.add_member("ada")
    guild.allow_bot(Permission.MANAGE_MESSAGES)
    headers = {"Authorization": f"Bot {sandbox.token}"}

    async def publish() -> tuple[int, str, float]:
        message = ada.say("news", channel=news)
        url = f"{sandbox.api_url}/channels/{news.id}/messages/{message.id}/crosspost"
        async with http.post(url, headers=headers) as answer:
            body = await answer.json()
            left = answer.headers["X-RateLimit-Remaining"]
            return answer.status, left, body.get("retry_after", 0)

    async with aiohttp.ClientSession() as http:
        assert [(await publish())[0] for _ in range(10)] == [200] * 10
        clock.move(minutes=20)
        status, left, wait = await publish()
        assert (status, wait) == (429, 2400)
        assert int(left) > 0
        clock.move(minutes=40)
        assert (await publish())[0] == 200
