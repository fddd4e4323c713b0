"""Posts with a number: the longest threads, the most liked; and one post as a quotation."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.archive.plurals import counted
from bot.archive.posts.body import beginning
from bot.archive.posts.post import Post
from bot.archive.statistics.model import Statistics
from bot.archive.statistics.phrases import NO_COUNTS
from bot.languages import _
from bot.workers.charts.canvas import BODY, SMALL, TITLE, Canvas
from bot.workers.charts.labels import Label
from bot.workers.charts.parts.names import COLUMN_GAP
from bot.workers.charts.parts.titles import no_font, section
from bot.workers.charts.wording import day

_LINE = 38
_QUOTED_LINES = 3


class Entry(NamedTuple):
    """A post, and how much there is of it."""

    number: str
    post: Post


def posts_columns(
    canvas: Canvas, found: Statistics, x: float, y: float, width: float, rows: int
) -> float:
    """Draw the longest threads and the most liked posts side by side, `rows` of each."""
    threads = [Entry(counted(one.length, "post"), one.first) for one in found.threads[:rows]]
    liked = [Entry(counted(one.likes or 0, "like"), one) for one in found.liked[:rows]]
    parts = [(_("Longest threads"), threads)] if threads else []
    if liked or not found.likes_known:
        parts.append((_("Most liked"), liked))
    if not parts:
        return y
    each = (width - COLUMN_GAP * (len(parts) - 1)) / len(parts)
    return max(
        _entries(canvas, found, title, entries, x + number * (each + COLUMN_GAP), y, each)
        for number, (title, entries) in enumerate(parts)
    )


def quotation(canvas: Canvas, found: Statistics, x: float, y: float, width: float) -> float:
    """Draw the text of the most liked post, cut, and its likes."""
    if not found.liked:
        return y
    post = found.liked[0]
    y = section(canvas, _("Most liked"), x, y, width)
    top = y
    pitch = 48
    lines = canvas.type.lines(beginning(post), TITLE, width - 32, _QUOTED_LINES)
    if post.text and not lines:
        y = no_font(canvas, x + 32, y, width - 32)
    for line in lines:
        y += pitch
        _written(canvas, line, x + 32, y - 12, width - 32)
    likes = f"{counted(post.likes or 0, 'like')} · {day(post.date_in(found.zone))}"
    canvas.text(x + 32, y + 36, likes, BODY, canvas.palette.muted, width=width - 32)
    y += 46
    canvas.box(x, top, 8, y - top, canvas.palette.peak, 4)
    return y


def _entries(
    canvas: Canvas, found: Statistics, title: str, entries: Sequence[Entry],
    x: float, y: float, width: float,
) -> float:  # fmt: skip
    y = section(canvas, title, x, y, width)
    if not entries:
        for line in canvas.type.lines(f"{NO_COUNTS}", BODY, width, 3):
            y += _LINE
            canvas.label(x, y - 8, line, canvas.palette.muted)
        return y
    for number, post in entries:
        y += 32
        taken = canvas.text(x, y, number, BODY, is_bold=True, width=width)
        canvas.text(x + taken + 14, y, day(post.date_in(found.zone)), SMALL,
                    canvas.palette.muted)  # fmt: skip
        lines = canvas.type.lines(beginning(post), BODY, width, 2)
        if post.text and not lines:
            y = no_font(canvas, x, y + 8, width) - 8
        for line in lines:
            y += _LINE
            _written(canvas, line, x, y, width)
        y += 20
    return y - 12


def _written(canvas: Canvas, line: Label, x: float, baseline: float, width: float) -> None:
    """Draw a line of a text at the side where its script begins."""
    if line.is_right_to_left:
        canvas.label(x + width, baseline, line, align="right")
    else:
        canvas.label(x, baseline, line)
