"""Discord waits three seconds for the bot: it is answered before anything is read."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.sandbox import Answer
from bot.ui.interactions import respond
from tests.archives import record, snowflake
from tests.cogs.conftest import Harness
from tests.waiting import until

WHEN = datetime(2021, 11, 24, tzinfo=UTC)

COMMANDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("search", {"query": "wombat"}),
    ("random", {}),
    ("onthisday", {}),
    ("onthisday", {"date": "11-24"}),
    ("thread", {"post": snowflake(WHEN)}),
    ("digest add", {"time": "9:00"}),
    ("digest list", {}),
    ("digest history", {"digest": 1}),
    ("Find in archive", {"message": "wombat"}),
    ("Find in archive", {"message": f"https://x.com/i/status/{snowflake(WHEN)}"}),
)


@dataclass
class Accesses:
    """How often state.db was used, before and after the newest interaction was answered."""

    harness: Harness
    early: int = 0
    late: int = 0

    def watch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Count from now on."""
        for name in ("read", "write", "execute_one"):
            method = getattr(self.harness.services._state, name)
            monkeypatch.setattr(self.harness.services._state, name, self._counting(method))

    def _counting(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def count(*arguments: Any, **named: Any) -> Any:
            newest = list(self.harness.sandbox.world.interactions.values())[-1]
            if newest.callback is None:
                self.early += 1
            else:
                self.late += 1
            return method(*arguments, **named)

        return count


async def loaded(harness: Harness) -> None:
    """Load wombats, on three pages."""
    await harness.load(*(record(WHEN + timedelta(hours=n), f"wombat {n}") for n in range(12)))


async def ask(harness: Harness, command: str, options: dict[str, Any]) -> Answer:
    """Run a command as a manager of the server."""
    mona = harness.guild.add_member("mona", manager=True)
    if command == "Find in archive":
        return await mona.context_menu(command, message=mona.say(options["message"]))
    if command == "digest add":
        options = {"channel_": harness.channel, **options}
    elif command == "digest history":
        await mona.slash("digest add", channel_=harness.channel, time="9:00")
    return await mona.slash(command, **options)


@pytest.mark.parametrize(("command", "options"), COMMANDS)
async def test_a_command_is_acknowledged_first(
    harness: Harness, monkeypatch: pytest.MonkeyPatch, command: str, options: dict[str, Any]
) -> None:
    """No command reads or writes state.db, which may be slow, before its answer is deferred."""
    await loaded(harness)
    accesses = Accesses(harness)
    accesses.watch(monkeypatch)
    assert (await ask(harness, command, options)).text
    assert accesses.late or command == "thread"  # which has nothing to store
    assert not accesses.early


async def test_a_component_is_acknowledged_first(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does a button or a menu."""
    await loaded(harness)
    await harness.load(record(WHEN.replace(year=2019), "an old wombat"))
    found, drawn = await harness.ask("search", query="wombat"), await harness.ask("random")
    day = await harness.ask("onthisday", date="11-24")
    accesses = Accesses(harness)
    accesses.watch(monkeypatch)
    assert "Page 2" in (await found.click("Next")).text
    assert "wombat" in (await drawn.click("Another")).text
    assert "an old wombat" in (await day.select("2019")).text
    assert accesses.late
    assert not accesses.early


async def test_a_bad_date_is_for_the_asker_alone(harness: Harness) -> None:
    """A date that is none is refused privately, in whichever time zone the server is."""
    await harness.services.guilds.put_time_zone(harness.guild.id, "Pacific/Auckland")
    answer = await harness.ask("onthisday", date="soon")
    assert answer.private
    assert "no day of the year" in answer.text


async def test_the_archive_is_read_while_discord_is_answered(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A search does not wait for Discord to take its deferral in; a draw, which is kept, does."""
    await loaded(harness)
    done = asyncio.Event()

    async def defer(interaction: Any, *, private: bool) -> None:
        await done.wait()
        await original(interaction, private=private)

    original = respond.defer
    monkeypatch.setattr(respond, "defer", defer)
    services = harness.services
    for command, options, method in (
        ("search", {"query": "wombat"}, services.grouped_search._find),
        ("random", {}, services.memories._shuffles.draw),
    ):
        began: list[str] = []
        bound: Any = method
        owner, name = bound.__self__, bound.__name__

        def noted(
            *arguments: Any, method: Any = bound, began: list[str] = began, **named: Any
        ) -> Any:
            began.append("")
            return method(*arguments, **named)

        monkeypatch.setattr(owner, name, noted)
        asked = asyncio.create_task(harness.ask(command, **options))
        if command == "search":
            await until(began.copy)
        else:
            await asyncio.sleep(0.2)
            assert not began
        done.set()
        assert "wombat" in (await asked).text
        done.clear()
