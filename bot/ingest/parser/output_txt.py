"""Layouts F0 and F1: what twitter-archive-parser wrote first, to `output.txt`.

F1: a line with the time, then the body; a blank line between records. A body may contain blank
lines, and after one even a line that looks like a time. The file is in the export's own order,
mostly newest first. So if all times but very few are in that order, those few are part of the posts
that contain them: a quoted time is an earlier one. If more are out of order, the order is no
evidence and each begins a record: one post split in two is better than one lost in another.

F0: the bodies alone, separated by blank lines. They lack the ids and times that posts need.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bot.archive.posts.ids.sort_key import is_sortable
from bot.archive.posts.post import Origin
from bot.ingest.parser.furniture import end_of_furniture
from bot.ingest.parser.owners import Owners
from bot.ingest.parser.window import RecordWindow
from bot.ingest.records.records import (
    NEVER,
    NO_DATE,
    STAMP,
    TOO_LONG,
    BrokenRecord,
    ParsedRecord,
    broken,
    parse_stamp,
)
from bot.ingest.text.line_feeds import with_line_feeds
from bot.languages import Message, lazy

FIRST_LAYOUT_REFUSED = lazy(
    "{file} was written by the very first twitter-archive-parser, which kept neither times nor "
    "ids: load Twitter's own export instead, or what a later version of the parser makes of it."
)
"""The sentence about a `file` of layout F0."""

FIRST_LAYOUT = lazy(
    "was written by the very first twitter-archive-parser, which kept neither times nor ids: load "
    "Twitter's own export instead, or what a later version of the parser makes of it."
)
"""The reason to refuse it, to follow its name and a colon."""

_DAMAGED = lazy("the line that tells its time is damaged")

_FILE = "output.txt"
_PARAGRAPH = re.compile(r"\n\r?\n")
_BOUNDARY = re.compile(rf"^(?:\(?Originally on Twitter: \[|{STAMP}\r?$)", re.MULTILINE | re.ASCII)
_MOST_PARAGRAPHS = 10  # per boundary of another layout

# A line of a time's length; or one that ends with a time, as when another file was appended to one
# without a final line feed.
_LINE = re.compile(rf"^[^\n]{{30}}\r?$|(?<=[^\s(\[\"':,]){STAMP}\r?$", re.MULTILINE | re.ASCII)
_TIME = re.compile(rf"{STAMP}\r?", re.ASCII)
_SHAPE = "aaa aaa 00 00:00:00 +0000 0000"  # never translated
_LETTER, _DIGIT = re.compile("[A-Za-z]"), re.compile("[0-9]")

_AROUND = re.compile(r"\A[\r\n]|(?:\r\n|[\r\n]){2}\Z")  # the line breaks around a body

_WINDOW = 1_000  # records whose order is checked together
_OVERLAP = 50  # records at its end that are checked again with the following ones
_MIN_RECORDS = 20  # the order of fewer is no evidence
_ORDERED_PER_OUTLIER = 200  # times per one out of order; any file may have one


class _Part(NamedTuple):
    """The part of a file from one time to the next.

    `time` is the line with the time, at the 1-based `line`; `text` is what follows it. `created_at`
    is that time in ms since 1970, or why the part cannot be read.
    """

    line: int
    created_at: int | Message
    time: str
    text: str


def is_first_layout(name: str, text: str) -> bool:
    """Return whether a file that is called `name` and begins with `text` is of layout F0.

    Its text has no boundaries of records, unless a post quotes some, so it is recognised by the
    parser's file name and by having more paragraphs than the records of another layout would have.
    """
    paragraphs = sum(1 for _ in _PARAGRAPH.finditer(text))
    boundaries = sum(1 for _ in _BOUNDARY.finditer(text))
    return name == _FILE and paragraphs > boundaries * _MOST_PARAGRAPHS


def owners_of(blocks: Iterable[str]) -> Owners:
    """Return no counts, as the layout names no account."""
    deque(blocks, maxlen=0)  # the caller collects evidence from all of them
    return Owners()


def records(
    blocks: Iterable[str], _owner: str | None, _others: frozenset[str]
) -> Iterator[ParsedRecord | BrokenRecord]:
    """Yield the records of a file."""
    open_parts: list[_Part] = []
    for part in _parts(RecordWindow(blocks)):
        open_parts.append(part)
        if len(open_parts) == _WINDOW:
            joined = _joined(open_parts)
            yield from map(_record, joined[:-_OVERLAP])
            open_parts = joined[-_OVERLAP:]
    yield from map(_record, _joined(open_parts))


def _parts(window: RecordWindow) -> Iterator[_Part]:
    """Yield the parts of a file that may be records."""
    created_at: int | Message = _DAMAGED  # of the text before the first time
    time = ""
    window.fill()
    window.consume(end_of_furniture(window.text, 0, at_top=True))
    while line := window.next(_LINE):
        before = window.text[window.start : line.start()]
        begins = (
            before.endswith(("\n\n", "\n\r\n"))
            or not (time or before.strip())
            or not before.endswith("\n")  # joined
        )
        match = _TIME.fullmatch(line[0]) if begins else None
        if match and before and not before.endswith("\n") and not _is_later(match, created_at):
            continue
        if match or (begins and _is_nearly_time(line[0])):
            if time or before.strip():
                text = window.as_written[window.start : line.start()]
                yield _Part(window.line, TOO_LONG if window.is_cut else created_at, time, text)
            window.consume(line.end())
            created_at = _time(match)
            time = line[0]
    if time or window.rest.strip():
        # The last part too gets a separator after it, which `_record` removes. Editors add line
        # feeds at the end of a file, and no post ends with any.
        rest = window.as_written[window.start :]
        rest = (rest[:1] or "\n") + rest[1:].rstrip("\r\n") + "\n\n"
        yield _Part(window.line, TOO_LONG if window.is_cut else created_at, time, rest)


def _time(match: re.Match[str] | None) -> int | Message:
    """Return the time that a line states, in ms since 1970, or why it states none."""
    if not match:
        return _DAMAGED
    moment = parse_stamp(*match.groups())
    return NO_DATE if moment is None else moment


def _is_later(time: re.Match[str], than: int | Message) -> bool:
    """Return whether a time at the end of a line is a later one: then another file begins."""
    moment = parse_stamp(*time.groups())
    return moment is not None and isinstance(than, int) and moment > than


def _is_nearly_time(line: str) -> bool:
    """Return whether a line has the shape of a time, except for one character."""
    shape = _DIGIT.sub("0", _LETTER.sub("a", line))
    return sum(map(str.__ne__, shape, _SHAPE)) == 1


def _joined(parts: list[_Part]) -> list[_Part]:
    """Return `parts`, with quoted ones joined to the record that contains them."""
    quoted = _out_of_order([part.created_at for part in parts])
    joined: list[_Part] = []
    for number, part in enumerate(parts):
        if number in quoted and joined:
            whole = joined.pop()
            text = whole.text + part.time + part.text
            joined.append(whole._replace(text=text))
        else:
            joined.append(part)
    return joined


def _out_of_order(times: list[int | Message]) -> set[int]:
    """Return the indices of `times` earlier than a following one, if few enough to be quoted."""
    falling: list[tuple[int, int]] = []
    out: set[int] = set()
    for number, time in enumerate(times):
        if isinstance(time, Message):
            continue
        while falling and falling[-1][0] < time:
            out.add(falling.pop()[1])
        falling.append((time, number))
    few = len(times) >= _MIN_RECORDS and len(out) <= max(1, len(times) // _ORDERED_PER_OUTLIER)
    return out if few else set()


def _record(part: _Part) -> ParsedRecord | BrokenRecord:
    if isinstance(part.created_at, Message):
        return broken(part.line, part.created_at)
    if not is_sortable(part.created_at):
        return broken(part.line, NEVER)
    raw = _AROUND.sub("", part.text)
    return ParsedRecord(
        line=part.line,
        raw=raw,
        body=with_line_feeds(raw),
        account=None,
        id=None,
        created_at=part.created_at,
        origin=Origin.BARE,
    )
