"""One member's requests delay nobody else's: searches, all other answers, and digests."""

import asyncio
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Hashable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.archive.digests.model import RunState
from bot.clock import MovableClock
from bot.sandbox import Answer, NoAnswerError
from bot.services.fair_pool import requester
from bot.ui.interactions import respond
from bot.ui.interactions.cooldowns import Cooldowns
from bot.ui.interactions.sending import first_response
from bot.ui.interactions.sending.retrying import retry
from tests.archives import record, snowflake
from tests.cogs.conftest import Harness
from tests.cogs.test_digest_scheduler import Morning
from tests.services.archives import occupy
from tests.waiting import until

WHEN = datetime(2021, 3, 7, 12, tzinfo=UTC)
REPLACED = "you began a newer one"
BUSY = "Too much is being asked"

OTHERS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("random", {}),
    ("random", {"query": "wombat"}),
    ("onthisday", {"date": "03-07"}),
    ("onthisday", {"date": "03-07", "query": "wombat"}),
    ("thread", {"post": snowflake(WHEN)}),
)
SEARCHES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("search", {"query": "wombat"}),
    ("thread", {"post": "wombat 1"}),
)


@pytest.fixture
def clock() -> MovableClock:
    """A clock at the eve of a day with posts."""
    return MovableClock(datetime(2026, 3, 6, 20, tzinfo=UTC))


@pytest.fixture
async def loaded(bare_harness: Harness) -> Harness:
    """A bot that posts digests, over an archive with three pages of wombats."""
    await bare_harness.start(posts=True)
    times = [WHEN, WHEN + timedelta(seconds=0.5)]  # a thread of two
    times += [WHEN + timedelta(minutes=n) for n in range(2, 12)]
    await bare_harness.load(*(record(when, f"wombat {n}") for n, when in enumerate(times)))
    return bare_harness


@pytest.mark.parametrize(("command", "options"), OTHERS)
async def test_other_answers_wait_for_no_search(
    loaded: Harness, command: str, options: dict[str, Any]
) -> None:
    """While searches keep all their threads busy, everything else is answered."""
    free = threading.Event()
    busy = await occupy(loaded.services.archive.searches, free)
    assert "wombat" in (await loaded.bob.slash(command, **options)).text
    free.set()
    await busy


async def test_completions_and_linked_posts_wait_for_no_search(loaded: Harness) -> None:
    """While searches keep all their threads busy, typing is completed and links are found."""
    free = threading.Event()
    busy = await occupy(loaded.services.archive.searches, free)
    assert await loaded.bob.autocomplete("search", focused="query", query="womb")
    assert await loaded.bob.autocomplete("thread", focused="post", post="wombat")
    message = loaded.bob.say(f"https://x.com/i/status/{snowflake(WHEN)}")
    assert "wombat" in (await loaded.bob.context_menu("Find in archive", message=message)).text
    free.set()
    await busy


async def test_digests_wait_for_no_search(loaded: Harness) -> None:
    """While searches keep all their threads busy, a digest is posted."""
    morning = Morning(loaded)
    await morning.start()
    await morning.add(loaded.channel)
    free = threading.Event()
    busy = await occupy(loaded.services.archive.searches, free)
    await morning.wake_at(date(2026, 3, 7), 9)
    assert await morning.wait_for_runs(1) == [(date(2026, 3, 7), RunState.POSTED)]
    free.set()
    await busy


@pytest.mark.parametrize(("command", "options"), SEARCHES)
async def test_a_search_that_waits_too_long_says_so(
    loaded: Harness, monkeypatch: pytest.MonkeyPatch, command: str, options: dict[str, Any]
) -> None:
    """A search that others keep waiting for its whole time is answered then, not later."""
    monkeypatch.setattr("bot.services.archive_views.SEARCH_PATIENCE", 0.1)
    free = threading.Event()
    busy = await occupy(loaded.services.archive.searches, free)
    assert BUSY in (await loaded.ask(command, **options)).text
    free.set()
    await busy
    assert "wombat" in (await loaded.ask(command, **options)).text


@pytest.mark.parametrize(("command", "options"), SEARCHES)
async def test_a_newer_search_replaces_an_older_one(
    loaded: Harness, command: str, options: dict[str, Any]
) -> None:
    """The older one is answered at once with a sentence, and another user's search goes on."""
    free = threading.Event()
    busy = await occupy(loaded.services.archive.searches, free)
    older = asyncio.create_task(loaded.ask("search", query="older wombat"))
    await _waiting(loaded, 1)
    bob = asyncio.create_task(loaded.bob.slash("search", query="wombat"))
    await _waiting(loaded, 2)
    newer = asyncio.create_task(loaded.ask(command, **options))
    assert REPLACED in (await older).text
    free.set()
    await busy
    assert "wombat" in (await newer).text
    assert "12 posts" in (await bob).text


async def test_a_page_button_is_a_search_too(loaded: Harness) -> None:
    """The newer of two presses turns the page; the older one is answered privately."""
    first = await loaded.ask("search", query="wombat", sort="oldest")
    free = threading.Event()
    busy = await occupy(loaded.services.archive.searches, free)
    older = asyncio.create_task(first.click("Next"))
    await _waiting(loaded, 1)
    newer = asyncio.create_task(first.click("Next"))
    replaced = await older
    assert REPLACED in replaced.text
    assert replaced.private
    free.set()
    await busy
    await newer
    assert "Page 2" in first.latest.text


async def test_one_user_keeps_discord_busy_with_few_requests(
    loaded: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a user's many commands three are acknowledged, and three answered, at a time.

    Another user's waits for none of them.
    """
    under_way, most = Counter[Hashable](), Counter[Hashable]()

    async def counted(call: Callable[[], Awaitable[Any]]) -> Any:
        user = requester.get()
        under_way[user] += 1
        most[user] = max(most[user], under_way[user])
        try:
            return await retry(call)
        finally:
            under_way[user] -= 1

    for module in (respond, first_response):
        monkeypatch.setattr(module, "retry", counted)
    asked = [asyncio.create_task(loaded.ask("onthisday", date="03-07")) for _ in range(7)]
    bob = await loaded.bob.slash("onthisday", date="03-07")
    assert "wombat" in bob.text
    for answer in await asyncio.gather(*asked):
        assert "wombat" in answer.text
    assert 0 < most[loaded.ada.id] <= 2 * 3
    assert most[loaded.bob.id] == 1


@pytest.mark.usefixtures("deferred")
async def test_slow_answers_delay_no_acknowledgement(loaded: Harness) -> None:
    """Discord may be slow to take a user's answers; it waits three seconds for the next command."""
    loaded.sandbox.faults.next("PATCH", "*/messages/@original", times=3, delay=2.0)
    asked = [asyncio.create_task(loaded.ask("random")) for _ in range(3)]
    await until(lambda: not loaded.sandbox.faults.pending)
    with pytest.raises(NoAnswerError, match="deferred its answer"):
        await loaded.ada.slash("random", timeout=0.7)
    for answer in await asyncio.gather(*asked):
        assert "wombat" in answer.text


async def test_cooldowns_of_users(loaded: Harness) -> None:
    """A user with very many commands is answered so privately, until the time is over."""
    now = 100.0
    loaded.bot.cooldowns = Cooldowns(user=3, guild=100, seconds=20, now=lambda: now)
    first = await loaded.ask("search", query="wombat")
    await first.click("Next")
    for _ in range(5):
        assert await loaded.ada.autocomplete("search", focused="query", query="womb")
    assert "wombat" in (await loaded.ask("random")).text
    for answer in (await loaded.ask("search", query="wombat"), await first.click("Next")):
        assert "The next one is taken in 20 seconds" in _private(answer)
    assert "wombat" in (await loaded.bob.slash("search", query="wombat")).text
    now = 120.5
    assert "wombat" in (await loaded.ask("search", query="wombat")).text


async def test_cooldowns_of_servers(loaded: Harness) -> None:
    """A server with very many commands waits; in direct messages each user counts alone."""
    loaded.bot.cooldowns = Cooldowns(user=100, guild=2, seconds=20, now=lambda: 100.0)
    await loaded.ask("random")
    await loaded.bob.slash("random")
    assert "in this server" in _private(await loaded.bob.slash("random"))
    for _ in range(3):
        answer = await loaded.sandbox.owner_actor.slash("search", query="wombat")
        assert "wombat" in answer.text


async def test_a_person_who_turns_pages_meets_no_cooldown(loaded: Harness) -> None:
    """Fifty pages, as fast as they come, are shown."""
    answer = await loaded.ask("search", query="wombat")
    for _ in range(25):
        await answer.click("Next")
        assert "Page 2" in answer.latest.text
        await answer.click("Back")
        assert "Page 1" in answer.latest.text


def _private(answer: Answer) -> str:
    """Return the text of an answer, which only its user must see."""
    assert answer.message["flags"] & 64
    return answer.text


async def _waiting(harness: Harness, count: int) -> None:
    """Wait until `count` searches wait for a thread."""
    await until(lambda: len(harness.services.archive.searches._waiting) == count)
