"""Menus and forms take what Discord's client lets a user choose."""

from typing import Any

import discord
import pytest
from discord import ui

from bot.sandbox import Guild, Sandbox
from bot.sandbox.errors import ApiError
from bot.sandbox.rules.modals import check_modal
from tests.sandbox.components import Interaction
from tests.sandbox.conftest import Client, Connect
from tests.sandbox.rules.payloads import Payload, select

OPTIONS = [{"label": name, "value": name} for name in "ab"]
RADIO = {"type": 21, "custom_id": "r", "options": OPTIONS}
BOXES = {"type": 22, "custom_id": "g", "options": OPTIONS}
BOX = {"type": 23, "custom_id": "b"}
TEXT = {"type": 4, "custom_id": "t", "style": 1}


def form(*fields: Payload) -> Payload:
    """Return a modal whose fields all have one label."""
    components = [{"type": 18, "label": "Which?", "component": field} for field in fields]
    return {"title": "x", "custom_id": "x", "components": components}


@pytest.mark.parametrize(
    ("field", "is_valid"),
    [
        (RADIO, True),
        (RADIO | {"options": OPTIONS[:1]}, False),
        (BOXES, True),
        (BOXES | {"max_values": 11}, False),
        (BOXES | {"min_values": 2, "max_values": 1}, False),
        (BOXES | {"options": [OPTIONS[0]] * 2}, False),
        (BOX, True),
        (TEXT, True),
        (TEXT | {"style": 3}, False),
        (TEXT | {"min_length": 5, "max_length": 4}, False),
        (TEXT | {"max_length": 4001}, False),
        (select(), True),
        (select(disabled=True), False),
        (select(min_values=0), False),
        (select(min_values=0, required=False), True),
    ],
)
def test_fields_of_a_modal(field: Payload, is_valid: bool) -> None:
    """A modal may have every kind of field, within its limits, and nothing disabled."""
    if is_valid:
        check_modal(form(field))
    else:
        with pytest.raises(ApiError):
            check_modal(form(field))


class Receiver(Client):
    """A client that keeps what it received last of a component or a modal."""

    received: Any = None


@pytest.fixture
def client(opened: Payload) -> Receiver:
    """A client that opens the modal `opened`, and shows menus."""
    client = Receiver()

    @client.tree.command(description="Ask")
    async def ask(interaction: Interaction) -> None:
        path = f"/interactions/{interaction.id}/{interaction.token}/callback"
        route = discord.http.Route("POST", path)
        await client.http.request(route, json={"type": 9, "data": opened})

    @client.tree.command(description="Choose")
    async def choose(interaction: Interaction) -> None:
        view: ui.View = ui.View()
        labels = [discord.SelectOption(label=name) for name in "abc"]
        view.add_item(ui.Select(options=labels, min_values=2, max_values=2, custom_id="s"))
        view.add_item(ui.UserSelect(custom_id="u"))
        view.add_item(ui.ChannelSelect(channel_types=[discord.ChannelType.voice], custom_id="c"))
        await interaction.response.send_message("?", view=view)

    @client.event
    async def on_interaction(interaction: Interaction) -> None:
        if interaction.type in {
            discord.InteractionType.component,
            discord.InteractionType.modal_submit,
        }:
            client.received = interaction.data
            await interaction.response.send_message("seen")

    return client


@pytest.fixture
def opened() -> Payload:
    """A modal with two choices, a box and a text above them."""
    modal = form(RADIO, BOXES, BOX | {"default": True})
    return modal | {"components": [{"type": 10, "content": "x"}, *modal["components"]]}


async def test_a_modal_of_choices(
    sandbox: Sandbox, guild: Guild, connect: Connect, client: Receiver
) -> None:
    """What is submitted has the ids that the API gave, and values as each kind has them."""
    async with connect(client):
        modal = (await guild.add_member("ada").slash("ask")).modal
        assert list(modal.fields) == ["Which?", "g", "b"]
        for wrong in ({"r": "c", "g": ["a"]}, {"r": "a"}, {"r": "a", "g": ["a", "a"]}):
            with pytest.raises(ValueError, match="cannot be filled in so"):
                await modal.submit(wrong)
        await modal.submit(r="a", g=["a", "b"])
    text, *labels = client.received["components"]
    assert text == {"type": 10, "id": 1}
    assert [label["component"] for label in labels] == [
        {"type": 21, "id": 3, "custom_id": "r", "value": "a"},
        {"type": 22, "id": 5, "custom_id": "g", "values": ["a", "b"]},
        {"type": 23, "id": 7, "custom_id": "b", "value": True},
    ]
    assert not sandbox.refusals


async def test_a_menu_in_a_message(guild: Guild, connect: Connect, client: Receiver) -> None:
    """A menu takes as many choices as it says, once each, and only what it lists."""
    async with connect(client):
        ada, role = guild.add_member("ada"), guild.add_role("friends")
        answer = await ada.slash("choose")
        wrong: list[tuple[tuple[Any, ...], int]] = [
            (("a",), 0),
            (("a", "b", "c"), 0),
            (("a", "a"), 0),
            ((role,), 1),
            ((guild.first_channel,), 2),
        ]
        for chosen, menu in wrong:
            with pytest.raises(LookupError, match="cannot be used so"):
                await answer.select(*chosen, menu=menu)
        await answer.select("a", "b")
        assert client.received["values"] == ["a", "b"]
        (row, *_) = answer.message["components"]
        assert client.received["id"] == row["components"][0]["id"]
