"""The searches that the tour shows, chosen from the words of any archive."""

from datetime import UTC, datetime

from bot.archive.posts.post import Post
from bot.demo.searches import WordsOfPosts

WHEN = datetime(2021, 10, 28, 3, tzinfo=UTC)


def words_of(*texts: str, language: str | None = None) -> WordsOfPosts:
    """Return the words of posts with these texts."""
    words = WordsOfPosts()
    for number, text in enumerate(texts):
        words.add(Post(f"{number}", "ada", WHEN, text, text, language=language))
    return words


def test_a_word_with_most_endings_is_chosen() -> None:
    """Of its forms it is the one that the fewest posts have."""
    words = words_of("folded books", "books folding folds", "folding, books", language="en")
    assert words.with_endings == "folded"
    assert words_of("nothing alike here", language="en").with_endings is None


def test_similar_words_differ_by_a_letter_and_much_in_number() -> None:
    """A rare word is one if a word a letter away is in many more posts."""
    words = words_of("mince pies", *["since then"] * 8, "sense", "wince", "wince")
    assert list(words.similar()) == ["mince"]


def test_the_rarest_language_of_several_posts_is_chosen() -> None:
    """One post alone may be a mistake, and an archive in one language has none to choose."""
    words = words_of("das ist ein Haus und ich bin nicht da", "wir haben auch noch ein Buch")
    assert words.rare_language is None
    english = ("this is what they have been saying", "and that is all there was", "what they were")
    words = words_of(
        "das ist ein Haus und ich bin nicht da", "wir haben auch noch ein Buch", *english,
        "の本を読みました",
    )  # fmt: skip
    assert words.rare_language == "de"
