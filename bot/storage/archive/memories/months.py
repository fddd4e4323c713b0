"""How many posts each month has, and which, read from archive.db."""

import json
import sqlite3
from datetime import UTC, datetime, tzinfo

from bot.archive.calendar import TimeRange
from bot.archive.memories.months import Counts, Month
from bot.archive.posts.post import Precision
from bot.archive.timestamps import from_milliseconds
from bot.storage.archive.posts.left_out.hidden_view import HiddenPostView
from bot.storage.archive.posts.order import OLDEST_FIRST
from bot.storage.archive.posts.people.named import keys_named
from bot.storage.archive.posts.times import TimeReader

_OF_ACCOUNT = "account IN (SELECT value FROM json_each(?2))"
# Each side of + has an index of its own, from which it is counted without a row; of an account each
# row is read once.
_COUNTS = """
    SELECT (SELECT count(*) FROM posts WHERE precision <> 'day'
            AND created_at >= json_extract(value, '$[0]')
            AND created_at < json_extract(value, '$[1]') {account})
         + (SELECT count(*) FROM posts WHERE precision = 'day'
            AND created_at >= json_extract(value, '$[2]')
            AND created_at < json_extract(value, '$[3]') {account})
    FROM json_each(?1) ORDER BY json_each.key
"""
# The sign keeps SQLite from reading by account what is wanted by time.
_KEYS = """
    SELECT post FROM posts
    WHERE (precision <> 'day' AND created_at >= ?1 AND created_at < ?3
           OR precision = 'day' AND created_at >= ?4 AND created_at < ?5) {account}
    ORDER BY {order}
"""


class MonthReader:
    """Counts and finds the posts of months. Posts of `hidden` are left out.

    An account is given by a name, as `from:` takes it; None is all accounts.
    """

    def __init__(
        self, connection: sqlite3.Connection, hidden: HiddenPostView, times: TimeReader
    ) -> None:
        self._connection = connection
        self._hidden = hidden
        self._times = times

    def counts(self, zone: tzinfo, account: str | None) -> Counts:
        """Return the months that have posts, by the local days of `zone`, oldest first."""
        months = self._months()
        ranges = [one.range(zone) for one in months]
        of_account = f"AND +{_OF_ACCOUNT}" if account else ""
        rows = self._connection.execute(
            _COUNTS.format(account=of_account), (json.dumps(ranges), *self._keys_of(account))
        )
        counts = {month: int(row[0]) for month, row in zip(months, rows, strict=True)}
        for month in self._hidden_months(zone, account):
            if month in counts:  # none of a year whose posts are all hidden
                counts[month] -= 1
        return {month: count for month, count in sorted(counts.items()) if count > 0}

    def keys(self, when: TimeRange, account: str | None) -> list[int]:
        """Return the keys of the posts of a time range, oldest first."""
        of_account = f"AND +{_OF_ACCOUNT}" if account else ""
        rows = self._connection.execute(
            _KEYS.format(account=of_account, order=OLDEST_FIRST),
            (
                when.start,
                *(self._keys_of(account) or (None,)),
                when.end,
                when.day_start,
                when.day_end,
            ),
        )
        return [row[0] for row in rows if row[0] not in self._hidden.keys]

    def _keys_of(self, account: str | None) -> tuple[str, ...]:
        """Return the keys of the accounts that a name means, as a parameter; none without one."""
        return (json.dumps(keys_named(self._connection, account)),) if account else ()

    def _months(self) -> list[Month]:
        """Return all months that may have posts: in local time one more at either end."""
        years = self._times.years()
        if not years:
            return []
        months = [Month(years.start - 1, 12)]
        while months[-1] < Month(years.stop, 1):
            months.append(months[-1].next)
        return months

    def _hidden_months(self, zone: tzinfo, account: str | None) -> list[Month]:
        """Return the month of each hidden post that was counted."""
        of_account = f"AND {_OF_ACCOUNT}" if account else ""
        rows = self._connection.execute(
            f"""SELECT created_at, precision FROM posts
                WHERE post IN (SELECT value FROM json_each(?1)) {of_account}""",  # noqa: S608 - constants
            (json.dumps([*self._hidden.keys]), *self._keys_of(account)),
        )
        return [Month.of(_local(row[0], row[1], zone)) for row in rows]


def _local(ms: int, precision: str, zone: tzinfo) -> datetime:
    return from_milliseconds(ms).astimezone(UTC if precision == Precision.DAY else zone)
