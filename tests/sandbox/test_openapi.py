"""Validation of requests against Discord's description of its API."""

from pathlib import Path

import aiohttp
import discord
import pytest

from bot.sandbox import Sandbox
from bot.sandbox.openapi import description_at
from tests.sandbox.conftest import Client, Connect, Hands


@pytest.fixture
def described(openapi: Path | None) -> Path:
    """The description; without it the test is skipped."""
    if openapi is None:
        pytest.skip("DISCORD_OPENAPI does not say where Discord's description is")
    return openapi


def test_a_description_is_shared(described: Path) -> None:
    """Sandboxes share one description and its validators."""
    assert description_at(described) is description_at(Path(str(described)))


@pytest.mark.usefixtures("described")
async def test_operations_are_counted(sandbox: Sandbox, connect: Connect) -> None:
    """Every request of the real client is an operation of the description."""
    async with connect(Client()):
        pass
    assert sandbox.operations == {
        "get_my_user": 1,
        "get_my_oauth2_application": 1,
        "bulk_set_application_commands": 1,
        "get_bot_gateway": 1,
    }
    assert not sandbox.refusals


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/no/such/thing", None, 404, 0),
        ("GET", "/voice/regions", None, 501, 0),
        ("GET", "/channels/abc/messages", None, 400, 50035),
        ("GET", "/channels/1/messages?limit=101", None, 400, 50035),
        ("POST", "/channels/1/messages", {"content": 5}, 400, 50035),
        ("POST", "/channels/1/messages", {"embeds": "x"}, 400, 50035),
        ("POST", "/channels/1/messages", "x", 400, 50035),
        ("POST", "/channels/1/messages", {"content": "x"}, 404, 10003),
    ],
)
async def test_what_does_not_fit(
    described: Path, clock: Hands, method: str, path: str, body: object, status: int, code: int
) -> None:
    """A request that violates the description is refused and recorded."""
    async with (
        Sandbox(now=clock.now, openapi=described) as sandbox,
        aiohttp.ClientSession() as session,
        session.request(
            method,
            sandbox.api_url + path,
            json=body,
            headers={"Authorization": f"Bot {sandbox.token}"},
        ) as answer,
    ):
        assert (answer.status, (await answer.json())["code"]) == (status, code)
        assert [(one.method, one.status, one.code) for one in sandbox.refusals] == [
            (method, status, code)
        ]


@pytest.mark.usefixtures("described")
async def test_errors_name_the_field(sandbox: Sandbox, connect: Connect) -> None:
    """An invalid body is refused with 50035 and the path of the field."""
    channel = sandbox.add_guild("Friends").add_channel("memories")
    async with connect(Client()) as client:
        embed = discord.Embed(title="x" * 257)
        with pytest.raises(discord.HTTPException, match=r"50035[\s\S]*title"):
            await client.get_partial_messageable(channel.id).send(embed=embed)
