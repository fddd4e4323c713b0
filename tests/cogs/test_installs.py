"""Where commands are offered, and the bot that people installed for themselves."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.sandbox import NoCommandError
from tests.archives import record, snowflake
from tests.cogs.conftest import Harness

WHEN = datetime(2021, 11, 24, tzinfo=UTC)
ANYWHERE: dict[str, dict[str, Any]] = {
    "search": {"query": "wombat"},
    "random": {},
    "onthisday": {},
    "thread": {"post": snowflake(WHEN)},
    "privacy": {},
    "browse": {},
    "help": {},
    "stats": {},
    "year": {"year": 2021},
}
WITHOUT_POSTS = frozenset({"help", "privacy", "stats", "year"})
"""Of those the commands whose first page shows no post."""

GUILD, BOT_DM, PRIVATE_CHANNEL = 0, 1, 2
BY_GUILD, BY_USER = 0, 1


async def wombats(harness: Harness) -> None:
    """Load three posts."""
    await harness.load(*(record(WHEN + timedelta(hours=n), f"wombat {n}") for n in range(3)))


async def test_every_command_says_where_it_is_offered(harness: Harness) -> None:
    """No command leaves it to Discord's defaults, which vary."""
    places = {
        one["name"]: (set(one["contexts"] or ()), set(one["integration_types"] or ()))
        for one in harness.sandbox.commands
    }
    everywhere = {GUILD, BOT_DM, PRIVATE_CHANNEL}, {BY_GUILD, BY_USER}
    assert places == dict.fromkeys((*ANYWHERE, "Find in archive"), everywhere) | {
        "archive": ({GUILD, BOT_DM}, {BY_GUILD}),
        "digest": ({GUILD}, {BY_GUILD}),
    }


@pytest.mark.usefixtures("in_words")
@pytest.mark.parametrize("command", ANYWHERE)
async def test_trusted_people_are_answered_anywhere(harness: Harness, command: str) -> None:
    """Owners and people in USERS who installed the bot are answered privately anywhere."""
    await wombats(harness)
    dora, eve = harness.sandbox.add_user("dora"), harness.sandbox.add_user("eve")
    elsewhere = harness.sandbox.add_guild("Elsewhere")
    channel = elsewhere.add_channel("general")
    for user in (dora, eve):
        elsewhere.add_member(user.user)
        user.install()
    elsewhere.remove_bot()
    await harness.start(replace(harness.settings, users=frozenset({dora.id})))
    for place in (channel, dora.group(), dora.dm):
        answer = await dora.slash(command, channel=place, **ANYWHERE[command])
        assert answer.private
        assert ("wombat" in answer.text) is (command not in WITHOUT_POSTS)
        assert "Share here" not in answer.buttons
    for place in (channel, eve.group(), eve.dm):
        refused = await eve.slash(command, channel=place, **ANYWHERE[command])
        assert refused.private
        assert "wombat" not in str(refused.message)


async def test_buttons_work_anywhere(harness: Harness) -> None:
    """The buttons, menus and completions of such answers work as well, and stay private."""
    await wombats(harness)
    dora = harness.sandbox.add_user("dora")
    dora.install()
    await harness.start(replace(harness.settings, users=frozenset({dora.id})))
    group = dora.group()
    drawn = await dora.slash("random", channel=group)
    assert (await drawn.click("Another")).private
    choices = await dora.autocomplete("search", focused="query", query="wom", channel=group)
    assert {"name": "wombat", "value": "wombat"} in choices


async def test_in_a_server_with_access_the_install_changes_nothing(harness: Harness) -> None:
    """Where the server may see the archive, all are answered as its members."""
    await wombats(harness)
    harness.ada.install()
    assert not (await harness.ask("search", query="wombat")).private


async def test_an_install_alone_gives_no_access(harness: Harness) -> None:
    """A user who is in another server without the install is refused there, though trusted."""
    await wombats(harness)
    dora = harness.sandbox.add_user("dora")
    elsewhere = harness.sandbox.add_guild("Elsewhere")
    elsewhere.add_channel("general")
    there = elsewhere.add_member(dora.user)
    await harness.start(replace(harness.settings, users=frozenset({dora.id})))
    refused = await there.slash("search", query="wombat")
    assert "may not see the archive" in refused.text
    with pytest.raises(NoCommandError):
        await dora.slash("search", query="wombat", channel=dora.group())


async def test_trusted_people_correct_nothing(harness: Harness) -> None:
    """People in USERS read; corrections belong to owners."""
    await wombats(harness)
    dora = harness.sandbox.add_user("dora")
    await harness.start(replace(harness.settings, users=frozenset({dora.id})))
    answer = await dora.slash("archive hide", post=snowflake(WHEN))
    assert "Only the archive's owners" in answer.text
