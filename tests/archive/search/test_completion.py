"""Completion of typed text, from the words of an archive."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive.search.completion import completions
from tests.archive.search.vocabularies import vocabulary_of

POSTS = st.dictionaries(
    st.text("sorte", min_size=1, max_size=6), st.integers(1, 99), min_size=1, max_size=30
)


def complete(typed: str, posts: dict[str, int], hidden: frozenset[str] = frozenset()) -> list[str]:
    """Return completions from words, each with the number of posts it is in."""
    return completions(typed, vocabulary_of(posts), lambda: (), lambda word: word not in hidden)


def test_no_word_is_offered_as_two() -> None:
    """A word that two others make when written as one is no completion."""
    posts = {"so": 900, "rt": 800, "sorted": 20, "#sorting": 5}
    assert complete("sort", posts) == ["sort:", "sorted", "#sorting"]


def test_only_what_the_archive_lacks_is_corrected() -> None:
    """Similar words are offered for a word that no post has, or only hidden ones."""
    posts = {"the": 900, "deadlock": 90, "deadlok": 1}
    assert complete("deadlok", posts) == ["deadlok"]
    assert complete("deadlok", posts, frozenset({"deadlok"})) == ["deadlock"]
    assert complete("the deadlokc", posts) == ["the deadlock", "the deadlok"]


def test_hangul_is_completed_by_letters() -> None:
    """A syllable that is not finished yet begins words; they are composed, as in posts."""
    assert complete("하교", {"학교": 7}) == ["학교"]
    assert complete("학교", {"학교에서": 7, "학생": 3}) == ["학교에서"]


@given(POSTS, st.text("sorte", min_size=2, max_size=4), st.sets(st.text("sorte", max_size=3)))
@settings(max_examples=20)
def test_completions_are_shown_words(posts: dict[str, int], typed: str, hidden: set[str]) -> None:
    """Each is one word of the archive that may be suggested; the commonest beginnings are first."""
    found = complete(typed, posts, frozenset(hidden))
    words = [word for word in found if not word.endswith(":")]
    assert all(word in posts and word not in hidden for word in words)
    longer = [word for word in words if word.startswith(typed)]
    expected = sorted(
        (posts[word] for word in posts if word.startswith(typed) and word not in hidden),
        reverse=True,
    )
    assert [posts[word] for word in longer] == expected[: len(longer)]
    assert len(longer) == min(len(expected), 25 - (len(found) - len(words)))
