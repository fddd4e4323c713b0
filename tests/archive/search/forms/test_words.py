"""Forms of the words of posts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.search.forms.words import (
    FormsOfPosts,
    Kind,
    forms_of,
    kind_of,
    related_words,
    typed_words,
)
from bot.archive.search.tokens import tokenize

LANGUAGES = ("ar", "de", "en", "fr", "ko", "ru", "tr")


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("running", "en", {("en:run", "running")}),
        ("canciones", "es", {("es:cancion", "canciones")}),
        ("canción", "es", set()),  # its stem is the word itself
        ("Mädchen", "de", {("~maedchen", "madchen"), ("de:madch", "madchen")}),
        ("Øl", "da", {("~oel", "ol")}),
        ("PyTorch", None, {("/py", "pytorch"), ("/torch", "pytorch")}),
        ("HTMLPage", None, {("/html", "htmlpage"), ("/page", "htmlpage")}),
        ("covid19", None, {("/covid", "covid19"), ("/19", "covid19")}),
        ("Türkiye'nin", "tr", {("tr:turki", "turkiyenin"), ("~tuerkiyenin", "turkiyenin")}),
        (
            "학교에서",
            "ko",
            {("ko:학교", "학교에서"), ("/교에서", "학교에서"), ("/에서", "학교에서")},
        ),
        ("日本語", "ja", set()),
        ("#running", "en", {("en:run", "running")}),
        ("2022", "en", set()),
    ],
)
def test_a_word_has_these_forms(
    text: str, language: str | None, expected: set[tuple[str, str]]
) -> None:
    """Stems by the language, keyboard spellings, and parts that a capital or a digit shows."""
    assert set(forms_of(text, language)) == expected


@given(st.text(), st.sampled_from([None, *LANGUAGES]))
def test_forms_are_of_words_of_the_index(text: str, language: str | None) -> None:
    """Any text has forms of the words that the index has of it, without spaces."""
    words = set(tokenize(text))
    for form, word in forms_of(text, language):
        assert word in words
        assert " " not in form
        assert isinstance(kind_of(form), Kind)


@pytest.mark.parametrize(
    ("posted", "language", "typed"),
    [
        ("running", "en", "runs"),
        ("chanteuse", "fr", "chanteuses"),
        ("Häuser", "de", "Haus"),
        ("Mädchen", "de", "Maedchen"),
        ("Maedchen", "de", "Mädchen"),
        ("книги", "ru", "книга"),
        ("الكتاب", "ar", "كتاب"),
        ("PyTorch", "en", "torch"),
        ("학교에서", "ko", "학교가"),
        ("Ankara'da", "tr", "Ankara"),
        ("canciones", "es", "canción"),
    ],
)
def test_what_is_typed_is_related_to_what_is_posted(posted: str, language: str, typed: str) -> None:
    """By the forms of a post a query finds words that it has in another form."""
    posts = FormsOfPosts()
    posts.add(posted, language)
    by_form: dict[str, list[str]] = {}
    for form, word in posts.new:
        by_form.setdefault(form, []).append(word)
    (one,) = typed_words(typed)
    words = {related.word for related in related_words(one, [language], [], by_form)}
    assert words & set(tokenize(posted))


def test_a_post_in_no_known_language_is_in_that_of_most() -> None:
    """Its endings are those of the language of most posts before it; at first of English."""
    forms = FormsOfPosts()
    forms.add("bugs", None)
    forms.add("das", "de")
    forms.add("Kinder", None)
    assert forms.new == {("en:bug", "bugs"), ("de:kind", "kinder")}
