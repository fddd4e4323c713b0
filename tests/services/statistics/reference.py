"""Statistics counted in the slow, obvious way: one post after the other."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from bot.archive.posts.post import Kind, Post
from bot.archive.search.tokens import fold, tokenize
from bot.archive.statistics.model import TOP, Statistics
from bot.services.statistics.whole_words import WORDS_OF_EACH, WORDS_OF_ONE
from tests.services.statistics.reference_words import words_of


@dataclass(frozen=True)
class Archive:
    """Posts that can be seen, and the threads that they are in."""

    posts: Sequence[Post]
    threads: Collection[frozenset[str]]


def reference(
    archive: Archive, fitting: Sequence[Post], zone: tzinfo, year: int | None
) -> dict[str, Any]:
    """Return the statistics of those posts of an archive that fit, as `plain` has them."""
    every = sorted(fitting, key=lambda one: one.created_at)
    some = [one for one in every if year in {None, one.date_in(zone).year}]
    own = [one for one in some if one.kind is not Kind.REPOST]
    timed = [one.created_at.astimezone(zone) for one in some if not one.is_of_day]
    days = Counter(one.date_in(zone) for one in some)
    likes = sorted((one for one in own if one.likes), key=lambda one: one.created_at, reverse=True)
    likes.sort(key=lambda one: -(one.likes or 0))
    years = sorted({one.date_in(zone).year for one in every})
    of_which, most = (years, WORDS_OF_EACH) if year is None else ([year], WORDS_OF_ONE)
    words = {one: words_of(every, zone, one, most) for one in of_which}
    return {
        "kinds": {kind: sum(one.kind is kind for one in some) for kind in Kind},
        "years": years,
        "months": dict(Counter((day.year, day.month) for day in days.elements())),
        "hours": [[sum((one.weekday(), one.hour) == (day, hour) for one in timed)
                   for hour in range(24)] for day in range(7)],
        "without_hour": sum(one.is_of_day for one in some),
        "active_days": len(days),
        "busiest": min(((day, days[day]) for day in days), key=lambda one: (-one[1], one[0]),
                       default=None),
        "streak": _streak(days, zone),
        "people": _most(Counter(name for one in own for name in _people(one))),
        "hashtags": _most(Counter(tag for one in own for tag in set(tokenize(one.text))
                                  if tag[0] == "#")),
        "words": {one: found for one, found in words.items() if found},
        "threads": _threads(archive, some),
        "liked": [one.id for one in likes[:TOP]],
        "likes_known": sum(one.likes is not None for one in own),
        "first": some[0].id if some else None,
        "last": some[-1].id if some else None,
    }  # fmt: skip


def plain(found: Statistics) -> dict[str, Any]:
    """Return statistics as the reference has them."""
    return {
        "kinds": dict(found.kinds),
        "years": list(found.years),
        "months": dict(found.months),
        "hours": [list(row) for row in found.hours],
        "without_hour": found.without_hour,
        "active_days": found.active_days,
        "busiest": found.busiest and tuple(found.busiest),
        "streak": found.streak and tuple(found.streak),
        "people": [(name[0] + fold(name[1:]), count) for name, count in found.people],
        "hashtags": [(name[0] + fold(name[1:]), count) for name, count in found.hashtags],
        "words": {year: [(one.word, one.posts, one.elsewhere) for one in words]
                  for year, words in found.words.items()},
        "threads": [(one.first.id, one.length) for one in found.threads],
        "liked": [one.id for one in found.liked],
        "likes_known": found.likes_known,
        "first": found.first and found.first.id,
        "last": found.last and found.last.id,
    }  # fmt: skip


def _people(post: Post) -> set[str]:
    names = {word for word in tokenize(post.text) if word[0] == "@"}
    if post.reply_to_account:
        names.add(f"@{fold(post.reply_to_account)}")
    return names - {f"@{fold(post.account)}"}


def _most(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:TOP]


def _streak(days: Collection[date], zone: tzinfo) -> tuple[date, date, int] | None:
    best: tuple[date, date, int] | None = None
    for first in sorted(days):
        last, length = first, 1
        while (following := _next(last, zone, days)) in days:
            last, length = following, length + 1
        if best is None or length > best[2]:
            best = first, last, length
    return best


def _next(day: date, zone: tzinfo, days: Collection[date]) -> date:
    """Return the next day that the calendar of a zone has, or that is one of `days`.

    A post of which only the day is known may be of a day that the zone's calendar skipped.
    """
    following = day + timedelta(days=1)
    noon = datetime.combine(following, time(12), zone)
    exists = noon.astimezone(UTC).astimezone(zone).date() == following
    return following if exists or following in days else _next(following, zone, days)


def _threads(archive: Archive, some: Sequence[Post]) -> list[tuple[str, int]]:
    seen = {one.id: one for one in archive.posts}
    found = []
    for members in archive.threads:
        shown = sorted((seen[id] for id in members & seen.keys()), key=lambda one: one.created_at)
        if len(shown) > 1 and any(one.id in members for one in some):
            found.append((-len(shown), shown[0].created_at, shown[0].id))
    return [(id, -length) for length, _, id in sorted(found)[:TOP]]
