"""The stored requests of buttons."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clock import MovableClock
from bot.errors import PageExpiredError
from bot.services.container import Services
from bot.services.page_requests import CLEANING_PAUSE, LIFETIME
from bot.storage.database import Database
from bot.storage.single_writes import Statement

TEXTS = {"a" * 24: '["search", {"query": "日本 “x” 🐨 \\u0000"}]', "b" * 24: "['"}
TOKEN = "a" * 24


async def test_tokens_bring_their_texts_back(services: Services) -> None:
    """Texts are read as they were saved, each under its token; saving none is no error."""
    await services.page_requests.save({})
    await services.page_requests.save(TEXTS)
    for token, text in TEXTS.items():
        assert await services.page_requests.load(token) == text
    with pytest.raises(PageExpiredError):
        await services.page_requests.load("c" * 24)


@pytest.mark.parametrize("saves", [True, False])
async def test_a_token_lives_90_days_after_its_last_use(
    services: Services, clock: MovableClock, saves: bool
) -> None:
    """Saving and loading extend the life of a token; an expired one is an error with a sentence."""
    await services.page_requests.save(TEXTS)
    clock.move(LIFETIME - timedelta(days=1))
    if saves:
        await services.page_requests.save(TEXTS)
    else:
        await services.page_requests.load(TOKEN)
    clock.move(LIFETIME - timedelta(days=1))
    assert await services.page_requests.load(TOKEN) == TEXTS[TOKEN]
    clock.move(LIFETIME + timedelta(days=1))
    with pytest.raises(PageExpiredError, match="90 days"):
        await services.page_requests.load(TOKEN)


async def test_expired_requests_are_deleted_now_and_then(
    services: Services, clock: MovableClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Expired requests are deleted when another is saved, but at most once an hour."""
    monkeypatch.setattr("bot.services.page_requests.monotonic", lambda: clock.now().timestamp())

    def stored() -> set[str]:
        with closing(sqlite3.connect(tmp_path / "state.db")) as connection:
            return {token for (token,) in connection.execute("SELECT token FROM pages")}

    await services.page_requests.save({"old": "x"})
    clock.move(timedelta(minutes=30))
    await services.page_requests.save({"newer": "x"})
    clock.move(LIFETIME - timedelta(minutes=20))
    await services.page_requests.save({"now": "x"})
    assert stored() == {"newer", "now"}
    clock.move(CLEANING_PAUSE - timedelta(minutes=1))
    await services.page_requests.save({"now": "x"})
    assert stored() == {"newer", "now"}
    clock.move(timedelta(minutes=1))
    await services.page_requests.save({"now": "x"})
    assert stored() == {"now"}


async def test_a_clock_that_is_ahead_deletes_none(services: Services, clock: MovableClock) -> None:
    """Requests that expire by a clock that was set are kept, and work once the clock is right."""
    await services.page_requests.save(TEXTS)
    clock.move(20 * LIFETIME)
    await services.page_requests.save({"now": "x"})
    clock.move(-20 * LIFETIME)
    assert await services.page_requests.load(TOKEN) == TEXTS[TOKEN]


async def test_many_are_saved_in_one_trip(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Saving any number of requests is one statement, and loading one is another."""
    await services.page_requests.save(TEXTS)  # the first save deletes as well
    assert isinstance(services._state, Database)
    writes = services._state._single_writes
    trips = 0
    execute = writes._execute

    def counting(statements: Sequence[Statement]) -> Any:
        nonlocal trips
        trips += len(statements)
        return execute(statements)

    monkeypatch.setattr(writes, "_execute", counting)
    await services.page_requests.save({f"{n:024}": "x" for n in range(50)})
    assert trips == 1
    await services.page_requests.load(f"{49:024}")
    assert trips == 2
