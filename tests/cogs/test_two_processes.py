"""Two processes with one token: Discord gives both each interaction, and one answers it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.services.container import Services
from tests.archives import record, snowflake
from tests.cogs.conftest import Harness, QuickBot
from tests.waiting import until

WHEN = datetime(2021, 11, 24, tzinfo=UTC)
CALLBACK = "/interactions/*/*/callback"
ELSEWHERE = "another process runs the bot with the same token"


@pytest.fixture
async def other(harness: Harness, allowed_refusals: set[int]) -> AsyncIterator[Services]:
    """The services of a second bot with the same token, over databases of its own."""
    allowed_refusals.add(40060)
    await harness.load(*(record(WHEN + timedelta(hours=n), f"wombat {n}") for n in range(8)))
    folder = harness.folder / "other"
    settings = replace(harness.settings, database=folder / "archive.db")
    async with (
        Services(settings.database, harness.clock) as services,
        QuickBot(settings, services, harness.clock, posts=False) as bot,
    ):
        await services.imports.run([harness.folder / "output.md"])
        life = asyncio.create_task(bot.start(harness.sandbox.token))
        sessions = harness.sandbox.gateway.sessions
        assert await harness.sandbox.gateway.changed.wait(lambda: len(sessions) == 2, 5)
        yield services
        await bot.close()
        await asyncio.gather(life, return_exceptions=True)


async def changes(services: Services, guild: int) -> int:
    """Return how much of what commands change was changed in a process's databases."""
    drawn = await services._state.read("SELECT count(*) FROM drawn")
    await services.guilds.load()
    has_zone = services.guilds.of(guild).time_zone is not None
    return int(drawn[0][0]) + has_zone + len(await services.digests.of_guild(guild))


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("archive timezone", {"zone": "Europe/Berlin"}),
        ("digest add", {"time": "9:00"}),
        ("random", {}),
        ("archive hide", {"post": snowflake(WHEN)}),
    ],
)
async def test_one_of_them_carries_a_command_out(
    harness: Harness,
    other: Services,
    caplog: pytest.LogCaptureFixture,
    command: str,
    options: dict[str, Any],
) -> None:
    """The one that comes second changes nothing, and logs a sentence that says what to do.

    Except that it may have drawn a post, which nobody was shown: it comes again in the next round.
    """
    mona = harness.guild.add_member("mona", manager=True)
    if command == "digest add":
        options = {"channel_": harness.channel, **options}
    answer = await mona.slash(command, **options)
    await until(lambda: ELSEWHERE in caplog.text)
    assert not answer.followups
    assert "Traceback" not in caplog.text
    done = [await changes(one, harness.guild.id) for one in (harness.services, other)]
    if command == "random":
        assert sum(done) in {1, 2}
    else:
        assert sum(done) == (command in {"archive timezone", "digest add"})


async def test_a_button_is_answered_once(
    harness: Harness, other: Services, caplog: pytest.LogCaptureFixture
) -> None:
    """So are buttons. The other process does not know them: if it is faster, it says so."""
    assert other is not harness.services
    page = await harness.ask("search", query="wombat", sort="oldest")
    said = caplog.text.count(ELSEWHERE)
    answer = await page.click("Next")
    await until(lambda: caplog.text.count(ELSEWHERE) > said)
    shown = str([answer.text, page.latest.message, page.latest.followups])
    assert ("wombat 5" in shown) != ("no longer work" in shown)


async def test_a_form_is_opened_once(
    harness: Harness, other: Services, caplog: pytest.LogCaptureFixture
) -> None:
    """So are buttons that open a form."""
    await harness.load(*(record(WHEN + timedelta(hours=n), f"wombat {n}") for n in range(20)))
    await other.imports.run([harness.folder / "output.md"])
    page = await harness.ask("search", query="wombat")
    assert (await page.click("Go to page …")).opens_modal
    await until(lambda: caplog.text.count(ELSEWHERE) == 2)
    assert "too late" not in caplog.text


async def test_an_own_attempt_that_arrived_is_no_other_process(
    harness: Harness, allowed_refusals: set[int], caplog: pytest.LogCaptureFixture
) -> None:
    """If Discord took the response and answered with a failure, discord.py sends it again."""
    allowed_refusals.add(40060)
    await harness.load(record(WHEN, "a wombat"))
    harness.sandbox.faults.next("POST", CALLBACK, 502, applied=True)
    assert "a wombat" in (await harness.ask("search", query="wombat")).text
    assert ELSEWHERE not in caplog.text
