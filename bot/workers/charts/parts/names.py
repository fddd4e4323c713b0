"""People and hashtags: names over bars, the longest first."""

from collections.abc import Sequence

from bot.archive.statistics.model import Counted
from bot.languages import number
from bot.workers.charts.canvas import BODY, Canvas
from bot.workers.charts.parts.titles import no_font, section

COLUMN_GAP = 40
"""Pixels between two columns."""

_ROW, _BAR = 48, 42


def names_columns(
    canvas: Canvas, parts: Sequence[tuple[str, Sequence[Counted]]], x: float, y: float,
    width: float, rows: int,
) -> float:  # fmt: skip
    """Draw titled names side by side, those parts that have some; at most `rows` of each."""
    shown = [(title, names) for title, names in parts if names]
    if not shown:
        return y
    each = (width - COLUMN_GAP * (len(shown) - 1)) / len(shown)
    return max(
        _names(canvas, title, names[:rows], x + position * (each + COLUMN_GAP), y, each)
        for position, (title, names) in enumerate(shown)
    )


def _names(
    canvas: Canvas, title: str, names: Sequence[Counted], x: float, y: float, width: float
) -> float:
    y = section(canvas, title, x, y, width)
    most = max(one.posts for one in names)
    longest = width - 16 - max(canvas.type.width(number(one.posts), BODY) for one in names)
    is_empty = True
    for name, posts in names:
        label = canvas.type.label(name, BODY, longest - 28)
        if label is None:
            continue
        bar = max(round(longest * posts / max(most, 1)), 6)
        canvas.box(x, y, bar, _BAR, canvas.palette.track, 6)
        canvas.label(x + 14, y + 30, label)
        canvas.text(x + width, y + 30, number(posts), BODY, align="right")
        y += _ROW
        is_empty = False
    return no_font(canvas, x, y, width) if is_empty else y - (_ROW - _BAR)
