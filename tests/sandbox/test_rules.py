"""Each limit, just kept and just broken."""

from collections.abc import Callable
from typing import Any

import discord
import pytest
from discord import ui

from bot.sandbox import Guild
from bot.sandbox.errors import ApiError
from bot.sandbox.rules.commands import check_commands
from bot.sandbox.rules.messages import check_message
from bot.sandbox.rules.modals import check_modal
from tests.sandbox.conftest import Client, Connect

Payload = dict[str, Any]

LAYOUT = 32768


def code_of(check: Callable[[], None]) -> int:
    """Return the code of a refusal, 0 if there is none."""
    try:
        check()
    except ApiError as error:
        return error.code
    return 0


def text(content: str = "x") -> Payload:
    """Return a text display."""
    return {"type": 10, "content": content}


def button(**changes: Any) -> Payload:
    """Return a button."""
    return {"type": 2, "style": 1, "label": "x", "custom_id": "x"} | changes


def link(url: str, **changes: Any) -> Payload:
    """Return a link button."""
    return {"type": 2, "style": 5, "label": "x", "url": url} | changes


def buttons(count: int) -> list[Payload]:
    """Return so many buttons, each with an id of its own."""
    return [button(custom_id=str(one)) for one in range(count)]


def row(*inside: Payload) -> Payload:
    """Return an action row."""
    return {"type": 1, "components": list(inside)}


def select(count: int = 2, **changes: Any) -> Payload:
    """Return a select menu of so many options."""
    options = [{"label": str(one), "value": str(one)} for one in range(count)]
    return {"type": 3, "custom_id": "s", "options": options} | changes


def section(count: int, accessory: Payload | None) -> Payload:
    """Return a section of so many texts."""
    return {"type": 9, "components": [text()] * count, "accessory": accessory}


def gallery(count: int, url: str = "https://a.example/b") -> Payload:
    """Return a gallery of so many pictures."""
    return {"type": 12, "items": [{"media": {"url": url}}] * count}


def box(*inside: Payload) -> Payload:
    """Return a container."""
    return {"type": 17, "components": list(inside)}


def layout(*components: Payload, **others: Any) -> Payload:
    """Return a message of the second kind of components."""
    return {"flags": LAYOUT, "components": list(components)} | others


def embeds(**embed: Any) -> Payload:
    """Return a message with one embed."""
    return {"embeds": [embed]}


def fields(count: int, name: str = "n", value: str = "v") -> list[Payload]:
    """Return the fields of an embed."""
    return [{"name": name, "value": value}] * count


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
    """A message is taken up to its limits, and refused past them."""
    files = ["there.png"] if "attachment" in str(body) else []
    assert code_of(lambda: check_message(body, files=files)) == code


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
    """An edit is held to what the message will be; the flag for layouts stays."""
    assert code_of(lambda: check_message(body, before=before)) == code


def command(**changes: Any) -> Payload:
    """Return a command."""
    return {"name": "search", "description": "Search"} | changes


def option(**changes: Any) -> Payload:
    """Return an option of a command."""
    return {"type": 3, "name": "query", "description": "Words"} | changes


def choices(count: int) -> list[Payload]:
    """Return so many choices."""
    return [{"name": str(one), "value": str(one)} for one in range(count)]


COMMANDS: list[tuple[list[Payload], int]] = [
    ([command()], 0),
    ([command(name="x" * 32)], 0),
    ([command(name="x" * 33)], 50035),
    ([command(name="Search")], 50035),
    ([command(name="two words")], 50035),
    ([command(name="")], 50035),
    ([command(name="größe")], 0),
    ([command(description="")], 50035),
    ([command(description="x" * 100)], 0),
    ([command(description="x" * 101)], 50035),
    ([command(), command()], 50035),
    ([command(name=f"x{one}") for one in range(100)], 0),
    ([command(name=f"x{one}") for one in range(101)], 50035),
    ([{"type": 3, "name": f"Find {one}"} for one in range(5)], 0),
    ([{"type": 3, "name": f"Find {one}"} for one in range(6)], 50035),
    ([{"type": 2, "name": "Who", "description": "x"}], 50035),
    ([command(options=[option(name=f"o{one}") for one in range(25)])], 0),
    ([command(options=[option(name=f"o{one}") for one in range(26)])], 50035),
    ([command(options=[option(), option()])], 50035),
    ([command(options=[option(name="a"), option(required=True)])], 50035),
    ([command(options=[option(required=True), option(name="a")])], 0),
    ([command(options=[option(choices=choices(25))])], 0),
    ([command(options=[option(choices=choices(26))])], 50035),
    ([command(options=[option(choices=[{"name": "x" * 101, "value": "1"}])])], 50035),
    ([command(options=[option(choices=[{"name": "x", "value": "1" * 101}])])], 50035),
    ([command(options=[option(type=1, options=[option(description="")])])], 50035),
    ([command(options=[option(type=1), option(type=2, name="b")])], 0),
    ([command(options=[option(type=1), option(name="b")])], 50035),
    ([command(options=[option(type=2, options=[option(type=1, options=[option()])])])], 0),
    ([command(options=[option(type=2, options=[option(type=2)])])], 50035),
    ([command(options=[option(type=2, options=[option()])])], 50035),
    ([command(options=[option(type=1, options=[option(type=1)])])], 50035),
    ([command(options=[{"name": "query", "description": "Words"}])], 50035),
    ([command(options=[option(type=12)])], 50035),
    ([command(type=9)], 50035),
    ([command(options=[option(min_length=0, max_length=6000)])], 0),
    ([command(options=[option(min_length=6001)])], 50035),
    ([command(options=[option(max_length=0)])], 50035),
]


@pytest.mark.parametrize(("commands", "code"), COMMANDS)
def test_commands(commands: list[Payload], code: int) -> None:
    """Commands are taken up to their limits, and refused past them."""
    assert code_of(lambda: check_commands(commands)) == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, 0),
        ({"title": "x" * 46}, 50035),
        ({"custom_id": ""}, 50035),
        ({"components": []}, 50035),
        ({"components": [text(), row(button())]}, 50035),
        (
            {
                "components": [
                    {"type": 18, "label": "x" * 46, "component": {"type": 4, "custom_id": "f"}}
                ]
            },
            50035,
        ),
    ],
)
def test_modals(changes: Payload, code: int) -> None:
    """A modal is taken up to its limits, and refused past them."""
    field = {"type": 18, "label": "x", "component": {"type": 4, "style": 1, "custom_id": "f"}}
    modal = {"title": "x" * 45, "custom_id": "m", "components": [field]} | changes
    assert code_of(lambda: check_modal(modal)) == code


async def test_the_client_hears_of_it(guild: Guild, connect: Connect) -> None:
    """What the client lets through and Discord does not comes back with the field's name."""
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
