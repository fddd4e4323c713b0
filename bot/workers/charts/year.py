"""The picture of a year, made to be shared."""

from bot.archive.statistics.model import Statistics
from bot.archive.statistics.theme import Theme
from bot.languages import pgettext
from bot.workers.charts.canvas import MARGIN, WIDTH
from bot.workers.charts.parts import figures, months, names, posts, titles, week, words
from bot.workers.charts.sheet import Sheet

_NAMES = 4


def draw(found: Statistics, year: int, heading: str, theme: Theme) -> bytes:
    """Return the picture as PNG. `found` counts at least one post of the year."""
    sheet = Sheet.of(found, heading, theme)
    canvas, width = sheet.canvas, WIDTH - 2 * MARGIN
    sheet.add(lambda y: figures.year_hero(canvas, found, year, heading, MARGIN, y, width))
    sheet.add(lambda y: words.of_one_year(canvas, found.words.get(year, ()), MARGIN, y, width))
    sheet.add(lambda y: months.over_year(canvas, found, year, MARGIN, y, width))
    sheet.add(lambda y: figures.row(canvas, figures.key_figures(found), MARGIN, y, width))
    sheet.add(lambda y: posts.quotation(canvas, found, MARGIN, y, width))
    named = (
        (pgettext("statistics", "People"), found.people),
        (pgettext("statistics", "Hashtags"), found.hashtags),
    )
    sheet.add(lambda y: names.names_columns(canvas, named, MARGIN, y, width, _NAMES))
    sheet.add(lambda y: week.week(canvas, found, MARGIN, y, width))
    sheet.add(lambda y: titles.missing_names(canvas, y))
    return sheet.png()
