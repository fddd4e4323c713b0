"""Bars for months: of one year with names and numbers, or of many years along a line of time."""

from bot.archive.statistics.model import Statistics
from bot.languages import _, short_month
from bot.workers.charts.canvas import BODY, SMALL, Canvas
from bot.workers.charts.parts.titles import section
from bot.workers.charts.wording import compact, month

MOST_YEARS = 40
"""Years that are shown: with more of them, the newest."""

_HEIGHT = 240
_LABELS = 46  # pixels for what stands above the highest bar
_NUMBERS = 88  # pixels of a year's width from which on its number of posts is below its name
_MOST_TICKS, _NEXT_STEP = 3, {1: 2, 2: 5, 5: 10}
_NAME = 74  # pixels for the name of a year
_NARROW, _WIDE = 4, 12  # pixels from bar to bar, from which on they have gaps, and round corners


def over_time(canvas: Canvas, found: Statistics, x: float, y: float, width: float) -> float:
    """Draw the posts of each month: of the one year that has some, or of all."""
    years = years_shown(found)
    if not years:
        return y
    if len(years) == 1:
        return over_year(canvas, found, years[0], x, y, width)
    is_cut = any(year < years[0] for year, _month in found.months)
    aside = _("since {year}", year=years[0]) if is_cut else ""
    y = section(canvas, _("Posts by month"), x, y, width, aside)
    return of_years(canvas, found, x, y, width, _HEIGHT)


def over_year(
    canvas: Canvas, found: Statistics, year: int, x: float, y: float, width: float
) -> float:
    """Draw the posts of each month of a year."""
    y = section(canvas, _("Posts by month"), x, y, width)
    return of_one_year(canvas, found, year, x, y, width, _HEIGHT)


def of_one_year(
    canvas: Canvas, found: Statistics, year: int, x: float, y: float, width: float, height: float
) -> float:
    """Draw a bar for each month of a year, with its number; the highest in another colour."""
    counts = [found.months.get((year, number), 0) for number in range(1, 13)]
    most = max(1, *counts)
    bottom, pitch = y + height - 44, width / 12
    scale = (bottom - y - _LABELS) / most
    colours = canvas.palette
    for position, count in enumerate(counts):
        left, bar = round(x + position * pitch), _bar(count, scale)
        colour = colours.peak if count == most else colours.bar
        if count:
            canvas.box(left + 6, bottom - bar, round(pitch) - 12, bar, colour, 5)
        middle = left + pitch / 2
        canvas.text(middle, bottom - bar - 12, compact(count), BODY,
                    colours.text if count else colours.muted, align="center",
                    is_bold=count == most)  # fmt: skip
        name = short_month(position + 1)
        canvas.text(middle, bottom + 36, name, SMALL, colours.muted, align="center")
    canvas.line(x, bottom, x + width, bottom)
    return y + height


def years_shown(found: Statistics) -> range:
    """Return the years from the first to the last with posts, at most the newest MOST_YEARS."""
    with_posts = [year for year, _month in found.months]
    if not with_posts:
        return range(0)
    last = max(with_posts)
    return range(max(min(with_posts), last - MOST_YEARS + 1), last + 1)


def of_years(
    canvas: Canvas, found: Statistics, x: float, y: float, width: float, height: float
) -> float:
    """Draw a bar for each month of all years, an axis of numbers, and the month with the most."""
    years = years_shown(found)
    counts = {
        (year, number): found.months.get((year, number), 0)
        for year in years
        for number in range(1, 13)
    }
    most = max(counts.values())
    has_numbers = (width - 60) / len(years) >= _NUMBERS
    bottom = y + height - (72 if has_numbers else 38)
    scale = (bottom - y - _LABELS) / max(most, 1)
    axis = _axis(canvas, most, x, bottom, width, scale)
    left, plot = x + axis, width - axis
    _bars(canvas, counts, most, left, bottom, plot, scale)
    _year_names(canvas, found, years, left, bottom, plot / len(years), has_numbers=has_numbers)
    return y + height


def _axis(canvas: Canvas, most: int, x: float, bottom: float, width: float, scale: float) -> float:
    """Draw lines at round numbers; return the width of these."""
    ticks = _ticks(most)
    taken = max(canvas.type.width(compact(tick), SMALL) for tick in ticks) + 14
    for tick in ticks:
        at = round(bottom - tick * scale)
        canvas.line(x + taken, at, x + width, at)
        canvas.text(x + taken - 14, at + 9, compact(tick), SMALL, canvas.palette.muted,
                    align="right")  # fmt: skip
    return taken


def _ticks(most: int) -> list[int]:
    """Return two to four round numbers from 0 to at most `most`, all as far apart."""
    step = 1
    while most // step > _MOST_TICKS:
        power = 10 ** (len(str(step)) - 1)
        step = _NEXT_STEP[step // power] * power
    return list(range(0, max(most, 1) + 1, step))


def _bars(
    canvas: Canvas, counts: dict[tuple[int, int], int], most: int,
    left: float, bottom: float, width: float, scale: float,
) -> None:  # fmt: skip
    pitch = width / len(counts)
    gap = round(pitch * 0.2) if pitch >= _NARROW else 0
    boxes, colours, peak = [], [], None
    for position, ((year, month_number), count) in enumerate(counts.items()):
        start, end = round(left + position * pitch), round(left + (position + 1) * pitch)
        if not count:
            continue
        is_peak = peak is None and count == most
        boxes.append((start, bottom - _bar(count, scale), max(end - start - gap, 1),
                      _bar(count, scale)))  # fmt: skip
        colours.append(canvas.palette.peak if is_peak else canvas.palette.bar)
        if is_peak:
            text = _("{month}: {count:,}", month=month(year, month_number), count=count)
            peak = (start + end) / 2, text
    canvas.boxes(boxes, colours, 3 if pitch >= _WIDE else 0)
    if peak:
        label = canvas.type.label(peak[1], BODY, width, is_bold=True)
        if label:
            half = label.width / 2
            middle = min(max(peak[0], left + half), left + width - half)
            canvas.label(middle, bottom - _bar(most, scale) - 12, label, align="center")


def _year_names(
    canvas: Canvas, found: Statistics, years: range, left: float, bottom: float, pitch: float,
    *, has_numbers: bool,
) -> None:  # fmt: skip
    every = 1
    while every * pitch < _NAME:
        every = 2 if every == 1 else every + 5 - every % 5
    for number, year in enumerate(years):
        if number:
            canvas.line(left + number * pitch, bottom, left + number * pitch, bottom + 8)
        if year % every:
            continue
        middle = left + (number + 0.5) * pitch
        name = str(year)
        canvas.text(middle, bottom + 34, name, SMALL, align="center", is_bold=has_numbers)
        if has_numbers:
            posts = found.by_year.get(year, 0)
            canvas.text(middle, bottom + 66, compact(posts), SMALL, canvas.palette.muted,
                        align="center")  # fmt: skip


def _bar(count: int, scale: float) -> int:
    """Return the height of a bar: any posts can be seen."""
    return max(round(count * scale), 3) if count else 0
