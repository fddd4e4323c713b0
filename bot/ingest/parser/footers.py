"""Layouts in which no author can write a footer in a body: every footer ends a record.

The text between two footers is split by separators, and the record that the second footer ends is
after the last one. All text of a record is marked, so anything else, before, between and after the
records, is furniture of the page, unless it looks like remains of a record.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.archive.posts.post import Media, Origin
from bot.ingest.parser.owners import Owners, count, is_near_name, not_by_owner
from bot.ingest.parser.window import RecordWindow
from bot.ingest.records.records import (
    DAMAGED,
    NO_END,
    OTHER_NAME,
    TOO_LONG,
    BrokenRecord,
    Header,
    ParsedRecord,
    as_id,
    broken,
    record_time,
)
from bot.ingest.text.line_pattern import LinePattern
from bot.languages import Message, lazy

_NO_BODY = lazy("the marks around its text, or before it, are damaged")

_FOOTER = re.compile(r"\+0000 \d{4}(?:\]|</a>)|<!-- throwback \{")  # part of any layout's
_NAME = re.compile(r"@(\w*)", re.ASCII)  # a header may have an at sign alone

STATUS = r"https://twitter\.com/(?P<name>\w{1,20})/status/(?P<id>\d{1,30})"
"""A pattern of a post's address in a footer."""

PARENT = r"https://twitter\.com/@?(?P<parent_account>\w{1,20})/status/(?P<parent>\d{1,19})"
"""A pattern of a parent's address. That of a deleted account has a stray at sign."""


@dataclass(frozen=True, slots=True)
class FooterLayout:
    """The patterns of such a layout.

    `footer` matches within a line; its groups are `name`, `id` and, in the slice `stamp`, those of
    STAMP. `separator` separates records. `record` matches all of a record up to `before_footer`,
    with the groups `body`, `names`, `parent` and `parent_account`; `aside` is furniture that looks
    like one. `remains` are found in what is left of a damaged record, and `damage` at the end of
    the text before a record whose own beginning is damaged.
    """

    footer: re.Pattern[str] | LinePattern
    stamp: slice
    separator: re.Pattern[str] | LinePattern
    record: re.Pattern[str]
    before_footer: re.Pattern[str]
    aside: re.Pattern[str]
    remains: re.Pattern[str]
    damage: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class FooterMatch:
    """A record with its body still as the file has it.

    `line` is 1-based, `created_at` in milliseconds since 1970.
    """

    line: int
    body: str
    account: str
    id: str
    created_at: int
    header: Header | None

    def of_html(self, text: str, media: tuple[Media, ...], *, names_parents: bool) -> ParsedRecord:
        """Return the record of a page, whose body shows `text`, unescaped, and `media`."""
        return ParsedRecord(
            line=self.line,
            raw=self.body,
            body=text,
            account=self.account,
            id=self.id,
            created_at=self.created_at,
            origin=Origin.HTML,
            header=self.header,
            names_parents=names_parents,
            media=media,
            unescaped=True,
        )


def owners_of(blocks: Iterable[str], layout: FooterLayout) -> Owners:
    """Return how many footers of a file name each account."""
    return count(_names(RecordWindow(blocks), layout.footer))


def _names(window: RecordWindow, footer: re.Pattern[str] | LinePattern) -> Iterator[str]:
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
            yield broken(window.line, TOO_LONG)
        else:
            *damaged, last = _pieces(window, footer.start(), layout.separator)
            yield from _broken_pieces(window, damaged, DAMAGED, layout)
            yield from _broken_start(window, last, layout)
            yield _match(window, last, footer, owner or "", layout)
        window.consume(footer.end())
    if window.is_cut:
        yield broken(window.line, TOO_LONG)
        return
    *damaged, last = _pieces(window, len(window.text), layout.separator)
    yield from _broken_pieces(window, damaged, DAMAGED, layout)
    yield from _broken_pieces(window, [last], NO_END, layout)


def _pieces(
    window: RecordWindow, end: int, separator: re.Pattern[str] | LinePattern
) -> list[tuple[int, int]]:
    """Return the start and end of each piece of the text up to `end`, split at separators."""
    begin = window.start
    pieces = []
    for match in separator.finditer(window.text, begin, end):
        pieces.append((begin, match.start()))
        begin = match.end()
    return [*pieces, (begin, end)]


def _broken_pieces(
    window: RecordWindow, pieces: list[tuple[int, int]], reason: Message, layout: FooterLayout
) -> Iterator[BrokenRecord]:
    """Yield a broken record for each of `pieces` that has remains of one."""
    for begin, end in pieces:
        if _has_remains(window.text, begin, end, layout):
            text = window.text[begin:end].lstrip()
            yield broken(window.line_of(end - len(text)), reason)


def _broken_start(
    window: RecordWindow, piece: tuple[int, int], layout: FooterLayout
) -> Iterator[BrokenRecord]:
    """Yield a broken record if a footer of another layout is before the record in `piece`."""
    begin, end = piece
    if _FOOTER.search(window.text, begin, end) and (
        (record := _record(window.text, begin, end, layout))
        and _FOOTER.search(window.text, begin, record.start())
    ):
        yield broken(window.line_of(begin), DAMAGED)


def _match(
    window: RecordWindow,
    piece: tuple[int, int],
    footer: re.Match[str],
    owner: str,
    layout: FooterLayout,
) -> FooterMatch | BrokenRecord:
    """Return the record in `piece`, which ends at `footer`."""
    begin, end = piece
    record = _record(window.text, begin, end, layout)
    if record is None:
        begin = end - len(window.text[begin:end].lstrip())
    line = window.line_of(record.start() if record else begin)
    name = footer["name"].lower()
    if name != owner:
        return broken(line, OTHER_NAME if is_near_name(name, owner) else not_by_owner(name))
    if record is None:
        return broken(line, _NO_BODY)
    created_at = record_time(footer["id"], footer.groups()[layout.stamp])
    if isinstance(created_at, Message):
        return broken(line, created_at)
    header = None
    if record["parent"]:
        names = _NAME.findall(record["names"].replace("\\", ""))
        header = Header(tuple(names), as_id(record["parent"]), record["parent_account"])
    body = window.as_written[slice(*record.span("body"))]
    return FooterMatch(line, body, footer["name"], str(int(footer["id"])), created_at, header)


def _has_remains(text: str, begin: int, end: int, layout: FooterLayout) -> bool:
    """Return whether a piece without a footer has more than furniture."""
    if layout.remains.search(text, begin, end) or _FOOTER.search(text, begin, end):
        return True
    records = layout.record.finditer(text, begin, end)
    return any(not layout.aside.match(text, record.start()) for record in records)


def _record(text: str, begin: int, end: int, layout: FooterLayout) -> re.Match[str] | None:
    """Return the last record of a piece, with only furniture before it; None if it is damaged."""
    last = None
    for record in layout.record.finditer(text, begin, end):
        if last and not layout.aside.match(text, last.start()):
            return None  # two bodies with one footer: a line between is damaged
        last = record
    if last is None or not layout.before_footer.fullmatch(text, last.end(), end):
        return None
    return None if layout.damage.search(text, begin, last.start()) else last
