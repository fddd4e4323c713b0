"""Layouts in which no author can write what ends a record: every footer ends one.

What stands between two footers is parted by separators. Behind the last one stands the record that
the second footer ends; anything else is left of records whose footers are damaged.
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
    record_time,
)

_NO_BODY = "the marks around its text, or before it, are damaged"

_STATUS = "/status/"
_MENTION = re.compile(r"@(\w{1,20})", re.ASCII)

STATUS = r"https://twitter\.com/(?P<name>\w{1,20})/status/(?P<id>\d{1,30})"
"""A pattern of a post's address, as a footer has it."""

PARENT = r"https://twitter\.com/@?(?P<parent_account>\w{1,20})/status/(?P<parent>\d{1,19})"
"""A pattern of a parent's address. That of an account that is gone has a stray at sign."""


@dataclass(frozen=True, slots=True)
class FooterLayout:
    """How such a layout is written.

    `footer` matches within a line; its groups are `name`, `id` and, the ones that `stamp` cuts out,
    those of STAMP. `separator` parts records. `start` takes what may stand before a record, which
    can be what is left of a separator, and `record` all of a record that stands before its footer,
    with the groups `body`, `names`, `parent` and `parent_account`. `tail` is a file's own end.
    """

    footer: re.Pattern[str]
    stamp: slice
    separator: re.Pattern[str]
    start: re.Pattern[str]
    record: re.Pattern[str]
    tail: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class FooterMatch:
    """A record as it was found: its body still as the layout has it."""

    line: int
    body: str
    account: str
    id: str
    created_at: datetime
    header: Header | None


def owners_of(blocks: Iterable[str], layout: FooterLayout) -> Owners:
    """Count the accounts that the footers of a file name."""
    return count(_names(RecordWindow(blocks), layout.footer))


def _names(window: RecordWindow, footer: re.Pattern[str]) -> Iterator[str]:
    while found := window.next(footer):
        yield found["name"].lower()
        window.take(found.end())


def find(
    blocks: Iterable[str], owner: str | None, layout: FooterLayout
) -> Iterator[FooterMatch | BrokenRecord]:
    """Yield what a file of `owner` holds. Records of others are refused, one by one."""
    window = RecordWindow(blocks)
    while footer := window.next(layout.footer):
        if window.cut:
            yield BrokenRecord(window.line, TOO_LONG)
        else:
            *damaged, last = _pieces(window, footer.start(), layout.separator)
            yield from _remains(window, damaged, DAMAGED)
            yield from _left_out(window, last, layout)
            yield _found(window, last, footer, owner or "", layout)
        window.take(footer.end())
    if window.cut:
        yield BrokenRecord(window.line, TOO_LONG)
        return
    tail = layout.tail.search(window.text, window.start)
    end = tail.start() if tail else len(window.text)
    *damaged, last = _pieces(window, end, layout.separator)
    yield from _remains(window, damaged, DAMAGED)
    yield from _remains(window, [last], NO_END)


def _pieces(window: RecordWindow, end: int, separator: re.Pattern[str]) -> list[tuple[int, int]]:
    """Return where the pieces begin and end that separators part the text up to `end` into."""
    begin = window.start
    pieces = []
    for match in separator.finditer(window.text, begin, end):
        pieces.append((begin, match.start()))
        begin = match.end()
    return [*pieces, (begin, end)]


def _remains(
    window: RecordWindow, pieces: list[tuple[int, int]], reason: str
) -> Iterator[BrokenRecord]:
    """Yield, for each of `pieces` that is not blank, that it cannot be read."""
    for begin, end in pieces:
        if text := window.text[begin:end].lstrip():
            yield BrokenRecord(window.line_of(end - len(text)), reason)


def _left_out(
    window: RecordWindow, piece: tuple[int, int], layout: FooterLayout
) -> Iterator[BrokenRecord]:
    """Yield that what stands before a record is left of posts, if it names one's address."""
    start = layout.start.match(window.text, *piece)
    if start and _STATUS in start[0]:
        yield BrokenRecord(window.line_of(piece[0]), DAMAGED)


def _found(
    window: RecordWindow,
    piece: tuple[int, int],
    footer: re.Match[str],
    owner: str,
    layout: FooterLayout,
) -> FooterMatch | BrokenRecord:
    """Return the record that stands in `piece` and ends at its footer."""
    start = layout.start.match(window.text, *piece)
    begin = start.end() if start else piece[0]
    line = window.line_of(begin)
    name = footer["name"].lower()
    if name != owner:
        return BrokenRecord(line, OTHER_NAME if is_near_name(name, owner) else not_by_owner(name))
    record = layout.record.fullmatch(window.text, begin, piece[1])
    if record is None:
        return BrokenRecord(line, _NO_BODY)
    when = record_time(footer["id"], footer.groups()[layout.stamp])
    if isinstance(when, str):
        return BrokenRecord(line, when)
    header = None
    if record["parent"]:
        names = _MENTION.findall(record["names"].replace("\\", ""))
        header = Header(tuple(names), record["parent"], record["parent_account"])
    return FooterMatch(line, record["body"], footer["name"], str(int(footer["id"])), when, header)
