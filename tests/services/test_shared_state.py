"""Several processes over one state in PostgreSQL: what is hidden in one is hidden in all."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("asyncpg", reason="the driver is in the extra `postgres`")

from bot.archive.search.query.parser import parse
from bot.clock import MovableClock
from bot.errors import DatabaseError
from bot.services.audience import answering
from bot.services.container import Services
from bot.storage.postgres.database import PostgresDatabase
from tests.archives import archive, record, snowflake
from tests.storage.postgres.schemas import new_schema
from tests.storage.postgres.server import Server
from tests.waiting import until

WHEN = datetime(2021, 1, 1, 12, tzinfo=UTC)
POSTS = 12


def at(number: int) -> datetime:
    """Return the time of the post with this number."""
    return WHEN + timedelta(minutes=number)


@pytest.fixture
async def url(postgres: Server) -> str:
    """The URL of an empty state."""
    return await new_schema(postgres)


@pytest.fixture
async def pair(url: str, tmp_path: Path, clock: MovableClock) -> AsyncIterator[list[Services]]:
    """The services of two processes, over one archive."""
    source = tmp_path / "output.md"
    source.write_text(archive([record(at(n), f"comet {n}") for n in range(POSTS)]), "utf-8")
    async with AsyncExitStack() as stack:
        one, other = [
            await stack.enter_async_context(Services(tmp_path / "archive.db", clock, state_url=url))
            for _ in range(2)
        ]
        await one.imports.run([source])
        yield [one, other]


async def found(services: Services, guild: int | None = None) -> int:
    """Return how many posts a search finds in a server."""
    with answering(guild):
        return (await services.search.find(parse("comet"))).total


async def becomes(services: Services, count: int, *, guild: int | None = None) -> None:
    """Wait until a search finds so many posts in a process that did not change it."""
    async with asyncio.timeout(10):
        while await found(services, guild) != count:  # noqa: ASYNC110 - of another process
            await asyncio.sleep(0.05)


async def draw(services: Services) -> str | None:
    """Return the text of the next post of a channel."""
    post = await services.memories.draw("channel:1", None)
    return None if post is None else post.post.text


async def test_what_one_process_hides_is_hidden_in_all(pair: list[Services]) -> None:
    """At once in the process that hides it, soon in others, and in one that starts, before all."""
    one, other = pair
    assert [await found(services) for services in pair] == [POSTS, POSTS]
    await one.hidden.hide([snowflake(at(0)), snowflake(at(1))], "terminal")
    assert await found(one) == POSTS - 2
    await becomes(other, POSTS - 2)
    await other.hidden_in_guilds.hide(7, snowflake(at(2)), "1")
    assert (await found(other, 7), await found(other)) == (POSTS - 3, POSTS - 2)
    await becomes(one, POSTS - 3, guild=7)
    await one.hidden.unhide([snowflake(at(0))])
    assert await found(one) == POSTS - 1
    await becomes(other, POSTS - 1)
    await one.erasure.erase(await one.erasure.plan([snowflake(at(1))]))
    assert await found(one) == POSTS - 1
    assert await other.hidden.all() == []


async def test_a_process_that_starts_hides_from_the_start(
    pair: list[Services], url: str, clock: MovableClock
) -> None:
    """Also a command of the terminal, which opens no more of the state than it needs."""
    await pair[0].hidden.hide([snowflake(at(0))], "terminal")
    path = pair[1].status._path
    async with Services(path, clock, state_url=url, state=False) as command:
        assert await found(command) == POSTS - 1
        folder = command._local_copy.path.parent if command._local_copy else path
        assert folder.stat().st_mode & 0o777 == 0o700
    assert not folder.exists()
    assert not path.with_name("state.db").exists()


async def test_quiet_rules_are_of_all_processes(pair: list[Services]) -> None:
    """A rule that one process adds leaves posts out in the others."""
    one, other = pair
    await one.quiet.add(f'"comet {POSTS - 1}"')
    assert "1 post" not in await one.quiet.add('"comet"')
    assert await draw(one) is None
    async with asyncio.timeout(10):
        while await draw(other) is not None:  # noqa: ASYNC110 - of another process
            await asyncio.sleep(0.1)


async def test_processes_draw_from_one_round(pair: list[Services]) -> None:
    """Each post comes once in a round, whichever process draws it; then the next round begins."""
    drawn = [await draw(pair[turn * turn % 3 % 2]) for turn in range(3 * POSTS)]
    for begin in range(0, 3 * POSTS, POSTS):
        assert Counter(drawn[begin : begin + POSTS]) == Counter(f"comet {n}" for n in range(POSTS))


async def test_what_was_given_back_is_drawn_again(pair: list[Services]) -> None:
    """A post that nobody was shown stays in its round."""
    one, other = pair
    await draw(other)
    post = await one.memories.draw("channel:1", None)
    assert post is not None
    await one.memories.give_back("channel:1", None, [post.post.id])
    drawn = [await draw(other) for _ in range(POSTS - 1)]
    assert post.post.text in drawn


async def test_without_the_server_the_last_copy_goes_on(
    pair: list[Services], url: str, clock: MovableClock, caplog: pytest.LogCaptureFixture
) -> None:
    """What was hidden stays hidden, which the log says once; who starts then shows nothing."""
    one, other = pair
    await one.hidden.hide([snowflake(at(0))], "terminal")
    await becomes(other, POSTS - 1)
    schema = url.rpartition("=")[2]
    await one._state.read(f"ALTER SCHEMA {schema} RENAME TO {schema}_away")
    with caplog.at_level(logging.WARNING):
        await until(lambda: caplog.text.count("What is hidden stays as it was last known") == 2)
    assert [await found(services) for services in pair] == [POSTS - 1, POSTS - 1]
    with pytest.raises(DatabaseError):
        await one.hidden.hide([snowflake(at(1))], "terminal")
    starts = Services(one.status._path, clock, state_url=url)
    with pytest.raises(DatabaseError):
        await starts.__aenter__()
    assert starts._local_copy is not None
    assert not starts._local_copy.path.parent.exists()


async def test_a_defect_does_not_end_the_copying(
    pair: list[Services], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What others hide is hidden after an unforeseen error as well; the log has it once."""
    one, other = pair
    read, failures = PostgresDatabase.read, 2

    async def fail_twice(state: PostgresDatabase, *args: Any) -> Any:
        nonlocal failures
        if state is other._state and failures:
            failures -= 1
            raise ZeroDivisionError
        return await read(state, *args)

    monkeypatch.setattr(PostgresDatabase, "read", fail_twice)
    async with asyncio.timeout(10):
        while failures:  # noqa: ASYNC110 - of another task
            await asyncio.sleep(0.05)
    await one.hidden.hide([snowflake(at(0))], "terminal")
    await becomes(other, POSTS - 1)
    assert caplog.text.count("stays as it was last known") == 1
