"""Which members and servers can use /digest."""

from dataclasses import replace
from typing import Any

import pytest

from bot.archive.digests.model import RunState
from bot.sandbox import Permission
from tests.cogs.conftest import Harness
from tests.cogs.digests.conftest import DAY, Manager

COMMANDS: list[tuple[str, dict[str, Any]]] = [
    ("list", {}),
    *((name, {"digest": 1}) for name in ("preview", "pause", "resume", "remove", "history")),
    ("edit", {"digest": 1, "count": 1}),
]


@pytest.mark.parametrize(("command", "options"), COMMANDS)
async def test_only_managers_may_change_digests(
    harness: Harness, manager: Manager, command: str, options: dict[str, Any]
) -> None:
    """The permission is checked, even where Discord lets a command through."""
    await manager.add()
    before = await harness.services.digests.of_guild(harness.guild.id)
    answer = await harness.bob.slash(f"digest {command}", **options, force=True)
    assert answer.private
    assert "Manage Server" in answer.text
    assert await harness.services.digests.of_guild(harness.guild.id) == before


async def test_members_are_offered_nothing(harness: Harness, manager: Manager) -> None:
    """Members who are no managers get neither the command nor choices."""
    await manager.add()
    answer = await harness.bob.slash(
        "digest add", channel_=harness.channel, time="9:00", force=True
    )
    assert "Manage Server" in answer.text
    choices = await manager.mona.autocomplete("digest edit", focused="digest", digest="mem")
    assert [one["name"] for one in choices] == ["1 · #memories · 09:00 UTC"]
    zones = await manager.mona.autocomplete(
        "digest add", focused="zone", zone="york", channel_=harness.channel, time="9:00"
    )
    assert zones[0]["value"] == "America/New_York"
    offer = harness.bob.autocomplete
    assert await offer("digest edit", focused="digest", force=True, digest="") == []
    assert await offer("digest edit", focused="tag", force=True, tag="") == []
    for command in (one for one in harness.sandbox.commands if one["name"] == "digest"):
        assert command["default_member_permissions"] == str(int(Permission.MANAGE_GUILD))
        assert command["contexts"] == [0]


async def test_another_servers_digests_are_out_of_reach(harness: Harness, manager: Manager) -> None:
    """The number of another server's digest names none here."""
    await manager.add()
    other = harness.sandbox.add_guild("Others")
    other.add_channel("general")
    theo = other.add_member("theo", manager=True)
    guilds = frozenset({harness.guild.id, other.id})
    await harness.start(replace(harness.settings, guilds=guilds))
    for command, options in COMMANDS:
        answer = await theo.slash(f"digest {command}", **options)
        assert ("no digest 1" if options else "no digest yet") in answer.text
    assert await theo.autocomplete("digest edit", focused="digest", digest="") == []
    assert len(await harness.services.digests.of_guild(harness.guild.id)) == 1


async def test_a_server_that_may_not_see_the_archive(harness: Harness, manager: Manager) -> None:
    """Digests of a server without access are skipped with a reason, and resume with access."""
    await manager.add()
    await harness.start(replace(harness.settings, guilds=frozenset({1})))
    answer = await manager.mona.slash("digest list")
    assert "may not see the archive" in answer.text
    harness.clock.move(DAY)
    await manager.post()
    (run,) = await harness.services.digests.history(harness.guild.id, 1)
    assert run.state is RunState.SKIPPED
    assert "GUILDS" in run.why
    await harness.start()
    harness.clock.move(DAY)
    await manager.post()
    assert len(harness.channel.history) == 1


async def test_no_digests_without_named_servers(harness: Harness, manager: Manager) -> None:
    """With GUILDS empty, digests cannot be added, not even by the owner."""
    owner = harness.guild.add_member(harness.sandbox.application.owner, manager=True)
    await harness.start(replace(harness.settings, guilds=frozenset()))
    answer = await owner.slash("digest add", channel_=harness.channel, time="9:00")
    assert "GUILDS=" in answer.text
    assert await manager.harness.services.digests.of_guild(harness.guild.id) == []
