"""The pictures as a whole, and what their pixels say."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import TypeAlias

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from bot.archive.posts.post import Kind
from bot.archive.statistics.model import Counted, Statistics
from bot.archive.statistics.theme import Theme
from bot.workers.charts.canvas import WIDTH, Canvas
from bot.workers.charts.fonts import Fonts
from bot.workers.charts.jobs import draw
from bot.workers.charts.labels import Typesetter
from bot.workers.charts.palette import PALETTES, colour_of, steps
from bot.workers.charts.parts import months, names, titles, week
from tests.workers.charts.examples import four_scripts, post_of, statistics
from tests.workers.charts.strategies import any_statistics
from tests.workers.charts.test_labels import HOSTILE

DARK = PALETTES[Theme.DARK]
MOST_BYTES = 400_000
Pixels: TypeAlias = NDArray[np.uint8]


def opened(png: bytes) -> Pixels:
    """Return a picture as rows of pixels, each of red, green and blue."""
    with Image.open(BytesIO(png)) as picture:
        return np.asarray(picture.convert("RGB"))


def drawn(part: Callable[[Canvas], float]) -> Pixels:
    """Return a picture of one part in the dark theme."""
    canvas = Canvas(DARK, Typesetter(Fonts([])))
    return opened(canvas.png(part(canvas)))


def rgb(colour: str) -> Pixels:
    """Return red, green and blue of a colour."""
    return np.frombuffer(bytes.fromhex(colour[1:]), np.uint8)


def where(picture: Pixels, *colours: str) -> NDArray[np.bool_]:
    """Return for each pixel whether it has one of some colours."""
    found = np.zeros(picture.shape[:2], np.bool_)
    for colour in colours:
        found |= (picture == rgb(colour)).all(axis=2)
    return found


def columns_of(picture: Pixels, *colours: str) -> NDArray[np.intp]:
    """Return the columns that have pixels of some colours, from left to right."""
    return np.flatnonzero(where(picture, *colours).any(axis=0))


@pytest.mark.parametrize(("theme", "year"), [(Theme.DARK, None), (Theme.LIGHT, 2019)])
def test_a_picture_is_fit_for_a_phone(theme: Theme, year: int | None) -> None:
    """It is as wide as type is made for, portrait, and small."""
    png = draw(four_scripts(2013, 7, year=year), "The archive in figures · @ada", theme)
    height, width, _ = opened(png).shape
    assert width == WIDTH
    assert 1.5 * WIDTH <= height <= 2 * WIDTH
    assert len(png) < MOST_BYTES
    assert where(opened(png), PALETTES[theme].background)[5, 5]


def test_a_picture_is_the_same_each_time() -> None:
    """It names neither the time nor the software."""
    png = draw(statistics(), "The archive in figures", Theme.DARK)
    assert png == draw(statistics(), "The archive in figures", Theme.DARK)
    assert b"matplotlib" not in png.lower()
    with Image.open(BytesIO(png)) as picture:
        assert not picture.info


@settings(max_examples=5, deadline=None)
@given(any_statistics(), HOSTILE, st.sampled_from(Theme))
def test_any_statistics_can_be_drawn(found: Statistics, heading: str, theme: Theme) -> None:
    """No text, number or gap makes it fail."""
    assert opened(draw(found, heading, theme)).shape[1] == WIDTH


@pytest.mark.parametrize(
    "found",
    [
        statistics(),
        statistics(year=2019, without_hour=1),
        statistics(months={}, kinds={Kind.REPOST: 1_000_000}),
        statistics(months={(year, 5): 1 for year in range(1990, 2040)}),
        statistics(liked=(post_of(date(2019, 5, 1), "", 5),), likes_known=1, year=2019),
        statistics(people=(Counted("@\u0000", 1), Counted("@" + "w" * 60, 1))),
    ],
    ids=["one post", "a day alone", "no month", "fifty years", "no text", "names"],
)
def test_what_is_empty_or_extreme_can_be_drawn(found: Statistics) -> None:
    """Parts without anything are left out."""
    assert opened(draw(found, "", Theme.LIGHT)).shape[1] == WIDTH


@pytest.mark.usefixtures("only_dejavu")
def test_pictures_need_no_fonts_but_one() -> None:
    """What it cannot show is left out, and how much that is is said."""
    found = four_scripts(2018, 2)
    without = replace(found, people=(), hashtags=(), words={}, threads=(), liked=())
    taller = len(opened(draw(found, "京都", Theme.DARK)))
    assert taller > len(opened(draw(without, "Kyoto", Theme.DARK)))


def test_each_hour_has_the_colour_of_its_count() -> None:
    """A cell's middle has exactly the colour of the scale."""
    hours = [[(5 * day + 3 * hour) % 17 for hour in range(24)] for day in range(7)]
    found = statistics(hours=hours)
    picture = drawn(lambda canvas: week.week(canvas, found, 0, 0, 1000))
    top = titles.section(Canvas(DARK, Typesetter(Fonts([]))), "x", 0, 0, 1000)
    scale = steps(16, DARK.scale)
    pitch = (1000 - week.NAMES + week.GAP) / 24
    for day, row in enumerate(hours):
        for hour, count in enumerate(row):
            x = week.NAMES + (hour + 0.5) * pitch - week.GAP / 2
            y = top + (day + 0.5) * week.ROW - week.GAP / 2
            colour = colour_of(count, scale, DARK.empty)
            assert (picture[int(y), int(x)] == rgb(colour)).all()


def test_bars_of_a_year_are_as_high_as_their_counts() -> None:
    """The highest has another colour."""
    counts = {(2019, month): count for month, count in enumerate((4, 0, 8, 2, 16), start=1)}
    found = statistics(year=2019, months=counts)
    picture = drawn(lambda canvas: months.of_one_year(canvas, found, 2019, 0, 0, 1080, 400))
    bars = where(picture, DARK.bar, DARK.peak)
    heights = [int(bars[:, 45 + 90 * month].sum()) for month in range(6)]
    per_post = heights[4] / 16
    assert heights[1] == heights[5] == 0
    assert heights == pytest.approx([4 * per_post, 0, 8 * per_post, 2 * per_post, heights[4], 0],
                                    abs=2)  # fmt: skip
    assert set(columns_of(picture, DARK.peak) // 90) == {4}


@pytest.mark.parametrize("years", [2, 9, 40])
def test_the_month_with_the_most_posts_stands_out(years: int) -> None:
    """It is where it belongs on the line of time, however many years there are."""
    counts = {(1980 + year, month): 5 for year in range(years) for month in range(1, 13)}
    counts[1980 + years // 2, 7] = 50
    found = statistics(months=counts)
    picture = drawn(lambda canvas: months.of_years(canvas, found, 0, 0, 1000, 300))
    bars = columns_of(picture, DARK.bar, DARK.peak)
    share = (12 * (years // 2) + 6.5) / (12 * years)
    middle = columns_of(picture, DARK.peak).mean()
    assert middle == pytest.approx(bars[0] + share * (bars[-1] - bars[0]), abs=6)


def test_a_month_with_any_post_has_a_bar() -> None:
    """Also beside one with a million."""
    counts = {(2019, 3): 1_000_000, (2019, 9): 1}
    found = statistics(year=2019, months=counts)
    picture = drawn(lambda canvas: months.of_one_year(canvas, found, 2019, 0, 0, 1080, 400))
    assert set(columns_of(picture, DARK.bar) // 90) == {8}


def test_bars_of_names_are_as_long_as_their_counts() -> None:
    """The first is the longest."""
    found = (Counted("@a", 40), Counted("@b", 20), Counted("@c", 10))
    picture = drawn(lambda canvas: names.names_columns(canvas, [("People", found)], 0, 0, 1000, 3))
    lengths = where(picture, DARK.track).sum(axis=1)
    rows = [int(lengths[at : at + 48].max()) for at in range(48, 48 * 4, 48)]
    assert rows[0] == pytest.approx(2 * rows[1], abs=4)
    assert rows[1] == pytest.approx(2 * rows[2], abs=4)


def test_matplotlib_is_loaded_by_the_job_alone() -> None:
    """The bot imports the job to name it, and must not become larger by that."""
    code = "import sys, bot.workers.charts.jobs; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
