"""Labels: they fit, and no glyph of them is missing."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.workers.charts.fonts import Fonts
from bot.workers.charts.labels import ELLIPSIS, Typesetter

SCRIPTS = (
    "kettle $x$ %s", "京都の夜桜", "한국어", "简体字", "قهوة الصباح", "שלום", "हिन्दी", "สวัสดี",
    "தமிழ்", "ქართული", "አማርኛ", "བོད་", "ᠮᠣᠩᠭᠣᠯ", "𞤀𞤣𞤤𞤢𞤥", "𐎠𐎡", "😂❤️👩‍🚀", "\U0001e2c0", "ꙮ",
    "①½℃", "´`^¨ˇ",
)  # fmt: skip
HOSTILE = st.one_of(
    st.text(st.characters(codec=None), max_size=40),
    st.lists(st.sampled_from(SCRIPTS), max_size=6).map(" ".join),
    st.text("".join(SCRIPTS) + "\u0301\u20e3\ufe0f\u200d\u200c\u202e\u0000", max_size=40),
)


def typesetter(*texts: str) -> Typesetter:
    """Return the typesetter of a picture with some texts."""
    return Typesetter(Fonts(texts))


@settings(max_examples=60, deadline=None)
@given(HOSTILE, st.integers(20, 400), st.booleans())
def test_a_label_fits_and_has_all_glyphs(text: str, width: int, is_bold: bool) -> None:
    """A missing glyph would raise here, since matplotlib warns of it."""
    made = typesetter(text)
    label = made.label(text, 29, width, is_bold=is_bold)
    assert label is None or label.text == ELLIPSIS or label.width <= width
    assert made.without_font <= 1


@pytest.mark.usefixtures("only_dejavu")
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(HOSTILE, st.integers(20, 400))
def test_a_label_has_all_glyphs_with_one_font_alone(text: str, width: int) -> None:
    """What DejaVu Sans does not have is left out."""
    label = typesetter(text).label(text, 29, width)
    assert label is None or label.text == ELLIPSIS or label.width <= width


@settings(max_examples=30, deadline=None)
@given(HOSTILE, st.integers(200, 400), st.integers(1, 4))
def test_lines_fit(text: str, width: int, most: int) -> None:
    """There are at most as many as asked for, and only the last one is cut."""
    lines = typesetter(text).lines(text, 29, width, most)
    assert len(lines) <= most
    assert all(line.width <= width for line in lines)


def test_lines_are_divided_between_words() -> None:
    """The last one has an ellipsis, also between words."""
    text = "one two three four five six seven eight nine"
    lines = typesetter().lines(text, 29, 180, 2)
    shown = " ".join(line.text for line in lines).removesuffix(ELLIPSIS)
    assert f"{text} ".startswith(f"{shown} ")
    assert lines[-1].text.endswith(ELLIPSIS)


@pytest.mark.parametrize("text", ["¢\u0e31", "a \ufdfd b", "👩‍❤️‍💋‍👨" * 9])
def test_what_is_wider_than_a_line_does_not_overflow_it(text: str) -> None:
    """The name of a symbol is divided; one character may be a whole sentence."""
    lines = typesetter(text).lines(text, 29, 150, 3)
    assert lines
    assert all(line.width <= 150 for line in lines)


def test_no_text_no_label() -> None:
    """An empty text is none that lacks a font."""
    made = typesetter()
    assert made.label("\u202e\u0000 ", 29, 100) is None
    assert made.without_font == 0


@pytest.mark.usefixtures("only_dejavu")
def test_a_text_without_a_font_is_counted() -> None:
    """No box is drawn for it."""
    made = typesetter("京都")
    assert made.label("@京都", 29, 300) is None
    assert made.label("kettle", 29, 300) is not None
    assert made.without_font == 1


@pytest.mark.usefixtures("only_dejavu")
def test_a_text_is_shown_up_to_the_cut() -> None:
    """What has no font may be where nothing is shown any more."""
    label = typesetter("京都").label("a long way to the old town of 京都", 29, 150)
    assert label is not None
    assert label.text.endswith(ELLIPSIS)


@pytest.mark.usefixtures("only_dejavu")
def test_a_symbol_without_a_font_has_its_name() -> None:
    """As an emoji has."""
    label = typesetter().label("a 𝌆", 29, 900)
    assert label is not None
    assert label.text == "a :tetragram for centre:"


def test_a_text_has_a_number_of_graphemes() -> None:
    """A family of emoji is one."""
    assert typesetter().cut("ab👩‍🚀d", 4) == "ab:woman rocket:d"
    assert typesetter().cut("ab👩‍🚀de", 4) == f"ab:woman rocket:{ELLIPSIS}"


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.usefixtures("only_dejavu")
def test_a_glyph_that_is_missing_all_the_same_leaves_the_label_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A font may say that it has a character; no box is drawn where warnings are no errors."""
    monkeypatch.setattr(Fonts, "family", lambda _fonts, _grapheme: "DejaVu Sans")
    made = typesetter()
    assert made.label("\u0e01\u0e33\u4eac", 29, 400) is None
    assert made.without_font == 1
