"""Which posts a query tree matches, and which candidate sources cover it."""

from datetime import UTC, datetime, tzinfo
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.posts.post import Post
from bot.archive.search.matching import CandidateSource, PostFacts, candidate_sources, matches
from bot.archive.search.query.ast import And, Node, Phrase, Query, Word
from bot.archive.search.query.parser import parse
from bot.archive.search.tokens import is_partial, tokenize
from tests.archive.search.query.queries import QUERIES, ZONES, in_thread, posts
from tests.archive.search.reference import passes, reference_matches
from tests.archives import post

WHEN = datetime(2012, 2, 29, tzinfo=UTC)


def facts_of(query: Query, one: Post, zone: tzinfo = UTC, linked: bool = False) -> PostFacts:
    """Return the facts of a post as an engine that forgives no typos finds them."""
    held = tokenize(one.shown_text)
    matched = {
        word
        for word in query.words
        if any(other == word or (is_partial(word) and other.startswith(word)) for other in held)
    }
    return PostFacts(held, matched, lambda wanted: passes(wanted, one, zone, linked))


@given(QUERIES.map(parse), posts(), ZONES)
def test_trees_hold_for_what_the_reference_matches(
    query: Query, some: list[Post], zone: tzinfo
) -> None:
    """A query matches what the reference matches; so do its filters and its rest together."""
    for one in some:
        linked = in_thread(one, some)
        facts = facts_of(query, one, zone, linked)
        expected = reference_matches(query, one, zone, linked)
        assert matches(query.root, facts) is expected
        assert (matches(query.filters, facts) and matches(query.rest, facts)) is expected
        assert not expected or matches(query.root, facts, all_words=False)


@given(QUERIES.map(parse), posts(), st.booleans(), st.randoms(use_true_random=False))
def test_every_answer_is_covered(
    query: Query, some: list[Post], all_words: bool, rng: Random
) -> None:
    """Every match comes from one of the candidate sources, regardless of their costs."""
    costs: dict[CandidateSource, float] = {}
    sources = candidate_sources(
        query.root, lambda source: costs.setdefault(source, rng.random()), all_words=all_words
    )
    for one in some:
        facts = facts_of(query, one, linked=in_thread(one, some))
        if matches(query.root, facts, all_words=all_words):
            assert any(matches(source, facts, all_words=False) for source in sources)


def text_matches(text: str, query: str, *matched: str, all_words: bool = True) -> bool:
    """Return whether a query matches a post of this text; `matched` are words with a typo."""
    parsed = parse(query)
    facts = facts_of(parsed, post(WHEN, text))
    forgiven = {*filter(facts.matched.__contains__, parsed.words), *matched}
    return matches(parsed.root, PostFacts(facts.words, forgiven, facts.passes), all_words=all_words)


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("the moon was full", '"the moon"', True),
        ("the full moon", '"the moon"', False),
        ("moon, the: full!", '"moon the full"', True),
        ("full moons", '"full moon"', False),
        ("Café crème", '"cafe CREME"', True),
        ("by @ada today", '"by @ada today"', True),
        ("by @ada today", '"ada today"', True),
        ("see #moon", "-moon", False),
        ("see moon", "-#moon", True),
        ("日本語学", '"日本語"', True),
        ("日本語学", '"本語"', True),
        ("日本語学", '"学"', True),
        ("日本語学", '"語"', True),
        ("日本と本語", '"日本語"', False),
        ("is 語学", '"is 語"', True),
        ("日本と本語", "日本語", True),
        ("日本と本語", "-日本語", True),
        ("日本語", "-語", False),
        ("known well", "well-known", True),
        ("known well", "-well-known", True),
        ("all is well-known", "-well-known", False),
        ("moon", "-(moon OR comet)", False),
        ("moon", "-(moon comet)", True),
        ("moon", "moon -(comet OR -moon)", True),
        ("moon", "moon OR is:reply", True),
        ("@ada moon", "comet OR is:reply", True),
        ("moon :)", ":)", False),
    ],
)
def test_what_holds(text: str, query: str, expected: bool) -> None:
    """Phrases match exactly and in order in any script; so do negated words."""
    assert text_matches(text, query) is expected


def test_typos_are_forgiven_to_what_is_wanted_alone() -> None:
    """Typos are forgiven in required words, not in phrases or negated words."""
    assert text_matches("pytorch", "pytroch", "pytroch")
    assert text_matches("pytorch", "-(-pytroch)", "pytroch")
    assert not text_matches("pytorch", '"pytroch"', "pytroch")
    assert text_matches("pytorch", "torch -pytroch", "torch", "pytroch")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("moon comet", True),
        ("comet", False),
        ('moon "comet"', False),
        ("moon -full", False),
        ("moon is:reply", False),
        ("moon (comet OR full)", True),
        ("comet (moon OR full)", False),
        ("(comet moon) OR is:reply", True),
        ("-(comet full)", True),
    ],
)
def test_one_word_may_be_enough(query: str, expected: bool) -> None:
    """Where ranking decides, one of the words side by side is enough; all else is required."""
    assert text_matches("full moon", query, all_words=False) is expected


def sources_of(query: str, *, all_words: bool) -> list[str]:
    """Return a cover where phrases are cheap, words cost their length and filters forgiven."""

    def cost(source: Node) -> float:
        return (
            1
            if isinstance(source, Phrase)
            else len(str(source)) + 99 * (source == And()) + 9 * (not isinstance(source, Word))
        )

    sources = candidate_sources(parse(query).root, cost, all_words=all_words)
    return ["everything" if source == And() else str(source) for source in sources]


@pytest.mark.parametrize(
    ("query", "all_words", "expected"),
    [
        ("comet moon from:ada", True, ["moon"]),
        ("comet moon from:ada", False, ["comet", "moon"]),
        ('comet "full moon"', False, ['"full moon"']),
        ("from:ada -is:reply", False, ["from:ada -is:reply"]),
        ("comet OR from:ada has:link", False, ["comet", "from:ada has:link"]),
        ("(comet OR -full) from:ada -moon is:post", True, ["from:ada is:post"]),
        ("-comet from:ada", False, ["from:ada"]),
        ("-comet", True, ["everything"]),
        ("-(comet from:ada)", False, ["everything", "-from:ada"]),
        ("comets (a OR b)", False, ["a", "b"]),
    ],
)
def test_covers(query: str, all_words: bool, expected: list[str]) -> None:
    """The cheapest of the required parts is searched; of alternatives, all."""
    assert sources_of(query, all_words=all_words) == expected
