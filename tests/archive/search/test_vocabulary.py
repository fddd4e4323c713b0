"""The vocabulary of an archive."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.archive.search import packed_words
from bot.archive.search.packed_words import LONGEST, letters_of, pack
from bot.archive.search.vocabulary import Vocabulary

# Few letters, so that words are near each other; the last code point, and one with an accent.
SIMILAR = st.text("abc", min_size=1, max_size=9)
ANY = st.text("aé\U0010ffff日", min_size=1, max_size=5) | st.text(
    st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=6
)


def vocabulary(words: set[str]) -> Vocabulary:
    """Return a vocabulary in which each word occurs in as many posts as it has letters."""
    ordered = sorted(words)
    return Vocabulary(*pack(ordered, [*map(len, ordered)]))


def scan(words: set[str], typed: str, edits: int) -> dict[str, int]:
    """Return the other words so near to `typed`; with two typos those that begin as it does."""
    letters = letters_of(typed)
    found = {word: OSA.distance(letters, letters_of(word)) for word in words}
    return {
        word: distance
        for word, distance in found.items()
        if 0 < distance <= edits and (edits == 1 or letters_of(word)[0] == letters[0])
    }


def near(words: set[str], typed: str, edits: int) -> dict[str, int]:
    """Return what a vocabulary finds, and hold that it knows the posts of each word."""
    found = vocabulary(words).within(typed, edits)
    assert all(one.posts == len(one.word) for one in found)
    assert len({one.word for one in found}) == len(found)
    return {one.word: one.edits for one in found}


@given(st.sets(SIMILAR, max_size=60), SIMILAR, st.sampled_from([1, 2]))
def test_what_is_near_is_what_a_scan_finds(words: set[str], typed: str, edits: int) -> None:
    """All words within one or two typos are found, and no others."""
    assert near(words, typed, edits) == scan(words, typed, edits)


@given(st.text("abcdefgh", min_size=2, max_size=12), st.sampled_from([1, 2]))
def test_two_swapped_letters_are_one_typo(typed: str, edits: int) -> None:
    """Wherever they are, also at a border of the pieces by which words are looked up."""
    swapped = {
        typed[:at] + typed[at + 1] + typed[at] + typed[at + 2 :] for at in range(len(typed) - 1)
    }
    assert near(swapped, typed, edits) == scan(swapped, typed, edits)


@given(st.sets(ANY, max_size=30), ANY, st.sampled_from([1, 2]))
def test_any_letters_will_do(words: set[str], typed: str, edits: int) -> None:
    """The same holds for words of any characters."""
    words = {unicodedata.normalize("NFC", word) for word in words}
    typed = unicodedata.normalize("NFC", typed)
    assert near(words, typed, edits) == scan(words, typed, edits)


@given(st.sets(SIMILAR | ANY, max_size=60), SIMILAR | ANY)
def test_beginnings_are_what_a_scan_finds(words: set[str], prefix: str) -> None:
    """All words with the prefix are found, and no others; shorter ones first."""
    found = list(vocabulary(words).with_prefix(prefix))
    assert set(found) == {word for word in words if word.startswith(prefix)}
    assert sorted(found, key=len) == found
    assert len(set(found)) == len(found)


@given(st.sets(SIMILAR, max_size=60), SIMILAR)
def test_it_knows_how_often_a_word_occurs(words: set[str], word: str) -> None:
    """A word has its number of posts; an unknown word has none."""
    known = vocabulary(words)
    assert len(known) == len(words)
    assert known.post_count(word) == (len(word) if word in words else 0)


@pytest.mark.parametrize("together", [250_000, 1])
@pytest.mark.parametrize("edits", [1, 2])
def test_hardly_a_word_is_too_long(
    monkeypatch: pytest.MonkeyPatch, together: int, edits: int
) -> None:
    """The longest words are found as they are, and a shorter one from a longer one."""
    monkeypatch.setattr(packed_words, "_MOST_TOGETHER", together)
    lengths = [LONGEST + more for more in (-2, -1, 0, 1, 2, 500)]
    words = {letter * length for letter in "ab" for length in lengths}
    for length in lengths:
        found = near(words, "a" * length, edits)
        expected = scan(words, "a" * length, edits)
        assert found == {word: far for word, far in expected.items() if len(word) < LONGEST}
    known = vocabulary(words)
    assert all(known.post_count(word) == len(word) for word in words)
    assert {*known.with_prefix("a")} | {*known.with_suffix("b")} == words


@given(st.sets(SIMILAR | ANY, max_size=30), SIMILAR, st.sampled_from([1, 2]))
def test_a_large_vocabulary_is_packed_in_parts(words: set[str], typed: str, edits: int) -> None:
    """It answers as one that is packed as a whole, and its words are in the same order."""
    whole = vocabulary(words)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packed_words, "_MOST_TOGETHER", 3)
        parts = vocabulary(words)
    assert len(parts) == len(whole) == len(words)
    assert all(parts.post_count(word) == len(word) for word in words)
    assert parts.post_count(f"{typed}0") == 0
    assert {*parts.within(typed, edits)} == {*whole.within(typed, edits)}
    assert [*parts.with_prefix(typed[0])] == [*whole.with_prefix(typed[0])]
    assert [*parts.with_suffix(typed[-1])] == [*whole.with_suffix(typed[-1])]
    assert parts.commonest(typed[0], 9, 3) == whole.commonest(typed[0], 9, 3)
