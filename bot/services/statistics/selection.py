"""Which posts statistics count: those that fit a query, of an account, in a year."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import NamedTuple, Self

from bot.archive.posts.post import Kind
from bot.archive.search.query.ast import Query
from bot.archive.statistics.local_time import Span, YearRun, spans, year_runs
from bot.services.search.index_cache import IndexCache
from bot.storage.archive.reader import ArchiveReader
from bot.storage.archive.statistics.columns import KINDS, Columns

_REPOST = KINDS.index(Kind.REPOST)


class Asked(NamedTuple):
    """What statistics are asked for; None does not limit them.

    `audience` is the server that sees the answer, `account` a name.
    """

    audience: int | None
    zone: tzinfo
    query: Query | None
    account: str | None
    year: int | None


class Part(NamedTuple):
    """Keys by time, their times in milliseconds since 1970, and the spans of one offset each."""

    keys: "array[int]"
    at: "array[int]"
    spans: list[Span]

    @classmethod
    def of(cls, keys: "array[int]", columns: Columns, zone: tzinfo) -> Self:
        """Return the part with these keys; their days are those of `zone`."""
        at = array("q", (columns.at[key] for key in keys))
        return cls(keys, at, spans(at, zone))

    def runs(self) -> Iterator[YearRun]:
        """Yield the runs of keys that are of one local year."""
        return year_runs(self.at, self.spans)


@dataclass(frozen=True, slots=True)
class Selection:
    """The posts that count: those whose time is known, and those of which only the day is."""

    columns: Columns
    zone: tzinfo
    timed: Part
    dated: Part

    def __iter__(self) -> Iterator[int]:
        """Yield the keys of all posts."""
        yield from self.timed.keys
        yield from self.dated.keys

    def own_keys(self) -> "array[int]":
        """Return the keys of all posts but reposts."""
        kind = self.columns.kind
        return array("I", (key for key in self if kind[key] != _REPOST))

    def years(self) -> list[int]:
        """Return the local years with posts, the oldest first."""
        return sorted({run.year for part in (self.timed, self.dated) for run in part.runs()})

    def of_year(self, year: int) -> "Selection":
        """Return those of the posts that are of a local year."""
        return Selection(
            self.columns,
            self.zone,
            Part.of(_keys_of(self.timed, year), self.columns, self.zone),
            Part.of(_keys_of(self.dated, year), self.columns, UTC),
        )


def select(reader: ArchiveReader, index: IndexCache, columns: Columns, asked: Asked) -> Selection:
    """Return the posts that count, those of all years. `columns` are of the reader's snapshot."""
    timed, dated = columns.timed, columns.dated
    if asked.query is not None:
        fits = bytearray(len(columns.at))
        for key in index.execution(reader, asked.query, asked.zone).all_matching():
            fits[key] = 1
        timed = array("I", (key for key in timed if fits[key]))
        dated = array("I", (key for key in dated if fits[key]))
    if asked.account is not None:
        accounts, of = reader.statistics.accounts_named(asked.account), columns.account
        timed = array("I", (key for key in timed if of[key] in accounts))
        dated = array("I", (key for key in dated if of[key] in accounts))
    return Selection(
        columns,
        asked.zone,
        Part.of(reader.statistics.shown(timed), columns, asked.zone),
        Part.of(reader.statistics.shown(dated), columns, UTC),
    )


def _keys_of(part: Part, year: int) -> "array[int]":
    found = array("I")
    for run in part.runs():
        if run.year == year:
            found += part.keys[run.start : run.end]
    return found
