"""Which posts statistics count: those that fit a query, of an account, in a year."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from typing import NamedTuple, Self

from pyroaring import BitMap

from bot.archive.search.query.ast import Query
from bot.archive.search.query.originals import wants_followers
from bot.archive.statistics.local_time import YearRun, spans, year_runs
from bot.archive.statistics.masks import kept, mask_of, masked
from bot.services.search.index_cache import IndexCache
from bot.storage.archive.reader import ArchiveReader
from bot.storage.archive.statistics.columns import Columns


class Asked(NamedTuple):
    """What statistics are asked for; None does not limit them.

    `audience` is the server that sees the answer, `account` a name.
    """

    audience: int | None
    zone: tzinfo
    query: Query | None
    account: str | None
    year: int | None


@dataclass(frozen=True, slots=True)
class Selection:
    """The posts that count, as a mask by position; `runs` are the local years of all posts.

    Of posts that say the same on several networks the first one counts; `every` is the mask with
    all of them, as each may have likes.
    """

    columns: Columns
    zone: tzinfo
    runs: tuple[YearRun, ...]
    mask: bytes
    every: bytes

    def own(self) -> bytes:
        """Return the mask of the posts that count, without reposts."""
        return masked(self.mask, self.columns.own)

    def timed(self) -> "array[int]":
        """Return the times of the posts whose time is known, in milliseconds since 1970."""
        timed = self.columns.timed
        return kept(self.columns.at[:timed], self.mask[:timed])

    def dated(self) -> "array[int]":
        """Return the days, as their beginnings in UTC, of the posts of which only that is known."""
        timed = self.columns.timed
        return kept(self.columns.at[timed:], self.mask[timed:])

    def years(self) -> list[int]:
        """Return the local years with posts, the oldest first."""
        return sorted({run.year for run in self.runs if 1 in self.mask[run.start : run.end]})

    def of_year(self, year: int) -> Self:
        """Return those of the posts that are of a local year."""
        return replace(
            self, mask=self._of_year(self.mask, year), every=self._of_year(self.every, year)
        )

    def _of_year(self, mask: bytes, year: int) -> bytes:
        found = bytearray(len(mask))
        for run in self.runs:
            if run.year == year:
                found[run.start : run.end] = mask[run.start : run.end]
        return bytes(found)


def select(reader: ArchiveReader, index: IndexCache, columns: Columns, asked: Asked) -> Selection:
    """Return the posts that count, those of all years. `columns` are of the reader's snapshot."""
    mask = bytes([1]) * len(columns.keys)
    if asked.query is not None:
        keys = index.execution(reader, asked.query, asked.zone).all_matching()
        mask = mask_at(columns, keys)
    accounts = [reader.statistics.accounts_seen()]
    if asked.account is not None:
        accounts.append(reader.statistics.accounts_named(asked.account))
    for wanted in accounts:
        if wanted is not None:
            mask = masked(mask, mask_of(columns.account, wanted))
    if reader.hidden.keys:
        shown = mask_at(columns, reader.hidden.keys).translate(_OPPOSITE)
        mask = masked(mask, shown)
    once = _without_repeated(reader, columns, mask)
    return Selection(columns, asked.zone, runs_of_years(columns, asked.zone), once, mask)


def _without_repeated(reader: ArchiveReader, columns: Columns, mask: bytes) -> bytes:
    """Return a mask with the first alone of posts that say the same on several networks."""
    positions = columns.positions
    counted = BitMap([key for key in reader.cross_posts.posts if mask[positions[key]]])
    if not counted:
        return mask
    found = bytearray(mask)
    for key in reader.cross_posts.repeated(counted):
        found[positions[key]] = 0
    return bytes(found)


def shown_unasked(reader: ArchiveReader, selection: Selection, asked: Asked) -> bytes:
    """Return the mask of the posts whose texts may be shown to who asked for figures alone.

    Those for followers alone may only where the query asks for them. Empty if all may.
    """
    if asked.query is not None and wants_followers(asked.query):
        return b""
    followers = reader.times.for_followers()
    return mask_at(selection.columns, followers).translate(_OPPOSITE) if followers else b""


def mask_at(columns: Columns, keys: Iterable[int]) -> bytes:
    """Return the mask of the posts with some keys."""
    found = bytearray(len(columns.keys) + 1)
    for key in keys:
        found[columns.positions[key]] = 1
    return bytes(found[:-1])


def runs_of_years(columns: Columns, zone: tzinfo) -> tuple[YearRun, ...]:
    """Return the local years of all posts, by their positions."""
    timed, dated = columns.at[: columns.timed], columns.at[columns.timed :]
    return (
        *year_runs(timed, spans(timed, zone)),
        *(
            YearRun(run.start + columns.timed, run.end + columns.timed, run.year)
            for run in year_runs(dated, spans(dated, UTC))
        ),
    )


_OPPOSITE = bytes([1, 0]) + bytes(254)
