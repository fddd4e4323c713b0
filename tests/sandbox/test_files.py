"""Files in answers to interactions."""

import io
from typing import Any, TypeAlias

import aiohttp
import discord
import pytest
from discord import app_commands, ui

from bot.sandbox import Guild, Sandbox
from bot.sandbox.errors import ApiError
from bot.sandbox.rules.messages import MessageFlag, check_message
from tests.sandbox.conftest import Client, Connect

Interaction: TypeAlias = "discord.Interaction[Any]"

MEGABYTE = 1024 * 1024


def file(name: str, data: bytes = b"abc") -> discord.File:
    """Return a file to send."""
    return discord.File(io.BytesIO(data), name)


def shown(name: str) -> ui.LayoutView:
    """Return a message that shows a file."""
    view = ui.LayoutView()
    view.add_item(ui.TextDisplay("Here:"))
    view.add_item(ui.File(f"attachment://{name}"))
    return view


@pytest.fixture
def client() -> Client:
    """A client with commands that answer with files."""
    client = Client()
    add_commands(client.tree)
    return client


def add_commands(tree: "app_commands.CommandTree[Any]") -> None:
    """Add commands that differ in how the files are sent."""

    @tree.command(description="At once")
    async def at_once(interaction: Interaction) -> None:
        await interaction.response.send_message(view=shown("a.txt"), file=file("a.txt"))

    @tree.command(description="Later, privately")
    async def later(interaction: Interaction, layout: bool) -> None:
        await interaction.response.defer(ephemeral=True)
        if layout:
            await interaction.edit_original_response(
                view=shown("a.csv"), attachments=[file("a.csv"), file("unseen.txt", b"x")]
            )
        else:
            await interaction.edit_original_response(content="yours", attachments=[file("a.csv")])
        await interaction.followup.send(file=file("more.txt", b"more"), ephemeral=True)

    @tree.command(description="Change what is attached")
    async def change(interaction: Interaction) -> None:
        await interaction.response.send_message(files=[file("a"), file("b")])
        answer = await interaction.original_response()
        await answer.edit(attachments=[answer.attachments[1], file("c")])

    @tree.command(description="What is refused")
    async def refused(interaction: Interaction, size: int, count: int, name: str) -> None:
        await interaction.response.defer()
        files = [file(f"{number}", b"x" * size) for number in range(count)]
        try:
            await interaction.edit_original_response(view=shown(name), attachments=files)
        except discord.HTTPException as error:
            await interaction.edit_original_response(content=f"{error.status} {error.code}")


@pytest.mark.parametrize("description", ["", "x" * 1025])
def test_a_description_says_something(description: str) -> None:
    """Of a picture one may be left out, but neither be empty nor longer than 1,024 characters."""
    item = {"media": {"url": "attachment://a.png"}, "description": description}
    body = {"flags": MessageFlag.LAYOUT, "components": [{"type": 12, "items": [item]}]}
    with pytest.raises(ApiError):
        check_message(body, files=["a.png"])
    check_message(
        body | {"components": [{"type": 12, "items": [item | {"description": "x"}]}]},
        files=["a.png"],
    )


async def test_at_once(guild: Guild, connect: Connect, client: Client) -> None:
    """A file can come with the answer and be shown by a component."""
    async with connect(client):
        answer = await guild.add_member("ada").slash("at_once")
        assert [(one.name, one.data) for one in answer.files] == [("a.txt", b"abc")]


@pytest.mark.parametrize("layout", [True, False])
async def test_later(
    sandbox: Sandbox, guild: Guild, connect: Connect, client: Client, layout: bool
) -> None:
    """A deferred answer is edited to have files, and a followup brings more."""
    async with connect(client):
        answer = await guild.add_member("ada").slash("later", layout=layout)
        names = [one.name for one in answer.files]
        # Files that no component shows are attached nevertheless.
        assert names == (["a.csv", "unseen.txt"] if layout else ["a.csv"])
        assert answer.private
        if not answer.followups:
            await answer.changed()
        (followup,) = answer.followups
        assert [one.data for one in sandbox.world.files_of(followup)] == [b"more"]
    assert not sandbox.refusals


async def test_changed_attachments(guild: Guild, connect: Connect, client: Client) -> None:
    """An edit keeps the attachments that it names and adds its own."""
    async with connect(client):
        answer = await guild.add_member("ada").slash("change")
        if [one.name for one in answer.latest.files] == ["a", "b"]:
            answer = await answer.changed()
        assert [one.name for one in answer.latest.files] == ["b", "c"]


@pytest.mark.parametrize(
    ("size", "count", "name", "answer"),
    [
        (10 * MEGABYTE + 1, 1, "0", "413 40005"),
        (3, 11, "0", "400 50035"),
        (3, 1, "other", "400 50035"),
    ],
)
async def test_what_is_refused(
    guild: Guild,
    connect: Connect,
    client: Client,
    size: int,
    count: int,
    name: str,
    answer: str,
) -> None:
    """A file that is too large, more than ten files, or a missing shown file are refused."""
    async with connect(client):
        got = await guild.add_member("ada").slash("refused", size=size, count=count, name=name)
        assert got.text == answer


async def test_files_that_are_not_listed(sandbox: Sandbox, guild: Guild) -> None:
    """Eleven files that the body does not list are too many as well."""
    form = aiohttp.FormData({"payload_json": "{}"})
    for number in range(11):
        form.add_field(f"files[{number}]", b"x", filename=f"{number}")
    url = f"{sandbox.api_url}/channels/{guild.first_channel.id}/messages"
    headers = {"Authorization": f"Bot {sandbox.token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as http,
        http.post(url, data=form) as answer,
    ):
        assert (answer.status, (await answer.json())["code"]) == (400, 30015)


async def test_large_files(guild: Guild, connect: Connect) -> None:
    """A file of exactly the maximum size is accepted."""
    async with connect(Client()) as client:
        channel = client.get_partial_messageable(guild.first_channel.id)
        sent = await channel.send(file=file("big", b"x" * 10 * MEGABYTE))
        assert sent.attachments[0].size == 10 * MEGABYTE
