"""The times of posts, read from archive.db."""

import json
import sqlite3
from collections.abc import Iterable
from datetime import UTC, date, tzinfo

from bot.archive.calendar import TimeRange, midnight
from bot.archive.posts.post import Precision
from bot.archive.search.query.filters import YEARS
from bot.archive.timestamps import from_milliseconds, to_milliseconds
from bot.storage.archive.posts.left_out.hidden_view import HiddenPostView
from bot.storage.archive.posts.order import OLDEST_FIRST

_BEGINNING, _END = -(1 << 62), 1 << 62  # milliseconds

# Each kind of time has an index of its own. (SQL is never translated.)
_TIMED, _DAY = _KINDS = ("precision <> 'day'", "precision = 'day'")


class TimeReader:
    """Finds posts by time and dates by post. A post of which only the day is known has that date.

    Posts of `hidden` are left out, except by `dates`.
    """

    def __init__(self, connection: sqlite3.Connection, hidden: HiddenPostView) -> None:
        self._connection = connection
        self._hidden = hidden

    def has_any(self, within: TimeRange) -> bool:
        """Return whether there is a post in a time range."""
        rows = self._connection.execute(
            f"""SELECT post FROM posts WHERE {_TIMED} AND created_at >= ? AND created_at < ?
                OR {_DAY} AND created_at >= ? AND created_at < ?""",  # noqa: S608 - constants
            within,
        )
        return any(row[0] not in self._hidden.keys for row in rows)

    def for_followers(self) -> frozenset[int]:
        """Return the keys of all posts that are for followers alone."""
        rows = self._connection.execute("SELECT post FROM posts WHERE visibility = 'followers'")
        return frozenset(row[0] for row in rows)

    def within(self, ranges: Iterable[TimeRange]) -> list[int]:
        """Return the keys of the posts of `ranges`, those of each range oldest first."""
        found: list[int] = []
        for one in ranges:
            rows = self._connection.execute(
                f"""SELECT post FROM posts WHERE {_TIMED} AND created_at >= ? AND created_at < ?
                    OR {_DAY} AND created_at >= ? AND created_at < ?
                    ORDER BY {OLDEST_FIRST}""",  # noqa: S608 - constants
                one,
            )
            found += (row[0] for row in rows if row[0] not in self._hidden.keys)
        return found

    def first_date_from(self, local: date, zone: tzinfo) -> date | None:
        """Return the date in `zone` of the first post from the date `local` on."""
        # never translated
        return min(self._nearest_dates(">= ? ORDER BY created_at", local, zone), default=None)

    def last_date_before(self, local: date, zone: tzinfo) -> date | None:
        """Return the date in `zone` of the last post before the date `local`."""
        # never translated
        dates = self._nearest_dates("< ? ORDER BY created_at DESC", local, zone)
        return max(dates, default=None)

    def years(self) -> range:
        """Return the years, in UTC, from the first post's to the last one's.

        Years that no query may name are not among them: an older version loaded any.
        """
        # never translated
        first = [self._nearest(kind, ">= ? ORDER BY created_at", _BEGINNING) for kind in _KINDS]
        # never translated
        last = [self._nearest(kind, "< ? ORDER BY created_at DESC", _END) for kind in _KINDS]
        found = [from_milliseconds(at).year for at in first + last if at is not None]
        if not found:
            return range(0)
        return range(max(min(found), YEARS.start), min(max(found) + 1, YEARS.stop))

    def dates(self, keys: Iterable[int], zone: tzinfo) -> set[date]:
        """Return the dates in `zone` of the posts with these keys."""
        rows = self._connection.execute(
            """SELECT created_at, precision FROM posts
               WHERE post IN (SELECT value FROM json_each(?))""",
            (json.dumps(list(keys)),),
        )
        return {_date(at, UTC if precision == Precision.DAY else zone) for at, precision in rows}

    def _nearest_dates(self, clause: str, local: date, zone: tzinfo) -> list[date]:
        """Return the dates of the nearest post with a time and of the nearest one without."""
        found = []
        for kind, its_zone in ((_TIMED, zone), (_DAY, UTC)):
            bound = to_milliseconds(midnight(local, its_zone))
            if (at := self._nearest(kind, clause, bound)) is not None:
                found.append(_date(at, its_zone))
        return found

    def _nearest(self, kind: str, clause: str, bound: int) -> int | None:
        rows = self._connection.execute(
            f"SELECT created_at, post FROM posts WHERE {kind} AND created_at {clause}",  # noqa: S608 - constants
            (bound,),
        )
        return next((row[0] for row in rows if row[1] not in self._hidden.keys), None)


def _date(ms: int, zone: tzinfo) -> date:
    return from_milliseconds(ms).astimezone(zone).date()
