"""Which post stands before which."""

from datetime import UTC, datetime, timedelta

from bot.archive.threads.timeline import MAX_GAP_MS, MAX_NUMBERED_GAP_MS, Timeline, TimelinePost
from tests.archives import snowflake

THEN = datetime(2022, 10, 28, 3, 44, 43, tzinfo=UTC)


def entry(
    key: int, seconds: float, *, mentions: bool = False, digits: bool = False
) -> TimelinePost:
    """Return a post that many seconds after THEN."""
    place = int(snowflake(THEN + timedelta(seconds=seconds)))
    return TimelinePost(key, place, exact=True, mentions=mentions, digits=digits)


def paired(*entries: TimelinePost) -> list[tuple[int, int]]:
    """Return the pairs of a timeline as keys: child and parent."""
    timeline = Timeline()
    pairs = [timeline.add(one) for one in entries]
    return [(pair.child.key, pair.parent.key) for pair in pairs if pair]


def test_a_post_stands_before_the_next() -> None:
    """Every post has one before it, but for the first."""
    assert paired(entry(1, 0), entry(2, 5), entry(3, 9)) == [(2, 1), (3, 2)]


def test_answers_stand_between_without_parting() -> None:
    """A thread goes on past an interleaved answer, which itself can only go on from an answer."""
    assert paired(entry(1, 0), entry(2, 5, mentions=True), entry(3, 9)) == [(3, 1)]
    two_parts = entry(2, 5, mentions=True), entry(3, 9, mentions=True)
    assert paired(entry(1, 0), *two_parts) == [(3, 2)]


def test_an_answer_goes_on_only_from_the_very_post_before() -> None:
    """A post between two answers parts them."""
    assert paired(entry(1, 0, mentions=True), entry(2, 5), entry(3, 9, mentions=True)) == []


def test_long_gaps_part_unless_numbers_may_join() -> None:
    """After an hour nothing is a pair but what may be numbered, and after six not even that."""
    hour, six = MAX_GAP_MS / 1000, MAX_NUMBERED_GAP_MS / 1000
    assert paired(entry(1, 0), entry(2, hour)) == [(2, 1)]
    assert paired(entry(1, 0), entry(2, hour + 1)) == []
    assert paired(entry(1, 0, digits=True), entry(2, six, digits=True)) == [(2, 1)]
    assert paired(entry(1, 0, digits=True), entry(2, hour + 1)) == []
    assert paired(entry(1, 0, digits=True), entry(2, six + 1, digits=True)) == []
