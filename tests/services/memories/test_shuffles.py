"""Rounds: no post comes again before all others had their turn."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from bot.archive.search.query.parser import parse
from bot.clock import MovableClock
from bot.services.container import Services
from bot.services.memories import sampling
from bot.services.memories.sampling import Sampler
from bot.services.memories.selection import Selection
from bot.services.memories.shuffles import RETENTION
from bot.services.search import execution
from bot.storage.archive.reader import ArchiveReader
from tests.archives import archive, record, snowflake
from tests.services.conftest import Load, on_each_engine

WHEN = datetime(2021, 1, 1, 12, tzinfo=UTC)


def at(number: int) -> datetime:
    """Return the time of the post with this number."""
    return WHEN + timedelta(minutes=number)


def posts(count: int, text: str = "comet {}", first: int = 0) -> list[str]:
    """Return records of posts with these numbers."""
    return [record(at(n), text.format(n)) for n in range(first, first + count)]


@pytest.fixture
def picks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw from small archives by sampling, as from large ones."""
    monkeypatch.setattr(sampling, "_FEW", 10)
    monkeypatch.setattr(sampling, "_PICKS", (16, 64))
    monkeypatch.setattr(sampling, "_ENOUGH", 8)


async def draw(services: Services, query: str = "", name: str = "channel:1") -> str | None:
    """Return the text of the next post."""
    found = await services.memories.draw(name, parse(query) if query else None)
    return None if found is None else found.post.text


@pytest.mark.usefixtures("picks")
async def test_a_thousand_come_once_each_across_a_restart(
    services: Services, load: Load, tmp_path: Path, clock: MovableClock
) -> None:
    """1,000 draws over 1,000 matching posts repeat none; the second half is by another bot."""
    await load(*posts(1_000), record(at(2_000), "no such thing"))
    drawn = [await draw(services, "comet") for _ in range(500)]
    async with Services(tmp_path / "archive.db", clock) as again:
        drawn += [await draw(again, "comet") for _ in range(500)]
    assert Counter(drawn) == Counter(f"comet {n}" for n in range(1_000))
    rows = await services._state.read("SELECT count(*) FROM drawn")
    assert rows[0][0] == 1_000


@pytest.mark.usefixtures("picks")
@pytest.mark.parametrize("query", ["", "comet", "has:link", "on:2021-01-01", '"comet 7" OR comet'])
@on_each_engine
async def test_rounds_follow_each_other(services: Services, load: Load, query: str) -> None:
    """Each round has all posts; the next begins with another post than the last."""
    await load(*posts(30, "comet {} https://a.b/c"), *posts(60, "@bob comet {}", first=100))
    drawn = [await draw(services, query) for _ in range(30 * 4)]
    for start in range(0, len(drawn), 30):
        assert len(set(drawn[start : start + 30])) == 30
        assert start == 0 or drawn[start] != drawn[start - 1]
    assert len({tuple(drawn[start : start + 30]) for start in range(0, len(drawn), 30)}) == 4


@pytest.mark.usefixtures("picks")
async def test_slow_queries_are_drawn_from(
    services: Services, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A query too slow for a search is answered in the background."""
    monkeypatch.setattr(execution, "_TIME_LIMIT", -1.0)
    await load(*posts(30))
    drawn = {await draw(services, "comet OR tea") for _ in range(30)}
    assert len(drawn) == 30
    assert await services.memories.random(parse("comet OR tea"), seed=1) is not None


@on_each_engine
async def test_two_posts_take_turns_and_one_stays(services: Services, load: Load) -> None:
    """The last post does not come first again, unless it is the only one."""
    await load(*posts(2), record(at(9), "tea"))
    drawn = [await draw(services, "comet") for _ in range(20)]
    assert all(one != other for one, other in pairwise(drawn))
    assert [await draw(services, "tea") for _ in range(3)] == ["tea"] * 3


async def test_nothing_fits(services: Services, load: Load) -> None:
    """If no post matches, nothing is drawn, before and after matching draws."""
    assert await draw(services) is None
    await load(*posts(1))
    for nothing in ("wombat", ":)", "on:2020-01-01"):
        assert await draw(services, nothing) is None
    assert await draw(services, "comet") == "comet 0"
    await services.hidden.hide([snowflake(at(0))], "terminal")
    assert await draw(services, "comet") is None


@pytest.mark.usefixtures("picks")
@on_each_engine
async def test_new_posts_join_the_round(services: Services, load: Load) -> None:
    """Imported posts join the current round; drawn ones stay drawn."""
    await load(*posts(40))
    drawn = [await draw(services) for _ in range(25)]
    await load(*posts(60))
    await services.search_index.reload()
    drawn += [await draw(services) for _ in range(35)]
    assert len(set(drawn)) == 60


@pytest.mark.usefixtures("picks")
async def test_a_new_archive_continues_the_round(
    services: Services, load: Load, tmp_path: Path, clock: MovableClock
) -> None:
    """Draws are stored by id, so a new archive.db beside the same state.db continues the round."""
    await load(*posts(40))
    drawn = [await draw(services) for _ in range(20)]
    await services.__aexit__(None, None, None)
    (tmp_path / "archive.db").unlink()
    (tmp_path / "output.md").write_text(archive(posts(40)[::-1]), "utf-8")
    async with Services(tmp_path / "archive.db", clock) as again:
        await again.imports.run([tmp_path / "output.md"])
        drawn += [await draw(again) for _ in range(20)]
    assert len(set(drawn)) == 40


async def test_concurrent_draws_differ(
    services: Services, load: Load, tmp_path: Path, clock: MovableClock
) -> None:
    """Concurrent draws in a channel, even of two processes, are different."""
    await load(*posts(60))
    async with Services(tmp_path / "archive.db", clock) as other:
        both = [services, other] * 30
        drawn = await asyncio.gather(*(draw(one) for one in both))
    assert len(set(drawn)) == 60


async def test_channels_and_queries_have_their_own_rounds(services: Services, load: Load) -> None:
    """Channels and queries have separate rounds; equal queries share one."""
    await load(*posts(1), record(at(9), "tea"))
    assert {await draw(services), await draw(services)} == {"comet 0", "tea"}
    other = {await draw(services, name="channel:2") for _ in range(2)}
    assert other == {"comet 0", "tea"}
    await load(*posts(2))
    drawn = {await draw(services, "comet   -tea"), await draw(services, "comet -tea ")}
    assert drawn == {"comet 0", "comet 1"}


async def test_a_query_spelled_differently_is_the_same_round(
    services: Services, load: Load
) -> None:
    """Order of parts and capitals do not change the round of a query."""
    await load(*posts(6), record(at(400_000), "comet of another year"))
    spelt = ("comet year:2021", "year:2021  comet", "COMET year:2021") * 2
    assert len({await draw(services, query) for query in spelt}) == 6


async def test_after_90_days_everything_is_new(
    services: Services, load: Load, clock: MovableClock
) -> None:
    """An unused round is forgotten, and its rows are deleted."""
    await load(*posts(10))
    await draw(services)
    clock.move(RETENTION - timedelta(days=1))
    before = {await draw(services) for _ in range(8)}
    clock.move(RETENTION + timedelta(days=1))
    drawn = {await draw(services) for _ in range(10)}
    assert len(before) == 8
    assert len(drawn) == 10
    for _ in range(10):  # draws that also delete old rows
        await draw(services, name="channel:2")
    rows = await services._state.read("SELECT count(*) FROM drawn GROUP BY shuffle")
    assert [row[0] for row in rows] == [10, 10]


async def test_a_seed_touches_no_round(services: Services, load: Load) -> None:
    """Draws with a seed do not change rounds."""
    await load(*posts(5))
    for seed in range(5):
        await services.memories.random(seed=seed)
    assert not await services._state.read("SELECT 1 FROM shuffles")
    assert len({await draw(services) for _ in range(5)}) == 5


@pytest.mark.usefixtures("picks")
async def test_each_is_as_likely(services: Services, load: Load) -> None:
    """A post that matches by two spellings is drawn as often as others."""
    await load(*posts(10, "comet comets {}"), *posts(10, "comet {}", first=20))

    def pick(reader: ArchiveReader) -> int:
        running = services.search_index.execution(reader, query, UTC)
        return Sampler(reader, Selection(running, frozenset(), reader.cross_posts), rng).some()[0]

    rng = Random(7)
    query = parse("comet")
    async with services.archive.view() as view:
        keys = [await view.read(pick) for _ in range(400)]
    assert 150 < sum(key <= 10 for key in keys) < 250


@pytest.mark.usefixtures("picks")
async def test_hidden_posts_are_not_drawn(services: Services, load: Load) -> None:
    """A post that is hidden during a round is not drawn any more."""
    await load(*posts(30))
    await draw(services)
    await services.hidden.hide([snowflake(at(n)) for n in range(10)], "terminal")
    drawn = [await draw(services) for _ in range(19)]
    assert not {f"comet {n}" for n in range(10)} & set(drawn)


@pytest.mark.usefixtures("picks")
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("query", ["", "comet", "comet OR wombat"])
async def test_whatever_happens_in_between(
    services: Services, load: Load, query: str, seed: int
) -> None:
    """Despite imports, hiding and unhiding, no post comes twice before all others."""
    rng = Random(seed)
    there, hidden, drawn = 30, set[int](), set[int]()
    await load(*posts(there))
    for _ in range(150):
        action = rng.random()
        if action < 0.03:
            there += rng.randint(1, 15)
            await load(*posts(there))
            await services.search_index.reload()
        elif action < 0.06:
            one = rng.randrange(there)
            hidden ^= {one}
            change = services.hidden.hide if one in hidden else services.hidden.unhide
            await change([snowflake(at(one))], *(["terminal"] if one in hidden else []))
        text = await draw(services, query)
        assert text is not None
        number = int(text.split()[1])
        left = set(range(there)) - hidden - drawn
        if not left:
            drawn.clear()
            left = set(range(there)) - hidden
        assert number in left
        drawn.add(number)
