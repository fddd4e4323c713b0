"""Months with posts: counted and listed as by looking at every post."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from bot.archive.calendar import Day
from bot.archive.memories.months import Month
from bot.archive.posts.post import Post
from bot.clock import MovableClock
from bot.errors import BadQueryError, NotInArchiveError
from bot.services.audience import answering
from bot.services.container import Services
from tests.archives import post, record, snowflake
from tests.services.conftest import Load
from tests.services.statistics.test_statistics import save

ZONES = ("UTC", "Asia/Kolkata", "America/New_York")


def near_ends_of_months(count: int, seed: int) -> list[datetime]:
    """Return moments of some years, each within hours of the end of a month."""
    rng = Random(seed)
    return [
        datetime(rng.randint(2012, 2016), rng.randint(1, 12), 1, tzinfo=UTC)
        + timedelta(minutes=rng.randint(-700, 700))
        for _ in range(count)
    ]


async def filled(services: Services, load: Load) -> None:
    """Load posts of two accounts, some of which only the day is known of, and hide some."""
    moments = near_ends_of_months(120, 1)
    await load(*(record(when, f"post {n}", low=n) for n, when in enumerate(moments[:80])))
    await load(
        *(record(when, "hers", account="eve", low=n) for n, when in enumerate(moments[80:])),
        name="eve.md",
    )
    async with services._archive_database.write() as tx:
        await tx.execute(
            """UPDATE posts SET precision = 'day', created_at = created_at / 86400000 * 86400000
               WHERE post % 5 = 0"""
        )
        await tx.execute("UPDATE generation SET number = number + 1")
    await services.hidden.hide(
        [snowflake(when, n) for n, when in enumerate(moments[:80]) if n % 7 == 0], "terminal"
    )


def month_of(post: Post, zone: ZoneInfo) -> Month:
    """Return the month of a post by its local date."""
    return Month.of(post.created_at if post.is_of_day else post.created_at.astimezone(zone))


@pytest.mark.parametrize("account", ["", "ada", "@Eve"])
async def test_months_are_those_of_every_post(services: Services, load: Load, account: str) -> None:
    """Counts and lists agree with a walk over all posts: zones, days, hidden posts, accounts."""
    await filled(services, load)
    hidden = {one.id for one in await services.hidden.all()}
    every = [post async for posts in services.posts.oldest_first() for post in posts]
    name = account.removeprefix("@").lower()
    shown = [one for one in every if one.id not in hidden and name in {"", one.account}]
    for zone in map(ZoneInfo, ZONES):
        expected = Counter(month_of(post, zone) for post in shown)
        counts = await services.browsing.counts(zone, account)
        assert counts == expected
        assert [*counts] == sorted(counts)
        for month in [*counts][::9]:
            found = []
            for number in range(-(-counts[month] // 3)):
                page = await services.browsing.page(
                    month.year, month.month, zone, account, page=number, page_size=3
                )
                assert page is not None
                assert page.month == month
                found += [post.id for post, _ in page.posts]
            assert found == [one.id for one in shown if month_of(one, zone) == month]


async def test_the_first_and_last_month_may_be_of_another_year(
    services: Services, load: Load
) -> None:
    """Around New Year the local month is one of a year in which UTC has no post."""
    first, last = datetime(2014, 1, 1, 2, tzinfo=UTC), datetime(2016, 12, 31, 22, tzinfo=UTC)
    await load(record(first, "a"), record(last, "b"))
    for account in ("", "ada"):
        for zone, ends in (
            ("UTC", [Month(2014, 1), Month(2016, 12)]),
            ("America/New_York", [Month(2013, 12), Month(2016, 12)]),
            ("Asia/Kolkata", [Month(2014, 1), Month(2017, 1)]),
        ):
            assert [*await services.browsing.counts(ZoneInfo(zone), account)] == ends


async def test_what_changes_is_counted_anew(services: Services, load: Load) -> None:
    """Counts are of the present: after an import, and as soon as a post is hidden."""
    assert await services.browsing.page(None, None, UTC) is None
    when = datetime(2016, 3, 4, tzinfo=UTC)
    await load(record(when, "a"), record(when, "b", low=1))
    assert await services.browsing.counts(UTC) == {Month(2016, 3): 2}
    await services.hidden.hide([snowflake(when)], "terminal")
    assert await services.browsing.counts(UTC) == {Month(2016, 3): 1}
    await services.hidden.hide([snowflake(when, 1)], "terminal")
    assert await services.browsing.page(2016, 3, UTC) is None


async def test_quiet_months_can_be_read(services: Services, load: Load) -> None:
    """Who browses asks for the month: nothing is left out."""
    await load(record(datetime(2016, 3, 4, tzinfo=UTC), "a"))
    await services.quiet.add("2016")
    assert await services.browsing.counts(UTC) == {Month(2016, 3): 1}


async def test_unknown_accounts_are_refused(services: Services, load: Load) -> None:
    """An account without posts has no months, and what is no name is said."""
    await load(record(datetime(2016, 3, 4, tzinfo=UTC), "a"))
    with pytest.raises(NotInArchiveError):
        await services.browsing.page(None, None, UTC, "nobody")
    with pytest.raises(BadQueryError):
        await services.browsing.page(None, None, UTC, "no body")


async def test_a_server_counts_its_own(services: Services, load: Load) -> None:
    """What a server hides is counted elsewhere alone."""
    when = datetime(2016, 3, 4, tzinfo=UTC)
    await load(record(when, "a"), record(when, "b", low=1))
    await services.hidden_in_guilds.hide(5, snowflake(when), "7")
    with answering(5):
        assert await services.browsing.counts(UTC) == {Month(2016, 3): 1}
    assert await services.browsing.counts(UTC) == {Month(2016, 3): 2}


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
async def test_years_of_no_calendar_break_nothing(services: Services, zone: str) -> None:
    """Older versions loaded them; a search still finds their posts, no month has them."""
    far = (datetime(1, 1, 3, tzinfo=UTC), datetime(9999, 12, 29, tzinfo=UTC))
    near = datetime(2016, 3, 5, tzinfo=UTC)
    some = (*far, near)
    await save(services, [post(when, "a comet", id=f"{n}") for n, when in enumerate(some, 1)])
    assert await services.browsing.counts(ZoneInfo(zone)) == {Month.of(near): 1}
    found = await services.memories.on_this_day(Day(12, 29), ZoneInfo(zone))
    assert not found.memories
    assert (await services.statistics.of(ZoneInfo(zone))).total == 3


async def test_servers_that_take_turns_see_their_own_months(
    tmp_path: Path, clock: MovableClock
) -> None:
    """What was counted for a server is not what one with other accounts reads after it."""
    hers, his = datetime(2016, 3, 5, tzinfo=UTC), datetime(2018, 7, 9, tzinfo=UTC)
    accounts = {1: frozenset({"ada"}), 2: frozenset({"bob"})}
    months = {
        1: {Month.of(hers): 1},
        2: {Month.of(his): 1},
        3: {Month.of(hers): 1, Month.of(his): 1},
    }
    async with Services(tmp_path / "archive.db", clock, accounts=accounts) as services:
        await save(services, [post(hers, "hers"), post(his, "his", account="bob")])
        for guild in (3, 1, 2, 3, 2, 1):
            with answering(guild):
                assert await services.browsing.counts(ZoneInfo("UTC")) == months[guild]
                assert len(await services.search.accounts("")) == len(months[guild])
