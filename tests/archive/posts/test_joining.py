"""Posts that lists of edits connect."""

import time
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.archive.posts.ids.synthetic_id import synthetic_id
from bot.archive.posts.joining import join
from bot.archive.posts.post import Post, Version
from tests.archives import post

WHEN = datetime(2022, 10, 28, 12, tzinfo=UTC)


def listing(number: int, earlier: list[int]) -> Post:
    """Return a post whose list of edits names these versions."""
    versions = tuple(Version(str(one)) for one in earlier if one != number)
    return post(WHEN, f"words {number}", id=str(number), versions=versions)


def connected(lists: dict[int, list[int]]) -> set[frozenset[int]]:
    """Return which numbers are connected: groups that share one are merged until none does."""
    groups = [{number, *earlier} for number, earlier in lists.items()]
    merged: list[set[int]] = []
    while groups:
        group = groups.pop()
        others = [one for one in groups if one & group]
        if others:
            groups = [one for one in groups if not one & group] + [group.union(*others)]
        else:
            merged.append(group)
    return {frozenset(group & lists.keys()) for group in merged}


@given(st.dictionaries(st.integers(1, 30), st.lists(st.integers(1, 30), max_size=3), max_size=20))
def test_lists_connect_posts_across_any_number_of_lists(lists: dict[int, list[int]]) -> None:
    """Posts become one exactly if lists connect them, also by versions that are no posts."""
    posts = [listing(number, earlier) for number, earlier in lists.items()]
    alone = post(WHEN, "alone", id=synthetic_id(WHEN, "alone"))
    joined = join({one.id: one for one in (*posts, alone)})
    assert {frozenset(part.id for part in one.parts) for one in joined} == {
        frozenset({alone.id}),
        *(frozenset(map(str, group)) for group in connected(lists)),
    }
    for one in joined:
        assert one.post.id == max((part.id for part in one.parts), key=lambda id: (len(id), id))


def test_many_long_lists_take_no_hours() -> None:
    """Posts that all list the same 2,000 versions are no trap: 300 take about two seconds.

    The bound is for work that grows with the square of a list's length, which took a minute.
    """
    versions = list(range(1000, 3000))
    posts = {str(number): listing(number, versions) for number in versions[-300:]}
    began = time.process_time()  # CPU time, without waits for other programs
    (one,) = join(posts)
    assert time.process_time() - began < 15
    assert len(one.post.versions) == 1999
