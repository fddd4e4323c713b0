"""How names are spelled, who counts as another, and when figures are counted anew."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.archive.search.query.parser import parse
from bot.errors import TooLongError
from bot.services.container import Services
from bot.services.fair_pool import requester
from bot.services.statistics import statistics
from tests.archives import post, record, snowflake
from tests.services.conftest import Load
from tests.services.statistics.test_statistics import save

WHEN = datetime(2021, 11, 24, 9, tzinfo=UTC)


def at(hours: int) -> datetime:
    """Return a moment, hours after the first."""
    return WHEN + timedelta(hours=hours)


async def test_names_are_spelled_as_in_the_newest_post(services: Services) -> None:
    """Case and accents do not matter for counting; a reply without a mention counts as well."""
    await save(
        services,
        [
            post(at(0), "#cafe with @BOB"),
            post(at(1), "#CAFE with @bob and @bob"),
            post(at(2), "#Café yes", reply_to="17", reply_to_account="Bob"),
            post(at(3), "thanks", reply_to="18", reply_to_account="Dan_d"),
            post(at(4), "RT @bob: #cafe"),
        ],
    )
    found = await services.statistics.of(UTC)
    assert found.people == (("@Bob", 3), ("@Dan_d", 1))
    assert found.hashtags == (("#Café", 3),)


async def test_nobody_talks_with_themselves(services: Services) -> None:
    """An author's own names, earlier ones too, are nobody else; another account's are."""
    await save(
        services,
        [
            post(at(0), "more @ada_old", account="ada_old", account_id="7"),
            post(at(1), "more @ada and @ada_old", account="ada", account_id="7"),
            post(at(2), "hello @ada_old", account="bob", account_id="8"),
        ],
    )
    assert (await services.statistics.of(UTC)).people == (("@ada_old", 1),)


async def test_likes_known_of_some(services: Services) -> None:
    """Reposts, and posts without a like, are not among the most liked; unknown is not 0."""
    await save(
        services,
        [
            post(at(0), "one", likes=3),
            post(at(1), "two", likes=3),
            post(at(2), "three", likes=0),
            post(at(3), "four"),
            post(at(4), "RT @bob: five", likes=99),
        ],
    )
    found = await services.statistics.of(UTC)
    assert [one.text for one in found.liked] == ["two", "one"]
    assert found.likes_known == 3


async def test_changes_are_seen_at_once(services: Services, load: Load) -> None:
    """After an import, and after a post is hidden or shown again, what was counted is not used."""
    query = parse("comet")
    await load(record(at(0), "comet 0"))
    assert (await services.statistics.of(UTC, query)).total == 1
    await load(*(record(at(hour), f"comet {hour}") for hour in range(3)))
    assert (await services.statistics.of(UTC, query)).total == 3
    assert (await services.statistics.of(UTC)).total == 3
    await services.hidden.hide([snowflake(at(1))], "terminal")
    assert (await services.statistics.of(UTC, query)).total == 2
    assert (await services.statistics.of(UTC)).total == 2
    await services.hidden.unhide([snowflake(at(1))])
    assert (await services.statistics.of(UTC)).total == 3


async def test_an_empty_archive_has_no_figures(services: Services) -> None:
    """All is 0 or nothing, and no year has a word."""
    found = await services.statistics.of(UTC)
    assert (found.total, found.first, found.streak, found.busiest) == (0, None, None, None)
    assert (found.people, found.words, found.threads, found.years) == ((), {}, (), ())


async def test_a_query_of_a_user_has_a_time_limit(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those who ask something else do not wait for it; the terminal may take any time."""
    await save(services, [post(at(hour), f"comet {hour}") for hour in range(5)])
    monkeypatch.setattr(statistics, "QUERY_LIMIT", 0.0)
    query = parse("-kettle OR comet")
    token = requester.set(7)
    try:
        with pytest.raises(TooLongError, match="cut off"):
            await services.statistics.of(UTC, query)
        assert (await services.statistics.of(UTC)).total == 5
    finally:
        requester.reset(token)
    assert (await services.statistics.of(UTC, query)).total == 5
