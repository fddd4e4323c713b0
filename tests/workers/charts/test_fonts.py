"""Which fonts a text gets."""

from pathlib import Path

import pytest
from matplotlib import font_manager

from bot.workers.charts import fonts
from bot.workers.charts.fonts import Fonts, list_new_fonts

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


@pytest.mark.skipif(not font_manager.findSystemFonts(), reason="no font is installed")
def test_fonts_installed_after_the_list_was_made_are_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """They are in the list of this process, and matplotlib's kept list is made anew by the next."""
    complete = font_manager.fontManager.ttflist
    system = set(font_manager.findSystemFonts())
    old = [entry for entry in complete if entry.fname not in system]
    kept = tmp_path / "fontlist-v390.json"
    kept.touch()
    monkeypatch.setattr(font_manager.fontManager, "ttflist", old)
    monkeypatch.setattr(fonts, "get_cachedir", lambda: str(tmp_path))
    list_new_fonts.cache_clear()
    try:
        list_new_fonts()
        listed = {entry.fname for entry in font_manager.fontManager.ttflist}
        assert listed >= {entry.fname for entry in complete}
        assert not kept.exists()
        kept.touch()
        list_new_fonts.cache_clear()
        list_new_fonts()
        assert kept.exists()
    finally:
        list_new_fonts.cache_clear()
