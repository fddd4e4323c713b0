"""The pairs and the made posts are what the figures of search by meaning rest on."""

import random

import pytest

from tests.bench.meaning.made import ELSEWHERE, EVERYDAY, answers_any, made_posts, topics
from tests.bench.meaning.pairs import (
    Pair,
    across_languages,
    content,
    forms_of,
    pairs,
    paraphrases,
    words_of,
)

_SAMPLE = 1_000


def test_there_are_enough_pairs() -> None:
    """There are 120 paraphrases and 60 pairs across languages, of each direction some."""
    assert len(paraphrases()) >= 120
    assert len(across_languages()) >= 60
    assert {pair.language for pair in across_languages()} == {"de", "en", "es", "fr", "ja"}
    assert len({pair.post for pair in pairs()}) == len(pairs())
    assert len({pair.query for pair in pairs()}) == len(pairs())


@pytest.mark.parametrize("pair", pairs(), ids=lambda pair: pair.query)
def test_a_query_shares_no_word_with_its_post(pair: Pair) -> None:
    """By the bot's own tokenizer and stems of four languages, but for function words."""
    assert content(pair.query)
    assert content(pair.post)
    assert not content(pair.post) & content(pair.query)


@pytest.mark.parametrize("source", [EVERYDAY, ELSEWHERE])
def test_made_posts_differ_and_answer_no_query(source: str) -> None:
    """All differ; none has two words of a query, or three of its post; the same ones each time."""
    posts = made_posts(_SAMPLE, source)
    assert len(set(posts)) == len(posts) == _SAMPLE
    assert posts[:10] == made_posts(10, source)
    for text in random.Random(1).sample(posts, 50):
        assert not answers_any(text)
        words = words_of(text)
        for pair in pairs():
            query, post = content(pair.query), content(pair.post)
            assert sum(not query.isdisjoint(forms_of(word)) for word in words) < 2
            assert sum(not post.isdisjoint(forms_of(word)) for word in words) < 3


def test_a_post_of_a_pair_would_be_left_out() -> None:
    """A made post that is as near to a query as its own post, or is that post, is recognised."""
    assert all(answers_any(pair.post) for pair in paraphrases())
    assert answers_any("Update: grandpa fishing without luck")


@pytest.mark.parametrize("source", [EVERYDAY, ELSEWHERE, "foreign.txt"])
def test_topics_have_three_full_lists(source: str) -> None:
    """A list that lost an item, or has one twice, would make posts less varied unseen."""
    for name, lists in topics(source).items():
        assert [len(set(items)) for items in lists] == [8, 8, 8], name
