"""Which links are certain."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.archive.posts.ids.sort_key import sort_key_of
from bot.archive.posts.ids.synthetic_id import synthetic_id
from bot.archive.threads.certain import certain_why
from bot.archive.threads.features import Features
from bot.archive.threads.timeline import Pair, TimelinePost
from tests.archives import snowflake

THEN = datetime(2022, 10, 28, 3, 44, 43, 120_000, tzinfo=UTC)
NONE = Features.NONE


def pair(
    gap: float,
    *,
    since: datetime = THEN,
    exact: tuple[bool, bool] = (True, True),
    lengths: tuple[int, int] = (5, 5),
) -> Pair:
    """Return two posts that are `gap` seconds apart."""
    one, other = (
        TimelinePost(
            key,
            snowflake(when) if exact[key] else synthetic_id(when, ""),
            sort_key_of(snowflake(when), when),
            text="x" * lengths[key],
        )
        for key, when in enumerate((since, since + timedelta(seconds=gap)))
    )
    return Pair(one, other, other.at - one.at)


def is_certain(found: Pair, features: Features = NONE) -> bool:
    """Return whether a pair is certain."""
    return certain_why(found, features) is not None


def test_posts_within_two_seconds_are_a_thread() -> None:
    """The composer sends a thread post by post, at most two seconds apart."""
    assert is_certain(pair(0.36))
    assert is_certain(pair(2), Features.LINK)
    assert not is_certain(pair(2.001), Features.BEGINS)
    assert certain_why(pair(0.357), NONE) == "posted 0.36 s after it"


def test_long_posts_within_ten_seconds_are_a_thread() -> None:
    """Nobody types two long posts in ten seconds."""
    assert is_certain(pair(10, lengths=(169, 113)))
    for gap, *lengths in ((10.001, 169, 113), (10, 168, 113), (10, 169, 112)):
        assert not is_certain(pair(gap, lengths=(lengths[0], lengths[1])))
    assert certain_why(pair(7, lengths=(200, 200)), NONE) == "posted 7.00 s after it, both long"


def test_numbers_in_a_row_within_two_minutes_are_a_thread() -> None:
    """Posts numbered k and k + 1 are, in conversations and without milliseconds, too."""
    numbered = Features.NUMBERED
    assert certain_why(pair(45), numbered) == "posted 45.00 s after it, numbered as the next"
    assert is_certain(pair(120), numbered | Features.SAME_MENTIONS)
    assert is_certain(pair(45, exact=(False, False)), numbered)
    assert not is_certain(pair(120.001), numbered)
    assert not is_certain(pair(45), Features.OTHER_NUMBER)


@pytest.mark.parametrize("features", [NONE, Features.NUMBERED])
def test_before_the_composer_there_is_no_certainty(features: Features) -> None:
    """Until 12 December 2017, posts within a second came from programs."""
    before = datetime(2017, 12, 11, 12, 0, 0, 1000, UTC)
    assert not is_certain(pair(0.4, since=before, lengths=(200, 200)), features)
    assert is_certain(pair(0.4, since=datetime(2017, 12, 12, 0, 0, 0, 1000, UTC)), features)


def test_a_moment_must_be_known_to_the_millisecond() -> None:
    """Synthetic ids have whole seconds; so do ids that somebody computed from times."""
    for lengths in ((5, 5), (200, 200)):
        assert not is_certain(pair(0.4, exact=(True, False), lengths=lengths))
        assert not is_certain(pair(0.4, exact=(False, True), lengths=lengths))
        whole = THEN.replace(microsecond=0)
        assert not is_certain(pair(1, since=whole, lengths=lengths))
        assert is_certain(pair(0.9, since=whole, lengths=lengths))


def test_conversations_are_certain_by_their_numbers_alone() -> None:
    """Two replies within a second may answer two posts of the same person."""
    assert not is_certain(pair(0.4, lengths=(200, 200)), Features.SAME_MENTIONS)
