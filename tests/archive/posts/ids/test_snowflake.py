"""Ids and the time that they contain."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.archive.posts.ids.snowflake import snowflake_milliseconds, snowflake_time
from bot.archive.timestamps import from_milliseconds, to_milliseconds
from bot.ingest.records.records import moment_of
from tests.archives import snowflake


@given(st.datetimes(datetime(2010, 11, 5), datetime(2070, 1, 1)), st.integers(0, (1 << 22) - 1))  # noqa: DTZ001 - made UTC below
def test_an_id_holds_its_moment(when: datetime, low: int) -> None:
    """The moment of an id is the one that it was made from, to the millisecond."""
    when = when.replace(tzinfo=UTC, microsecond=when.microsecond // 1000 * 1000)
    assert snowflake_time(snowflake(when, low)) == when


@given(
    st.datetimes(datetime(2010, 11, 4, 20, 40), datetime(2010, 11, 4, 23, 59)),  # noqa: DTZ001 - made UTC below
    st.integers(29_690_000_000, 29_900_000_000),
)
def test_the_day_that_has_both_kinds(when: datetime, counter: int) -> None:
    """On 4 November 2010 a snowflake has its moment, and an id of the counter has none.

    The counter rose by some thousand ids a second, and was beyond 29,700,000,000 at 20:50.
    """
    when = when.replace(tzinfo=UTC, microsecond=when.microsecond // 1000 * 1000)
    assert snowflake_time(snowflake(when)) == when
    assert snowflake_time(str(counter)) is None
    assert moment_of(str(counter), to_milliseconds(when)) == to_milliseconds(when)


def test_old_ids_hold_none() -> None:
    """Ids from before November 2010, and texts that are no id, contain no moment."""
    for id in ("20", "10020030040", "29700000000", "29700859247", "", "x1", "-5", "9" * 30, "٣"):
        assert snowflake_milliseconds(id) is None


@given(st.integers(-(10**13), 10**14))
def test_milliseconds_come_back(ms: int) -> None:
    """Milliseconds that become a moment and milliseconds again are the same."""
    assert to_milliseconds(from_milliseconds(ms)) == ms
