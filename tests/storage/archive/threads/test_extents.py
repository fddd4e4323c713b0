"""The oldest post of each post's thread, found in one pass over its posts."""

from hypothesis import given
from hypothesis import strategies as st

from bot.archive.union_find import UnionFind
from bot.storage.archive.threads.reader import _oldest_of_threads


@given(st.dictionaries(st.integers(1, 12), st.none() | st.integers(1, 12)))
def test_the_oldest_of_threads(parents: dict[int, int | None]) -> None:
    """Posts are in one thread if links join them, also in a circle or to a newer post."""
    rows = [(post, parent) for post, parent in parents.items() if parent is None or post != parent]
    groups: UnionFind[int] = UnionFind()
    for post, parent in rows:
        groups.union(post, post if parent is None else parent)
    posts = [post for post, _ in rows]
    expected = {
        post: next(one for one in posts if groups.find(one) == groups.find(post)) for post in posts
    }
    assert _oldest_of_threads(rows) == expected
