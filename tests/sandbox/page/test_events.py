"""Events: a page gets all messages first, then each change that its visitor sees."""

import asyncio

import aiohttp
import pytest

from bot.sandbox import Sandbox
from bot.sandbox.page.server import PageServer, events
from bot.sandbox.page.words import ENGLISH
from tests.sandbox.conftest import Client, Connect
from tests.sandbox.page.conftest import Visit
from tests.sandbox.page.host import TestHost, find, text_of


async def test_hello(host: TestHost, visit: Visit, connect: Connect, client: Client) -> None:
    """The first event has all that is shown, in the visitor's language."""
    async with connect(client):
        host.visitors()["member"].say("one", channel=host.shown[1])
        host.visitors()["member"].say("two", channel=host.shown[0])
        async with visit("member", "de").follow() as page:
            hello = page.hello
    assert [one["name"] for one in hello["channels"]] == ["general", "digest"]
    assert hello["roles"][0] == {"id": "owner", "name": "Besitzerin"}
    assert hello["languages"][1] == {"code": "de", "name": "Deutsch"}
    assert hello["words"].keys() == ENGLISH.keys()
    assert hello["words"]["private"] == "Nur für dich sichtbar"
    assert hello["now"] == "2024-05-01T12:00:00+00:00"
    assert [text_of(one["tree"])[-3:] for one in hello["messages"]] == ["one", "two"]
    assert [one["mine"] for one in hello["messages"]] == [True, True]
    assert hello["menus"] == [{"name": "Find it", "shown": "Find it"}]
    commands = {one["name"]: one for one in hello["commands"]}
    assert "digest add" in commands
    who, where, *_others = commands["kinds"]["options"]
    assert {"name": "mia", "value": str(host.visitors()["member"].id)} in who["pool"]
    assert "#digest" in [one["name"] for one in where["pool"]]
    (word,) = commands["say"]["options"]
    assert (word["required"], word["min"], word["max"]) == (True, 2, 5)


@pytest.mark.parametrize(
    ("language", "expected"),
    [("de", "de"), ("de-AT", "de"), ("en-GB", "en-US"), ("ja", "en-US"), ("", "en-US")],
)
async def test_the_nearest_language(visit: Visit, language: str, expected: str) -> None:
    """A language that the host lacks is the same of another country, or its first."""
    async with visit("nobody", language).follow() as page:
        assert (page.hello["language"], page.hello["role"]) == (expected, "owner")


async def test_messages_as_they_change(
    host: TestHost, visit: Visit, connect: Connect, client: Client
) -> None:
    """A public answer is shown to all, and each of its edits, and its end."""
    async with (
        connect(client),
        visit("owner").follow() as owner,
        visit("member").follow() as member,
    ):
        assert await visit().post("command", channel=str(host.shown[0].id), name="pages") == {}
        first = await owner.message()
        assert "Page 1" in text_of(first["tree"])
        (button,) = find(first["tree"], "button", data_custom_id="page:1")
        assert button[1]["class"] == "button secondary"
        pressed = await visit("member").post("component", message=first["id"], custom_id="page:1")
        assert pressed == {}
        edited = await owner.message()
        assert edited["id"] == first["id"]
        assert "Page 2" in text_of(edited["tree"])
        assert "(edited)" in text_of(edited["tree"])
        assert (await member.message())["id"] == first["id"]
        (kept,) = host.shown[0].messages.values()
        host.sandbox.world.delete(kept)
        assert (await owner.next("deleted"))["id"] == first["id"]


async def test_private_messages(
    host: TestHost, visit: Visit, connect: Connect, client: Client
) -> None:
    """A deferred answer is thinking until it is there; only the asker's role gets it."""
    async with connect(client):
        async with visit("manager").follow() as manager, visit("member").follow() as member:
            channel = str(host.shown[0].id)
            answer = asyncio.create_task(
                visit("member").post("command", channel=channel, name="later")
            )
            thinking = await member.message(thinking=True)
            assert find(thinking["tree"], "div", class_="thinking")
            done = await member.message()
            assert (done["id"], done["private"]) == (thinking["id"], True)
            assert find(done["tree"], "button", class_="dismiss")
            assert find(done["tree"], "strong")
            assert await answer == {}
            await member.message()  # the followup, which is public
            assert await visit("manager").post("dismiss", message=done["id"]) == {
                "error": ENGLISH["gone"]
            }
            assert await visit("member").post("dismiss", message=done["id"]) == {}
            assert (await member.next("deleted"))["id"] == done["id"]
            async with visit("member").follow() as again:
                assert [one["id"] for one in again.hello["messages"]] != [done["id"]]
                assert len(again.hello["messages"]) == 1
            assert "more" in text_of((await manager.message())["tree"])
        assert [one["kind"] for one in manager.seen] == ["hello", "message"]


async def test_other_channels_are_not_shown(host: TestHost, visit: Visit, sandbox: Sandbox) -> None:
    """What is said elsewhere does not reach the page."""
    async with visit().follow() as page:
        host.visitors()["owner"].say("hidden")  # in the guild's first channel, which is not shown
        host.visitors()["owner"].say("shown", channel=host.shown[0])
        assert "shown" in text_of((await page.message())["tree"])
    assert len(page.seen) == 2
    assert len(sandbox.world.observers) == 1


async def test_a_slow_page_is_disconnected(
    host: TestHost, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that lags too far behind loses its connection, and gets all when it comes back."""
    monkeypatch.setattr(events, "_PENDING", 20)
    owner = host.visitors()["owner"]
    async with visit().follow() as page:
        for number in range(60):  # nothing is awaited, so nothing is sent meanwhile
            owner.say(f"{number}", channel=host.shown[0])
        assert len(host.shown[0].messages) == 60
        with pytest.raises(aiohttp.ClientPayloadError):
            await page.next("restart")
    async with visit().follow() as again:
        assert len(again.hello["messages"]) == 60


async def test_signs_of_life_and_the_end(
    host: TestHost, visit: Visit, server: PageServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that nothing happens on gets a comment now and then; the server's end ends it."""
    monkeypatch.setattr(events, "HEARTBEAT", 0.01)
    async with visit().follow() as page:
        line = await page.response.content.readuntil(b": still here\n")
        assert line
        server._streams.close()
        async with asyncio.timeout(5):
            await page.response.content.read()
    assert host.sandbox.world.observers == []


async def test_another_sandbox(host: TestHost, visit: Visit) -> None:
    """When the host has another sandbox, pages begin anew and follow that."""
    async with visit().follow() as page, Sandbox(now=host.sandbox.world.now) as other:
        guild = other.add_guild("Others")
        guild.add_channel("memories")
        host.enter(other, guild)
        assert await visit().post("say", channel=str(host.shown[0].id), text="new") == {}
        await page.next("restart")
        async with visit().follow() as again:
            (message,) = again.hello["messages"]
            assert "new" in text_of(message["tree"])
