"""Typed words and the vocabulary words that they match."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.archive.search.forms.words import Kind, Related
from bot.archive.search.fuzzy import (
    MAX_VARIANTS,
    Variant,
    compound_variants,
    doubtful_variants,
    typo_budget,
    variants,
)
from tests.archive.search.vocabularies import vocabulary_of

WORDS = {
    "deadlock": 5, "headlock": 1, "pytorch": 9, "torch": 3, "bug": 8, "bugs": 20, "bugged": 1,
    "debug": 3, "debugging": 4, "happy": 4, "happiness": 2, "the": 900, "thy": 1, "日本": 4,
    "日曜": 2, "2022": 7, "2023": 7, "#bug": 2, "live": 9, "streaming": 5, "twitch": 6,
    "concurrency": 3,
}  # fmt: skip
VOCABULARY = vocabulary_of(WORDS)


def of(word: str, *, unfinished: bool = False) -> dict[str, Variant]:
    """Return the words that `word` matches, the likeliest first."""
    return {v.word: v for v in variants(VOCABULARY, word, unfinished=unfinished)}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("deadlock", "deadlock"),
        ("deadlok", "deadlock"),
        ("daedlock", "deadlock"),
        ("daedlok", "deadlock"),
        ("pytroch", "pytorch"),
        ("twich", "twitch"),
        ("bug", "bug"),
        ("happyness", "happiness"),
        ("日", "日本"),
        ("#bugg", "#bug"),
        ("livestreaming", "live streaming"),
    ],
)
def test_the_meant_word_comes_first(typed: str, meant: str) -> None:
    """A typed word matches itself first, then the nearest words."""
    assert next(iter(of(typed))) == meant


def test_a_related_word_is_no_typo() -> None:
    """Another form of the typed word matches without an edit; the word itself weighs more."""
    related = [Related("bug", Kind.STEM), Related("bugged", Kind.STEM), Related("gone", Kind.STEM)]
    found = {v.word: v for v in variants(VOCABULARY, "bugs", related)}
    assert found["bugged"].edits == 0
    assert found["bugs"].weight > found["bug"].weight > 0.8
    assert "gone" not in found


def test_a_common_word_is_no_typo_of_another() -> None:
    """The archive's own words are not varied, unless one is clearly a misspelling of another."""
    known = vocabulary_of({"the": 900, "cat": 50, "cut": 40, "python3": 9, "python2": 9,
                           "deadlok": 1, "deadlock": 30, "deadlocs": 20})  # fmt: skip
    words = {word: [v.word for v in variants(known, word)] for word in ("cat", "python3")}
    assert words == {"cat": ["cat"], "python3": ["python3"]}
    assert [v.word for v in variants(known, "deadlok")] == ["deadlok", "deadlock"]
    assert [v.word for v in variants(known, "deadlock")] == ["deadlock"]
    assert [v.word for v in doubtful_variants(known, "cat", 1)] == ["cut"]
    assert [v.word for v in doubtful_variants(known, "deadlock", 1)] == ["deadlocs", "deadlok"]
    assert doubtful_variants(known, "python3", 2) == []


def test_a_very_common_word_corrects_no_other() -> None:
    """It is many times commoner than any word, which says nothing; of unknown words it may be."""
    known = vocabulary_of({"the": 900, "and": 500, "there": 400, "hand": 3, "where": 2})
    for typed in ("hand", "where"):
        assert [v.word for v in variants(known, typed)] == [typed]
        assert doubtful_variants(known, typed, 2) == []
    assert [v.word for v in variants(known, "adn")] == ["and"]


@pytest.mark.parametrize(
    ("typed", "meant"), [("covid19", "covid 19"), ("jai", "j ai"), ("4k", None), ("x9", None)]
)
def test_words_are_split_where_people_join_them(typed: str, meant: str | None) -> None:
    """A word is split between letters and digits, and behind an article that lost its vowel."""
    known = vocabulary_of({"covid": 5, "19": 7, "j": 40, "ai": 9, "4": 3, "x": 2})
    assert [v.word for v in variants(known, typed) if " " in v.word] == ([meant] if meant else [])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("하교", "학교"), ("프로그랩", "프로그램"), ("궁", None), ("학고가", "학교가")],
)
def test_typos_of_korean_are_counted_in_letters(typed: str, meant: str | None) -> None:
    """A wrong letter is a typo as in any script, though it changes a whole syllable."""
    known = vocabulary_of({"학교": 5, "프로그램": 7, "강": 4, "학교가": 3})
    assert [v.word for v in variants(known, typed)][:1] == ([meant] if meant else [])


def test_an_unfinished_word_stands_for_longer_ones() -> None:
    """Longer words match only where the typed word may be unfinished."""
    assert "concurrency" in of("concurr", unfinished=True)
    assert "concurrency" not in of("concurr")
    known = vocabulary_of({"photo": 9, "photograph": 5, "photographs": 2})
    assert [v.word for v in variants(known, "photo", unfinished=True)] == ["photo"]
    longer = doubtful_variants(known, "photo", 1, unfinished=True)
    assert [(v.word, v.doubtful) for v in longer] == [("photograph", False), ("photographs", False)]


def test_a_tag_stands_for_its_bare_word_as_well() -> None:
    """A typed tag matches the tag first; the word without the sign weighs less."""
    assert list(of("#bug"))[0] == "#bug"  # noqa: RUF015 - the order is meant
    assert 0 < of("#bug")["bug"].weight < 1


def test_words_written_apart_make_one() -> None:
    """Two typed words match the one word that they make without the space."""
    assert [v.word for v in compound_variants(VOCABULARY, "py", "torch")] == ["pytorch"]
    assert compound_variants(VOCABULARY, "happy", "torch") == []


@pytest.mark.parametrize("typed", ["2024", "ab", "本語", "zzzz"])
def test_what_has_no_typos(typed: str) -> None:
    """Numbers, very short words and scripts without spaces match only themselves."""
    assert of(typed) == {}


WORD = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1)


@given(WORD, st.dictionaries(WORD, st.integers(1, 99)))
def test_no_word_breaks_it(word: str, posts: dict[str, int]) -> None:
    """Any word gets a list of distinct words of the vocabulary within its typo budget."""
    found = variants(vocabulary_of(posts), word, unfinished=True)
    assert len({variant.word for variant in found}) == len(found) <= MAX_VARIANTS
    for variant in found:
        assert variant.edits <= typo_budget(word)
        assert 0 < variant.weight <= 1
        if " " not in variant.word:
            assert posts[variant.word] == variant.posts


@given(
    st.text("abcd", min_size=3, max_size=8),
    st.dictionaries(st.text("abcd", min_size=1, max_size=8), st.integers(1, 9), max_size=30),
)
def test_typos_are_looked_for_as_far_as_needed(word: str, posts: dict[str, int]) -> None:
    """All words one typo away match; those two typos away if no nearer word is in two posts."""
    vocabulary = vocabulary_of(posts)
    likely, doubtful = variants(vocabulary, word), doubtful_variants(vocabulary, word, 1)
    found = {v.word for v in (*likely, *doubtful)}
    near = {w for w in posts if OSA.distance(word, w) <= min(1, typo_budget(word), typo_budget(w))}
    assert near <= found
    if not found:
        budget = typo_budget(word)
        far = {w for w in posts if OSA.distance(word, w) <= min(budget, typo_budget(w))}
        assert not [w for w in far if w[0] == word[0]]
