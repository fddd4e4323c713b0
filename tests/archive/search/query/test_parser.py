"""The query language: how a text is parsed, and how a query is printed."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.archive.calendar import Day
from bot.archive.search.query.ast import And, is_filter
from bot.archive.search.query.filters import (
    After,
    Before,
    Content,
    During,
    Filter,
    From,
    Has,
    Id,
    Is,
    Lang,
    MinLikes,
    MinReposts,
    OnEvery,
    PostType,
    Since,
    To,
    Until,
    Url,
)
from bot.archive.search.query.grammar import KEYWORDS, SYNTAXES, Keyword, help_text
from bot.archive.search.query.parser import MAX_QUERY_LENGTH, parse
from bot.archive.search.sort_order import SortOrder
from bot.errors import BadDateError, BadQueryError
from tests.archive.search.query.queries import QUERIES

QUERIES_MD = Path(__file__).parents[4] / "docs" / "QUERIES.md"

_PIECES = [
    *('"', "“", "”", "«", "(", ")", "（", "-", "–", "--", " ", "\u3000", ":", "：", "OR", "ＯＲ"),
    *("sort:", "newest", "before:", "min_likes:", "id:"),
    *("from:", "to:", "SINCE:", "until:", "on:", "year:", "has:", "is:", "url:", "ｉｓ：", "no:"),
    *("ada", "@ada", "2022-10-28", "1-2", "２０２２", "link", "post", "x", "日本語", "#a_b", "c++"),
    *("'", "😀", "\u200b", "\0", "\udcff", "%", "_", "\\", "*", "http://www.a.b/c_(d)", ":)", "(:"),
]
_HOSTILE = st.one_of(st.text(), st.lists(st.sampled_from(_PIECES), max_size=40).map("".join))


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        # Juxtaposition binds before OR; parentheses change that.
        ("cat dog OR bird", "cat dog OR bird"),
        ("(cat dog) OR bird", "cat dog OR bird"),
        ("cat (dog OR bird)", "cat (dog OR bird)"),
        ("cat (dog (bird))", "cat dog bird"),
        ("a OR(b c)OR d", "a OR b c OR d"),
        # A minus negates anything, and two of them cancel out.
        ('-cat -"big dog" -(bird OR fish)', '-cat -"big dog" -(bird OR fish)'),
        ("-(-cat)", "cat"),
        ("-(cat)", "-cat"),
        ("-from:ada -has:link", "-from:ada -has:link"),
        # A minus alone means nothing; nor do two, which begin a command-line option.
        ("cat - dog", "cat dog"),
        ("cat – dog -", "cat dog"),
        ("--verbose", "verbose"),
        ("-> cat", "cat"),
        ("-... cat", "cat"),
        ("well-known", "well-known"),
        # OR that joins nothing is a word.
        ("Portland OR", "Portland or"),
        ("OR cat", "or cat"),
        ("cat or dog", "cat or dog"),
        ("cat OR :) dog", "cat OR dog"),
        ("cat OR :)", "cat"),
        ("(OR)", "or"),
        # Texts that look like filters and are none.
        ("http://a.b/c 10:30 note:this c:\\x", "http://a.b/c 10:30 note:this c:\\x"),
        ("hello :) :-( (: :D", "hello :D"),
        ("(cat :)", "cat"),
        ('"from:ada"', '"from:ada"'),
        ("xfrom:ada", "xfrom:ada"),
        # Variants of the signs that keyboards and autocorrection type.
        ("“to be” „or not“ «a b»", '"to be" "or not" "a b"'),
        ("–cat −dog", "-cat -dog"),
        ("（猫　ＯＲ　犬）　－鳥", "(猫 OR 犬) -鳥"),
        ("ｆｒｏｍ：＠ａｄａ", "from:ada"),
        ("猫\u3000from：ada", "猫 from:ada"),
        ("\u200bfrom:ada", "from:ada"),
        ("#cat\u200bdog\u200b @\u200bada", "#cat dog @ada"),
        ("FROM:Ada Is:Thread", "from:ada is:thread"),
        # Values.
        ("from:@Ada to:BOB", "from:ada to:bob"),
        ('from:"ada"', "from:ada"),
        ("from:ada@example.social", "from:ada@example.social"),
        ("since:2022-1-5 until:2022/10/28", "since:2022-01-05 until:2022-10-28"),
        ("on:2-29 on:2022-10-28", "on:02-29 on:2022-10-28"),
        ("has:images has:photo has:gifs has:LINKS", "has:image has:image has:video has:link"),
        ("is:retweet is:replies is:tweets", "is:repost is:reply is:post"),
        ("url:GitHub.com/A_(b) x", 'url:"github.com/a_(b)" x'),
        ("(url:a.b)", "url:a.b"),
        # Signs inside words mean nothing; nor do closing ones without an opening one.
        ('5" disk', "5 disk"),
        ("f(x) g(y", "f-x g-y"),
        ("1) cat) dog", "1 cat dog"),
        ('"a""b"c', '"a" "b" c'),
        ('cat "" () (-)', "cat"),
    ],
)
def test_what_a_text_means(text: str, canonical: str) -> None:
    """A query has one canonical form, whichever of its forms was typed."""
    assert str(parse(text)) == canonical
    assert parse(canonical) == parse(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from:@Ada", From("ada")),
        ("to:bob", To("bob")),
        ("since:2022-10-28", Since(date(2022, 10, 28))),
        ("until:2022-10-28", Until(date(2022, 10, 28))),
        ("on:2022-10-28", During(date(2022, 10, 28), date(2022, 10, 28))),
        ("on:2022-2-1", During(date(2022, 2, 1), date(2022, 2, 1))),
        ("on:10-28", OnEvery(Day(10, 28))),
        ("on:02-29", OnEvery(Day(2, 29))),
        ("year:2022", During(date(2022, 1, 1), date(2022, 12, 31))),
        ("year:2014-2016", During(date(2014, 1, 1), date(2016, 12, 31))),
        ("year:2016–2014", During(date(2014, 1, 1), date(2016, 12, 31))),
        ("during:2014..2016", During(date(2014, 1, 1), date(2016, 12, 31))),
        ("during:2020-02", During(date(2020, 2, 1), date(2020, 2, 29))),
        ("on:2020", During(date(2020, 1, 1), date(2020, 12, 31))),
        ("during:2020-02-01", During(date(2020, 2, 1), date(2020, 2, 1))),
        ("during:02-29", OnEvery(Day(2, 29))),
        ("since:2020", Since(date(2020, 1, 1))),
        ("since:2020/2", Since(date(2020, 2, 1))),
        ("since:2020–02", Since(date(2020, 2, 1))),
        ("after:2020", After(date(2020, 12, 31))),
        ("after:2020-02", After(date(2020, 2, 29))),
        ("after:2020-02-01", After(date(2020, 2, 1))),
        ("until:2020", Until(date(2020, 12, 31))),
        ("until:2020-04", Until(date(2020, 4, 30))),
        ("before:2020", Before(date(2020, 1, 1))),
        ("before:2020-04", Before(date(2020, 4, 1))),
        ("before:2020-04-03", Before(date(2020, 4, 3))),
        ("id:0017", Id("17")),
        ("id:https://x.com/ada/status/17?s=20", Id("17")),
        ("min_likes:10", MinLikes(10)),
        ("MIN_FAVES:１０", MinLikes(10)),
        ("min_retweets:0", MinReposts(0)),
        ("lang:de", Lang("de")),
        ("lang:German", Lang("de")),
        ("LANGUAGE:pt-BR", Lang("pt")),
        ("lang:日本語", Lang("ja")),
        ("is:quotes", Is(PostType.QUOTE)),
        ("has:link", Has(Content.LINK)),
        ("has:media", Has(Content.MEDIA)),
        ("is:thread", Is(PostType.THREAD)),
        ("url:Example.com", Url("example.com")),
    ],
)
def test_filters(text: str, expected: Filter) -> None:
    """Each keyword makes its filter, and leaves no words to search for."""
    query = parse(text)
    assert query.root == expected
    assert query.words == ()


@pytest.mark.parametrize(
    "text",
    [
        *("until:2022-02-30", "since:yesterday", "since:10-28", "on:31-12", "on:10/28", "on:"),
        *("year:22", "year:1969", "since:0000-00-00", "until:9999-12-31", "year:٢٠٢٢x", "on:2-30"),
        *("since:2020-13", "since:2020-00", "until:2020-05-0", "before:2020-02-30", "after:soon"),
        *("year:2020-05", "year:2014-2100", "during:lunch", "before:", "since:2014-2016"),
    ],
)
def test_what_is_no_day(text: str) -> None:
    """A bad date is answered with the right form of its keyword."""
    name = text.partition(":")[0]
    (keyword,) = (one for one in KEYWORDS if one.name == name)
    with pytest.raises(BadDateError) as caught:
        parse(f"cat {text}")
    assert keyword.pattern in str(caught.value)
    assert keyword.example in str(caught.value)


@pytest.mark.parametrize("keyword", KEYWORDS, ids=lambda keyword: keyword.name)
def test_every_keyword_is_a_filter(keyword: Keyword) -> None:
    """The parser knows whatever name a keyword has, and the examples in the help are right."""
    for text in keyword.example.split(" or "):
        assert is_filter(parse(text).root)
        assert all(map(is_filter, parse(f"cat {text}").parts[1:]))
        assert parse(f"cat {text}").words == ("cat",)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "at least one word"),
        ("\u200b \u3000", "at least one word"),
        ("x" * 201, "200 characters at most; this one has 201"),
        ("on:1-2 " * 28, "written in full"),
        ('say "hello', '"so it goes"'),
        ("(cat OR dog", "moon (full OR new)"),
        ("(cat (:", "moon (full OR new)"),
        ("(" * 21 + "x" + ")" * 21, "20"),
        ("from: ada", "from:NAME, such as from:ada"),
        ("from:”", "quote is left open"),
        ("from:ada,bob", "from:NAME"),
        ("to:", "to:NAME"),
        ("has:cheese", "link|image|video|media"),
        ("is:cool", "post|reply|repost|quote|thread"),
        ("min_likes:many", "min_likes:10"),
        ("min_likes:-1", "min_likes:10"),
        ("lang:klingonish", "lang:de"),
        ("lang:", "lang:de"),
        ("id:ada", "id:1585839954944749569"),
        ("sort:random", "relevance|newest|oldest|popular"),
        ("url:", "url:github.com"),
        ('url:"a b"', "url:github.com"),
    ],
)
def test_what_cannot_be_read(text: str, sentence: str) -> None:
    """A text that cannot be parsed is answered with a sentence with the right form."""
    with pytest.raises(BadQueryError) as caught:
        parse(text)
    assert sentence in str(caught.value)


@example("0\u200b“")
@given(_HOSTILE)
@example("a OR OR OR b")
@example('OR"')
@example("(" * 100)
@example(")" * 200)
@example("-(" * 99)
@example('"' * 199)
@example("a(" * 100)
@example("url:" * 50)
def test_any_text_is_a_query_or_gets_a_sentence(text: str) -> None:
    """Any text is parsed or refused; and a printed query parses to the same query."""
    try:
        query = parse(text)
    except (BadQueryError, BadDateError):
        return
    printed = str(query)
    assert parse(printed) == query
    assert str(parse(printed)) == printed
    assert len(printed) <= MAX_QUERY_LENGTH
    assert parse(printed).words == query.words


@given(QUERIES)
def test_every_sensible_query_is_read(text: str) -> None:
    """Words, phrases and filters can be joined in every way."""
    query = parse(text)
    assert parse(str(query)) == query


def test_what_the_engine_gets() -> None:
    """A query lists its required words in order, its phrases, its filters and the rest."""
    query = parse('B a "c d" -e -(f OR -g) b year:2022 (h OR from:ada) -is:reply -"c d"')
    assert query.words == ("b", "a", "g", "h")
    assert [phrase.text for phrase in query.phrases] == ["c d"]
    assert str(query.filters) == "year:2022 -is:reply"
    assert str(query.rest) == 'B a "c d" -e -(f OR -g) b (h OR from:ada) -"c d"'
    assert query.mixed == (From("ada"),)


def test_the_text_stays_as_it_was_typed() -> None:
    """A query keeps its text as typed; queries with different texts can be equal."""
    typed = parse("  FROM:Ada   “to be”")
    assert typed.text == "FROM:Ada “to be”"
    assert typed == parse('from:ada "to be"')
    assert parse("pytroch IT it").words == ("pytroch", "it")


@pytest.mark.parametrize(
    ("text", "canonical", "sort"),
    [
        ("cat sort:newest", "cat sort:newest", SortOrder.NEWEST),
        ("SORT:Oldest cat OR dog", "cat OR dog sort:oldest", SortOrder.OLDEST),
        ("(cat sort:popular) dog", "cat dog sort:popular", SortOrder.POPULAR),
        ("cat OR sort:latest", "cat sort:newest", SortOrder.NEWEST),
        ("cat sort:newest sort:top", "cat sort:popular", SortOrder.POPULAR),
        ("sort:oldest", "sort:oldest", SortOrder.OLDEST),
        ('"sort:oldest"', '"sort:oldest"', None),
    ],
)
def test_an_order_is_of_the_whole_query(text: str, canonical: str, sort: SortOrder | None) -> None:
    """An order may be anywhere in a query, and is no part of its tree; alone it is of all posts."""
    query = parse(text)
    assert (str(query), query.sort) == (canonical, sort)
    assert parse(canonical) == query
    assert parse("cat") != parse("cat sort:newest")


def test_an_order_outlasts_a_dropped_part() -> None:
    """A query without one of its parts keeps its order."""
    query = parse("cat from:ada sort:oldest")
    assert str(query.without(From("ada"))) == "cat sort:oldest"


@pytest.mark.parametrize("text", ["-", ":-) ...", "()", '""', "( - )", "\udcff"])
def test_a_query_without_a_word(text: str) -> None:
    """A query without words is valid; it has nothing to search for."""
    query = parse(text)
    assert (query.words, query.phrases, query.filters) == ((), (), And())
    assert parse(str(query)) == query


def test_a_part_can_be_dropped() -> None:
    """Any part of a query can be dropped, unless it is the only one."""
    query = parse("cat from:ada -has:link")
    assert [str(query.without(part)) for part in query.parts] == [
        "from:ada -has:link",
        "cat -has:link",
        "cat from:ada",
    ]
    assert parse("from:ada").without(From("ada")) is None


def test_the_help_is_the_grammar() -> None:
    """The help has a line of at most 100 characters for every form; its examples are queries."""
    lines = help_text().splitlines()
    assert len(lines) == len(SYNTAXES)
    assert max(map(len, lines)) <= 100
    for form, line in zip(SYNTAXES, lines, strict=True):
        assert line.startswith(form.pattern)
        for written in form.example.split(" or "):
            assert str(parse(written)) == written
    assert "the day itself included" in help_text()


def test_the_docs_list_every_form() -> None:
    """The list of the language in docs is the grammar's."""
    lines = QUERIES_MD.read_text("utf-8").splitlines()
    for form in SYNTAXES:
        pattern = form.pattern.replace("|", "\\|")
        assert f"| `{pattern}` | `{form.example}` | {form.description} |" in lines


def test_what_the_docs_say_of_dates() -> None:
    """The filters that take a day, a month and a year by the docs do; so do those of years."""
    days = " ".join(QUERIES_MD.read_text("utf-8").partition("**Days.**")[2].split())
    of_dates, same, _ = days.partition(" take the same dates")
    names = re.findall(r"`([a-z]+:)`", of_dates)
    assert len(names) >= 6
    for name in names:
        for value in ("2022-10-28", "2022-10", "2022"):
            assert is_filter(parse(name + value).root)
    (years,) = re.findall(r"`([a-z]+:2014-2016)`", days)
    assert same
    for name in (years, "on:2014-2016", "during:2014-2016"):
        assert str(parse(name)) == years
