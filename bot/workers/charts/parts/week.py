"""The hours of the week as a heat map, with its scale."""

from bot.archive.statistics.model import Statistics
from bot.archive.statistics.phrases import busiest_hour
from bot.languages import _, ngettext, pgettext, short_weekday
from bot.workers.charts.canvas import BODY, SMALL, Canvas
from bot.workers.charts.palette import Step, colour_of, steps, text_on
from bot.workers.charts.parts.titles import section
from bot.workers.charts.wording import span

ROW = 35
"""Pixels from one day to the next."""

GAP = 4
"""Pixels between two cells."""

NAMES = 76
"""Pixels for the names of the days."""

_SCALE_BOX, _SCALE_HEIGHT = 118, 34


def week(canvas: Canvas, found: Statistics, x: float, y: float, width: float) -> float:
    """Draw the posts of each hour of the week, Monday first, and how many have no hour."""
    zone = _("in {zone}", zone=found.zone)
    y = section(canvas, _("Posts by hour of the week"), x, y, width, zone)
    most = max(map(max, found.hours))
    if most:
        y = _cells(canvas, found, most, x, y, width)
        y = _scale(canvas, most, x + NAMES, y + 14)
        return _in_words(canvas, found, x, y + 6, width)
    text = _("The hour of none of these posts is known.")
    canvas.text(x, y + 24, text, BODY, width=width)
    return y + 32


def _cells(canvas: Canvas, found: Statistics, most: int, x: float, y: float, width: float) -> float:
    scale = steps(most, canvas.palette.scale)
    pitch = (width - NAMES + GAP) / 24
    boxes, colours, peak = [], [], None
    for day, row in enumerate(found.hours):
        top = y + day * ROW
        canvas.text(x, top + 26, short_weekday(day), BODY, canvas.palette.muted)
        for hour, count in enumerate(row):
            left, right = round(x + NAMES + hour * pitch), round(x + NAMES + (hour + 1) * pitch)
            box = (left, top, right - left - GAP, ROW - GAP)
            boxes.append(box)
            colours.append(colour_of(count, scale, canvas.palette.empty))
            if count == most and peak is None:
                peak = box
    canvas.boxes(boxes, colours, 5)
    if peak is not None:
        left, top, across, down = peak
        canvas.frame(left - 2, top - 2, across + 4, down + 4, canvas.palette.text, 6)
    bottom = y + len(found.hours) * ROW
    for hour in range(0, 24, 3):
        middle = x + NAMES + hour * pitch + (pitch - GAP) / 2
        canvas.text(middle, bottom + 26, f"{hour:02}", SMALL, canvas.palette.muted,
                    align="center")  # fmt: skip
    return bottom + 30


def _scale(canvas: Canvas, most: int, x: float, y: float) -> float:
    """Draw the colours of the scale, on each the counts that have it."""
    every = [Step(0, 0, canvas.palette.empty), *steps(most, canvas.palette.scale)]
    left = x
    for step in every:
        text, colour = span(step.least, step.most), text_on(step.colour)
        canvas.box(left, y, _SCALE_BOX - GAP, _SCALE_HEIGHT, step.colour, 5)
        canvas.text(left + (_SCALE_BOX - GAP) / 2, y + 26, text, SMALL, colour,
                    align="center", width=_SCALE_BOX)  # fmt: skip
        left += _SCALE_BOX
    posts = pgettext("scale of colours", "posts")
    canvas.text(left + 8, y + 26, posts, SMALL, canvas.palette.muted)
    return y + _SCALE_HEIGHT


def _in_words(canvas: Canvas, found: Statistics, x: float, y: float, width: float) -> float:
    """Draw which hour has the most posts, and how many posts have none: in one line if they fit."""
    baseline = y + 32
    taken = canvas.text(x, baseline, busiest_hour(found), BODY, width=width)
    if found.without_hour:
        text = ngettext(
            "{count:,} post without an hour",
            "{count:,} posts without an hour",
            found.without_hour,
        )
        if taken + 24 + canvas.type.width(text, SMALL) <= width:
            canvas.text(x + width, baseline, text, SMALL, canvas.palette.muted, align="right")
        else:
            baseline += 36
            canvas.text(x, baseline, text, SMALL, canvas.palette.muted, width=width)
    return baseline + 8
