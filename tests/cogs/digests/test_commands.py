"""/digest, as those who manage a server use it."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.cogs.conftest import Play
from tests.cogs.digests.conftest import DAY, Desk


async def test_a_digest_is_set_up(play: Play, desk: Desk) -> None:
    """The answer says what it is, and when it comes next, as Discord shows times."""
    readers = play.guild.add_role("readers", mentionable=True)
    answer = await desk.ask(
        "add", channel_=play.channel, time="9 am", zone="america/new york", content="both",
        query="moon", count=2, weekdays="mon-fri", mention=readers, silent=True, late=2,
    )  # fmt: skip
    source = str(answer.message)
    at = int(datetime(2022, 11, 24, 14, tzinfo=UTC).timestamp())
    assert f"Next: <t:{at}:F> (<t:{at}:R>)" in source
    text = answer.text
    assert "Digest 1 is set up" in text
    assert "09:00 America/New_York, Mon, Tue, Wed, Thu, Fri" in text
    assert "up to 2 posts · that fit “moon”" in text
    assert "silent · at most 2 h late" in text
    assert set(answer.mentions) >= {play.channel.mention, f"<@&{readers.id}>"}
    assert not answer.pings


@pytest.mark.parametrize(
    ("content", "when_empty", "told"),
    [
        ("on this day", "random", "one at random on a day without"),
        ("on this day", "nearest", "the nearest day's"),
        ("both", "nearest", "the nearest day's"),
        ("both", "random", ""),
        ("random", "nearest", ""),
    ],
)
async def test_what_fills_empty_days_is_told(
    desk: Desk, content: str, when_empty: str, told: str
) -> None:
    """Wherever it makes a difference."""
    text = await desk.add(content=content, when_empty=when_empty)
    assert told in text
    assert ("on a day without" in text) is bool(told)


async def test_the_servers_zone_is_the_default(play: Play, desk: Desk) -> None:
    """Once it has chosen one; before, the settings'."""
    assert "09:00 UTC" in await desk.add()
    await play.services.guilds.put_time_zone(play.guild.id, "Asia/Tokyo")
    assert "09:00 Asia/Tokyo" in await desk.add()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"time": "25:00"}, "no time of day"),
        ({"zone": "Mars/Olympus"}, "no such time zone"),
        ({"weekdays": "someday"}, "no days of the week"),
        ({"query": '"left'}, "left open"),
        ({"publish": True}, "#memories is none"),
        ({"tag": "daily"}, "Only posts of a forum have tags"),
    ],
)
async def test_what_cannot_be_is_refused(
    play: Play, desk: Desk, options: dict[str, Any], told: str
) -> None:
    """With a sentence, and nothing is kept; nor is it by an edit."""
    assert told in await desk.add(**options)
    assert await play.services.digests.of(play.guild.id) == []
    await desk.add()
    (before,) = await play.services.digests.of(play.guild.id)
    assert told in (await desk.ask("edit", digest=before.id, **options)).text
    assert await play.services.digests.of(play.guild.id) == [before]


async def test_the_list(desk: Desk) -> None:
    """Each with its channel, its time and its next one; paused ones with why; in pages."""
    assert "no digest yet" in (await desk.ask("list")).text
    for hour in range(12):
        await desk.add(time=f"{hour}:30", query="moon | *x* @everyone")
    await desk.ask("pause", digest=2)
    answer = await desk.ask("list")
    assert "Digests of this server" in answer.text
    assert "**" not in answer.text
    assert "that fit “moon | *x* @everyone”" in answer.text
    assert "Paused by hand." in answer.text
    assert len(re.findall(r"Next: <t:\d+:F> \(<t:\d+:R>\)", str(answer.message))) >= 5
    while "Next" in answer.latest.buttons:
        seen = answer.latest.text
        await answer.click("Next")
        assert answer.latest.text != seen
    assert "11:30 UTC" in answer.latest.text


async def test_an_edit_changes_only_what_is_given(play: Play, desk: Desk) -> None:
    """And names the next run; a day that had its run gets no other."""
    await desk.add(query="moon", count=5, content="both", late=8)
    (before,) = await play.services.digests.of(play.guild.id)
    assert "at least one option" in (await desk.ask("edit", digest=1)).text
    play.clock.move(DAY)
    await desk.post()
    answer = await desk.ask("edit", digest=1, time="20:00", zone="Europe/Berlin")
    at = int(datetime(2022, 11, 26, 19, tzinfo=UTC).timestamp())
    assert f"<t:{at}:F>" in str(answer.message)
    (after,) = await play.services.digests.of(play.guild.id)
    schedule = after.options.schedule
    assert replace(after.options, schedule=before.options.schedule) == before.options
    assert (f"{schedule.time:%H:%M}", schedule.zone) == ("20:00", "Europe/Berlin")
    for _ in range(12):
        play.clock.move(timedelta(hours=1))
        await desk.post()
    assert len(play.channel.history) == 1
    assert "that fit" not in (await desk.ask("edit", digest=1, clear="query")).text


async def test_pause_resume_remove(play: Play, desk: Desk) -> None:
    """A paused digest posts nothing and makes up for nothing; a removed one is gone."""
    await desk.add()
    assert "Digest 1 is paused" in (await desk.ask("pause", digest=1)).text
    play.clock.move(5 * DAY)
    await desk.post()
    assert "Next:" in (await desk.ask("resume", digest=1)).text
    await desk.post()
    assert play.channel.history == []
    assert "is removed" in (await desk.ask("remove", digest=1)).text
    for command in ("pause", "resume", "remove", "preview", "history"):
        assert "no digest 1" in (await desk.ask(command, digest=1)).text


async def test_a_server_has_so_many(desk: Desk) -> None:
    """One more gets a sentence."""
    for _ in range(25):
        await desk.add()
    assert "can have 25 digests" in await desk.add()
    assert len(await desk.mona.autocomplete("digest edit", focused="digest", digest="")) == 25
