"""/archive: permissions, corrections, hidden posts and time zones."""

import asyncio
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.sandbox import Actor, Answer
from bot.services import time_zones as zones
from tests.archives import record, snowflake
from tests.cogs.conftest import Harness

WHEN = datetime(2021, 11, 24, 9, tzinfo=UTC)
FIRST, SECOND = (snowflake(WHEN + timedelta(hours=n)) for n in range(2))


async def loaded(harness: Harness) -> None:
    """Load two posts without a link, and make ada an owner."""
    await harness.load(
        record(WHEN, "once upon a time"), record(WHEN + timedelta(hours=1), "and the end")
    )
    await harness.start(replace(harness.settings, owners=frozenset({harness.ada.id})))


async def test_an_owner_joins_and_parts_posts(harness: Harness) -> None:
    """An owner links and unlinks posts by ids or links; the thread shows the correction."""
    await loaded(harness)
    answer = await harness.ask(
        "archive link", child=f"https://x.com/ada/status/{SECOND}?s=20", parent=FIRST
    )
    assert answer.private
    assert FIRST in answer.text
    thread = await harness.ask("thread", post=FIRST)
    assert "by hand" in thread.text
    assert "and the end" in thread.text
    answer = await harness.ask("archive unlink", child=SECOND)
    assert answer.private
    assert SECOND in answer.text
    assert "and the end" not in (await harness.ask("thread", post=FIRST)).text


async def test_the_owner_of_the_application_may_too(harness: Harness) -> None:
    """The application's owner may correct without being named in the settings."""
    await loaded(harness)
    answer = await harness.sandbox.owner_actor.slash("archive unlink", child=SECOND)
    assert "may change" not in answer.text


async def test_nobody_else_may(harness: Harness) -> None:
    """Any other member gets one private sentence, with any permissions in the server."""
    await loaded(harness)
    for answer in (
        await harness.bob.slash("archive link", child=SECOND, parent=FIRST),
        await harness.bob.slash("archive unlink", child=SECOND),
    ):
        assert answer.private
        assert "Only the archive's owners" in answer.text
    assert "and the end" not in (await harness.ask("thread", post=FIRST)).text


async def test_a_text_that_names_no_post(harness: Harness) -> None:
    """A text that names no post is answered with the right forms."""
    await loaded(harness)
    answer = await harness.ask("archive link", child="the end", parent=FIRST)
    assert answer.private
    assert "names no post" in answer.text


async def wombats(harness: Harness) -> None:
    """Load posts about wombats."""
    await harness.load(*(record(WHEN + timedelta(hours=n), f"wombat {n}") for n in range(3)))


async def test_managers_choose_the_time_zone(harness: Harness) -> None:
    """Managers of a server choose its time zone by name; the choice is stored."""
    mona = harness.guild.add_member("mona", manager=True)
    answer = await mona.slash("archive timezone", zone="asia/kolkata")
    assert answer.private
    assert "as in Asia/Kolkata, where it is 17:3" in answer.text
    assert harness.services.guilds.of(harness.guild.id).time_zone == "Asia/Kolkata"
    await mona.slash("archive timezone", zone="Europe/Berlin")
    assert harness.services.guilds.of(harness.guild.id).time_zone == "Europe/Berlin"
    answer = await mona.slash("archive timezone", zone="Mars/Olympus")
    assert "no such time zone" in answer.text


async def test_nobody_else_chooses_it(harness: Harness) -> None:
    """The permission is checked, even where Discord lets the command through."""
    answer = await harness.ask("archive timezone", zone="Europe/Berlin")
    assert answer.private
    assert "Manage Server" in answer.text
    assert harness.services.guilds.of(harness.guild.id).time_zone is None


async def test_time_zones_are_completed(harness: Harness) -> None:
    """A part of a name completes to the zones that contain it, within Discord's limit."""
    mona = harness.guild.add_member("mona", manager=True)
    for typed, first in (("york", "America/New_York"), ("Berl", "Europe/Berlin")):
        choices = await mona.autocomplete("archive timezone", focused="zone", zone=typed)
        assert choices[0]["value"] == first
    assert len(await mona.autocomplete("archive timezone", focused="zone", zone="a")) == 25


async def test_owners_hide_posts(harness: Harness) -> None:
    """A hidden post is in no answer of any server until an owner unhides it."""
    await wombats(harness)
    id = snowflake(WHEN)
    await harness.start(replace(harness.settings, owners=frozenset({harness.ada.id})))
    answer = await harness.ask("archive hide", post=f"https://x.com/ada/status/{id}")
    assert answer.private
    assert f"Hid post {id}" in answer.text
    answer = await harness.ask("search", query="wombat")
    assert "2 posts" in answer.text
    assert "wombat 0" not in answer.text
    choices = await harness.ada.autocomplete("thread", focused="post", post="wombat")
    assert id not in {choice["value"] for choice in choices}
    (row,) = await harness.services.hidden.all()
    assert row.hidden_by == str(harness.ada.id)
    assert "may be shown again" in (await harness.ask("archive unhide", post=id)).text
    assert "3 posts" in (await harness.ask("search", query="wombat")).text
    assert "names no post" in (await harness.ask("archive hide", post="what")).text


async def test_nobody_else_hides(harness: Harness) -> None:
    """Managing a server is not enough to hide posts everywhere; owning the application is."""
    await wombats(harness)
    mona = harness.guild.add_member("mona", manager=True)
    for command in ("archive hide", "archive unhide"):
        for member in (mona, harness.ada):
            answer = await member.slash(command, post=snowflake(WHEN), where="everywhere")
            assert answer.private
            assert "Only the archive's owners" in answer.text
        assert "Only the archive's owners" in (await harness.ask(command, post="17")).text
    assert await harness.services.hidden.all() == []
    await harness.start(replace(harness.settings, guilds=frozenset()))
    answer = await harness.sandbox.owner_actor.slash("archive hide", post=snowflake(WHEN))
    assert "Hid post" in answer.text


async def test_managers_hide_in_their_server(harness: Harness) -> None:
    """Managers hide for their server; owners see the post elsewhere and may hide it here too."""
    await wombats(harness)
    mona, id = harness.guild.add_member("mona", manager=True), snowflake(WHEN)
    assert "Manage Server" in (await harness.ask("archive hide", post=id, where="here")).text
    answer = await mona.slash("archive hide", post=id)
    assert answer.private
    assert "in this server" in answer.text
    assert "2 posts" in (await harness.ask("search", query="wombat")).text
    owner = harness.sandbox.owner_actor
    assert "3 posts" in (await owner.slash("search", query="wombat")).text
    assert await harness.services.hidden.all() == []
    assert "That you hid posts: 1" in (await mona.slash("privacy")).text
    assert "may be shown again" in (await mona.slash("archive unhide", post=id)).text
    assert "3 posts" in (await harness.ask("search", query="wombat")).text


async def test_in_a_direct_message_no_zone_is_chosen(harness: Harness) -> None:
    """A direct message has no server to choose a time zone for."""
    dora = harness.sandbox.add_user("dora")
    await harness.start(replace(harness.settings, owners=frozenset({dora.id})))
    answer = await dora.slash("archive timezone", zone="Europe/Berlin")
    assert "Manage Server" in answer.text


GONE = "US/Pacific-New"  # tzdata had it until 2020


@pytest.fixture
async def lost(harness: Harness) -> Harness:
    """A server whose time zone no longer exists; the settings name Auckland."""
    await harness.load(*(record(WHEN + timedelta(minutes=n), f"comet {n}") for n in range(6)))
    await harness.start(replace(harness.settings, time_zone=ZoneInfo("Pacific/Auckland")))
    await harness.services.guilds.put_time_zone(harness.guild.id, GONE)
    zones._warn.cache_clear()
    return harness


async def every_command(harness: Harness, by: Actor) -> list[Answer]:
    """Run every command that uses the server's time zone, and return the answers."""
    message = harness.bob.say("comet")
    return [
        await by.slash("search", query="comet on:2021-11-24"),
        await by.slash("onthisday", date="11-24"),
        await by.slash("random", query="comet on:2021-11-24"),
        await by.slash("thread", post="comet on:2021-11-24"),
        await by.context_menu("Find in archive", message=message),
    ]


async def notes(answer: Answer, least: int = 0) -> list[str]:
    """Return the followups of an answer, after a short wait for them."""
    await asyncio.sleep(0.05)
    for _ in range(300):
        if len(answer.latest.followups) >= least:
            break
        await asyncio.sleep(0.01)
    return [str(note) for note in answer.latest.followups]


async def test_a_missing_zone_fails_no_command(
    lost: Harness, caplog: pytest.LogCaptureFixture
) -> None:
    """The settings' zone applies; the log says so; users who cannot change it are not bothered."""
    for answer in await every_command(lost, lost.ada):
        assert "comet" in answer.text
        assert "Something went wrong" not in answer.text
        assert await notes(answer) == []
    choices = await lost.ada.autocomplete("thread", focused="post", post="comet on:2021-11-24")
    assert isinstance(choices, list)
    assert "6 posts" in (await lost.ask("search", query="comet on:2021-11-24")).text
    late = datetime(2021, 11, 24, 11, 30, tzinfo=UTC)  # 25 November in Auckland
    await lost.load(record(late, "moon"))
    assert "1 post for" in (await lost.ask("search", query="moon on:2021-11-25")).text
    (warning,) = (one for one in caplog.records if GONE in one.getMessage())
    assert warning.levelno == logging.WARNING


async def test_a_manager_learns_of_a_missing_zone(lost: Harness) -> None:
    """Managers get one private note below an answer, until they choose another zone."""
    mona, nora = (lost.guild.add_member(name, manager=True) for name in ("mona", "nora"))
    first, *others = await every_command(lost, mona)
    assert "comet" in first.text
    (note,) = await notes(first, 1)
    assert not any([await notes(answer) for answer in others])
    assert GONE in note
    assert "Pacific/Auckland; /archive timezone chooses another" in note
    assert first.latest.followups[0]["flags"] & 64
    added = await nora.slash("digest add", channel_=lost.channel, time="9:00")
    assert "09:00 Pacific/Auckland" in added.text
    assert len(await notes(added, 1)) == 1
    chosen = await mona.slash("archive timezone", zone="America/Los_Angeles")
    assert "as in America/Los_Angeles" in chosen.text
    await lost.start()
    assert await notes(await mona.slash("search", query="comet")) == []


async def test_buttons_with_a_missing_zone_work(lost: Harness) -> None:
    """Stored requests of buttons may name a zone that no longer exists."""
    await lost.services.guilds.put_time_zone(lost.guild.id, "America/Los_Angeles")
    page = await lost.ask("search", query="comet year:2021")
    day = await lost.ask("onthisday", date="11-24")
    drawn = await lost.ask("random")
    await lost.saved()
    async with lost.services._state.write() as tx:
        await tx.execute(
            "UPDATE pages SET request = replace(request, 'America/Los_Angeles', ?)", (GONE,)
        )
    for answer, label in ((page, "Next"), (day, "Next"), (drawn, "Another")):
        pressed = await answer.click(label)
        assert "comet" in pressed.text
        assert await notes(pressed) == []


async def test_digests_in_a_missing_zone(lost: Harness) -> None:
    """Each command answers and says what is wrong; with another zone the digest works again."""
    mona = lost.guild.add_member("mona", manager=True)
    await mona.slash("digest add", channel_=lost.channel, time="9:00", zone="UTC")

    async def ask(command: str, **options: Any) -> str:
        answer = await mona.slash(f"digest {command}", **options)
        assert "Something went wrong" not in answer.text
        return answer.text

    async with lost.services._state.write() as tx:
        await tx.execute("UPDATE digests SET zone = ?", (GONE,))
    for running in (True, False):
        assert GONE in await ask("list")
        assert "has not run yet" in await ask("history", digest=1)
        for command, options in (("preview", {}), ("edit", {"count": 2})):
            answer = await ask(command, digest=1, **options)
            assert f"no time zone “{GONE}” any more" in answer
        choices = await mona.autocomplete("digest edit", focused="digest", digest="")
        assert GONE in choices[0]["name"]
        if running:
            assert "is paused" in await ask("pause", digest=1)
    assert f"no time zone “{GONE}” any more" in await ask("resume", digest=1)
    assert "09:00 America/Los_Angeles" in await ask("edit", digest=1, zone="America/Los_Angeles")
    assert "goes on" in await ask("resume", digest=1)
    removal = await mona.slash("digest remove", digest=1)
    assert "is removed" in (await removal.click("Remove it")).text
