"""Which members and servers can use /digest."""

from dataclasses import replace
from typing import Any

import pytest

from bot.archive.digests.model import RunState
from bot.sandbox import Permission
from tests.cogs.conftest import Play
from tests.cogs.digests.conftest import DAY, Manager

COMMANDS: list[tuple[str, dict[str, Any]]] = [
    ("list", {}),
    *((name, {"digest": 1}) for name in ("preview", "pause", "resume", "remove", "history")),
    ("edit", {"digest": 1, "count": 1}),
]


@pytest.mark.parametrize(("command", "options"), COMMANDS)
async def test_only_managers_may_change_digests(
    play: Play, manager: Manager, command: str, options: dict[str, Any]
) -> None:
    """The permission is checked, even where Discord lets a command through."""
    await manager.add()
    before = await play.services.digests.of_guild(play.guild.id)
    answer = await play.bob.slash(f"digest {command}", **options, force=True)
    assert answer.private
    assert "Manage Server" in answer.text
    assert await play.services.digests.of_guild(play.guild.id) == before


async def test_members_are_offered_nothing(play: Play, manager: Manager) -> None:
    """Members who are no managers get neither the command nor choices."""
    await manager.add()
    answer = await play.bob.slash("digest add", channel_=play.channel, time="9:00", force=True)
    assert "Manage Server" in answer.text
    choices = await manager.mona.autocomplete("digest edit", focused="digest", digest="mem")
    assert [one["name"] for one in choices] == ["1 · #memories · 09:00 UTC"]
    zones = await manager.mona.autocomplete(
        "digest add", focused="zone", zone="york", channel_=play.channel, time="9:00"
    )
    assert zones[0]["value"] == "America/New_York"
    offer = play.bob.autocomplete
    assert await offer("digest edit", focused="digest", force=True, digest="") == []
    assert await offer("digest edit", focused="tag", force=True, tag="") == []
    for command in (one for one in play.sandbox.commands if one["name"] == "digest"):
        assert command["default_member_permissions"] == str(int(Permission.MANAGE_GUILD))
        assert command["contexts"] == [0]


async def test_another_servers_digests_are_out_of_reach(play: Play, manager: Manager) -> None:
    """The number of another server's digest names none here."""
    await manager.add()
    other = play.sandbox.add_guild("Others")
    other.add_channel("general")
    theo = other.add_member("theo", manager=True)
    guilds = frozenset({play.guild.id, other.id})
    await play.start(replace(play.settings, guilds=guilds))
    for command, options in COMMANDS:
        answer = await theo.slash(f"digest {command}", **options)
        assert ("no digest 1" if options else "no digest yet") in answer.text
    assert await theo.autocomplete("digest edit", focused="digest", digest="") == []
    assert len(await play.services.digests.of_guild(play.guild.id)) == 1


async def test_a_server_that_may_not_see_the_archive(play: Play, manager: Manager) -> None:
    """Digests of a server without access are skipped with a reason, and resume with access."""
    await manager.add()
    await play.start(replace(play.settings, guilds=frozenset({1})))
    answer = await manager.mona.slash("digest list")
    assert "may not see the archive" in answer.text
    play.clock.move(DAY)
    await manager.post()
    (run,) = await play.services.digests.history(play.guild.id, 1)
    assert run.state is RunState.SKIPPED
    assert "GUILDS" in run.why
    await play.start()
    play.clock.move(DAY)
    await manager.post()
    assert len(play.channel.history) == 1


async def test_no_digests_without_named_servers(play: Play, manager: Manager) -> None:
    """With GUILDS empty, digests cannot be added, not even by the owner."""
    owner = play.guild.add_member(play.sandbox.application.owner, manager=True)
    await play.start(replace(play.settings, guilds=frozenset()))
    answer = await owner.slash("digest add", channel_=play.channel, time="9:00")
    assert "GUILDS=" in answer.text
    assert await manager.play.services.digests.of_guild(play.guild.id) == []
