"""The words that mark years: of each a few, or many of one."""

from collections.abc import Sequence

from bot.archive.statistics.model import MarkingWord, Statistics
from bot.languages import _, ngettext, npgettext, number
from bot.workers.charts.canvas import BODY, SMALL, Canvas
from bot.workers.charts.labels import Label
from bot.workers.charts.parts.names import COLUMN_GAP
from bot.workers.charts.parts.titles import no_font, section

MOST_YEARS = 12
"""Years whose words are shown: with more of them, the newest."""

_ONE_COLUMN = 6  # years that have a whole line each
_ROW, _YEAR, _SPACE = 42, 100, 26
_LARGEST, _SMALLEST = 84, 36
_LINES, _BOLD = 4, 3  # words


def of_each_year(canvas: Canvas, found: Statistics, x: float, y: float, width: float) -> float:
    """Draw for each year, the oldest first, as many of its words as fit into a line."""
    years = sorted(year for year, words in found.words.items() if words)
    if not years:
        return y
    shown = years[-MOST_YEARS:]
    aside = _("and in how many posts")
    if len(shown) < len(years):
        aside = ngettext("the newest {count:,} year", "the newest {count:,} years", len(shown))
    y = section(canvas, _("Words that mark each year"), x, y, width, aside)
    columns = 1 if len(shown) <= _ONE_COLUMN else 2
    rows = -(-len(shown) // columns)
    each = (width - COLUMN_GAP * (columns - 1)) / columns
    for position, year in enumerate(shown):
        left = x + position // rows * (each + COLUMN_GAP)
        baseline = y + 28 + position % rows * _ROW
        canvas.text(left, baseline, str(year), BODY, canvas.palette.muted, is_bold=True)
        _line(canvas, found.words[year], left + _YEAR, baseline, each - _YEAR)
    return y + rows * _ROW


def _line(
    canvas: Canvas, words: Sequence[MarkingWord], x: float, baseline: float, width: float
) -> None:
    end = x + width
    for one in words:
        posts = number(one.posts)
        taken = canvas.type.width(posts, SMALL) + 8
        label = canvas.type.label(one.word, BODY, width - taken)
        if label is None:
            continue
        if x > end - width and x + label.width + taken > end:
            break
        canvas.label(x, baseline, label)
        canvas.text(x + label.width + 8, baseline, posts, SMALL, canvas.palette.muted)
        x += label.width + taken + _SPACE
    if x == end - width:
        no_font(canvas, x, baseline - 28, width)


def of_one_year(
    canvas: Canvas, words: Sequence[MarkingWord], x: float, y: float, width: float
) -> float:
    """Draw words in lines, the strongest first and largest."""
    if not words:
        return y
    title = npgettext("heading", "Word of the year", "Words of the year", len(words))
    y = section(canvas, title, x, y, width)
    lines: list[list[Label]] = [[]]
    left = 0.0
    for position, one in enumerate(words):
        size = max(round(_LARGEST * 0.86**position), _SMALLEST)
        label = canvas.type.label(one.word, size, width, is_bold=position < _BOLD)
        if label is None:
            continue
        if lines[-1] and left + label.width > width:
            if len(lines) == _LINES:
                break
            lines.append([])
            left = 0.0
        lines[-1].append(label)
        left += label.width + label.font.get_size_in_points() * 0.5
    return _draw(canvas, lines, x, y) if lines[0] else no_font(canvas, x, y, width)


def _draw(canvas: Canvas, lines: Sequence[Sequence[Label]], x: float, y: float) -> float:
    is_first = True
    for line in lines:
        size = line[0].font.get_size_in_points()
        y += size * 0.95
        left = x
        for label in line:
            colour = canvas.palette.peak if is_first else canvas.palette.text
            canvas.label(left, y, label, colour)
            left += label.width + label.font.get_size_in_points() * 0.5
            is_first = False
        y += size * 0.35
    return y
