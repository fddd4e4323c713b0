"""What one process counted for a server is not what another one reads, nor what it reads later."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.archive.search.query.parser import parse
from bot.clock import MovableClock
from bot.services.audience import answering
from bot.services.container import Services
from tests.archives import post, snowflake
from tests.services.statistics.test_statistics import save

ALL, ADA, BOB = 1, 2, 3
ACCOUNTS = {ADA: frozenset({"ada"}), BOB: frozenset({"bob"})}
WHEN = datetime(2020, 5, 1, 9, tzinfo=UTC)


def at(number: int) -> datetime:
    """Return one moment of a year, and others of the next one."""
    return WHEN + timedelta(days=number + (366 if number % 2 else 0))


SECRET = [post(at(n), "kraken #Deep @eve", account="bob", likes=50 + n) for n in (1, 3, 5, 7)]
OWN = [post(at(n), f"lantern {n} #Light @dan", likes=n) for n in (0, 2, 4, 6, 9)]


def shown(found: object) -> str:
    """Return all that statistics hold, as text."""
    return repr(found)


@pytest.mark.parametrize("query", [None, "lantern OR kraken"])
@pytest.mark.parametrize("year", [None, 2021])
async def test_servers_that_take_turns(
    tmp_path: Path, clock: MovableClock, query: str | None, year: int | None
) -> None:
    """A server with some accounts reads of those alone, no matter who asked the same before it."""
    asked = parse(query) if query else None
    async with Services(tmp_path / "archive.db", clock, accounts=ACCOUNTS) as services:
        await save(services, OWN + SECRET)
        totals: dict[int, int] = {}
        for guild in (ALL, ADA, ALL, BOB, ADA, ALL):
            with answering(guild):
                found = await services.statistics.of(UTC, asked, year=year)
            assert totals.setdefault(guild, found.total) == found.total
            for other, names in ((ADA, ("kraken", "Deep", "eve")), (BOB, ("lantern", "Light"))):
                if guild == other:
                    assert not [name for name in names if name in shown(found)]
        assert totals[ALL] == totals[ADA] + totals[BOB]


@pytest.mark.parametrize("query", [None, "-xylophone"])
async def test_what_changes_between_two_answers(services: Services, query: str | None) -> None:
    """A post that came, was hidden or was erased is counted, or not, from the next answer on."""
    asked = parse(query) if query else None
    await save(services, OWN)
    assert (await services.statistics.of(UTC, asked)).total == 5
    await save(services, SECRET)
    found = await services.statistics.of(UTC, asked)
    assert (found.total, found.hashtags[1]) == (9, ("#Deep", 4))
    for number, one in enumerate(SECRET[:2], start=1):
        if number == 1:
            await services.hidden.hide([one.id], "terminal")
        else:
            await services.erasure.erase(await services.erasure.plan([one.id]))
        found = await services.statistics.of(UTC, asked)
        assert (found.total, found.hashtags[1]) == (9 - number, ("#Deep", 4 - number))
        assert one.id not in shown(found)


async def test_only_the_newest_posts_judge_a_word(services: Services) -> None:
    """A word that was part of addresses once, and is written since, marks its year."""
    await save(
        services,
        [
            *(post(WHEN + timedelta(days=n), f"see https://example.org/kraken/{n}")
              for n in range(12)),
            *(post(WHEN + timedelta(days=20 + n), "the kraken") for n in range(10)),
            *(post(WHEN + timedelta(days=400 + n), f"lantern {n}", id=snowflake(at(400 + n), n))
              for n in range(480)),
        ],
    )  # fmt: skip
    words = (await services.statistics.of(UTC)).words[2020]
    assert "kraken" in [one.word for one in words]
