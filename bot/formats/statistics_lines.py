"""Statistics as lines for people."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.archive.plurals import counted
from bot.archive.posts.body import beginning
from bot.archive.posts.post import Post
from bot.archive.posts.sanitize import show_controls
from bot.archive.statistics import phrases
from bot.archive.statistics.model import Counted, Statistics
from bot.languages import _, number, pgettext
from bot.languages.punctuation import colon, commas, full_stop, parentheses

_BEGINNING = 80  # characters of a post


class Line(NamedTuple):
    """A line, which may be the heading of a part."""

    text: str
    is_heading: bool = False


def statistics_lines(found: Statistics) -> Iterator[Line]:
    """Yield the lines of statistics, with an empty one and a heading before each part."""
    yield from (Line(full_stop(one)) for one in phrases.totals(found))
    if found.year is None:
        yield from _part(_("Posts by year"), phrases.bars(phrases.years(found)))
    else:
        counts = phrases.months(found, found.year)
        yield from _part(_("Posts by month of {year}", year=found.year), phrases.bars(counts))
    yield from _part(_("Posts by hour of the week, in {zone}", zone=found.zone), _week(found))
    yield from _part(_("People answered or mentioned"), [_names(found.people)])
    yield from _part(pgettext("statistics", "Hashtags"), [_names(found.hashtags)])
    yield from _part(_("Words that mark a year, with the posts that have them"), _words(found))
    yield from _part(_("Longest threads"), _threads(found))
    yield from _part(_("Most liked"), _liked(found))


def _part(heading: str, rows: Iterator[str] | Sequence[str]) -> Iterator[Line]:
    """Yield a part of the statistics, nothing if it has no line."""
    shown = [row for row in rows if row]
    if shown:
        yield Line("")
        yield Line(heading, is_heading=True)
        yield from map(Line, shown)


def _week(found: Statistics) -> Iterator[str]:
    busiest = phrases.busiest_hour(found)
    if busiest:
        yield from phrases.week(found.hours)
        yield full_stop(f"{phrases.WEEK_LEGEND}")
        yield full_stop(busiest)
    missing = phrases.without_hour(found)
    yield full_stop(missing) if missing else ""


def _names(names: Sequence[Counted]) -> str:
    return commas(parentheses(show_controls(name), number(posts)) for name, posts in names)


def _words(found: Statistics) -> Iterator[str]:
    for year, words in found.words.items():
        listed = commas(parentheses(show_controls(one.word), number(one.posts)) for one in words)
        yield colon(year, listed)


def _threads(found: Statistics) -> Iterator[str]:
    for one in found.threads:
        yield f"{counted(one.length, 'post')} · {_beginning(one.first, found)}"


def _liked(found: Statistics) -> Iterator[str]:
    if found.total and not found.likes_known:
        yield f"{phrases.NO_COUNTS}"
    for one in found.liked:
        yield f"{counted(one.likes or 0, 'like')} · {_beginning(one, found)}"


def _beginning(post: Post, found: Statistics) -> str:
    """Return the date, the beginning and the id of a post."""
    text = " ".join(show_controls(beginning(post)).split())
    cut = text if len(text) <= _BEGINNING else f"{text[:_BEGINNING]}…"
    return f"{post.date_in(found.zone)} · {cut} · {post.id}"
