"""Which posts are cross-posts of each other: made pairs, near-pairs, and what holds for all."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.posts.cross_posts.pairing import MAX_APART, Candidate, cross_posts, is_same
from bot.archive.posts.ids.networks import Network
from tests.archive.posts.cross_posts.made import (
    BLUESKY,
    LONG,
    MASTODON,
    TEXTS,
    X,
    alone,
    made,
    near_pairs,
    pairs,
)

TEXT = TEXTS[0]
RECALL = 1.0  # of the made pairs; a change that lowers it has to say why


def keys(groups: list[tuple[Candidate, ...]]) -> set[frozenset[int]]:
    """Return groups as sets of keys."""
    return {frozenset(one.key for one in group) for group in groups}


def test_no_near_pair_is_one() -> None:
    """Of more than 200 pairs that are alike, but two posts, none is taken for one."""
    tried = list(near_pairs())
    assert len(tried) >= 200
    assert [one.name for one in tried if one.is_one] == []


def test_copies_are_one() -> None:
    """Posts that programs copied are found, whatever these changed."""
    tried = list(pairs())
    assert len(tried) >= 200
    missed = [one.name for one in tried if not one.is_one]
    assert 1 - len(missed) / len(tried) >= RECALL, missed


def test_three_networks() -> None:
    """A post on three networks is one group, the oldest first."""
    posts = [made(BLUESKY, TEXT, at=100), made(X, TEXT, at=60), made(MASTODON, TEXT)]
    (group,) = cross_posts(posts)
    assert [one.network for one in group] == [MASTODON, X, BLUESKY]


def test_a_group_is_not_longer() -> None:
    """Of three posts whose ends are too far apart, the nearest two are one."""
    posts = [made(X, TEXT), made(MASTODON, TEXT, at=350), made(BLUESKY, TEXT, at=650)]
    (group,) = cross_posts(posts)
    assert [one.network for one in group] == [MASTODON, BLUESKY]


def test_the_nearest_wins() -> None:
    """Of two copies on one network the nearer one is taken, and each once."""
    posts = [
        made(X, TEXT, at=0, number=1), made(X, TEXT, at=400, number=2),
        made(MASTODON, TEXT, at=30, number=1), made(MASTODON, TEXT, at=405, number=2),
    ]  # fmt: skip
    first, second = cross_posts(posts)
    assert [one.key % 1000 for one in (*first, *second)] == [1, 1, 2, 2]


def test_the_ambiguous_stay_apart() -> None:
    """A post between two copies that are as far from it is taken for neither."""
    assert alone(
        [made(X, TEXT, number=1), made(X, TEXT, at=60, number=2), made(BLUESKY, TEXT, at=30)]
    )


def test_pairs_that_only_together_are_too_many_stay_apart() -> None:
    """Where two pairs, as far apart each, would make a group with two posts of one network."""
    posts = [
        made(X, TEXT, at=0, number=1), made(MASTODON, TEXT, at=60), made(BLUESKY, TEXT, at=120),
        made(X, TEXT, at=130, number=2),
    ]  # fmt: skip
    (group,) = cross_posts(posts)
    assert {one.network for one in group} == {BLUESKY, X}
    assert group[-1].key % 1000 == 2


def test_a_cut_text_is_of_the_one_that_it_begins() -> None:
    """A cut text joins the post that goes on as it does, not another one that is nearer."""
    other = f"{LONG[:100]} but with another end, which nobody expected at all."
    posts = [
        made(X, f"{LONG[:150]}…"), made(MASTODON, LONG, at=500, number=1),
        made(MASTODON, other, at=1, number=2),
    ]  # fmt: skip
    (group,) = cross_posts(posts)
    assert [one.key % 1000 for one in group] == [0, 1]


_texts = st.sampled_from([TEXT, TEXTS[1], f"{TEXT} #sky", "Good morning", LONG, f"{LONG[:120]}…"])


@st.composite
def timelines(draw: st.DrawFn) -> list[Candidate]:
    """Return posts of one person that are near each other and much alike."""
    count = draw(st.integers(0, 12))
    return [
        made(
            draw(st.sampled_from([*Network])),
            draw(_texts),
            at=draw(st.integers(0, 40)) * 60,
            number=number,
            key=number,
        )
        for number in range(count)
    ]


@given(timelines(), st.randoms(use_true_random=False))
def test_groups_hold_the_rule(posts: list[Candidate], random: Random) -> None:
    """Groups are within ten minutes, of each network one post, disjoint, and of any order."""
    groups = cross_posts(posts)
    members = [one.key for group in groups for one in group]
    assert len(members) == len({*members})
    for group in groups:
        assert len(group) == len({one.network for one in group}) > 1
        assert group[-1].at - group[0].at <= MAX_APART
        assert list(group) == sorted(group, key=lambda one: one.order)
        for one in group:
            assert any(
                is_same(*sorted((one, other), key=lambda each: each.order))
                for other in group
                if other != one
            )
    shuffled = list(posts)
    random.shuffle(shuffled)
    assert keys(cross_posts(shuffled)) == keys(groups)


@given(timelines(), timelines())
def test_far_posts_do_not_matter(posts: list[Candidate], others: list[Candidate]) -> None:
    """What is more than ten minutes away changes nothing: it can be found by itself."""
    far = [made_at(one, one.at + 41 * 60_000 + MAX_APART, one.key + 100) for one in others]
    assert keys(cross_posts([*posts, *far])) == keys(cross_posts(posts)) | keys(cross_posts(far))


def made_at(one: Candidate, at: int, key: int) -> Candidate:
    """Return a post at another time."""
    return Candidate(key, one.network, one.id, at, one.names, one.said)


@pytest.mark.parametrize("apart", [0, MAX_APART])
def test_ten_minutes_count(apart: int) -> None:
    """Posts that are just ten minutes apart are near enough."""
    assert cross_posts([made(X, TEXT), made(MASTODON, TEXT, at=apart / 1000)])
