"""The hours of the week as a heat map, with its scale."""

from bot.archive.plurals import counted
from bot.archive.statistics.model import Statistics
from bot.archive.statistics.phrases import WEEKDAYS, busiest_hour
from bot.workers.charts.canvas import BODY, SMALL, Canvas
from bot.workers.charts.palette import Step, colour_of, steps
from bot.workers.charts.parts.titles import section
from bot.workers.charts.wording import compact

ROW = 42
"""Pixels from one day to the next."""

GAP = 4
"""Pixels between two cells."""

NAMES = 76
"""Pixels for the names of the days."""

_SCALE_BOX = 118


def week(canvas: Canvas, found: Statistics, x: float, y: float, width: float) -> float:
    """Draw the posts of each hour of the week, Monday first, and how many have no hour."""
    y = section(canvas, "By hour of the week", x, y, width, f"in {found.zone}")
    most = max(map(max, found.hours))
    if most:
        y = _cells(canvas, found, most, x, y, width)
        y = _scale(canvas, most, x + NAMES, y + 20)
        canvas.text(x, y + 38, busiest_hour(found), BODY, width=width)
        y += 46
    if found.without_hour:
        all_ = "no hour is" if not most else "the hour is not"
        text = f"Of {counted(found.without_hour, 'post')} {all_} known"
        canvas.text(x, y + 30, text, SMALL, canvas.palette.muted, width=width)
        y += 38
    return y


def _cells(
    canvas: Canvas, found: Statistics, most: int, x: float, y: float, width: float
) -> float:
    scale = steps(most, canvas.palette.scale)
    pitch = (width - NAMES) / 24
    boxes, colours, peak = [], [], None
    for day, row in enumerate(found.hours):
        top = y + day * ROW
        canvas.text(x, top + 29, WEEKDAYS[day], BODY, canvas.palette.muted)
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
        canvas.text(x + NAMES + hour * pitch, bottom + 26, f"{hour:02}", SMALL,
                    canvas.palette.muted)  # fmt: skip
    return bottom + 30


def _scale(canvas: Canvas, most: int, x: float, y: float) -> float:
    """Draw the colours of the scale, each over the counts that have it."""
    every = [Step(0, 0, canvas.palette.empty), *steps(most, canvas.palette.scale)]
    for number, step in enumerate(every):
        left = x + number * _SCALE_BOX
        canvas.box(left, y, _SCALE_BOX - GAP, 20, step.colour, 5)
        text = compact(step.least)
        if step.most > step.least:
            text = f"{text}–{compact(step.most)}"
        canvas.text(left + (_SCALE_BOX - GAP) / 2, y + 46, text, SMALL, canvas.palette.muted,
                    align="center", width=_SCALE_BOX)  # fmt: skip
    canvas.text(x + len(every) * _SCALE_BOX + 8, y + 46, "posts", SMALL, canvas.palette.muted)
    return y + 50
