"""Which words of a hit are bold."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive.posts.picture_texts import PictureWords
from bot.archive.search.query.parser import parse
from bot.archive.search.ranking import Match
from bot.archive.search.tokens import tokenize
from bot.ui.cards import MAX_NOTE_LENGTH
from bot.ui.highlight import highlight
from bot.ui.hits import hit_card, marks_of
from bot.ui.limits import Size
from tests.archives import post

WHEN = datetime(2022, 10, 28, tzinfo=UTC)
ANY = Size(10**9, 10**9)
COMMON = {"the", "of", "to", "be", "or", "not"}
WORDS = [*COMMON, "comet", "tail", "moon"]


def shown(query: str, text: str) -> str:
    """Return `text` as a hit of `query` shows it; words may be two that were typed as one."""
    posted = f" {' '.join(tokenize(text))} "
    parsed = parse(query)
    typed = dict.fromkeys([*parsed.words, *(w for p in parsed.phrases for w in p.exact_words)])
    split = {"covid19": "covid 19"}
    found = {word: split.get(word, word) for word in typed}
    matched = [
        Match(word, as_, 0, common=word in COMMON)
        for word, as_ in found.items()
        if f" {as_} " in posted
    ]
    return highlight(text, marks_of(matched, parsed.phrases), ANY)


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("the comet", "the moon, the comet, the", "the moon, **the** **comet**, the"),
        ("comet the", "the comet", "the **comet**"),
        ("tail of the comet", "of tail of the comet", "of **tail** **of** **the** **comet**"),
        ("the comet", "the end of the day", "**the** end of **the** day"),
        ('"to be or not to be" moon', "be it the moon", "be it the **moon**"),
        ('"not to be" moon', "to be not to be moon", "to be **not** **to** **be** **moon**"),
        ('"of the" moon', "moon of the sea, the", "**moon** **of** **the** sea, the"),
        ("covid19", "19 days of Covid 19", "19 days of **Covid** **19**"),
        ("the moon", "THE MOON", "**THE** **MOON**"),
    ],
)  # fmt: skip
def test_common_words_are_bold_only_beside_others(query: str, text: str, marked: str) -> None:
    """A very common word is bold beside a rare one, in a phrase, or where it is all there is."""
    assert shown(query, text) == marked


@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=5, unique=True),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=12),
)
@settings(max_examples=40)
def test_what_is_bold_is_a_run_with_a_rare_word(query: list[str], words: list[str]) -> None:
    """Every rare word found is bold; common ones only in runs that continue as the query does."""
    marked = shown(" ".join(query), " ".join(words)).split(" ")
    bold = [word.startswith("**") for word in marked]
    rare = [word in query and word not in COMMON for word in words]
    if not any(rare):
        assert bold == [word in query for word in words]
        return
    in_post = [word for word in query if word in words]
    follows = {*pairwise(in_post)}
    assert all(is_bold for is_bold, is_rare in zip(bold, rare, strict=True) if is_rare)
    for number, word in enumerate(words):
        if bold[number] and not rare[number]:
            beside = [(words[number - 1], word, number - 1)] if number else []
            beside += [(word, words[number + 1], number + 1)] if number + 1 < len(words) else []
            assert any((a, b) in follows and bold[at] for a, b, at in beside)


def note(
    text: str, *, described: bool = False, warning: str | None = None, sensitive: bool = False
) -> str:
    """Return the note of a hit whose picture has a word, and was found by a similar one."""
    found = replace(post(WHEN, "look"), content_warning=warning, sensitive=sensitive)
    matched = [Match("platypsu", "platypus", 1, pictured=True)]
    return hit_card(found, matched, pictured=PictureWords(text, described)).note


def test_a_card_says_what_the_picture_says() -> None:
    """Around the word, which is bold; as harmless as a post's text, and not behind a warning."""
    assert note("a\nplatypus") == "platypsu → platypus · in the picture: a **platypus**"
    assert note("platypus", described=True).endswith("in the description: **platypus**")
    assert note("platypus", warning="animals") == "platypsu → platypus"
    assert note("platypus", sensitive=True) == "platypsu → platypus"  # the picture is covered
    long = note(f"{'before ' * 90} *platypus* @everyone <@1> {'behind ' * 90}")
    assert "\\***platypus**\\*" in long
    assert r"\@everyone \<@1\>" in long
    assert len(long) <= MAX_NOTE_LENGTH
