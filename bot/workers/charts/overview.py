"""The picture of an archive, or of the posts that fit a query."""

from bot.archive.statistics.model import Statistics
from bot.archive.statistics.phrases import on_networks
from bot.archive.statistics.theme import Theme
from bot.languages import pgettext
from bot.workers.charts.canvas import MARGIN, WIDTH
from bot.workers.charts.parts import figures, months, names, posts, titles, week, words
from bot.workers.charts.sheet import Sheet

_NAMES, _POSTS = 5, 2


def draw(found: Statistics, heading: str, theme: Theme) -> bytes:
    """Return the picture as PNG. `found` counts at least one post."""
    sheet = Sheet.of(found, heading, theme)
    canvas, width = sheet.canvas, WIDTH - 2 * MARGIN
    row = [*figures.key_figures(found), figures.likes(found)]
    sheet.add(lambda y: titles.heading(canvas, heading, y))
    for line in on_networks(found):
        sheet.add(lambda y, line=line: titles.subtitle(canvas, line, y))  # type: ignore[misc]
    sheet.add(lambda y: figures.hero(canvas, found, MARGIN, y, width), 26)
    sheet.add(lambda y: figures.row(canvas, row, MARGIN, y, width), 32)
    sheet.add(lambda y: months.over_time(canvas, found, MARGIN, y, width))
    sheet.add(lambda y: week.week(canvas, found, MARGIN, y, width))
    named = (
        (pgettext("statistics", "People"), found.people),
        (pgettext("statistics", "Hashtags"), found.hashtags),
    )
    sheet.add(lambda y: names.names_columns(canvas, named, MARGIN, y, width, _NAMES))
    sheet.add(lambda y: words.of_each_year(canvas, found, MARGIN, y, width))
    sheet.add(lambda y: posts.posts_columns(canvas, found, MARGIN, y, width, _POSTS))
    sheet.add(lambda y: titles.missing_names(canvas, y))
    return sheet.png()
