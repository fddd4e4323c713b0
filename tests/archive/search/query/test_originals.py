"""What a post at random is drawn from."""

import pytest

from bot.archive.search.query.originals import originals_only
from bot.archive.search.query.parser import parse


@pytest.mark.parametrize(
    ("asked", "narrowed"),
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
def test_reposts_and_replies_come_where_they_are_asked_for(asked: str, narrowed: str) -> None:
    """What the query says of a kind stands; of the others own words are left."""
    query = originals_only(parse(asked))
    assert str(query) == narrowed
    assert parse(str(query)) == query


def test_without_a_query_all_own_words_are_left() -> None:
    """No query is every post but those of others and those to others."""
    assert str(originals_only(None)) == "-is:repost -is:reply"
