"""Discord waits three seconds for the bot: for an answer, or else for a deferral."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.sandbox import Answer, NoAnswerError
from bot.sandbox.interactions import CallbackKind
from bot.ui.interactions.sending import first_response
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


class SlowState:
    """A state.db of a bot that is slow until it is `released`."""

    def __init__(self, harness: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
        self.released = asyncio.Event()
        self.used = asyncio.Event()
        state = harness.services._state
        for name in ("read", "execute_one"):
            monkeypatch.setattr(state, name, self._slow(getattr(state, name)))

    def _slow(self, method: Callable[..., Any]) -> Callable[..., Any]:
        async def wait(*arguments: Any, **named: Any) -> Any:
            self.used.set()
            await self.released.wait()
            return await method(*arguments, **named)

        return wait


def newest_callback(harness: Harness) -> CallbackKind | None:
    """Return with what the newest interaction was answered first."""
    return list(harness.sandbox.world.interactions.values())[-1].callback


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
    return await mona.slash(command, **options)


@pytest.mark.parametrize(("command", "options"), COMMANDS)
async def test_a_slow_command_is_deferred(
    harness: Harness, monkeypatch: pytest.MonkeyPatch, command: str, options: dict[str, Any]
) -> None:
    """However long state.db takes, Discord has a first response in time."""
    monkeypatch.setattr(first_response, "SOON", 0.05)
    await loaded(harness)
    if command == "digest history":
        mona = harness.guild.add_member("mona", manager=True)
        await mona.slash("digest add", channel_=harness.channel, time="9:00")
    state = SlowState(harness, monkeypatch)
    asked = asyncio.create_task(ask(harness, command, options))
    await until(lambda: state.used.is_set() or asked.done())
    if state.used.is_set():  # /thread has nothing to store
        await until(lambda: newest_callback(harness))
    state.released.set()
    assert (await asked).text
    assert state.used.is_set() or command == "thread"


async def test_a_slow_component_is_deferred(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So it is with a button and a menu."""
    monkeypatch.setattr(first_response, "SOON", 0.05)
    await loaded(harness)
    await harness.load(record(WHEN.replace(year=2019), "an old wombat"))
    found, drawn = await harness.ask("search", query="wombat"), await harness.ask("random")
    day = await harness.ask("onthisday", date="11-24")
    await harness.saved()
    deferrals = {CallbackKind.DEFERRED_MESSAGE, CallbackKind.DEFERRED_UPDATE}
    for answer, label, text in (
        (found, "Next", "Page 2"),
        (drawn, "Another", "wombat"),
        (day, "2019", "an old wombat"),
    ):
        with monkeypatch.context() as patch:
            state = SlowState(harness, patch)
            use = answer.select if answer is day else answer.click
            using: asyncio.Task[Answer] = asyncio.create_task(use(label))
            await state.used.wait()
            await until(lambda: newest_callback(harness) in deferrals)
            state.released.set()
            assert text in (await using).text


async def test_a_quick_answer_is_one_request(harness: Harness) -> None:
    """What is there at once is the first response itself, of commands and of components."""
    await loaded(harness)
    harness.sandbox.requests.clear()
    found = await harness.ask("search", query="wombat")
    assert newest_callback(harness) is CallbackKind.MESSAGE
    assert "Page 2" in (await found.click("Next")).text
    assert newest_callback(harness) is CallbackKind.UPDATE
    assert (await harness.ask("search", query="xylophone")).private
    assert newest_callback(harness) is CallbackKind.MESSAGE
    assert [one.method for one in harness.sandbox.requests] == ["POST"] * 3


async def test_changes_wait_for_discord(
    harness: Harness, allowed_refusals: set[int], caplog: pytest.LogCaptureFixture
) -> None:
    """If another process has answered, a digest is not added a second time by this one."""
    allowed_refusals.add(40060)
    mona = harness.guild.add_member("mona", manager=True)
    await mona.slash("digest list")
    assert newest_callback(harness) is CallbackKind.DEFERRED_MESSAGE
    harness.sandbox.faults.next(
        "POST", "/interactions/*/callback", 400, body=b'{"code": 40060, "message": "answered"}'
    )
    with pytest.raises(NoAnswerError):
        await mona.slash("digest add", timeout=0.3, channel_=harness.channel, time="9:00")
    assert await harness.services.digests.of_guild(harness.guild.id) == []
    assert "Somebody else answered" in caplog.text


async def test_a_bad_date_is_for_the_asker_alone(harness: Harness) -> None:
    """A date that is none is refused privately, in whichever time zone the server is."""
    await harness.services.guilds.put_time_zone(harness.guild.id, "Pacific/Auckland")
    answer = await harness.ask("onthisday", date="soon")
    assert answer.private
    assert "no day of the year" in answer.text
