"""Statistics in characters and words, without any text of a post: for a terminal and for Discord.

Nothing depends on colour. The lines of bars and of the week are as wide as a phone shows in one
line of code.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from bot.archive.plurals import Noun, counted
from bot.archive.posts.ids.networks import network_name
from bot.archive.posts.post import Kind
from bot.archive.statistics.model import Statistics
from bot.languages import (
    _,
    joined,
    lazy,
    ngettext,
    number,
    plazy,
    short_month,
    short_weekday,
)

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEK_LEGEND = lazy("· none, ░ up to a quarter of the most, ▒ a half, ▓ three quarters, █ more")
MOST_BARS = 25
"""Lines of bars: of more years the newest are shown."""

NO_COUNTS = lazy("The archive has no counts of their likes, so which were liked most is not known.")

_SHADES = "░▒▓█"
_BAR = 16  # characters of the longest bar
_ON_DAYS = (
    plazy("every week", "on Mondays"),
    plazy("every week", "on Tuesdays"),
    plazy("every week", "on Wednesdays"),
    plazy("every week", "on Thursdays"),
    plazy("every week", "on Fridays"),
    plazy("every week", "on Saturdays"),
    plazy("every week", "on Sundays"),
)


def title(year: int | None, account: str, query: str) -> str:
    """Return what is counted: the archive or a year of it, an account's posts, those that fit."""
    what = _("The archive in figures") if year is None else _("{year} in figures", year=year)
    limits = (f" · @{account}" if account else "") + (f" · {quoted(query)}" if query else "")
    return f"{what}{limits}"


def no_post(year: int | None, account: str, query: str = "") -> str:
    """Return that no post is counted: of a year, of an account, or of those that fit."""
    match (bool(year), bool(account), bool(query)):
        case (True, True, _all):
            return _("@{name} posted nothing in {year}.", name=account, year=year)
        case (True, False, _all):
            return _("Nothing was posted in {year}.", year=year)
        case (False, True, True):
            return _("There is no post by @{name} that fits “{query}”.", name=account, query=query)
        case (False, True, False):
            return _("There is no post by @{name}.", name=account)
        case (False, False, True):
            return _("There is no post that fits “{query}”.", query=query)
    return _("There is no post.")


def quoted(text: str) -> str:
    """Return a text in the quotation marks of the current language."""
    # Translators: only the quotation marks are translated.
    return _("“{text}”", text=text)


def totals(found: Statistics) -> list[str]:
    """Return sentences, without a full stop, on how many posts there are, and of which days."""
    if found.first is None or found.last is None:
        return [counted(0, "post")]
    kinds: tuple[tuple[Kind, Noun], ...] = ((Kind.REPLY, "reply"), (Kind.REPOST, "repost"))
    others = [counted(count, noun) for kind, noun in kinds if (count := found.kinds.get(kind, 0))]
    posts = counted(found.total, "post")
    if others:
        posts = _("{posts}, among them {others}", posts=posts, others=joined(others))
    sentences = [
        posts,
        *on_networks(found),
        _active_days(found.active_days, *_first_and_last(found)),
    ]
    if found.streak and found.streak.days > 1:
        first, last, days = found.streak
        sentences.append(
            ngettext(
                "{count:,} day in a row at most: {first} to {last}",
                "{count:,} days in a row at most: {first} to {last}",
                days,
                first=first, last=last,
            )
        )  # fmt: skip
    if found.busiest:
        most, day = found.busiest.posts, found.busiest.day
        sentences.append(_("Most posts on one day: {count:,}, on {day}", count=most, day=day))
    return sentences


def on_networks(found: Statistics) -> list[str]:
    """Return how many posts are on which network, as one phrase; none of a single network."""
    if len(found.networks) < 2:  # noqa: PLR2004 - one network goes unsaid
        return []
    parts = [
        _("{count:,} on {network}", count=count, network=network_name(network))
        for network, count in found.networks.items()
    ]
    return [joined(parts)]


def _first_and_last(found: Statistics) -> tuple[object, object]:
    """Return the days of the first and of the last post; there is at least one."""
    return (
        found.first and found.first.date_in(found.zone),
        found.last and found.last.date_in(found.zone),
    )


def _active_days(count: int, first: object, last: object) -> str:
    if first == last:
        return ngettext(
            "{count:,} day with posts, all of {day}",
            "{count:,} days with posts, all of {day}",
            count,
            day=first,
        )
    return ngettext(
        "{count:,} day with posts, from {first} to {last}",
        "{count:,} days with posts, from {first} to {last}",
        count,
        first=first, last=last,
    )  # fmt: skip


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
    return {short_month(month): found.months.get((year, month), 0) for month in range(1, 13)}


def bars(counts: Mapping[str, int]) -> Iterator[str]:
    """Yield a line for each count: its name, its figure, and a bar."""
    most = max(counts.values(), default=0)
    figures, names = len(number(most)), max(map(_columns, counts), default=0)
    for name, count in counts.items():
        length = -(-count * _BAR // most) if most else 0  # any posts are at least one character
        yield f"{_padded(name, names)} {number(count):>{figures}} {'█' * length}".rstrip()


def week(hours: Sequence[Sequence[int]]) -> Iterator[str]:
    """Yield the hours of the week: a line of hours, then one for each day, a character an hour."""
    most = max(map(max, hours))
    days = [short_weekday(day) for day in range(7)]
    width = max(map(_columns, days))
    yield f"{'':{width}} 0     6     12    18"
    for day, row in zip(days, hours, strict=True):
        yield f"{_padded(day, width)} {''.join(_shade(count, most) for count in row)}"


def _padded(name: str, width: int) -> str:
    return name + " " * (width - _columns(name))


def _columns(name: str) -> int:
    """Return how wide a name is in equal letters, of which one of Japanese takes two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in name)


def busiest_hour(found: Statistics) -> str:
    """Return a sentence on the hour of the week with the most posts; empty if no time is known."""
    most = max(map(max, found.hours))
    if not most:
        return ""
    day = next(number for number, row in enumerate(found.hours) if most in row)
    hour = found.hours[day].index(most)
    clock, posts = f"{hour:02}:00", counted(most, "post")
    return _(
        "Most often {on_days} at {clock}: {posts}", on_days=_ON_DAYS[day], clock=clock, posts=posts
    )


def without_hour(found: Statistics) -> str:
    """Return a sentence on the posts whose hour is not known; empty if there are none."""
    count = found.without_hour
    if not count:
        return ""
    return ngettext(
        "Of {count:,} post only the day is known: not counted by hour",
        "Of {count:,} posts only the days are known: not counted by hour",
        count,
    )


def _shade(count: int, most: int) -> str:
    return _SHADES[(count * len(_SHADES) - 1) // most] if count else "·"
