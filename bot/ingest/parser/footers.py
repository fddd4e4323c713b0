"""Layouts in which no author can write a footer in a body: every footer ends a record.

The text between two footers is split by separators. The piece after the last separator is the
record that the second footer ends; other pieces remain of records with damaged footers.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.ingest.parser.owners import Owners, count, is_near_name, not_by_owner
from bot.ingest.parser.window import RecordWindow
from bot.ingest.records.records import (
    DAMAGED,
    NO_END,
    OTHER_NAME,
    TOO_LONG,
    BrokenRecord,
    Header,
    as_id,
    record_time,
)

_NO_BODY = "the marks around its text, or before it, are damaged"

_STATUS = "/status/"
_MENTION = re.compile(r"@(\w{1,20})", re.ASCII)

STATUS = r"https://twitter\.com/(?P<name>\w{1,20})/status/(?P<id>\d{1,30})"
"""A pattern of a post's address in a footer."""

PARENT = r"https://twitter\.com/@?(?P<parent_account>\w{1,20})/status/(?P<parent>\d{1,19})"
"""A pattern of a parent's address. That of a deleted account has a stray at sign."""


@dataclass(frozen=True, slots=True)
class FooterLayout:
    """The patterns of such a layout.

    `footer` matches within a line; its groups are `name`, `id` and, in the slice `stamp`, those of
    STAMP. `separator` separates records. `start` matches what may precede a record, such as the
    remains of a separator, and `record` all of a record before its footer, with the groups `body`,
    `names`, `parent` and `parent_account`. `tail` is the end of a file after the last record.
    """

    footer: re.Pattern[str]
    stamp: slice
    separator: re.Pattern[str]
    start: re.Pattern[str]
    record: re.Pattern[str]
    tail: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class FooterMatch:
    """A record with its body still in the layout's form. `line` is 1-based."""

    line: int
    body: str
    account: str
    id: str
    created_at: datetime
    header: Header | None


def owners_of(blocks: Iterable[str], layout: FooterLayout) -> Owners:
    """Return how many footers of a file name each account."""
    return count(_names(RecordWindow(blocks), layout.footer))


def _names(window: RecordWindow, footer: re.Pattern[str]) -> Iterator[str]:
    while found := window.next(footer):
        yield found["name"].lower()
        window.consume(found.end())


def find(
    blocks: Iterable[str], owner: str | None, layout: FooterLayout
) -> Iterator[FooterMatch | BrokenRecord]:
    """Yield the records of a file of `owner`. Those of others are refused one by one."""
    window = RecordWindow(blocks)
    while footer := window.next(layout.footer):
        if window.is_cut:
            yield BrokenRecord(window.line, TOO_LONG)
        else:
            *damaged, last = _pieces(window, footer.start(), layout.separator)
            yield from _broken_pieces(window, damaged, DAMAGED)
            yield from _broken_start(window, last, layout)
            yield _match(window, last, footer, owner or "", layout)
        window.consume(footer.end())
    if window.is_cut:
        yield BrokenRecord(window.line, TOO_LONG)
        return
    tail = layout.tail.search(window.text, window.start)
    end = tail.start() if tail else len(window.text)
    *damaged, last = _pieces(window, end, layout.separator)
    yield from _broken_pieces(window, damaged, DAMAGED)
    yield from _broken_pieces(window, [last], NO_END)


def _pieces(window: RecordWindow, end: int, separator: re.Pattern[str]) -> list[tuple[int, int]]:
    """Return the start and end of each piece of the text up to `end`, split at separators."""
    begin = window.start
    pieces = []
    for match in separator.finditer(window.text, begin, end):
        pieces.append((begin, match.start()))
        begin = match.end()
    return [*pieces, (begin, end)]


def _broken_pieces(
    window: RecordWindow, pieces: list[tuple[int, int]], reason: str
) -> Iterator[BrokenRecord]:
    """Yield a broken record for each of `pieces` that is not blank."""
    for begin, end in pieces:
        if text := window.text[begin:end].lstrip():
            yield BrokenRecord(window.line_of(end - len(text)), reason)


def _broken_start(
    window: RecordWindow, piece: tuple[int, int], layout: FooterLayout
) -> Iterator[BrokenRecord]:
    """Yield a broken record if the text before a record contains a post's address."""
    start = layout.start.match(window.text, *piece)
    if start and _STATUS in start[0]:
        yield BrokenRecord(window.line_of(piece[0]), DAMAGED)


def _match(
    window: RecordWindow,
    piece: tuple[int, int],
    footer: re.Match[str],
    owner: str,
    layout: FooterLayout,
) -> FooterMatch | BrokenRecord:
    """Return the record in `piece`, which ends at `footer`."""
    start = layout.start.match(window.text, *piece)
    begin = start.end() if start else piece[0]
    line = window.line_of(begin)
    name = footer["name"].lower()
    if name != owner:
        return BrokenRecord(line, OTHER_NAME if is_near_name(name, owner) else not_by_owner(name))
    record = layout.record.fullmatch(window.text, begin, piece[1])
    if record is None:
        return BrokenRecord(line, _NO_BODY)
    created_at = record_time(footer["id"], footer.groups()[layout.stamp])
    if isinstance(created_at, str):
        return BrokenRecord(line, created_at)
    header = None
    if record["parent"]:
        names = _MENTION.findall(record["names"].replace("\\", ""))
        header = Header(tuple(names), as_id(record["parent"]), record["parent_account"])
    return FooterMatch(
        line, record["body"], footer["name"], str(int(footer["id"])), created_at, header
    )
