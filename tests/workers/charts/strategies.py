"""Statistics of any kind, the least likely ones included."""

from datetime import UTC, date
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from bot.archive.posts.post import Kind, Post
from bot.archive.statistics.model import (
    BusiestDay,
    Counted,
    LongThread,
    MarkingWord,
    Statistics,
    Streak,
)
from tests.workers.charts.examples import EMPTY_WEEK, post_of, statistics
from tests.workers.charts.test_labels import HOSTILE

_NUMBERS = st.integers(1, 10**8)
_DAYS = st.dates()
_ZONES = st.sampled_from([UTC, ZoneInfo("America/Argentina/ComodRivadavia")])


@st.composite
def any_statistics(draw: st.DrawFn) -> Statistics:
    """Return statistics, of a year or of all."""
    year = draw(st.none() | st.integers(1, 9999))
    some_years = st.just(year) if year else st.integers(1, 9999)
    months = draw(st.dictionaries(st.tuples(some_years, st.integers(1, 12)), _NUMBERS, max_size=5))
    hours = draw(
        st.just(EMPTY_WEEK)
        | st.lists(
            st.lists(st.integers(0, 10**6), min_size=24, max_size=24), min_size=7, max_size=7
        )
    )
    names = st.lists(st.builds(Counted, HOSTILE, _NUMBERS), max_size=10).map(tuple)
    words = st.lists(
        st.builds(MarkingWord, HOSTILE, _NUMBERS, _NUMBERS, st.floats(2, 9)), max_size=15
    ).map(tuple)
    posts = st.builds(post_of, st.dates(date(2, 1, 1), date(9998, 1, 1)), HOSTILE, _NUMBERS)
    maybe: st.SearchStrategy[Post | None] = st.none() | posts
    return statistics(
        year=year,
        zone=draw(_ZONES),
        months=months,
        hours=hours,
        kinds=draw(st.dictionaries(st.sampled_from(Kind), _NUMBERS, min_size=1)),
        without_hour=draw(st.integers(0, 10**8)),
        active_days=draw(_NUMBERS),
        busiest=draw(st.none() | st.builds(BusiestDay, _DAYS, _NUMBERS)),
        streak=draw(st.none() | st.builds(Streak, _DAYS, _DAYS, _NUMBERS)),
        people=draw(names),
        hashtags=draw(names),
        words=draw(st.dictionaries(some_years, words, max_size=4)),
        threads=tuple(draw(st.lists(st.builds(LongThread, posts, _NUMBERS), max_size=3))),
        liked=tuple(draw(st.lists(posts, max_size=3))),
        likes_known=draw(st.integers(0, 9)),
        first=draw(maybe),
        last=draw(maybe),
    )
