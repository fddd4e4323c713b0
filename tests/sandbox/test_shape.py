"""Bodies with fields of wrong JSON types, checked without Discord's description."""

from typing import Any

import aiohttp
import pytest

from bot.sandbox import UNLIMITED, ChannelKind, Sandbox
from tests.sandbox.conftest import Hands

Payload = dict[str, Any]

LAYOUT = 32768
MESSAGE = "/channels/{channel}/messages"
COMMANDS = "/applications/{application}/commands"


def row(**changes: Any) -> Payload:
    """Return a message with one button."""
    button = {"type": 2, "style": 1, "label": "x", "custom_id": "x"} | changes
    return {"flags": LAYOUT, "components": [{"type": 1, "components": [button]}]}


def option(**changes: Any) -> Payload:
    """Return a command with one option."""
    options = [{"type": 3, "name": "query", "description": "Words"} | changes]
    return {"name": "search", "description": "Search", "options": options}


MESSAGES: list[Any] = [
    [],
    ["x"],
    5,
    {"content": 5},
    {"content": ["x"]},
    {"embeds": "x"},
    {"embeds": {"title": "x"}},
    {"embeds": ["x"]},
    {"embeds": [{"title": {}}]},
    {"embeds": [{"fields": [5]}]},
    {"embeds": [{"fields": [{"name": 5, "value": []}]}]},
    {"embeds": [{"footer": "x"}]},
    {"content": "x", "flags": "x"},
    {"content": "x", "nonce": {}},
    {"content": "x", "allowed_mentions": []},
    {"content": "x", "allowed_mentions": {"users": ["x"]}},
    {"content": "x", "allowed_mentions": {"parse": [{}]}},
    {"content": "x", "allowed_mentions": {"parse": "users"}},
    {"content": "x", "attachments": [5]},
    {"content": "x", "message_reference": 5},
    {"content": "x", "message_reference": {"message_id": "x"}},
    {"content": "x", "components": 5},
    {"content": "x", "components": [5]},
    {"flags": LAYOUT, "components": [{"type": {}}]},
    {"flags": LAYOUT, "components": [{"type": 17, "components": ["x"]}]},
    {"flags": LAYOUT, "components": [{"type": 12, "items": [{"media": "x"}]}]},
    {"flags": LAYOUT, "components": [{"type": 9, "components": [], "accessory": 5}]},
    row(label=5),
    row(custom_id=["x"]),
    row(disabled="yes"),
    row(disabled=1),
    row(emoji="x"),
    row(style="x"),
    row(type=3, min_values="x"),
    row(type=3, options=[{"label": "x", "value": {}}]),
]

REFUSED: list[tuple[str, str, Any]] = [
    *(("POST", MESSAGE, body) for body in MESSAGES),
    *(
        ("POST", COMMANDS, body)
        for body in (
            [option()],
            {},
            {"name": 5, "description": "x"},
            {"name": "x", "description": "x", "type": 9},
            option(type="x"),
            option(choices="x"),
            option(choices=[{"name": "x", "value": []}]),
            option(required="x"),
        )
    ),
    ("PUT", COMMANDS, option()),
    ("PUT", COMMANDS, [5]),
    ("PUT", COMMANDS, None),
    ("POST", "/users/@me/channels", {}),
    ("POST", "/users/@me/channels", {"recipient_id": "x"}),
    ("POST", "/channels/{forum}/threads", {}),
    ("POST", "/channels/{forum}/threads", {"name": 5}),
    ("POST", "/channels/{forum}/threads", {"name": "x", "message": "x"}),
    ("POST", "/channels/{channel}/threads", {"name": "x", "type": 2}),
    *(
        ("GET", f"{MESSAGE}?{query}", None)
        for query in ("limit=0", "limit=101", "limit=x", "after=x", "before=x", "around=x")
    ),
]


@pytest.mark.parametrize(("method", "path", "body"), REFUSED)
async def test_it_is_refused_as_a_form(clock: Hands, method: str, path: str, body: Any) -> None:
    """Any wrong type is refused as Discord refuses forms, never with a server error."""
    async with (
        Sandbox(now=clock.now, limits=UNLIMITED) as sandbox,
        aiohttp.ClientSession() as session,
    ):
        guild = sandbox.add_guild("Friends")
        where = sandbox.api_url + path.format(
            application=sandbox.application.id,
            channel=guild.add_channel("memories").id,
            forum=guild.add_channel("forum", ChannelKind.FORUM).id,
        )
        headers = {"Authorization": f"Bot {sandbox.token}"}
        async with session.request(method, where, json=body, headers=headers) as answer:
            error = await answer.json()
        assert (answer.status, error["code"]) == (400, 50035), error
        assert error["errors"]
        assert not guild.first_channel.history
