"""One sort key for all networks."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.archive.posts.ids.sort_key import SNOWFLAKES_FROM, sort_key_milliseconds, sort_key_of
from bot.archive.posts.ids.synthetic_id import synthetic_id
from bot.archive.timestamps import from_milliseconds, to_milliseconds
from tests.archives import snowflake

MOMENTS = st.datetimes(datetime(2010, 11, 5), datetime(2039, 9, 7)).map(  # noqa: DTZ001 - made UTC
    lambda when: when.replace(tzinfo=UTC, microsecond=when.microsecond // 1000 * 1000)
)


@given(MOMENTS, MOMENTS, st.integers(0, (1 << 22) - 1))
def test_snowflakes_keep_the_order_of_their_ids(one: datetime, other: datetime, low: int) -> None:
    """The sort key holds the time of the id, and orders as the ids do."""
    first, second = snowflake(one, low), snowflake(other)
    keys = [sort_key_of(id, when) for id, when in ((first, one), (second, other))]
    assert (keys[0] < keys[1]) == (int(first) < int(second))
    assert from_milliseconds(sort_key_milliseconds(keys[0])) == one
    assert min(keys) >= SNOWFLAKES_FROM


@given(MOMENTS, st.text(max_size=5))
def test_a_synthetic_id_has_its_second(when: datetime, text: str) -> None:
    """Without an id of the network the time decides."""
    ms = sort_key_milliseconds(sort_key_of(synthetic_id(when, text), when))
    assert ms == to_milliseconds(when)


@given(st.integers(1, (1 << 63) - 1), st.datetimes())
def test_every_sort_key_has_64_bits(id: int, when: datetime) -> None:
    """Impossible times and ids are moved to the nearest possible sort key."""
    key = sort_key_of(str(id), when.replace(tzinfo=UTC))
    assert -(1 << 63) <= key < 1 << 63


def test_a_counter_is_older_than_every_snowflake() -> None:
    """No stated time moves a post with an id of the counter among later ones."""
    late = datetime(2015, 1, 1, tzinfo=UTC)
    assert sort_key_of("29699999999", late) < SNOWFLAKES_FROM
    first = datetime(2010, 11, 5, tzinfo=UTC)
    assert sort_key_of("1", late) < sort_key_of(snowflake(first), first)
    assert sort_key_of("1", first - timedelta(days=900)) < sort_key_of("2", first)
