"""The life of the bot: command sync, failures of Discord, and shutdown."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from discord.ui import LayoutView

from bot.sandbox import NoAnswerError
from bot.ui.interactions.requests import SearchRequest
from tests.archives import record
from tests.cogs.conftest import Harness
from tests.waiting import until

CALLBACK = "/interactions/*/*/callback"
ORIGINAL = "/webhooks/*/*/messages/@original"


async def loaded(harness: Harness) -> None:
    """Load one post."""
    await harness.load(record(datetime(2021, 11, 24, tzinfo=UTC), "a wombat"))


async def test_commands_are_synced_once(harness: Harness) -> None:
    """Commands are synced at the first start, and again only when they change."""
    assert harness.sandbox.syncs == 1
    assert {one["name"] for one in harness.sandbox.commands} == {
        "search", "random", "onthisday", "browse", "stats", "year", "thread", "archive", "digest",
        "privacy", "help",
        "Find in archive",
    }  # fmt: skip
    await harness.start()
    assert harness.sandbox.syncs == 1
    await harness.services.settings.put(f"commands of {harness.bot.application_id}", "old")
    await harness.start()
    assert harness.sandbox.syncs == 2


async def test_the_bot_asks_for_no_more_than_it_needs(harness: Harness) -> None:
    """The bot has only the guilds intent, and mentions nobody."""
    assert harness.bot.intents.value == 1
    assert harness.bot.allowed_mentions is not None
    assert dict(harness.bot.allowed_mentions.to_dict()) == {"parse": []}


@pytest.mark.parametrize("status", [500, 502, 503])
@pytest.mark.parametrize("path", [CALLBACK, ORIGINAL])
async def test_server_errors(harness: Harness, path: str, status: int) -> None:
    """A request of an answer that fails with a server error is retried."""
    await loaded(harness)
    method = "POST" if path == CALLBACK else "PATCH"
    harness.sandbox.faults.next(method, path, status)
    assert "a wombat" in (await harness.ask("search", query="wombat")).text


@pytest.mark.parametrize("applied", [False, True])
@pytest.mark.parametrize("path", [CALLBACK, ORIGINAL])
async def test_connection_resets(
    harness: Harness, path: str, applied: bool, allowed_refusals: set[int]
) -> None:
    """A connection that is reset before or after Discord has the request loses no answer."""
    allowed_refusals.add(40060)  # the second attempt, if the first one had arrived
    await loaded(harness)
    method = "POST" if path == CALLBACK else "PATCH"
    harness.sandbox.faults.next(method, path, reset=True, applied=applied)
    assert "a wombat" in (await harness.ask("search", query="wombat")).text


async def test_too_many_requests(harness: Harness) -> None:
    """A 429 is waited for."""
    await loaded(harness)
    harness.sandbox.faults.next("PATCH", ORIGINAL, 429, retry_after=0.05)
    assert "a wombat" in (await harness.ask("search", query="wombat")).text


async def test_an_answer_that_is_too_late_is_dropped(
    harness: Harness, allowed_refusals: set[int], caplog: pytest.LogCaptureFixture
) -> None:
    """When Discord no longer accepts an answer, only one short log line says so."""
    allowed_refusals.add(10062)
    await loaded(harness)
    harness.sandbox.faults.next("POST", CALLBACK, reset=True)
    asking = asyncio.create_task(harness.ada.slash("search", query="wombat", timeout=0.6))
    await until(lambda: not harness.sandbox.faults.pending)
    harness.clock.move(timedelta(seconds=4))  # before the second attempt
    with pytest.raises(NoAnswerError):
        await asking
    await until(lambda: "came too late" in caplog.text)
    assert "a wombat" in (await harness.ask("search", query="wombat")).text


async def test_a_defect_is_reported_and_logged(
    harness: Harness, caplog: pytest.LogCaptureFixture
) -> None:
    """An exception in a command becomes a sentence for the user and a traceback in the log."""

    async def broken(_request: SearchRequest, _number: int) -> LayoutView:
        raise ZeroDivisionError

    await loaded(harness)
    harness.bot.register(SearchRequest, broken)
    answer = await harness.ask("search", query="wombat")
    assert "Something went wrong" in answer.text
    assert "ZeroDivisionError" in caplog.text


async def test_a_defect_behind_a_button_is_reported(harness: Harness) -> None:
    """A failure behind a button is reported to the user; the message is unchanged."""
    await harness.load(
        *(record(datetime(2021, 11, n, tzinfo=UTC), f"a wombat {n}") for n in range(1, 9))
    )
    page = await harness.ask("search", query="wombat")

    async def broken(_request: SearchRequest, _number: int) -> LayoutView:
        raise ZeroDivisionError

    harness.bot.register(SearchRequest, broken)
    answer = await page.click("Next")
    assert "Something went wrong" in str(answer.message) + str(answer.followups)
    assert "a wombat 8" in page.latest.text


@pytest.mark.parametrize("way", ["reconnect", "invalidate", "drop"])
async def test_the_gateway_breaks(harness: Harness, way: str) -> None:
    """The bot reconnects by itself and answers as before."""
    await loaded(harness)
    gateway = harness.sandbox.gateway
    await {"reconnect": gateway.reconnect, "drop": gateway.drop}.get(
        way, lambda: gateway.invalidate(resumable=False)
    )()
    await asyncio.sleep(0.05)
    await harness.sandbox.wait_ready(timeout=10)
    assert "a wombat" in (await harness.ask("search", query="wombat")).text


async def test_closing_finishes_the_answers_under_way(harness: Harness) -> None:
    """A command that is running when the bot closes is still answered."""
    await loaded(harness)
    harness.sandbox.faults.next("POST", CALLBACK, delay=0.2)
    asking = asyncio.create_task(harness.ask("search", query="wombat"))
    await until(lambda: not harness.sandbox.faults.pending)
    await harness.stop()
    assert "a wombat" in (await asking).text
