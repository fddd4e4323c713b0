"""Scores of claimed links."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.archive.posts.post import Version
from tests.archives import post
from tests.bench.scores import Score, Scores, five_minutes, true_links

NOON = datetime(2021, 10, 28, 12, tzinfo=UTC)


def test_what_is_claimed_and_true_of_what_is_counted() -> None:
    """A claim is right if it names the true parent; posts that are not counted are ignored."""
    score = Score.of({"b": "a", "c": "a", "x": "a"}, {"b": "a", "c": "b", "d": "c"}, "bcd")
    assert score == Score(true=3, claimed=2, right=1)
    assert score.precision == 1 / 2
    assert score.recall == 1 / 3
    assert score.f1 == pytest.approx(2 / 5)


def test_means_leave_out_authors_without_figures() -> None:
    """Precision averages authors with claims; recall and F1 average authors with threads."""
    scores = Scores([Score(4, 2, 2), Score(0, 2, 0), Score(2, 0, 0)])
    assert scores.precision == 1 / 2
    assert scores.recall == 1 / 4
    assert scores.f1 == pytest.approx(1 / 3)
    assert scores.pooled == Score(6, 4, 2)
    assert Scores([]).f1 == 0


def test_the_plain_rule_links_posts_within_five_minutes() -> None:
    """Gaps up to five minutes are continuations; mentions and reposts are neither."""
    minutes = {0: "one", 1: "@bob hi", 2: "RT @bob: hi", 5: "two", 11: "three"}
    posts = [post(NOON + timedelta(minutes=at), text) for at, text in minutes.items()]
    assert five_minutes(posts) == {posts[3].id: posts[0].id}


def test_true_links_join_two_posts_of_one_author() -> None:
    """A parent is another post of the same author, by its own id or one before an edit."""
    first = post(NOON, "edited", versions=(Version("7"),))
    posts = [
        first,
        post(NOON + timedelta(seconds=1), "answers the earlier version", reply_to="7"),
        post(
            NOON + timedelta(seconds=2),
            "to itself",
            reply_to=post(NOON + timedelta(seconds=2), "").id,
        ),
        post(NOON + timedelta(seconds=3), "to someone", reply_to="8"),
        post(NOON + timedelta(seconds=4), "by someone", reply_to=first.id, account="bob"),
    ]
    assert true_links(posts) == {posts[1].id: first.id}
