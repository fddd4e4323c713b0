"""Which fonts a text gets."""

import pytest
from matplotlib import font_manager

from bot.workers.charts.fonts import Fonts

INSTALLED = {entry.name for entry in font_manager.fontManager.ttflist}
needs_cjk = pytest.mark.skipif(
    "Noto Sans CJK JP" not in INSTALLED, reason="Noto Sans CJK is not installed"
)


@needs_cjk
@pytest.mark.parametrize(
    ("texts", "family"),
    [
        (["直", "ひらがな"], "Noto Sans CJK JP"),
        (["直", "カタカナ", "한국어"], "Noto Sans CJK JP"),
        (["直", "한국어"], "Noto Sans CJK KR"),
        (["直", "tea"], "Noto Sans CJK SC"),
    ],
)
def test_shared_characters_look_as_in_the_language_of_the_archive(
    texts: list[str], family: str
) -> None:
    """Kana make it Japanese, else hangul Korean."""
    assert Fonts(texts).family("直") == family


@needs_cjk
def test_a_text_of_several_scripts_gets_a_list() -> None:
    """It has installed families alone, in the order in which they are tried."""
    families = Fonts(["の"]).families("tea 茶の")
    assert set(families) <= INSTALLED
    assert len(families) == 2
    assert families[1] == "Noto Sans CJK JP"


@pytest.mark.usefixtures("only_dejavu")
def test_one_font_is_always_there() -> None:
    """It comes with matplotlib; what it does not have is in none."""
    fonts = Fonts([])
    assert fonts.family("é") == "DejaVu Sans"
    assert fonts.family("茶") is None
    assert fonts.families("é茶") == ["DejaVu Sans"]


def test_a_font_of_formulas_is_never_used() -> None:
    """Their characters are others than the codes say."""
    fonts = Fonts([])
    for code in (*range(0x20, 0x7F), 0x2200, 0x1D400, 0xE000, 0x10FFFF):
        family = fonts.family(chr(code))
        assert family is None or not family.startswith(("cm", "STIX", "Last Resort"))


def test_a_font_that_is_gone_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """The list of matplotlib may be older than what is installed."""
    manager = font_manager.fontManager
    gone = font_manager.FontEntry("/nowhere/font.ttf", 0, "Noto Sans Thai", "normal")
    own = [entry for entry in manager.ttflist if "mpl-data" in entry.fname]
    monkeypatch.setattr(manager, "ttflist", [*own, gone])
    assert Fonts([]).family("ไ") is None
