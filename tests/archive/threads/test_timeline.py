"""The order of posts in a timeline, and the pairs that it makes."""

from datetime import UTC, datetime, timedelta

from bot.archive.posts.ids.sort_key import sort_key_of
from bot.archive.threads.timeline import MAX_GAP_MS, Timeline, TimelinePost
from tests.archives import snowflake

THEN = datetime(2022, 10, 28, 3, 44, 43, tzinfo=UTC)


def entry(key: int, seconds: float, names: str = "") -> TimelinePost:
    """Return a post `seconds` after THEN that begins with `names`."""
    when = THEN + timedelta(seconds=seconds)
    id = snowflake(when)
    return TimelinePost(key, id, sort_key_of(id, when), f"{names} words".strip())


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
    assert paired(entry(1, 0), entry(2, 5, "@bob"), entry(3, 9)) == [(3, 1)]
    two_parts = entry(2, 5, "@bob"), entry(3, 9, "@bob")
    assert paired(entry(1, 0), *two_parts) == [(3, 2)]


def test_a_conversation_goes_on_behind_other_posts() -> None:
    """A reply is paired with the latest one to the same people, no matter what is between them."""
    talks = entry(1, 0, "@bob @eve"), entry(2, 5), entry(3, 7, "@carla"), entry(4, 9, "@Eve @bob")
    assert paired(*talks) == [(4, 1)]
    assert paired(*talks, entry(5, 12, "@bob @eve"), entry(6, 15, "@carla")) == [
        (4, 1), (5, 4), (6, 3),
    ]  # fmt: skip


def test_after_an_hour_nothing_is_paired() -> None:
    """A pair is at most an hour apart, in threads and in conversations."""
    hour = MAX_GAP_MS / 1000
    for names in ("", "@bob"):
        assert paired(entry(1, 0, names), entry(2, hour, names)) == [(2, 1)]
        assert paired(entry(1, 0, names), entry(2, hour + 0.001, names)) == []


def test_very_many_conversations() -> None:
    """Those of more than an hour ago are forgotten, and no others."""
    many = [entry(n, n * 6, f"@friend{n}") for n in range(1_200)]
    again = [entry(2_000 + n, 7_200, f"@friend{n}") for n in (500, 599, 600, 1_199)]
    assert paired(*many, *again) == [(2_600, 600), (3_199, 1_199)]
