"""Words that mark a year: by log-odds against the other years, not by frequency."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.statistics.marking import (
    CANDIDATES,
    LEAST_POSTS,
    can_mark,
    common_from,
    is_written,
    marking_words,
    score,
    strongest,
)
from bot.archive.statistics.model import MarkingWord

COUNTS = st.integers(0, 500)


def test_a_word_of_one_year_marks_it() -> None:
    """A word of one year ranks above a frequent one, and above one that is rare by chance."""
    counts = {
        "coffee": [40, 40, 46],  # common in each
        "eclipse": [0, 0, 30],
        "wedding": [1, 28, 2],
        "typo": [0, 0, LEAST_POSTS - 1],
        "the": [700, 700, 900],  # grammar
        "#eclipse": [0, 0, 30],
        "2017": [0, 0, 30],
    }
    found = marking_words(counts.items(), [1000, 1000, 1000])
    assert [[one.word for one in year] for year in found] == [[], ["wedding"], ["eclipse"]]
    assert found[2][0][:3] == ("eclipse", 30, 0)


def test_a_single_year_has_no_marks() -> None:
    """There is nothing to compare it with."""
    assert marking_words([("eclipse", [30])], [1000]) == [[]]
    assert marking_words([("eclipse", [30, 0])], [1000, 0]) == [[], []]


@pytest.mark.parametrize("posts", [3, 30, 300, 3_000])
@pytest.mark.parametrize("size", [100, 10_000, 1_000_000])
def test_a_word_that_no_other_year_has_ranks_higher(posts: int, size: int) -> None:
    """Of two words in as many posts of the year the one that other years lack is above."""
    if posts * 16 <= size:
        alone = score(posts, size // 16, 0, size - size // 16)
        assert alone > score(posts, size // 16, -(-posts // 3), size - size // 16)


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_scores(posts: int, more: int, elsewhere: int, others: int) -> None:
    """More than elsewhere is above 0, and more evidence of the same shares is a higher score."""
    of, of_elsewhere = posts + more, elsewhere + others
    if of == 0 or of_elsewhere == 0:
        return
    found = score(posts, of, elsewhere, of_elsewhere)
    difference = posts * of_elsewhere - elsewhere * of
    if 0 < posts + elsewhere < of + of_elsewhere:
        assert (found > 1e-12) == (difference > 0)
        assert (found < -1e-12) == (difference < 0)
        doubled = score(2 * posts, 2 * of, 2 * elsewhere, 2 * of_elsewhere)
        assert abs(doubled) >= abs(found) - 1e-9
    else:
        assert found == 0


def test_kana_crowd_out_no_other_words() -> None:
    """Pairs of kana, of which most are grammar, are looked at beside as many other words."""
    kana = [chr(0x3042 + n // 70) + chr(0x3042 + n % 70) for n in range(2 * CANDIDATES)]
    words = [MarkingWord(one, 9, 0, 9.0) for one in kana] + [MarkingWord("eclipse", 5, 0, 3.0)]
    found = strongest(words)
    assert len(found) == CANDIDATES + 1
    assert found[-1].word == "eclipse"


@pytest.mark.parametrize(
    ("word", "may"),
    [
        ("eclipse", True), ("ai", True), ("x", False), ("2016", False), ("4k", True),
        ("#tag", False), ("@name", False), ("🌒", True), ("東京", True), ("京", False),
        ("した", True), ("จั", False), ("จันท", True), ("국", False), ("한국", True),
    ],
)  # fmt: skip
def test_which_words_may_mark(word: str, may: bool) -> None:
    """Names, tags, numbers and single letters do not."""
    assert can_mark(word) is may


def test_addresses_are_not_written() -> None:
    """A word counts as written if half of its posts have it outside of addresses."""
    address = "see https://example.org/eclipse"
    assert not is_written("eclipse", [address, address, "an eclipse"])
    assert is_written("eclipse", [address, "an eclipse"])
    assert not is_written("example", [address])


def test_what_is_common() -> None:
    """In a small archive a word in six posts is not common yet."""
    assert (common_from(0), common_from(100), common_from(2000)) == (7, 7, 101)
