"""/digest, as managers of a server use it."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.cogs.conftest import Harness
from tests.cogs.digests.conftest import DAY, Manager


async def test_a_digest_is_set_up(harness: Harness, manager: Manager) -> None:
    """The answer describes the digest and its next run, in the timestamps of Discord."""
    readers = harness.guild.add_role("readers", mentionable=True)
    answer = await manager.ask(
        "add", channel_=harness.channel, time="9 am", zone="america/new york", content="both",
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
    assert set(answer.mentions) >= {harness.channel.mention, f"<@&{readers.id}>"}
    assert not answer.pings


@pytest.mark.parametrize(
    ("content", "when_empty", "sentence"),
    [
        ("on this day", "random", "one at random on a day without"),
        ("on this day", "nearest", "the nearest day's"),
        ("both", "nearest", "the nearest day's"),
        ("both", "random", ""),
        ("random", "nearest", ""),
    ],
)
async def test_the_answer_says_what_fills_empty_days(
    manager: Manager, content: str, when_empty: str, sentence: str
) -> None:
    """The answer says what fills empty days where that makes a difference."""
    text = await manager.add(content=content, when_empty=when_empty)
    assert sentence in text
    assert ("on a day without" in text) is bool(sentence)


async def test_the_servers_zone_is_the_default(harness: Harness, manager: Manager) -> None:
    """A digest has the server's time zone by default, or that of the settings."""
    assert "09:00 UTC" in await manager.add()
    await harness.services.guilds.put_time_zone(harness.guild.id, "Asia/Tokyo")
    assert "09:00 Asia/Tokyo" in await manager.add()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"time": "25:00"}, "no time of day"),
        ({"zone": "Mars/Olympus"}, "no such time zone"),
        ({"weekdays": "someday"}, "no days of the week"),
        ({"query": '"left'}, "left open"),
        ({"publish": True}, "#memories is none"),
        ({"tag": "daily"}, "Only posts of a forum have tags"),
    ],
)
async def test_invalid_options_are_refused(
    harness: Harness, manager: Manager, options: dict[str, Any], sentence: str
) -> None:
    """Invalid options are refused with a sentence, and neither added nor stored by an edit."""
    assert sentence in await manager.add(**options)
    assert await harness.services.digests.of_guild(harness.guild.id) == []
    await manager.add()
    (before,) = await harness.services.digests.of_guild(harness.guild.id)
    assert sentence in (await manager.ask("edit", digest=before.id, **options)).text
    assert await harness.services.digests.of_guild(harness.guild.id) == [before]


async def test_the_list(manager: Manager) -> None:
    """The list has pages, with channel, time and next run of each digest, and why it is paused."""
    assert "no digest yet" in (await manager.ask("list")).text
    for hour in range(12):
        await manager.add(time=f"{hour}:30", query="moon | *x* @everyone")
    await manager.ask("pause", digest=2)
    answer = await manager.ask("list")
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


async def test_an_edit_changes_only_what_is_given(harness: Harness, manager: Manager) -> None:
    """An edit changes only the given options and names the next run; no day gets two runs."""
    await manager.add(query="moon", count=5, content="both", late=8)
    (before,) = await harness.services.digests.of_guild(harness.guild.id)
    assert "at least one option" in (await manager.ask("edit", digest=1)).text
    harness.clock.move(DAY)
    await manager.post()
    answer = await manager.ask("edit", digest=1, time="20:00", zone="Europe/Berlin")
    at = int(datetime(2022, 11, 26, 19, tzinfo=UTC).timestamp())
    assert f"<t:{at}:F>" in str(answer.message)
    (after,) = await harness.services.digests.of_guild(harness.guild.id)
    schedule = after.options.schedule
    assert replace(after.options, schedule=before.options.schedule) == before.options
    assert (f"{schedule.time:%H:%M}", schedule.zone) == ("20:00", "Europe/Berlin")
    for _ in range(12):
        harness.clock.move(timedelta(hours=1))
        await manager.post()
    assert len(harness.channel.history) == 1
    assert "that fit" not in (await manager.ask("edit", digest=1, clear="query")).text


async def test_pause_resume_remove(harness: Harness, manager: Manager) -> None:
    """A paused digest posts nothing, later neither; a removed one is gone."""
    await manager.add()
    assert "Digest 1 is paused" in (await manager.ask("pause", digest=1)).text
    harness.clock.move(5 * DAY)
    await manager.post()
    assert "Next:" in (await manager.ask("resume", digest=1)).text
    await manager.post()
    assert harness.channel.history == []
    assert "is removed" in (await manager.remove(1)).text
    for command in ("pause", "resume", "remove", "preview", "history"):
        assert "no digest 1" in (await manager.ask(command, digest=1)).text


async def test_the_limit_of_digests(manager: Manager) -> None:
    """One digest more than the limit is refused with a sentence."""
    for _ in range(25):
        await manager.add()
    assert "can have 25 digests" in await manager.add()
    assert len(await manager.mona.autocomplete("digest edit", focused="digest", digest="")) == 25
