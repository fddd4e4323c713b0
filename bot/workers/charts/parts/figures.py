"""The key figures: the number of posts, and a row of others."""

from datetime import date
from typing import NamedTuple

from bot.archive.plurals import counted, plural
from bot.archive.posts.post import Kind
from bot.archive.statistics.model import Statistics
from bot.workers.charts.canvas import BODY, SMALL, Canvas
from bot.workers.charts.parts.titles import HEADING_LENGTH
from bot.workers.charts.wording import day, days

_HERO = 88
_FIGURE = 50
_YEAR, _YEAR_POSTS = 190, (100, 84, 70, 56)
_GAP = 28


class Figure(NamedTuple):
    """A number, what it is the number of, and something about it."""

    number: str
    noun: str
    detail: str


def hero(canvas: Canvas, found: Statistics, x: float, y: float, width: float) -> float:
    """Draw the number of posts, large, and beside it of which kinds and days they are."""
    baseline = y + 70
    x += 18 + canvas.text(x, baseline, f"{found.total:,}", _HERO, is_bold=True, width=width * 0.6)
    end = width - x
    kinds = of_kinds(found)
    first = f"{plural('post', found.total)}{f', of which {kinds}' if kinds else ''}"
    canvas.text(x, baseline - 36, first, BODY, width=end)
    if found.first and found.last:
        span = days(found.first.date_in(found.zone), found.last.date_in(found.zone))
        canvas.text(x, baseline, span, BODY, canvas.palette.muted, width=end)
    return baseline + 4


def year_hero(
    canvas: Canvas, found: Statistics, year: int, heading: str, x: float, y: float, width: float
) -> float:
    """Draw a year, as large as can be, beside it its posts, and above both a heading."""
    shown = canvas.type.cut(heading, HEADING_LENGTH)
    canvas.text(x, y + 28, shown, BODY, canvas.palette.muted, width=width)
    baseline = y + 210
    taken = canvas.text(
        x - 6, baseline, str(year), _YEAR, canvas.palette.peak, is_bold=True, width=width * 0.6
    )
    x, end = x + taken + 30, width - taken - 30
    number = f"{found.total:,}"
    size = next(
        (one for one in _YEAR_POSTS if canvas.type.width(number, one, is_bold=True) <= end),
        _YEAR_POSTS[-1],
    )
    canvas.text(x, baseline - 82, number, size, is_bold=True, width=end)
    canvas.text(x, baseline - 36, plural("post", found.total), BODY, width=end)
    kinds = of_kinds(found)
    canvas.text(x, baseline, kinds, BODY, canvas.palette.muted, width=end)
    return baseline + 4


def of_kinds(found: Statistics) -> str:
    """Return how many of the posts are replies and reposts, empty if none are."""
    counts = ((Kind.REPLY, "reply"), (Kind.REPOST, "repost"))
    named = [counted(found.kinds[kind], noun) for kind, noun in counts if found.kinds.get(kind)]
    return " and ".join(named)


def row(canvas: Canvas, figures: list[Figure], x: float, y: float, width: float) -> float:
    """Draw figures side by side."""
    each = (width - _GAP * (len(figures) - 1)) / len(figures)
    for number, figure in enumerate(figures):
        left = x + number * (each + _GAP)
        canvas.box(left, y, each, 4, canvas.palette.bar, 2)
        canvas.text(left, y + 62, figure.number, _FIGURE, is_bold=True, width=each)
        canvas.text(left, y + 100, figure.noun, BODY, width=each)
        canvas.text(left, y + 134, figure.detail, SMALL, canvas.palette.muted, width=each)
    return y + 142


def figures(found: Statistics) -> list[Figure]:
    """Return the figures of the row. Those of likes are left out in the picture of a year."""
    shown = [Figure(f"{found.active_days:,}", f"{plural('day', found.active_days)} with posts", "")]
    shown[0] = shown[0]._replace(detail=_share(found))
    if found.streak:
        first, last, length = found.streak
        shown.append(Figure(counted(length, "day"), "in a row at most", _short(first, last)))
    if found.busiest:
        most = counted(found.busiest.posts, "post")
        shown.append(Figure(most, "on the busiest day", day(found.busiest.day)))
    return [*shown, likes(found)]


def likes(found: Statistics) -> Figure:
    """Return the likes of the most liked post."""
    if not found.likes_known:
        return Figure("–", "likes", "not in the archive")
    if not found.liked:
        return Figure("0", "likes", "on any post")
    most = found.liked[0]
    return Figure(
        counted(most.likes or 0, "like"), "for the most liked", day(most.date_in(found.zone))
    )


def _share(found: Statistics) -> str:
    """Return the days that the posts span."""
    if not found.first or not found.last:
        return ""
    span = (found.last.date_in(found.zone) - found.first.date_in(found.zone)).days + 1
    return f"of {span:,}" if span >= found.active_days else ""


def _short(first: date, last: date) -> str:
    """Return days in a row in one line of a narrow column."""
    text = days(first, last)
    return text if len(text) <= len("30 Sep – 29 Oct 2019") else f"from {day(first)}"
