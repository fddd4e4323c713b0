"""Which members and servers can use /digest."""

from dataclasses import replace
from typing import Any

import pytest

from bot.archive.digests.model import RunState
from bot.sandbox import Permission
from tests.cogs.conftest import Play
from tests.cogs.digests.conftest import DAY, Desk

COMMANDS: list[tuple[str, dict[str, Any]]] = [
    ("list", {}),
    *((name, {"digest": 1}) for name in ("preview", "pause", "resume", "remove", "history")),
    ("edit", {"digest": 1, "count": 1}),
]


@pytest.mark.parametrize(("command", "options"), COMMANDS)
async def test_nobody_else_decides(
    play: Play, desk: Desk, command: str, options: dict[str, Any]
) -> None:
    """The permission is looked at, whatever Discord lets through."""
    await desk.add()
    before = await play.services.digests.of(play.guild.id)
    told = await play.bob.slash(f"digest {command}", **options, force=True)
    assert told.private
    assert "Manage Server" in told.text
    assert await play.services.digests.of(play.guild.id) == before


async def test_who_is_no_manager_is_offered_nothing(play: Play, desk: Desk) -> None:
    """Neither the command nor the choices."""
    await desk.add()
    told = await play.bob.slash("digest add", channel_=play.channel, time="9:00", force=True)
    assert "Manage Server" in told.text
    choices = await desk.mona.autocomplete("digest edit", focused="digest", digest="mem")
    assert [one["name"] for one in choices] == ["1 · #memories · 09:00 UTC"]
    zones = await desk.mona.autocomplete(
        "digest add", focused="zone", zone="york", channel_=play.channel, time="9:00"
    )
    assert zones[0]["value"] == "America/New_York"
    offer = play.bob.autocomplete
    assert await offer("digest edit", focused="digest", force=True, digest="") == []
    assert await offer("digest edit", focused="tag", force=True, tag="") == []
    for command in (one for one in play.sandbox.commands if one["name"] == "digest"):
        assert command["default_member_permissions"] == str(int(Permission.MANAGE_GUILD))
        assert command["contexts"] == [0]


async def test_another_servers_digests_are_out_of_reach(play: Play, desk: Desk) -> None:
    """A number of theirs is none here."""
    await desk.add()
    other = play.sandbox.add_guild("Others")
    other.add_channel("general")
    their = other.add_member("theo", manager=True)
    guilds = frozenset({play.guild.id, other.id})
    await play.start(replace(play.settings, guilds=guilds))
    for command, options in COMMANDS:
        told = await their.slash(f"digest {command}", **options)
        assert ("no digest 1" if options else "no digest yet") in told.text
    assert await their.autocomplete("digest edit", focused="digest", digest="") == []
    assert len(await play.services.digests.of(play.guild.id)) == 1


async def test_a_server_that_may_not_see_the_archive(play: Play, desk: Desk) -> None:
    """Its digests are skipped, saying so, and go on by themselves when it may again."""
    await desk.add()
    await play.start(replace(play.settings, guilds=frozenset({1})))
    told = await desk.mona.slash("digest list")
    assert "may not see the archive" in told.text
    play.clock.move(DAY)
    await desk.post()
    (run,) = await play.services.digests.history(play.guild.id, 1)
    assert run.state is RunState.SKIPPED
    assert "GUILDS" in run.why
    await play.start()
    play.clock.move(DAY)
    await desk.post()
    assert len(play.channel.history) == 1


async def test_an_owner_shows_it_to_no_server_that_is_not_named(play: Play, desk: Desk) -> None:
    """Where the owner is answered alone, there are no digests."""
    owner = play.guild.add_member(play.sandbox.application.owner, manager=True)
    await play.start(replace(play.settings, guilds=frozenset()))
    told = await owner.slash("digest add", channel_=play.channel, time="9:00")
    assert "GUILDS=" in told.text
    assert await desk.play.services.digests.of(play.guild.id) == []
