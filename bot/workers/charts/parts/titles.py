"""The heading of a picture, titles of its parts, and what stands below all of them."""

from bot.languages import _, ngettext
from bot.workers.charts.canvas import BODY, LARGE, MARGIN, SMALL, TITLE, WIDTH, Canvas

HEADING_LENGTH = 100
"""Graphemes of a heading that are shown."""

_SEPARATOR = " · "


def heading(canvas: Canvas, text: str, y: float) -> float:
    """Draw a heading: its first part large, what it was asked for below that."""
    first, _separator, rest = canvas.type.cut(text, HEADING_LENGTH).partition(_SEPARATOR)
    width = WIDTH - 2 * MARGIN
    y += 42
    canvas.text(MARGIN, y, first, LARGE, is_bold=True, width=width)
    for line in canvas.type.lines(rest, BODY, width, 2):
        y += 44
        canvas.label(MARGIN, y, line, canvas.palette.muted)
    return y + 12


def subtitle(canvas: Canvas, text: str, y: float) -> float:
    """Draw a line below the heading."""
    canvas.text(MARGIN, y + 24, text, BODY, canvas.palette.muted, width=WIDTH - 2 * MARGIN)
    return y + 32


def section(canvas: Canvas, title: str, x: float, y: float, width: float, aside: str = "") -> float:
    """Draw the title of a part, and something small at the right end of its line."""
    baseline = y + 28
    taken = canvas.text(x, baseline, title, TITLE, is_bold=True, width=width)
    if aside:
        canvas.text(
            x + width, baseline, aside, SMALL, canvas.palette.muted,
            align="right", width=width - taken - 20,
        )  # fmt: skip
    return baseline + 20


def no_font(canvas: Canvas, x: float, y: float, width: float) -> float:
    """Draw a line instead of labels, none of which has a font."""
    text = _("in letters without a font here")
    canvas.text(x, y + 28, text, BODY, canvas.palette.muted, width=width)
    return y + 36


def missing_names(canvas: Canvas, y: float) -> float:
    """Draw a line on the labels that were left out, if there are some."""
    number = canvas.type.without_font
    if not number:
        return y
    text = ngettext(
        "{count:,} label without a font here: see the figures in words",
        "{count:,} labels without a font here: see the figures in words",
        number,
    )
    canvas.text(MARGIN, y + 24, text, SMALL, canvas.palette.muted, width=WIDTH - 2 * MARGIN)
    return y + 32
