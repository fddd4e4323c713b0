"""How many times an answer goes to a database's thread: each trip costs time and takes turns."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import aiosqlite
import pytest

from bot.sandbox import Answer
from tests.archives import record, snowflake
from tests.cogs.conftest import Harness

WHEN = datetime(2021, 11, 24, tzinfo=UTC)

MOST: tuple[tuple[str, dict[str, Any], int], ...] = (
    ("search", {"query": "wombat"}, 2),
    ("search", {"query": "wombatt", "sort": "newest"}, 2),
    ("search", {"query": "zebra year:2021"}, 2),  # nothing found; others are offered
    ("thread", {"post": snowflake(WHEN)}, 2),
    ("thread", {"post": "wombat 1"}, 2),
    ("onthisday", {}, 2),
    ("stats", {}, 3),  # what was counted before is looked for first
    ("Find in archive", {"message": f"https://x.com/i/status/{snowflake(WHEN)}"}, 2),
    ("random", {}, 4),  # the round is looked up, and the draw recorded
)


class Trips:
    """Counts the calls to the threads of views and of aiosqlite."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        submit, execute = ThreadPoolExecutor.submit, aiosqlite.Connection._execute

        def counted_submit(pool: ThreadPoolExecutor, *arguments: Any, **named: Any) -> Any:
            self.count += pool._thread_name_prefix in {"search", "answer", "long work"}
            return submit(pool, *arguments, **named)

        monkeypatch.setattr(ThreadPoolExecutor, "submit", counted_submit)
        monkeypatch.setattr(aiosqlite.Connection, "_execute", self._counting(execute))

    def _counting(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **named: Any) -> Any:
            self.count += 1
            return call(*arguments, **named)

        return counted


async def _ask(harness: Harness, command: str, options: dict[str, Any]) -> Answer:
    if command == "Find in archive":
        return await harness.ada.context_menu(command, message=harness.ada.say(options["message"]))
    return await harness.ask(command, **options)


@pytest.mark.usefixtures("in_words")
@pytest.mark.parametrize(("command", "options", "most"), MOST)
async def test_an_answer_makes_few_trips(
    bare_harness: Harness,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    options: dict[str, Any],
    most: int,
) -> None:
    """An answer reads the archive once, and saves what its buttons need.

    The first one in a server also reads its time zone, which then is known.
    """
    monkeypatch.setattr("bot.services.search.index_cache._POLL_SECONDS", 3_600.0)
    harness = bare_harness
    await harness.start()
    await harness.load(
        *(record(WHEN + timedelta(seconds=n, hours=n // 3), f"wombat {n}") for n in range(12))
    )
    await _ask(harness, command, options)  # opens connections, begins a round
    await harness.bot.drain.wait()  # what buttons need may be saved after the answer
    trips = Trips(monkeypatch)
    answer = await _ask(harness, command, options)
    await harness.bot.drain.wait()
    assert answer.text
    assert trips.count <= most
