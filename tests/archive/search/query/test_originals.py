"""The query that random posts are drawn from."""

import pytest

from bot.archive.search.query.originals import originals_only
from bot.archive.search.query.parser import parse


@pytest.mark.parametrize(
    ("typed", "narrowed"),
    [
        ("comet", "comet -is:repost -is:reply"),
        ("comet OR moon", "(comet OR moon) -is:repost -is:reply"),
        ("from:ada has:image", "from:ada has:image -is:repost -is:reply"),
        ("is:reply", "is:reply -is:repost"),
        ("to:bob", "to:bob -is:repost"),
        ("is:thread", "is:thread -is:repost"),
        ("is:repost", "is:repost -is:reply"),
        ("is:repost OR is:reply", "is:repost OR is:reply"),
        (":)", ":)"),
    ],
)
def test_reposts_and_replies_come_where_they_are_asked_for(typed: str, narrowed: str) -> None:
    """Reposts and replies are excluded unless the query names them."""
    query = originals_only(parse(typed))
    assert str(query) == narrowed
    assert parse(str(query)) == query


def test_without_a_query_reposts_and_replies_are_excluded() -> None:
    """Without a query, all posts but reposts and replies are drawn from."""
    assert str(originals_only(None)) == "-is:repost -is:reply"
