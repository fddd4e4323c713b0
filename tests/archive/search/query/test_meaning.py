"""`~words` and `like:`: of the whole query, as an order is, and beside everything else in it."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.archive.search.completion import completions
from bot.archive.search.query.ast import EVERYTHING, Or
from bot.archive.search.query.meaning import About, Like
from bot.archive.search.query.originals import originals_only
from bot.archive.search.query.parser import parse
from bot.archive.search.vocabulary import NO_WORDS
from bot.errors import BadQueryError
from tests.archive.search.query.queries import QUERIES

MEANINGS = st.sampled_from(
    ['~"grey bird"', "like:1585839954944749569", '~"x: (y) OR -z"', "~\u9ce5", "\uff5ebird"]
)


@given(QUERIES, MEANINGS, st.booleans())
def test_it_stands_beside_any_query(text: str, meaning: str, first: bool) -> None:
    """The tree is that of the rest, and the whole prints as what parses to it again."""
    assume(not isinstance(parse(text).root, Or))  # it would have to be in parentheses
    text = f"({text})"
    query = parse(f"{meaning} {text}" if first else f"{text} {meaning}")
    assert query.meaning is not None
    assert query.root == parse(text).root
    assert parse(str(query)) == query
    assert query.without_meaning == parse(text)
    assert originals_only(query).meaning == query.meaning


@pytest.mark.parametrize(
    ("text", "root", "meaning"),
    [
        ("~bird by the water", "", "bird by the water"),
        ("heron ~grey bird year:2016 canal", "heron year:2016 canal", "grey bird"),
        ("~grey bird -duck x", "-duck x", "grey bird"),
        ('~grey bird "so it goes" x', '"so it goes" x', "grey bird"),
        ("~grey bird (x OR y)", "(x OR y)", "grey bird"),
        ('~"grey bird: -x" canal', "canal", "grey bird: -x"),
        ('~don"t', "", "don t"),
        ("~a - b sort:newest", "", "a - b"),
        ("~5:30 trains", "", "5:30 trains"),
        ("~bird OR", "", "bird OR"),
    ],
)
def test_where_words_of_meaning_end(text: str, root: str, meaning: str) -> None:
    """They go on up to a filter, a phrase, a parenthesis or an exclusion."""
    query = parse(text)
    assert query.meaning == About(meaning)
    assert query.root == (parse(root).root if root else EVERYTHING)


@pytest.mark.parametrize(
    "text",
    ["-~x", "(~x)", "a OR ~b", "~a OR b", "~a ~b", "~a like:1000", "-like:1000", "(a like:1000)"],
)
def test_it_has_one_place(text: str) -> None:
    """Within parentheses, beside OR, behind a - or twice it could not be kept to."""
    with pytest.raises(BadQueryError, match="whole query"):
        parse(text)


@pytest.mark.parametrize("text", ["a ~ b", "~", "~~b", "~:)", '~""', "a~b"])
def test_what_is_none(text: str) -> None:
    """A sign alone, two of them, and one within a word mean nothing."""
    assert parse(text).meaning is None


def test_a_link_names_the_post() -> None:
    """As in id:."""
    query = parse("like:https://x.com/ada/status/1585839954944749569")
    assert query.meaning == Like("1585839954944749569")
    with pytest.raises(BadQueryError, match="like:"):
        parse("like:nothing")


def test_a_filter_can_be_dropped_from_it() -> None:
    """What is left is of the same meaning."""
    query = parse("~x year:2016")
    rest = query.without(query.root)
    assert rest == parse("~x")


def test_it_is_completed() -> None:
    """Values and filters are completed behind it."""
    assert completions("~bird is:rep", NO_WORDS, list) == ["~bird is:reply", "~bird is:repost"]
    assert completions("lik", NO_WORDS, list) == ["like:"]
    assert completions("~", NO_WORDS, list)[0].startswith("~")
