"""The key figures: the number of posts, and a row of others."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.archive.plurals import Noun, counted
from bot.archive.posts.post import Kind
from bot.archive.statistics.model import Statistics
from bot.languages import _, joined, ngettext, npgettext, number
from bot.workers.charts.canvas import BODY, SMALL, TITLE, Canvas
from bot.workers.charts.parts.titles import HEADING_LENGTH
from bot.workers.charts.wording import compact, day, days, unit_of_posts

# Sizes of type: of several, the first in which a number fits.
_HERO, _FIGURE = (88, 72, 60), (52, 44, 38)
_LEAST_COLUMNS = 3
_YEAR, _YEAR_POSTS = 190, (100, 84, 70, 56)
_GAP = 28


class Figure(NamedTuple):
    """A number, None if it is not known, and its unit, what it is, and something about it.

    Of several details the first that fits is shown.
    """

    number: int | None
    unit: str
    name: str
    details: tuple[str, ...]


def hero(canvas: Canvas, found: Statistics, x: float, y: float, width: float) -> float:
    """Draw the number of posts, large, and beside it of which kinds and days they are."""
    baseline = y + 64
    kinds = of_kinds(found)
    unit = unit_of_posts(found.total)
    texts = [unit]
    if kinds:
        texts = [
            # Translators: kinds are “12 replies and 3 reposts”; a large number is before it
            _("{posts}, of which {kinds}", posts=unit, kinds=joined(kinds)),
            _("{posts}: {kinds}", posts=unit, kinds=", ".join(kinds)),
        ]
    room = width * 0.6 - 20
    total, size = _fitting(canvas, _forms(found.total), _HERO, width - room, is_bold=True)
    taken = canvas.text(x, baseline, total, size, is_bold=True) + 20
    text, size = _fitting(canvas, texts, (BODY, SMALL), width - taken)
    canvas.text(x + taken, baseline - 38, text, size, width=width - taken)
    if found.first and found.last:
        span = days(found.first.date_in(found.zone), found.last.date_in(found.zone))
        canvas.text(x + taken, baseline, span, BODY, canvas.palette.muted, width=width - taken)
    return baseline + 2


def year_hero(
    canvas: Canvas, found: Statistics, year: int, heading: str, x: float, y: float, width: float
) -> float:
    """Draw a year, as large as can be, beside it its posts, and above both a heading."""
    shown = canvas.type.cut(heading, HEADING_LENGTH)
    canvas.text(x, y + 24, shown, BODY, canvas.palette.muted, width=width)
    baseline = y + 194
    taken = canvas.text(
        x - 8, baseline, str(year), _YEAR, canvas.palette.peak, is_bold=True, width=width * 0.6
    )
    x, end = x + taken + 30, width - taken - 30
    unit = unit_of_posts(found.total)
    room = end - canvas.type.width(unit, TITLE) - 14
    total, size = _fitting(canvas, _forms(found.total), _YEAR_POSTS, room, is_bold=True)
    kinds = of_kinds(found)
    lines = [joined(kinds)]
    if canvas.type.width(lines[0], BODY) > end:
        lines = kinds
    for from_below, line in enumerate(reversed(lines)):
        at = baseline - from_below * 34
        canvas.text(x + 4, at, line, BODY, canvas.palette.muted, width=end)
    # The upper edge of a number in the largest type is that of the year.
    above = baseline - (64 if len(lines) == 1 else 80)
    number_width = canvas.text(x, above, total, size, is_bold=True)
    canvas.text(x + number_width + 14, above, unit, TITLE)
    return baseline + 4


def of_kinds(found: Statistics) -> list[str]:
    """Return how many of the posts are replies and reposts, as far as there are some."""
    counts: tuple[tuple[Kind, Noun], ...] = ((Kind.REPLY, "reply"), (Kind.REPOST, "repost"))
    return [counted(found.kinds[kind], noun) for kind, noun in counts if found.kinds.get(kind)]


def row(canvas: Canvas, figures: Sequence[Figure], x: float, y: float, width: float) -> float:
    """Draw figures side by side."""
    columns = max(len(figures), _LEAST_COLUMNS)
    each = (width - _GAP * (columns - 1)) / columns
    for position, figure in enumerate(figures):
        left = x + position * (each + _GAP)
        canvas.box(left, y, each, 4, canvas.palette.bar, 2)
        forms = ["?"] if figure.number is None else _forms(figure.number)
        room = each - canvas.type.width(figure.unit, BODY) - 10
        shown, size = _fitting(canvas, forms, _FIGURE, room, is_bold=True)
        taken = canvas.text(left, y + 58, shown, size, is_bold=True)
        rest = each - taken - 10
        unit, size = _fitting(canvas, [figure.unit], (BODY, SMALL), rest)
        canvas.text(left + taken + 10, y + 58, unit, size, width=rest + 10)
        canvas.text(left, y + 94, figure.name, BODY, width=each)
        fitting = (one for one in figure.details if canvas.type.width(one, SMALL) <= each)
        canvas.text(left, y + 126, next(fitting, ""), SMALL, canvas.palette.muted)
    return y + 132


def key_figures(found: Statistics) -> list[Figure]:
    """Return the figures of days: how many, in a row, the one with the most posts."""
    active = found.active_days
    shown = [Figure(active, _days(active), _("with posts"), (_of(found),))]
    if found.streak:
        first, last, length = found.streak
        details = (days(first, last), _("from {day}", day=day(first)), day(first))
        shown.append(Figure(length, _days(length), _("longest streak"), details))
    if found.busiest:
        on, most = found.busiest
        shown.append(Figure(most, _posts(most), _("busiest day"), (day(on),)))
    return shown


def likes(found: Statistics) -> Figure:
    """Return the figure of the most liked post."""
    name = _("most liked post")
    if not found.likes_known:
        return Figure(None, _likes(0), name, (_("not in the archive"),))
    if not found.liked:
        return Figure(0, _likes(0), name, ())
    most = found.liked[0].likes or 0
    on = day(found.liked[0].date_in(found.zone))
    return Figure(most, _likes(most), name, (on,))


def _posts(count: int) -> str:
    """Return "posts" in a column that has room for few letters."""
    return npgettext("in a narrow column", "post", "posts", count)


def _days(count: int) -> str:
    return npgettext("beside a number", "day", "days", count)


def _likes(count: int) -> str:
    return npgettext("beside a number", "like", "likes", count)


def _forms(count: int) -> list[str]:
    """Return a number in full, and short."""
    return [number(count), compact(count)]


def _fitting(
    canvas: Canvas, texts: Sequence[str], sizes: Sequence[int], width: float, *,
    is_bold: bool = False,
) -> tuple[str, int]:  # fmt: skip
    """Return the first of some texts, and the first size, in which it has at most a width."""
    forms = ((text, size) for text in texts for size in sizes)
    fitting = (one for one in forms if canvas.type.width(*one, is_bold=is_bold) <= width)
    return next(fitting, (texts[-1], sizes[-1]))


def _of(found: Statistics) -> str:
    """Return how many days the posts span."""
    if not found.first or not found.last:
        return ""
    span = (found.last.date_in(found.zone) - found.first.date_in(found.zone)).days + 1
    if span < found.active_days:
        return ""
    # Translators: of so many days, below the number of those with posts
    return ngettext("of {count:,}", "of {count:,}", span)
