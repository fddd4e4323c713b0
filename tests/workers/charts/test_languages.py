"""Pictures in the languages of the bot: nothing is cut, and all languages have their letters."""

from datetime import date

import pytest
from matplotlib import font_manager

from bot.archive.statistics.model import BusiestDay, Streak
from bot.archive.statistics.theme import Theme
from bot.languages import ENGLISH, LANGUAGES, Language, of_discord, speaking
from bot.workers.charts.canvas import BODY, MARGIN, SMALL, TITLE, WIDTH
from bot.workers.charts.fonts import Fonts
from bot.workers.charts.jobs import draw
from bot.workers.charts.labels import Typesetter
from bot.workers.charts.parts import figures, months, titles, week, words
from bot.workers.charts.wording import compact, writable
from tests.workers.charts.examples import four_scripts, post_of, statistics

COLUMN = (WIDTH - 2 * MARGIN - 3 * figures._GAP) / 4
FOUND = statistics(
    active_days=3_210,
    streak=Streak(date(2019, 12, 28), date(2020, 11, 28), 337),
    busiest=BusiestDay(date(2020, 11, 28), 210),
    likes_known=1,
    liked=(post_of(date(2020, 11, 28), "liked", 2_310),),
    first=post_of(date(2006, 1, 3), "first", 0),
    last=post_of(date(2021, 12, 30), "last", 0),
)

in_each_language = pytest.mark.parametrize("language", LANGUAGES, ids=lambda one: one.locale)
# The font that comes with matplotlib is a sixth wider, and its longest texts are cut.
needs_narrow_font = pytest.mark.skipif(
    "Noto Sans" not in {entry.name for entry in font_manager.fontManager.ttflist},
    reason="Noto Sans is not installed (apt install fonts-noto-core)",
)


@pytest.fixture(scope="module")
def typesetter() -> Typesetter:
    """One that measures texts."""
    return Typesetter(Fonts([]))


@needs_narrow_font
@in_each_language
def test_no_figure_is_cut(language: Language, typesetter: Typesetter) -> None:
    """Its number, unit and name have room in the narrowest column, and so has one detail."""
    if writable(language) != language:
        pytest.skip("no font has the letters of this language")
    with speaking(language):
        for figure in (*figures.key_figures(FOUND), figures.likes(FOUND)):
            assert typesetter.width(figure.name, BODY) <= COLUMN, figure
            number = typesetter.width(compact(figure.number or 0), 38, is_bold=True)
            assert number + 10 + typesetter.width(figure.unit, SMALL) <= COLUMN, figure
            assert any(typesetter.width(one, SMALL) <= COLUMN for one in figure.details), figure


@needs_narrow_font
@in_each_language
def test_no_title_is_cut(
    language: Language, typesetter: Typesetter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A title leaves room for what stands at the other end of its line."""
    if writable(language) != language:
        pytest.skip("no font has the letters of this language")
    said: list[tuple[str, str, float]] = []

    def section(
        _canvas: object, title: str, _x: float, y: float, width: float, aside: str = ""
    ) -> float:
        said.append((title, aside, width))
        return titles.section(_canvas, title, _x, y, width, aside)  # type: ignore[arg-type]

    for module in (months, week, words):
        monkeypatch.setattr(module, "section", section)
    draw(four_scripts(1990, 30), "Heading", Theme.DARK, language.discord[0])
    assert len(said) == 3
    for title, aside, width in said:
        taken = typesetter.width(title, TITLE, is_bold=True) + 20
        assert taken + typesetter.width(aside, SMALL) <= width, (title, aside)


@pytest.mark.usefixtures("only_dejavu")
def test_without_its_letters_a_language_gives_way_to_english() -> None:
    """Else a picture had no labels: nothing in its place would be read by anybody."""
    japanese = of_discord("ja")
    assert writable(japanese) is ENGLISH
    assert draw(FOUND, "1", Theme.DARK, "ja") == draw(FOUND, "1", Theme.DARK)
    assert writable(of_discord("de")) == of_discord("de")


def test_a_picture_is_drawn_in_its_language() -> None:
    """And the next one in English again."""
    english = draw(FOUND, "1", Theme.DARK)
    assert draw(FOUND, "1", Theme.DARK, "de") != english
    assert draw(FOUND, "1", Theme.DARK) == english


@pytest.mark.parametrize(
    ("locale", "texts"),
    [
        ("de", ("9.999", "12k", "1,9M", "12M")),
        ("fr", ("9\u202f999", "12k", "1,9M", "12M")),
        ("ja", ("9,999", "1.2万", "196万", "1,234万")),
    ],
)
def test_short_numbers_of_a_language(locale: str, texts: tuple[str, ...]) -> None:
    """They have at most six characters, and are never rounded up."""
    with speaking(of_discord(locale)):
        assert tuple(map(compact, (9_999, 12_999, 1_969_999, 12_345_678))) == texts
