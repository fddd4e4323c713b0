"""The key figures: the number of posts, and a row of others."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.archive.plurals import counted, plural
from bot.archive.posts.post import Kind
from bot.archive.statistics.model import Statistics
from bot.workers.charts.canvas import BODY, MARGIN, SMALL, TITLE, Canvas
from bot.workers.charts.parts.titles import HEADING_LENGTH
from bot.workers.charts.wording import day, days

# Sizes of type: of several, the first in which a number fits.
_HERO, _FIGURE = (88, 72, 60), (52, 44, 38)
_YEAR, _YEAR_POSTS = 190, (100, 84, 70, 56)
_GAP = 28


class Figure(NamedTuple):
    """A number, its unit, what it is, and something about it: the longest that fits."""

    number: str
    unit: str
    name: str
    details: tuple[str, ...]


def hero(canvas: Canvas, found: Statistics, x: float, y: float, width: float) -> float:
    """Draw the number of posts, large, and beside it of which kinds and days they are."""
    baseline = y + 64
    x += 20 + _number(canvas, f"{found.total:,}", _HERO, x, baseline, width * 0.5)
    end = MARGIN + width - x
    kinds = of_kinds(found)
    first = f"{plural('post', found.total)}{f', of which {kinds}' if kinds else ''}"
    canvas.text(x, baseline - 38, first, BODY, width=end)
    if found.first and found.last:
        span = days(found.first.date_in(found.zone), found.last.date_in(found.zone))
        canvas.text(x, baseline, span, BODY, canvas.palette.muted, width=end)
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
    unit = plural("post", found.total)
    room = end - canvas.type.width(f" {unit}", TITLE)
    # Its upper edge is that of the year.
    number = _number(canvas, f"{found.total:,}", _YEAR_POSTS, x, baseline - 64, room)
    canvas.text(x + number + 14, baseline - 64, unit, TITLE, width=end - number)
    kinds = of_kinds(found)
    canvas.text(x + 4, baseline, kinds, BODY, canvas.palette.muted, width=end)
    return baseline + 4


def of_kinds(found: Statistics) -> str:
    """Return how many of the posts are replies and reposts, empty if none are."""
    counts = ((Kind.REPLY, "reply"), (Kind.REPOST, "repost"))
    named = [counted(found.kinds[kind], noun) for kind, noun in counts if found.kinds.get(kind)]
    return " and ".join(named)


def row(canvas: Canvas, figures: Sequence[Figure], x: float, y: float, width: float) -> float:
    """Draw figures side by side."""
    each = (width - _GAP * (len(figures) - 1)) / len(figures)
    for number, figure in enumerate(figures):
        left = x + number * (each + _GAP)
        canvas.box(left, y, each, 4, canvas.palette.bar, 2)
        unit = canvas.type.width(f" {figure.unit}", BODY)
        taken = _number(canvas, figure.number, _FIGURE, left, y + 58, each - unit)
        canvas.text(left + taken + 10, y + 58, figure.unit, BODY, width=each - taken)
        canvas.text(left, y + 94, figure.name, BODY, width=each)
        fitting = (one for one in figure.details if canvas.type.width(one, SMALL) <= each)
        canvas.text(left, y + 126, next(fitting, ""), SMALL, canvas.palette.muted)
    return y + 132


def key_figures(found: Statistics) -> list[Figure]:
    """Return the figures of days: how many, in a row, the one with the most posts."""
    shown = [
        Figure(
            f"{found.active_days:,}", plural("day", found.active_days), "with posts", (_of(found),)
        )
    ]
    if found.streak:
        first, last, length = found.streak
        name, details = "longest streak", (days(first, last), f"from {day(first)}")
        shown.append(Figure(f"{length:,}", plural("day", length), name, details))
    if found.busiest:
        on, most = found.busiest
        shown.append(Figure(f"{most:,}", plural("post", most), "busiest day", (day(on),)))
    return shown


def likes(found: Statistics) -> Figure:
    """Return the figure of the most liked post."""
    if not found.likes_known:
        return Figure("?", "likes", "most liked post", ("not in the archive",))
    if not found.liked:
        return Figure("0", "likes", "most liked post", ())
    most = found.liked[0].likes or 0
    on = day(found.liked[0].date_in(found.zone))
    return Figure(f"{most:,}", plural("like", most), "most liked post", (on,))


def _number(
    canvas: Canvas, number: str, sizes: Sequence[int], x: float, baseline: float, width: float
) -> float:
    """Draw a number in the largest of some sizes in which it fits; return its width."""
    size = next(
        (one for one in sizes if canvas.type.width(number, one, is_bold=True) <= width), sizes[-1]
    )
    return canvas.text(x, baseline, number, size, is_bold=True, width=width)


def _of(found: Statistics) -> str:
    """Return how many days the posts span."""
    if not found.first or not found.last:
        return ""
    span = (found.last.date_in(found.zone) - found.first.date_in(found.zone)).days + 1
    return f"of {span:,}" if span >= found.active_days else ""
