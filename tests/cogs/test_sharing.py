"""Who sees an answer: the asker alone or the channel, and a private answer that is shared."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.sandbox import Answer
from tests.archives import record, snowflake
from tests.cogs.conftest import Harness

WHEN = datetime(2021, 11, 24, tzinfo=UTC)
COMMANDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("search", {"query": "wombat"}),
    ("random", {}),
    ("onthisday", {}),
    ("thread", {"post": snowflake(WHEN)}),
)


@pytest.fixture
async def loaded(harness: Harness) -> Harness:
    """A server, and wombats on three pages."""
    await harness.load(*(record(WHEN + timedelta(hours=n), f"wombat {n}") for n in range(12)))
    return harness


def public(harness: Harness) -> list[str]:
    """Return the messages that everybody in the channel sees, as texts."""
    return [str(one.payload) for one in harness.channel.history if one.ephemeral_for is None]


def body(answer: Answer) -> str:
    """Return the text of an answer without who shared it."""
    return answer.text.partition("shared by")[0].strip()


@pytest.mark.parametrize(("command", "options"), COMMANDS)
async def test_an_answer_is_as_private_as_wanted(
    loaded: Harness, command: str, options: dict[str, Any]
) -> None:
    """Each command can be private; a server's default decides where it says nothing."""
    mona = loaded.guild.add_member("mona", manager=True)
    for default in (False, True):
        answer = await mona.slash("archive defaults", private=default)
        assert answer.private
        for private in (None, True, False):
            chosen = {} if private is None else {"private": private}
            answer = await loaded.ask(command, **options, **chosen)
            assert answer.private is (default if private is None else private)
            assert ("Share here" in answer.buttons) is answer.private
    await loaded.start()  # the default outlasts the process
    assert (await loaded.ask(command, **options)).private


async def test_managers_alone_choose_the_default(loaded: Harness) -> None:
    """The permission is checked, and the choice of a zone keeps that of who sees answers."""
    assert "Manage Server" in (await loaded.ask("archive defaults", private=True)).text
    mona = loaded.guild.add_member("mona", manager=True)
    await mona.slash("archive defaults", private=True)
    await mona.slash("archive timezone", zone="Europe/Berlin")
    settings = loaded.services.guilds.of(loaded.guild.id)
    assert (settings.private, settings.time_zone) == (True, "Europe/Berlin")


@pytest.mark.parametrize(("command", "options"), COMMANDS)
async def test_a_private_answer_is_shared(
    loaded: Harness, command: str, options: dict[str, Any]
) -> None:
    """“Share here” shows the channel the same posts, says who did, and pings nobody."""
    private = await loaded.ask(command, **options, private=True)
    assert public(loaded) == []
    shared = await private.click("Share here")
    assert not shared.private
    assert len(public(loaded)) == 1
    assert "shared by @ada" in shared.text
    assert body(private) == body(shared)
    assert not shared.displayed.pings
    assert "Share here" not in shared.buttons
    assert "Remove" in shared.buttons


async def test_a_later_page_is_shared(loaded: Harness) -> None:
    """The page that the asker turned to is shared, and turning it keeps who shared it."""
    first = await loaded.ask("search", query="wombat", private=True)
    second = await first.click("Next")
    assert second.private
    shared = await second.click("Share here")
    assert body(shared) == body(second)
    turned = await shared.click("Next")
    assert not turned.private
    assert "Page 3" in turned.text
    assert "shared by @ada" in turned.text
    copy = await turned.click("Back", by=loaded.bob)
    assert copy.private
    assert "shared by" not in copy.text
    assert "Share here" in copy.buttons
    assert "shared by @bob" in (await copy.click("Share here", by=loaded.bob)).text


async def test_another_private_draw_is_private(loaded: Harness) -> None:
    """“Another” is as public as the answer that it is below."""
    another = await (await loaded.ask("random", private=True)).click("Another")
    assert another.private
    assert "Share here" in another.buttons
    assert not (await (await loaded.ask("random")).click("Another")).private


async def test_what_a_button_opens_is_shared(loaded: Harness) -> None:
    """Threads, files and pages that a button opens privately can be shared as well."""
    await loaded.load(
        record(WHEN - timedelta(days=9), "a head"),
        record(WHEN - timedelta(days=9) + timedelta(seconds=0.5), "its tail"),
    )
    thread = await (await loaded.ask("search", query="head")).click("Thread (2)")
    assert "its tail" in (await thread.click("Share here")).text
    file = await thread.click("Markdown file")
    shared = await file.click("Share here")
    assert not shared.private
    assert shared.displayed.attachments


async def test_a_message_that_links_to_a_post(loaded: Harness) -> None:
    """What “Find in archive” shows privately can be shared."""
    message = loaded.ada.say(f"https://x.com/ada/status/{snowflake(WHEN)}")
    found = await loaded.ada.context_menu("Find in archive", message=message)
    assert "wombat 0" in (await found.click("Share here")).text


async def test_the_sharer_and_managers_remove(loaded: Harness) -> None:
    """Who shared an answer takes it back, and so does a manager; nobody else can."""
    mona = loaded.guild.add_member("mona", manager=True)
    for remover in (loaded.ada, mona):
        private = await loaded.ask("search", query="wombat", private=True)
        shared = await private.click("Share here")
        refused = await shared.click("Remove", by=loaded.bob)
        assert refused.private
        assert "Only the one who shared this" in refused.text
        assert len(public(loaded)) == 1
        button = shared.buttons["Remove"]
        await loaded.start()  # the button outlasts the process
        with pytest.raises(LookupError, match="deleted"):
            await (await loaded.ada.see(shared.displayed).press(button, by=remover)).click("Next")
        assert public(loaded) == []


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("search", {"query": "?"}),
        ("search", {"query": "xylophone"}),
        ("search", {"query": '"left'}),
        ("privacy", {}),
    ],
)
async def test_what_is_for_the_asker_is_not_shared(
    loaded: Harness, command: str, options: dict[str, Any]
) -> None:
    """Help, nothing found, errors and what is kept about a user have no such button."""
    answer = await loaded.ask(command, **options)
    assert answer.private
    assert "Share here" not in answer.buttons


async def test_only_servers_with_access_have_the_button(loaded: Harness) -> None:
    """An owner who asks in a direct message, or where nobody else may, cannot share."""
    owner = loaded.sandbox.owner_actor
    assert "Share here" not in (await owner.slash("search", query="wombat")).buttons
    private = await loaded.ask("search", query="wombat", private=True)
    await loaded.start(replace(loaded.settings, guilds=frozenset({1})))
    refused = await private.click("Share here")
    assert refused.private
    assert "may not see the archive" in refused.text
    assert public(loaded) == []


async def test_what_was_hidden_since_is_not_shared(loaded: Harness) -> None:
    """A shared answer is made anew: what was hidden meanwhile is not in it."""
    drawn = await loaded.ask("random", query='"wombat 3"', private=True)
    await loaded.services.hidden_in_guilds.hide(
        loaded.guild.id, snowflake(WHEN + timedelta(hours=3)), "9"
    )
    shared = await drawn.click("Share here")
    assert shared.private
    assert "does not hold" in shared.text
    assert public(loaded) == []


async def test_a_server_that_lost_its_access_is_shown_nothing_new(loaded: Harness) -> None:
    """Owners are still answered there: alone, also by the buttons of older messages."""
    private = await loaded.ask("search", query="wombat", private=True)
    drawn = await loaded.ask("random")
    listed = await loaded.ask("search", query="wombat")
    shared = await private.click("Share here")
    settings = replace(loaded.settings, guilds=frozenset(), owners=frozenset({loaded.ada.id}))
    await loaded.start(settings)
    before = public(loaded)
    for answer, button in (
        (private, "Share here"),
        (drawn, "Another"),
        (listed, "Next"),
        (shared, "Next"),
    ):
        pressed = await answer.click(button)
        assert pressed.private
        assert "wombat" in pressed.text
        assert "Share here" not in pressed.buttons
        assert "shared by" not in pressed.text
    assert public(loaded) == before
