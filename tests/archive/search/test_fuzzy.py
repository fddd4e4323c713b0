"""Typed words and the vocabulary words that they match."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.archive.search.fuzzy import (
    MAX_VARIANTS,
    Variant,
    compound_variants,
    stem_of,
    typo_budget,
    variants,
)
from bot.archive.search.vocabulary import Vocabulary

WORDS = {
    "deadlock": 5, "headlock": 1, "pytorch": 9, "torch": 3, "bug": 8, "bugs": 20, "bugged": 1,
    "debug": 3, "debugging": 4, "happy": 4, "happiness": 2, "the": 900, "thy": 1, "日本": 4,
    "日曜": 2, "2022": 7, "2023": 7, "#bug": 2, "live": 9, "streaming": 5, "twitch": 6,
    "concurrency": 3,
}  # fmt: skip
VOCABULARY = Vocabulary(sorted(WORDS.items()))


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


def test_endings_are_one_word() -> None:
    """Another ending of the same word is no typo; nor is a letter doubled before the ending."""
    found = of("bugs")
    assert found["bugged"].edits == 0
    assert found["bugs"].weight > found["bug"].weight > 0.8
    assert of("debug")["debugging"].edits == of("debugging")["debug"].edits == 0


def test_an_unfinished_word_stands_for_longer_ones() -> None:
    """Longer words match only where the typed word may be unfinished."""
    assert "concurrency" in of("concurr", unfinished=True)
    assert "concurrency" not in of("concurr")


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


@given(st.text(min_size=1), st.dictionaries(st.text(min_size=1), st.integers(1, 99)))
def test_no_word_breaks_it(word: str, posts: dict[str, int]) -> None:
    """Any word gets a list of distinct words of the vocabulary within its typo budget."""
    found = variants(Vocabulary(sorted(posts.items())), word, unfinished=True)
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
    found = {v.word for v in variants(Vocabulary(sorted(posts.items())), word)}
    near = {w for w in posts if OSA.distance(word, w) <= min(1, typo_budget(word), typo_budget(w))}
    assert near <= found
    if not found:
        far = {w for w in posts if OSA.distance(word, w) <= min(typo_budget(word), typo_budget(w))}
        assert not far


def test_stems_do_not_depend_on_what_else_is_installed(tmp_path: Path) -> None:
    """Snowballstemmer would hand the work to a PyStemmer of any version."""
    (tmp_path / "Stemmer.py").write_text(
        "algorithms = lambda: ['english']\n"
        "class Stemmer:\n"
        "    def __init__(self, language): pass\n"
        "    def stemWord(self, word): return word[:4]\n"
    )
    program = (
        "import bot.archive.search.fuzzy as f; print(f.stem_of('organized'), f.stem_of('evenings'))"
    )
    stems = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
    )
    assert stems.stdout.split() == [stem_of("organized"), stem_of("evenings")]
