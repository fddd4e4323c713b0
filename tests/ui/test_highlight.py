"""Matched words in bold, with nothing else changed."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.archive.search.tokens import tokenize, tokenize_with_spans
from bot.sandbox.markdown import render_plain, spans
from bot.ui.highlight import Marks, highlight
from bot.ui.limits import Size
from bot.ui.text import escape

TEXTS = st.lists(
    st.sampled_from(
        [
            "wombat",
            "Wombats",
            "#wombat",
            "@wombat_s",
            "caf\u00e9",
            "\u65e5\u672c\u8a9e",
            "**",
            "_",
            "\n",
            "1.",
            "# ",
            "@everyone",
            "https://wombat.example/x",
            "[x](https://evil)",
            ":smile:",
            ":+1:",
            ":wombat:",
            ":x:wombat:",
            "\U0001f9f5",
            "\u202e",
            "||",
        ]
    )
    | st.text(st.characters(exclude_categories=["C"]), max_size=5)
).map(" ".join)
ANY = Size(10**9, 10**9)
FOUND = st.sets(
    st.sampled_from(
        ["wombat", "wombats", "#wombat", "cafe", "\u65e5\u672c", "everyone", "smile", "evil", "1"]
    )
)


def words(*found: str) -> Marks:
    """Return what makes words bold."""
    return Marks(frozenset(found))


@given(TEXTS, FOUND, st.integers(40, 400))
def test_the_screen_shows_the_text(text: str, found: set[str], limit: int) -> None:
    """The shown characters are those of the post, or of a part between ellipses."""
    room = Size(limit, 2 * limit)
    marked = highlight(text, words(*found), room)
    assert Size.of(marked).fits(room)
    if Size.of(highlight(text, words(*found), ANY)).fits(room):
        assert render_plain(marked) == render_plain(escape(text))


@given(TEXTS, FOUND)
def test_bold_is_what_was_found(text: str, found: set[str]) -> None:
    """Only matched words are bold, and no pings or links are added."""
    shown = list(spans(highlight(text, words(*found), ANY)))
    for span in shown:
        if "bold" in span.styles:
            assert any(word in found for word in tokenize(span.text))
        assert not span.mention
    links = [span.link for span in shown if span.link]
    assert links == [span.link for span in spans(escape(text)) if span.link]


@given(TEXTS)
def test_positions_of_words(text: str) -> None:
    """Each position has its word, and all words are those of the index."""
    found = list(tokenize_with_spans(text))
    assert sorted(word for word, *_ in found) == sorted(tokenize(text))
    assert all(0 <= start < end <= len(text) for _, start, end in found)


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("1️⃣ one", "1", "**1️⃣** one"),
        ("ភាសាខ្មែរ", "ខ្មែរ", "ភាសា**ខ្មែរ**"),
        ("a🏳️‍🌈wombat👍🏽", "wombat", "a🏳️‍🌈**wombat**👍🏽"),
    ],
)
def test_bold_holds_whole_graphemes(text: str, query: str, marked: str) -> None:
    """No keycap and no syllable is broken by what makes a part of it bold."""
    assert highlight(text, words(*tokenize(query)), ANY) == marked


def test_a_long_text_is_shown_where_the_word_is() -> None:
    """Of a long post the part with the matched word is shown."""
    text = "far " * 500 + "the wombat sleeps " + "away " * 500
    marked = highlight(text, words("wombat"), Size(300, 300))
    assert "the **wombat** sleeps" in marked
    assert marked.startswith("\u2026far")
    assert marked.endswith("\u2026")


@given(st.integers(0, 400), st.integers(0, 400), st.sampled_from(["far ", "*ä* ", "日本 "]))
@example(400, 0, "far ")
@example(3_000, 3_000, "far ")
def test_a_matched_word_is_shown(before: int, behind: int, other: str) -> None:
    """Wherever it stands, at the very end too, and in a text of any length."""
    text = f"{other * before}wombat {other * behind}".rstrip()
    marked = highlight(text, words("wombat"), Size(300, 300))
    assert "**wombat**" in marked
    assert Size.of(marked).fits(Size(300, 300))


def test_the_part_that_is_shown_has_whole_graphemes() -> None:
    """Neither end of the part cuts through a family of emoji."""
    family = "👨‍👩‍👧‍👦"
    for shift in range(9):
        marked = highlight(
            f"{'x' * shift}{family * 99}wombat{family * 99}", words("wombat"), Size(99, 400)
        )
        assert set(marked.strip("…").split(family)) <= {"", "x" * shift, "**wombat**"}


def test_addresses_stay_clickable() -> None:
    """A word inside an address is not made bold."""
    text = "see https://godbolt.org/z/3 on godbolt"
    assert highlight(text, words("godbolt"), ANY) == "see https://godbolt.org/z/3 on **godbolt**"
    wiki = "https://en.wikipedia.org/wiki/Comet_(film)"
    assert highlight(wiki, words("comet"), ANY) == escape(wiki)
