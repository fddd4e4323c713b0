"""Faults that a test can inject."""

import asyncio
import contextlib

import aiohttp
import discord
import pytest

from bot.sandbox import Guild, NoAnswerError, Sandbox
from tests.sandbox.conftest import Client, Connect, Hands

_MESSAGES = "/channels/*/messages"
_CALLBACK = "/interactions/*/callback"


async def test_statuses(sandbox: Sandbox, guild: Guild, connect: Connect) -> None:
    """A 503 reaches the caller of a request; the next request succeeds."""
    async with connect(Client()) as client:
        channel = client.get_partial_messageable(guild.first_channel.id)
        sandbox.faults.next("POST", _MESSAGES, 503, after=1)
        await channel.send("passes")
        with pytest.raises(discord.DiscordServerError):
            await channel.send("fails")
        assert sandbox.faults.pending == []
        await channel.send("passes")
    assert len(guild.first_channel.history) == 2


async def test_429(sandbox: Sandbox, guild: Guild, connect: Connect) -> None:
    """A 429 with Via is waited for; one without it, which is not Discord's, is raised."""
    async with connect(Client()) as client:
        channel = client.get_partial_messageable(guild.first_channel.id)
        sandbox.faults.next("POST", _MESSAGES, 429, retry_after=0.01)
        await channel.send("waits")
        sandbox.faults.next("POST", _MESSAGES, 429, via=False)
        with pytest.raises(discord.HTTPException):
            await channel.send("fails")


@pytest.mark.parametrize("applied", [False, True])
async def test_resets(sandbox: Sandbox, guild: Guild, connect: Connect, applied: bool) -> None:
    """A connection is reset before or after a request takes effect."""
    async with connect(Client()) as client:
        channel = client.get_partial_messageable(guild.first_channel.id)
        sandbox.faults.next("POST", _MESSAGES, reset=True, applied=applied)
        with pytest.raises((aiohttp.ClientOSError, aiohttp.ServerDisconnectedError)):
            await channel.send("x")
    assert len(guild.first_channel.history) == applied


async def test_slowness(sandbox: Sandbox, guild: Guild, connect: Connect) -> None:
    """A slow response comes late and complete."""
    async with connect(Client()) as client:
        channel = client.get_partial_messageable(guild.first_channel.id)
        sandbox.faults.next("POST", _MESSAGES, delay=0.05)
        began = asyncio.get_running_loop().time()
        await channel.send("x")
        assert asyncio.get_running_loop().time() - began >= 0.05


async def attempt(interaction: discord.Interaction[Client], step: str, clock: Hands) -> int:
    """Do one step of an answer, or let seconds pass, and return the error code."""
    try:
        match step:
            case "edit":
                await interaction.edit_original_response(content="x")
            case "follow":
                await interaction.followup.send("x")
            case "send":
                interaction.response._response_type = (
                    None  # otherwise the client itself would refuse
                )
                await interaction.response.send_message("x")
            case seconds:
                clock.move(seconds=int(seconds))
    except discord.HTTPException as error:
        return error.code
    return 0


@pytest.mark.parametrize(
    ("steps", "codes"),
    [
        ("3 send", [0, 0]),
        ("4 send", [0, 10062]),
        ("send send", [0, 40060]),
        ("send 899 edit", [0, 0, 0]),
        ("send 901 edit follow", [0, 0, 50027, 50027]),
        ("edit follow", [10008, 10015]),
    ],
)
async def test_deadlines(
    sandbox: Sandbox,
    guild: Guild,
    connect: Connect,
    clock: Hands,
    steps: str,
    codes: list[int],
) -> None:
    """Answers after 3 s get 10062, second ones 40060, edits after 15 min 50027."""
    client = Client()
    got: asyncio.Future[list[int]] = asyncio.get_running_loop().create_future()

    @client.tree.command(description="Answer")
    async def answer(interaction: discord.Interaction[Client]) -> None:
        got.set_result([await attempt(interaction, step, clock) for step in steps.split()])

    async with connect(client):
        with contextlib.suppress(NoAnswerError):
            await guild.add_member("ada").slash("answer", timeout=0.05)
        assert await asyncio.wait_for(got, 2) == codes
    assert [one.code for one in sandbox.refusals] == [code for code in codes if code]
