"""Who could see a post: what is not clearly for everybody is private."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.posts.post import Visibility
from bot.ingest.mastodon.visibility import DIRECT, visibility_of
from tests.ingest.mastodon.archives import FOLLOWERS, MOSS, PUBLIC

GROUP = "https://other.example/users/group/followers"
PUBLIC_NAMES = [PUBLIC, "as:Public", "Public"]

CASES: list[tuple[object, object, Visibility | None]] = [
    ([PUBLIC], [FOLLOWERS], Visibility.PUBLIC),
    ([PUBLIC], [], Visibility.PUBLIC),
    (PUBLIC, None, Visibility.PUBLIC),
    ("as:Public", [MOSS], Visibility.PUBLIC),
    ([MOSS, "Public"], FOLLOWERS, Visibility.PUBLIC),
    ([{"id": PUBLIC}], None, Visibility.PUBLIC),
    ([FOLLOWERS], [PUBLIC], Visibility.UNLISTED),
    ([], "as:Public", Visibility.UNLISTED),
    (FOLLOWERS, [MOSS], Visibility.FOLLOWERS),
    ([FOLLOWERS, MOSS], [], Visibility.FOLLOWERS),
    ([MOSS, GROUP], [], DIRECT),
    ([MOSS], [FOLLOWERS], DIRECT),
    ([], [], DIRECT),
    (None, None, DIRECT),
    ({}, 7, DIRECT),
    ([f"{FOLLOWERS}/x", "https://www.w3.org/ns/activitystreams"], ["public"], DIRECT),
]


@pytest.mark.parametrize(("to", "cc", "expected"), CASES)
def test_whom_a_post_is_addressed_to(to: object, cc: object, expected: Visibility | None) -> None:
    """The rule of the server, read backwards; addresses are compared whole."""
    note = {"to": to, "cc": cc}
    assert visibility_of(note | {"object": note}, FOLLOWERS) is expected
    assert visibility_of(note | {"object": "https://other.example/1"}, FOLLOWERS) is expected
    assert visibility_of(note | {"object": note | {"directMessage": True}}, FOLLOWERS) is DIRECT
    assert visibility_of(note | {"object": note | {"directMessage": False}}, FOLLOWERS) is expected


def test_without_an_address_of_followers_nothing_is_for_them() -> None:
    """If actor.json states no followers, what might be for them is direct."""
    for none in (None, ""):
        assert visibility_of({"to": [FOLLOWERS, ""], "cc": []}, none) is DIRECT


ADDRESSES: st.SearchStrategy[Any] = st.lists(
    st.sampled_from([*PUBLIC_NAMES, FOLLOWERS, GROUP, MOSS, ""]), max_size=3
) | st.sampled_from([None, "", PUBLIC, FOLLOWERS, MOSS, 7])


@given(*[ADDRESSES] * 4)
def test_the_more_private_counts(
    to: object, cc: object, inner_to: object, inner_cc: object
) -> None:
    """An activity is never for more people than it says, nor than what is in it says."""
    order = [Visibility.PUBLIC, Visibility.UNLISTED, Visibility.FOLLOWERS, DIRECT]
    outer, inner = {"to": to, "cc": cc}, {"to": inner_to, "cc": inner_cc}
    both = visibility_of(outer | {"object": inner}, FOLLOWERS)
    alone = [visibility_of(one, FOLLOWERS) for one in (outer, inner)]
    assert both is max(alone, key=order.index)
