"""Replies, forwards and the flags of messages, as the API has them."""

from typing import Any

import discord
import pytest

from bot.sandbox import Guild, Sandbox
from tests.sandbox.conftest import Client, Connect

Payload = dict[str, Any]


async def post(client: Client, channel: int, body: Payload) -> Payload:
    """Send a message."""
    route = discord.http.Route("POST", f"/channels/{channel}/messages")
    sent: Payload = await client.http.request(route, json=body)
    return sent


@pytest.mark.parametrize(
    ("allowed", "pings"),
    [(None, True), ({"parse": []}, False), ({"parse": [], "replied_user": True}, True)],
)
async def test_a_reply_pings(
    guild: Guild, connect: Connect, client: Client, allowed: Payload | None, pings: bool
) -> None:
    """A reply pings the other author unless allowed_mentions has no replied_user."""
    ada, channel = guild.add_member("ada"), guild.first_channel
    message = ada.say("why?")
    body: Payload = {"content": "so", "message_reference": {"message_id": str(message.id)}}
    if allowed is not None:
        body["allowed_mentions"] = allowed
    async with connect(client):
        sent = await post(client, channel.id, body)
    assert [user["id"] for user in sent["mentions"]] == [str(ada.id)] * pings
    assert sent["referenced_message"]["id"] == str(message.id)
    assert sent["referenced_message"]["content"] == ""  # there is no content intent
    assert sent["message_reference"]["guild_id"] == str(guild.id)
    del channel.messages[message.id]
    assert channel.messages[int(sent["id"])].payload["referenced_message"] is None


async def test_the_bot_forwards(
    sandbox: Sandbox, guild: Guild, connect: Connect, client: Client
) -> None:
    """The bot forwards what it can read, and nothing else."""
    other, theirs = guild.add_channel("other"), guild.add_member("ada").say("theirs")
    async with connect(client):
        source = await post(client, guild.first_channel.id, {"content": "mine"})
        reference = {"type": 1, "channel_id": source["channel_id"], "message_id": source["id"]}
        sent = await post(client, other.id, {"message_reference": reference})
        assert (sent["type"], sent["content"], sent["flags"]) == (0, "", 1 << 14)
        assert [one["message"]["content"] for one in sent["message_snapshots"]] == ["mine"]
        unread = reference | {"message_id": str(theirs.id)}
        with pytest.raises(discord.HTTPException, match="160014"):
            await post(client, other.id, {"message_reference": unread})
    sandbox.refusals.clear()


async def test_an_edit_clears_a_flag(guild: Guild, connect: Connect, client: Client) -> None:
    """An edit sets or clears SUPPRESS_EMBEDS, and no other flag."""
    async with connect(client):
        sent = await post(client, guild.first_channel.id, {"content": "x", "flags": 4 | 4096})
        path = f"/channels/{sent['channel_id']}/messages/{sent['id']}"
        route = discord.http.Route("PATCH", path)
        flags = [
            (await client.http.request(route, json={"flags": flags}))["flags"] for flags in (0, 4)
        ]
    assert (sent["flags"], flags) == (4 | 4096, [4096, 4 | 4096])
