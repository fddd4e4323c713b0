"""Statistics in characters and words, without any text of a post: for a terminal and for Discord.

Nothing depends on colour. The lines of bars and of the week are as wide as a phone shows in one
line of code.
"""

from collections.abc import Iterator, Mapping, Sequence

from bot.archive.plurals import Noun, counted, plural
from bot.archive.posts.post import Kind
from bot.archive.statistics.model import Statistics

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEK_LEGEND = "· none, ░ up to a quarter of the most, ▒ a half, ▓ three quarters, █ more"
MOST_BARS = 25
"""Lines of bars: of more years the newest are shown."""

NO_COUNTS = "The archive has no counts of their likes, so which were liked most is not known."

_SHADES = "░▒▓█"
_BAR = 16  # characters of the longest bar
_DAY_NAMES = (
    "Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays",
)  # fmt: skip


def title(year: int | None, account: str, query: str) -> str:
    """Return what is counted: the archive or a year of it, an account's posts, those that fit."""
    what = "The archive" if year is None else f"{year}"
    limits = (f" · @{account}" if account else "") + (f" · “{query}”" if query else "")
    return f"{what} in figures{limits}"


def totals(found: Statistics) -> list[str]:
    """Return sentences, without a full stop, on how many posts there are, and of which days."""
    if found.first is None or found.last is None:
        return [counted(0, "post")]
    kinds: tuple[tuple[Kind, Noun], ...] = ((Kind.REPLY, "reply"), (Kind.REPOST, "repost"))
    others = [counted(count, noun) for kind, noun in kinds if (count := found.kinds.get(kind, 0))]
    among = f", among them {' and '.join(others)}" if others else ""
    first, last = found.first.date_in(found.zone), found.last.date_in(found.zone)
    span = f"from {first} to {last}" if first != last else f"all of {first}"
    sentences = [
        f"{counted(found.total, 'post')}{among}",
        f"{counted(found.active_days, 'day')} with posts, {span}",
    ]
    if found.streak and found.streak.days > 1:
        first, last, days = found.streak
        sentences.append(f"{counted(days, 'day')} in a row at most: {first} to {last}")
    if found.busiest:
        sentences.append(f"Most posts on one day: {found.busiest.posts:,}, on {found.busiest.day}")
    return sentences


def years(found: Statistics) -> dict[str, int]:
    """Return the posts of each year from the first to the last, at most the newest MOST_BARS."""
    by_year = found.by_year
    if not by_year:
        return {}
    last = max(by_year)
    first = max(min(by_year), last - MOST_BARS + 1)
    return {f"{year:04}": by_year.get(year, 0) for year in range(first, last + 1)}


def months(found: Statistics, year: int) -> dict[str, int]:
    """Return the posts of each month of a year."""
    return {name: found.months.get((year, month), 0) for month, name in enumerate(MONTHS, start=1)}


def bars(counts: Mapping[str, int]) -> Iterator[str]:
    """Yield a line for each count: its name, its figure, and a bar."""
    most = max(counts.values(), default=0)
    width = len(f"{most:,}")
    for name, count in counts.items():
        length = -(-count * _BAR // most) if most else 0  # any posts are at least one character
        yield f"{name} {count:>{width},} {'█' * length}".rstrip()


def week(hours: Sequence[Sequence[int]]) -> Iterator[str]:
    """Yield the hours of the week: a line of hours, then one for each day, a character an hour."""
    most = max(map(max, hours))
    yield "    0     6     12    18"
    for day, row in zip(WEEKDAYS, hours, strict=True):
        yield f"{day} {''.join(_shade(count, most) for count in row)}"


def busiest_hour(found: Statistics) -> str:
    """Return a sentence on the hour of the week with the most posts; empty if no time is known."""
    most = max(map(max, found.hours))
    if not most:
        return ""
    day = next(number for number, row in enumerate(found.hours) if most in row)
    hour = found.hours[day].index(most)
    return f"Most often on {_DAY_NAMES[day]} at {hour:02}:00: {counted(most, 'post')}"


def without_hour(found: Statistics) -> str:
    """Return a sentence on the posts whose hour is not known; empty if there are none."""
    count = found.without_hour
    if not count:
        return ""
    of = "is known" if count == 1 else "are known"
    day = f"the {plural('day', count)}"
    return f"Of {counted(count, 'post')} only {day} {of}: not counted by hour"


def _shade(count: int, most: int) -> str:
    return _SHADES[(count * len(_SHADES) - 1) // most] if count else "·"
