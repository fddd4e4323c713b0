"""The order of posts in a timeline, and the pairs that it makes."""

from datetime import UTC, datetime, timedelta

from bot.archive.posts.sort_key import sort_key_of
from bot.archive.threads.timeline import MAX_GAP_MS, MAX_NUMBERED_GAP_MS, Timeline, TimelinePost
from tests.archives import snowflake

THEN = datetime(2022, 10, 28, 3, 44, 43, tzinfo=UTC)


def entry(
    key: int, seconds: float, *, mentions: bool = False, digits: bool = False
) -> TimelinePost:
    """Return a post `seconds` after THEN."""
    when = THEN + timedelta(seconds=seconds)
    id = snowflake(when)
    text = f"{'@bob ' if mentions else ''}words in between{' 2/3' if digits else ''}"
    return TimelinePost(key, id, sort_key_of(id, when), text)


def paired(*entries: TimelinePost) -> list[tuple[int, int]]:
    """Return the pairs of a timeline as keys of child and parent."""
    timeline = Timeline()
    pairs = [timeline.add(one) for one in entries]
    return [(pair.child.key, pair.parent.key) for pair in pairs if pair]


def test_a_post_is_paired_with_the_one_before() -> None:
    """Every post but the first is paired with the one before it."""
    assert paired(entry(1, 0), entry(2, 5), entry(3, 9)) == [(2, 1), (3, 2)]


def test_a_reply_in_between_does_not_split_a_thread() -> None:
    """An interleaved reply does not split a thread; it is only paired with another reply."""
    assert paired(entry(1, 0), entry(2, 5, mentions=True), entry(3, 9)) == [(3, 1)]
    two_parts = entry(2, 5, mentions=True), entry(3, 9, mentions=True)
    assert paired(entry(1, 0), *two_parts) == [(3, 2)]


def test_a_reply_is_paired_only_with_the_reply_right_before() -> None:
    """A post between two replies separates them."""
    assert paired(entry(1, 0, mentions=True), entry(2, 5), entry(3, 9, mentions=True)) == []


def test_long_gaps_part_unless_numbers_may_join() -> None:
    """After an hour only posts with digits are paired, and after six hours none."""
    hour, six = MAX_GAP_MS / 1000, MAX_NUMBERED_GAP_MS / 1000
    assert paired(entry(1, 0), entry(2, hour)) == [(2, 1)]
    assert paired(entry(1, 0), entry(2, hour + 1)) == []
    assert paired(entry(1, 0, digits=True), entry(2, six, digits=True)) == [(2, 1)]
    assert paired(entry(1, 0, digits=True), entry(2, hour + 1)) == []
    assert paired(entry(1, 0, digits=True), entry(2, six + 1, digits=True)) == []
