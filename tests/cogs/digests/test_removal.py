"""A removal is asked for once more, and can be undone for a day; old buttons check rights again."""

import asyncio
from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.archive.digests.model import UNDO, DigestOptions
from bot.archive.digests.schedule import Schedule
from bot.sandbox import Answer
from bot.services.digests.digests import MAX_DIGESTS
from tests.cogs.conftest import Harness
from tests.cogs.digests.conftest import DAY, Manager


async def test_a_removal_is_confirmed(harness: Harness, manager: Manager) -> None:
    """The command alone removes nothing; its button does, once."""
    await manager.add(query="moon")
    asked = await manager.ask("remove", digest=1)
    assert "Remove digest 1 and its history?" in asked.text
    assert "that fit “moon”" in asked.text
    assert len(await harness.services.digests.of_guild(harness.guild.id)) == 1
    removed = await asked.click("Remove it")
    assert "Digest 1 is removed" in removed.text
    assert await harness.services.digests.of_guild(harness.guild.id) == []
    assert "no digest 1" in (await manager.ask("remove", digest=1)).text


@pytest.mark.parametrize("way", ["button", "command"])
@pytest.mark.parametrize("paused", [False, True])
async def test_a_removal_is_undone(
    harness: Harness, manager: Manager, way: str, *, paused: bool
) -> None:
    """With its number, options, history and pause a digest comes back, after a restart too."""
    await manager.add(query="moon", count=2)
    harness.clock.move(DAY)
    await manager.post()
    if paused:
        await manager.ask("pause", digest=1)
    (before,) = await harness.services.digests.of_guild(harness.guild.id)
    runs = await harness.services.digests.history(harness.guild.id, 1)
    removed = await manager.remove(1)
    await manager.add(time="10:00")
    listed = (await manager.ask("list")).text
    assert "1 · #memories · removed" in listed
    await harness.start()
    harness.clock.move(UNDO - timedelta(minutes=1))
    await manager.post()
    if way == "button":
        back = await removed.click("Bring it back")
    else:
        offered = await manager.mona.autocomplete("digest restore", focused="digest", digest="mem")
        assert [one["value"] for one in offered] == [1]
        back = await manager.ask("restore", digest=1)
    assert "Digest 1 is back" in back.text
    after, other = await harness.services.digests.of_guild(harness.guild.id)
    assert other.id == 2
    assert (after.options, after.pause) == (before.options, before.pause)
    assert await harness.services.digests.history(harness.guild.id, 1) == runs
    posted = len(harness.channel.history)
    await manager.post()
    assert len(harness.channel.history) == posted  # nothing of the meantime is caught up
    harness.clock.move(DAY)
    await manager.post()
    assert len(await harness.services.digests.history(harness.guild.id, 1)) == len(runs) + (
        not paused
    )
    assert "removed" not in (await manager.ask("list")).text


async def test_a_button_that_is_pressed_twice(harness: Harness, manager: Manager) -> None:
    """The second press of a button changes nothing and says what the first one did."""
    await manager.add()
    asked = await manager.ask("remove", digest=1)
    for label, done in (("Remove it", "is removed"), ("Bring it back", "is back")):
        button = asked.latest.buttons[label]
        for answer in await asyncio.gather(*(asked.latest.press(button) for _ in range(2))):
            assert f"Digest 1 {done}" in answer.text
            assert not answer.followups
    assert len(await harness.services.digests.of_guild(harness.guild.id)) == 1


async def test_after_a_day_it_is_gone(harness: Harness, manager: Manager) -> None:
    """A day later the undo is refused, and nothing of the digest is shown."""
    await manager.add()
    removed = await manager.remove(1)
    harness.clock.move(UNDO)
    assert "no digest 1 that could be brought back" in (await removed.click("Bring it back")).text
    assert "no digest 1 that" in (await manager.ask("restore", digest=1)).text
    assert await manager.mona.autocomplete("digest restore", focused="digest", digest="") == []
    assert "no digest yet" in (await manager.ask("list")).text


async def test_after_a_day_nothing_of_it_is_kept(
    harness: Harness, manager: Manager, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bot that runs on deletes what is kept of it, and needs no other removal for that."""
    monkeypatch.setattr("bot.services.digests.scheduler._CLEANUP_SECONDS", 0.0)
    await harness.start(posts=True)
    await manager.add()
    await manager.remove(1)
    kept = "SELECT digest FROM removed_digests"
    assert len(await harness.services._state.read(kept)) == 1
    harness.clock.move(UNDO)
    harness.bot.digest_scheduler.wake()
    async with asyncio.timeout(3):
        while await harness.services._state.read(kept):  # noqa: ASYNC110 - files have no event
            await asyncio.sleep(0.01)


async def fill(harness: Harness) -> None:
    """Let the server have as many digests as it can."""
    options = DigestOptions(harness.channel.id, Schedule(time(9), "UTC"))
    for _ in range(MAX_DIGESTS):
        await harness.services.digests.add(harness.guild.id, options)


async def test_a_full_server_takes_none_back(harness: Harness, manager: Manager) -> None:
    """The limit of digests holds for those that come back."""
    await manager.add()
    removed = await manager.remove(1)
    await fill(harness)
    assert "can have 25 digests" in (await removed.click("Bring it back")).text
    assert len(await harness.services.digests.of_guild(harness.guild.id)) == 25


async def pages(harness: Harness, manager: Manager) -> dict[str, Answer]:
    """Return a private message with each button of a manager, by its label."""
    await fill(harness)
    kept = {"Next": await manager.ask("list"), "Remove it": await manager.ask("remove", digest=1)}
    return kept | {"Bring it back": await manager.remove(2)}


async def test_old_buttons_check_the_right_again(harness: Harness, manager: Manager) -> None:
    """Who no longer manages the server gets nothing more from an old private message."""
    kept = await pages(harness, manager)
    before = await harness.services.digests.of_guild(harness.guild.id)
    harness.guild.members[manager.mona.user.id].roles.clear()
    for label, message in kept.items():
        text = message.text
        answer = await message.click(label)
        assert answer.private
        assert "Manage Server" in answer.text
        assert "09:00 UTC" not in answer.text
        assert message.latest.text == text
    assert await harness.services.digests.of_guild(harness.guild.id) == before


async def test_old_buttons_end_with_the_archive(harness: Harness, manager: Manager) -> None:
    """In a server that may no longer see the archive they do nothing either."""
    kept = await pages(harness, manager)
    before = await harness.services.digests.of_guild(harness.guild.id)
    await harness.start(replace(harness.settings, guilds=frozenset({1})))
    for label, message in kept.items():
        assert "may not see the archive" in (await message.click(label)).text
    assert await harness.services.digests.of_guild(harness.guild.id) == before
