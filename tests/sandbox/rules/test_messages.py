"""The limits of messages, just kept and just exceeded."""

from contextlib import nullcontext

import discord
import pytest
from discord import ui

from bot.sandbox import Guild
from bot.sandbox.errors import ApiError
from bot.sandbox.rules.messages import check_message
from tests.sandbox.conftest import Client, Connect
from tests.sandbox.rules.payloads import (
    Payload,
    box,
    button,
    buttons,
    code_of,
    embeds,
    fields,
    gallery,
    layout,
    link,
    row,
    section,
    select,
    text,
)

MESSAGES: list[tuple[Payload, int]] = [
    ({"content": "x" * 2000}, 0),
    ({"content": "x" * 2001}, 50035),
    ({"content": "🧵" * 2000}, 0),
    ({"content": "x", "nonce": "x" * 26}, 50035),
    ({}, 50006),
    ({"content": "  \n"}, 50006),
    ({"components": [row(button())]}, 50006),
    (layout(), 50006),
    (embeds(title="x" * 256), 0),
    (embeds(title="x" * 257), 50035),
    (embeds(title="x", color=0xFFFFFF), 0),
    (embeds(title="x", color=0x1000000), 50035),
    (embeds(description="x" * 4096), 0),
    (embeds(description="x" * 4097), 50035),
    (embeds(footer={"text": "x" * 2049}), 50035),
    (embeds(author={"name": "x" * 257}), 50035),
    (embeds(fields=fields(25)), 0),
    (embeds(fields=fields(26)), 50035),
    (embeds(fields=fields(1, name="x" * 257)), 50035),
    (embeds(fields=fields(1, value="x" * 1025)), 50035),
    (embeds(fields=fields(1, value="")), 50035),
    ({"embeds": [{"description": "x" * 3000}] * 2}, 0),
    ({"embeds": [{"description": "x" * 3000}] * 2 + [{"title": "x"}]}, 50035),
    ({"embeds": [{"title": "x"}] * 11}, 50035),
    (layout(text()), 0),
    (layout(text(), content="x"), 50035),
    (layout(text(), embeds=[{"title": "x"}]), 50035),
    ({"content": "x", "components": [text()]}, 50035),
    ({"content": "x", "components": [box(text())]}, 50035),
    ({"content": "x", "components": [row(button(custom_id=str(n))) for n in range(5)]}, 0),
    ({"content": "x", "components": [row(button(custom_id=str(n))) for n in range(6)]}, 50035),
    (layout(*[text()] * 40), 0),
    (layout(*[text()] * 41), 50035),
    (layout(box(*[text()] * 39)), 0),
    (layout(box(*[text()] * 40)), 50035),
    (layout(text("x" * 2000), box(text("x" * 2000))), 0),
    (layout(text("x" * 2000), box(text("x" * 2001))), 50035),
    (layout(text("")), 50035),
    (layout(box()), 50035),
    (layout(box(box(text()))), 50035),
    (layout(section(3, button())), 0),
    (layout(section(4, button())), 50035),
    (layout(section(0, button())), 50035),
    (layout(section(1, None)), 50035),
    (layout(section(1, text())), 50035),
    (layout(gallery(10)), 0),
    (layout(gallery(11)), 50035),
    (layout(gallery(0)), 50035),
    (layout(gallery(1, "ftp://a.example")), 50035),
    (layout(gallery(1, "attachment://there.png")), 0),
    (layout(gallery(1, "attachment://missing.png")), 50035),
    (layout({"type": 14, "spacing": 3}), 50035),
    (layout(row(*buttons(5))), 0),
    (layout(row(*buttons(6))), 50035),
    (layout(row()), 50035),
    (layout(button()), 50035),
    (layout(row(button(label="x" * 80))), 0),
    (layout(row(button(label="x" * 81))), 50035),
    (layout(row(button(label=None))), 50035),
    (layout(row(button(label=None, emoji={"name": "🧵"}))), 0),
    (layout(row(button(label=None, emoji={"name": "👩‍🚀", "id": None}))), 0),
    (layout(row(button(label=None, emoji={"name": "🇩🇪"}))), 0),
    (layout(row(button(label=None, emoji={"name": "1️⃣"}))), 0),
    (layout(row(button(label=None, emoji={"name": "❤️"}))), 0),
    (layout(row(button(label=None, emoji={"name": "👍🏽"}))), 0),
    (layout(row(button(label=None, emoji={"name": "party", "id": "17"}))), 0),
    (layout(row(button(emoji={"name": "x"}))), 50035),
    (layout(row(button(emoji={"name": ":+1:"}))), 50035),
    (layout(row(button(emoji={"name": "👍👍"}))), 50035),
    (layout(row(button(emoji={"name": None}))), 50035),
    (layout(text() | {"id": 1}, text() | {"id": 2}), 0),
    (layout(text() | {"id": 0}, text() | {"id": 0}), 0),
    (layout(text() | {"id": 1}, box(text() | {"id": 1})), 50035),
    (layout(box(text()) | {"accent_color": 0xFFFFFF}), 0),
    (layout(box(text()) | {"accent_color": 0x1000000}), 50035),
    (layout(box(text()) | {"accent_color": -1}), 50035),
    (layout(row(button(custom_id="x" * 100))), 0),
    (layout(row(button(custom_id="x" * 101))), 50035),
    (layout(row(button(custom_id=None))), 50035),
    (layout(row(button(url="https://a.example"))), 50035),
    (layout(row(button(), button())), 50035),
    (layout(row(button()), section(1, button())), 50035),
    (layout(row(link("https://a.example"))), 0),
    (layout(row(link("discord://a"))), 0),
    (layout(row(link("javascript:1"))), 50035),
    (layout(row(link("https://a.example", custom_id="x"))), 50035),
    (layout(row(select(25))), 0),
    (layout(row(select(26))), 50035),
    (layout(row(select(0))), 50035),
    (layout(row(select(), button())), 50035),
    (layout(row(select(max_values=3))), 50035),
    (
        layout(row(select(options=[{"label": "a", "value": "1"}, {"label": "b", "value": "1"}]))),
        50035,
    ),
    (layout(row(select(options=[{"label": "x" * 101, "value": "1"}]))), 50035),
    ({"content": "x", "allowed_mentions": {"parse": ["users"]}}, 0),
    ({"content": "x", "allowed_mentions": {"parse": ["people"]}}, 50035),
    ({"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}}, 50035),
    ({"content": "x", "allowed_mentions": {"users": [str(n) for n in range(101)]}}, 50035),
]


@pytest.mark.parametrize(("body", "code"), MESSAGES)
def test_messages(body: Payload, code: int) -> None:
    """A message is accepted up to its limits and refused beyond them."""
    files = ["there.png"] if "attachment" in str(body) else []
    assert code_of(lambda: check_message(body, files=files)) == code


@pytest.mark.parametrize(
    ("body", "fails"),
    [
        (layout(text("é" * 4000)), False),
        (layout(text("終" * 3386)), False),
        (layout(text("終" * 3386 + "x")), True),
        (layout(text("終" * 1690), text("終" * 1690 + "x" * 6)), False),
        (layout(text("終" * 1690), text("終" * 1690 + "x" * 7)), True),
        (layout(box(section(1, button()), text("終" * 3381 + "xx"))), False),
        (layout(box(section(1, button()), text("終" * 3381 + "xxx"))), True),
    ],
)
def test_bytes_of_texts(body: Payload, fails: bool) -> None:
    """Discord fails at a message whose texts have too many bytes, valid as it is."""
    failure = pytest.raises(ApiError, match="500: Internal")
    with failure if fails else nullcontext():
        check_message(body)


EDITS: list[tuple[Payload, Payload, int]] = [
    (layout(text()), layout(text("y")), 0),
    (layout(text()), {"components": [text("y")]}, 0),
    (layout(text()), {"flags": 0}, 50035),
    (layout(text()), {"content": "x"}, 50035),
    (layout(text()), {"components": []}, 50006),
    ({"content": "x"}, layout(text()), 50035),
    ({"content": "x"}, layout(text(), content=None), 0),
    ({"content": "x"}, {"content": None}, 50006),
    ({"content": "x"}, {"components": [row(button())]}, 0),
]


@pytest.mark.parametrize(("before", "body", "code"), EDITS)
def test_edits(before: Payload, body: Payload, code: int) -> None:
    """An edit is checked on the resulting message; the flag for components v2 stays."""
    assert code_of(lambda: check_message(body, before=before)) == code


async def test_the_client_gets_the_error(guild: Guild, connect: Connect) -> None:
    """What the client accepts and Discord refuses is an error that names the field."""
    async with connect(Client()) as client:
        channel = client.get_partial_messageable(guild.first_channel.id)
        with pytest.raises(discord.HTTPException, match=r"50035[\s\S]*content") as caught:
            await channel.send("x" * 2001)
        assert caught.value.status == 400
        with pytest.raises(discord.HTTPException, match="50006"):
            await channel.send("")
        view = ui.LayoutView()
        view.add_item(ui.ActionRow(ui.Button(label="a", custom_id="1")))
        view.add_item(ui.ActionRow(ui.Button(label="b", custom_id="1")))
        with pytest.raises(discord.HTTPException, match="duplicated"):
            await channel.send(view=view)
    assert guild.first_channel.history == []
