"""Calls: what a visitor does is what Discord's client would do, or a sentence on why not."""

import asyncio
import io
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import aiohttp
import discord
import pytest
from discord import app_commands, ui

from bot.sandbox import Guild
from bot.sandbox.page.server import calls
from bot.sandbox.page.words import ENGLISH
from tests.sandbox.conftest import Client, Connect
from tests.sandbox.page.conftest import Visit
from tests.sandbox.page.host import TestHost, find, text_of

Interaction: TypeAlias = "discord.Interaction[Any]"


class Choosing(ui.View):
    """A menu of channels."""

    @ui.select(cls=ui.ChannelSelect, channel_types=[discord.ChannelType.text], max_values=2)
    async def choose(self, interaction: Interaction, select: ui.ChannelSelect[Any]) -> None:
        """Show what was chosen."""
        names = " ".join(channel.name for channel in select.values)
        await interaction.response.edit_message(content=f"It was {names}", view=None)


class Upload(ui.Modal, title="Files"):
    """A modal that takes a file, and a menu."""

    file: ui.Label[Any] = ui.Label(text="A file", component=ui.FileUpload(custom_id="file"))
    kind: ui.Label[Any] = ui.Label(
        text="A kind",
        component=ui.Select(custom_id="kind", options=[discord.SelectOption(label="tall")]),
    )

    async def on_submit(self, interaction: Interaction) -> None:
        """Say what was sent."""
        file, kind = self.file.component, self.kind.component
        assert isinstance(file, ui.FileUpload)
        assert isinstance(kind, ui.Select)
        data = await file.values[0].read()
        await interaction.response.send_message(f"{file.values[0].filename} {data!r} {kind.values}")


@pytest.fixture
def client(client: Client) -> Client:
    """A client with a few more ways to answer."""

    @client.tree.command(description="Choose")
    async def choosing(interaction: Interaction) -> None:
        await interaction.response.send_message("Which?", view=Choosing())

    @client.tree.command(description="Upload")
    async def upload(interaction: Interaction) -> None:
        await interaction.response.send_modal(Upload())

    @client.tree.command(description="Silence")
    async def silence(interaction: Interaction) -> None:
        pass

    @client.tree.command(description="For managers")
    @app_commands.default_permissions(manage_guild=True)
    async def manage(interaction: Interaction) -> None:
        await interaction.response.send_message(f"{interaction.locale}", ephemeral=True)

    return client


@pytest.fixture
async def channel(host: TestHost, connect: Connect, client: Client) -> Any:
    """The id of the shown channel, with the bot connected."""
    async with connect(client):
        yield str(host.shown[0].id)


async def test_a_command_with_all_kinds_of_options(
    visit: Visit, host: TestHost, guild: Guild, channel: str
) -> None:
    """Ids become users, channels and roles; texts numbers; a file comes with the form."""
    options = {
        "who": str(host.visitors()["member"].id),
        "where": channel,
        "role": str(guild.bot_role.id),
        "number": "1.5",
        "yes": True,
        "whole": 4,
    }
    form = aiohttp.FormData(quote_fields=False)
    payload = {"channel": channel, "name": "kinds", "options": options}
    form.add_field("payload", aiohttp.payload.JsonPayload(payload), content_type="application/json")
    form.add_field("file.file", b"data", filename="../x/a.txt", content_type="text/plain")
    async with visit().follow() as page:
        assert await visit().send("command", form) == {}
        shown = text_of((await page.message())["tree"])
    assert "mia general throwback 1.5 True 4 a.txt" in shown


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"name": "say"}, "Say needs word."),
        ({"name": "say", "options": {"word": "a"}}, "Word takes at least 2 and at most 5"),
        ({"name": "say", "options": {"word": 5}}, "Word takes text, not “5”."),
        ({"name": "say", "options": {"word": "abc", "force": True}}, "Say has no option “force”"),
        ({"name": "digest add", "options": {"channel": "1"}}, "Channel takes a channel"),
        ({"name": "kinds", "options": {"number": "x"}}, "Kinds needs who, where, role"),
        ({"name": "digest"}, "“digest” is not offered to ada."),
        ({"name": "manage", "role": "member"}, "“manage” is not offered to mia."),
        ({"name": "nothing"}, "“nothing” is not offered to ada."),
        ({"name": "say", "channel": "12"}, "There is no such channel."),
    ],
)
async def test_what_the_client_would_not_send(
    visit: Visit, channel: str, fields: dict[str, Any], error: str
) -> None:
    """What Discord's client would not send is refused with a sentence."""
    role = fields.pop("role", "owner")
    answer = await visit(role).post("command", **{"channel": channel, **fields})
    assert answer["error"].startswith(error)


async def test_the_bot_that_does_not_answer(
    visit: Visit, channel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bot that is silent is said to have been; one that is still thinking is not."""
    monkeypatch.setattr(calls, "PATIENCE", 0.3)
    answer = await visit().post("command", channel=channel, name="silence")
    assert answer == {"error": "The application did not respond"}
    answer = await visit().post("command", channel=channel, name="later", options={"fail": True})
    assert answer == {}


async def test_the_language_is_the_visitors(visit: Visit, channel: str) -> None:
    """The bot is asked in the language that the page is in."""
    async with visit("owner", "de").follow() as page:
        assert await visit("owner", "de").post("command", channel=channel, name="manage") == {}
        shown = text_of((await page.message())["tree"])
    assert "de" in shown
    assert "Nur für dich sichtbar" in shown


async def test_autocomplete(visit: Visit, channel: str) -> None:
    """The bot completes what is typed; other options may be missing."""
    fields = {"channel": channel, "name": "complete", "focused": "post"}
    answer = await visit().post("autocomplete", **fields, options={"post": "ab"})
    assert answer == {"choices": [{"name": "ab Friends", "value": "1"}]}
    answer = await visit().post("autocomplete", **fields)
    assert answer["choices"][0]["name"] == " Friends"
    fields["name"] = "say"
    answer = await visit().post("autocomplete", **fields | {"focused": "word"})
    assert answer == {"error": "Word is not completed while typing."}


async def test_menus_of_texts(visit: Visit, channel: str) -> None:
    """A menu has its options, and takes one of them."""
    async with visit().follow() as page:
        await visit().post("command", channel=channel, name="years")
        message = await page.message()
        ((_, menu, *_),) = find(message["tree"], "button", aria_haspopup="listbox")
        assert menu["data-options"].startswith('[{"label":"2018","value":"2018"')
        use = {"message": message["id"], "custom_id": menu["data-custom-id"]}
        assert "error" in await visit().post("component", **use, values=["1999"])
        assert "error" in await visit().post("component", **use, values=["2018", "2019"])
        assert "error" in await visit().post("component", **use, values=[])
        assert "error" in await visit().post("component", **use | {"custom_id": "x"}, values=[])
        assert await visit().post("component", **use, values=["2019"]) == {}
        assert "It was ['2019']" in text_of((await page.message())["tree"])
        answer = await visit().post("component", **use, values=["2019"])
        assert answer == {"error": ENGLISH["gone"]}


async def test_menus_of_channels(visit: Visit, host: TestHost, channel: str) -> None:
    """A menu of the guild's own things has them as options."""
    async with visit().follow() as page:
        await visit().post("command", channel=channel, name="choosing")
        message = await page.message()
        ((_, menu, *_),) = find(message["tree"], "button", data_type="8")
        assert f'{{"label":"#digest","value":"{host.shown[1].id}"}}' in menu["data-options"]
        use = {"message": message["id"], "custom_id": menu["data-custom-id"]}
        assert "error" in await visit().post("component", **use, values=["1"])
        chosen = [str(one.id) for one in host.shown]
        assert await visit().post("component", **use, values=chosen) == {}
        assert "It was general digest" in text_of((await page.message())["tree"])


async def test_a_modal(visit: Visit, channel: str) -> None:
    """A modal is drawn with native fields; it is submitted once, by the one who opened it."""
    answer = await visit().post("command", channel=channel, name="form")
    modal = answer["modal"]
    assert modal["title"] == "Feedback"
    ((_, field),) = find(modal["tree"], "input")
    assert (field["maxlength"], field["required"]) == ("10", "")
    values = {field["name"]: "good"}
    assert "error" in await visit("member").post("modal", modal=modal["id"], values=values)
    missing = await visit().post("modal", modal=modal["id"], values={field["name"]: ""})
    assert missing == {"error": "“What?” must be filled in."}
    async with visit().follow() as page:
        assert await visit().post("modal", modal=modal["id"], values=values) == {}
        assert "You said good" in text_of((await page.message())["tree"])
    assert "error" in await visit().post("modal", modal=modal["id"], values=values)


async def test_a_modal_with_a_file(visit: Visit, channel: str) -> None:
    """Files of a modal come with the form, menus as lists."""
    modal = (await visit().post("command", channel=channel, name="upload"))["modal"]
    ((_, field),) = find(modal["tree"], "input", type="file")
    assert field["name"] == "file"
    form = aiohttp.FormData()
    payload = {"modal": modal["id"], "values": {"kind": ["tall"]}}
    form.add_field("payload", aiohttp.payload.JsonPayload(payload), content_type="application/json")
    form.add_field("file.file", b"data", filename="a.txt")
    async with visit().follow() as page:
        assert await visit().send("modal", form) == {}
        assert "a.txt b'data' ['tall']" in text_of((await page.message())["tree"])


async def test_the_context_menu(visit: Visit, channel: str) -> None:
    """What is said can be used with a command of the context menu."""
    async with visit("member").follow() as page:
        assert await visit("member").post("say", channel=channel, text=" a **b** ") == {}
        message = await page.message()
        assert (message["mine"], message["author"]) == (True, "mia")
        use = {"message": message["id"], "command": "Find it"}
        assert await visit("member").post("menu", **use) == {}
        assert "found a b" in text_of((await page.message())["tree"])
        gone = await visit().post("menu", **use | {"message": "1"})
        assert gone == {"error": ENGLISH["gone"]}


async def test_what_cannot_be_said(visit: Visit, channel: str) -> None:
    """A message has a text, of a length that Discord takes."""
    assert "error" in await visit().post("say", channel=channel, text="  ")
    answer = await visit().post("say", channel=channel, text="x" * 2001)
    assert answer == {"error": "A message takes at most 2,000 characters."}


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b"\xff", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'{"channel": 1}', "application/json"),
        (b'{"channel": "1", "name": "x", "options": []}', "application/json"),
        (b" " * (1 << 20) + b"{}", "application/json"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data"),
    ],
)
async def test_damaged_calls(
    visit: Visit, session: aiohttp.ClientSession, data: bytes, kind: str, host: TestHost
) -> None:
    """A body that the page does not make gets a 400 with a sentence."""
    page = visit()
    data = data.replace(b'"1"', f'"{host.shown[0].id}"'.encode())
    async with session.post(
        page.url + "command",
        data=io.BytesIO(data),
        headers={"Origin": page.origin, "Content-Type": kind},
    ) as response:
        assert response.status == 400
        assert await response.json() == {"error": ENGLISH["bad_request"]}


async def test_the_clock(visit: Visit, host: TestHost) -> None:
    """The host moves the clock, and pages are sent the time."""
    async with visit().follow() as page:
        assert await visit().post("clock", to="09:00") == {"note": "Nothing came due."}
        event = await page.next("clock")
        assert (event["now"], event["zone"]) == ("2024-05-01T12:00:00+00:00", "UTC")
        host.zone = ZoneInfo("Asia/Tokyo")
        await visit().post("clock", to="09:00")
        event = await page.next("clock")
        assert (event["now"], event["zone"]) == ("2024-05-01T21:00:00+09:00", "Asia/Tokyo")
    assert [str(one) for one in host.moved] == ["09:00:00"] * 2
    assert "error" in await visit().post("clock", to="nine")


async def test_two_at_once(visit: Visit, channel: str) -> None:
    """Calls do not wait for each other."""
    answers = await asyncio.gather(
        *(visit().post("command", channel=channel, name="pages") for _ in range(5))
    )
    assert answers == [{}] * 5
