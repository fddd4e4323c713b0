"""Layouts F0 and F1: what twitter-archive-parser wrote first, to `output.txt`.

F1: a line with the time, then the body; a blank line between records. A body may hold blank lines,
and behind one even a line that reads like a time. The file is in the export's own order, mostly
newest first. So where all times but very few are in that order, the few are text of the posts they
stand in: who quotes a time quotes an earlier one. Where more are out of order, the order tells
nothing and each begins a record: rather one post in two pieces than one lost in another.

F0: the bodies alone, with a blank line between them. There is nothing to keep such a post by.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from bot.archive.posts.post import Origin
from bot.ingest.parser.owners import Owners
from bot.ingest.parser.window import RecordWindow
from bot.ingest.records.records import NO_DATE, STAMP, TOO_LONG, BrokenRecord, Record, parse_stamp

FIRST_LAYOUT_REFUSED = (
    "was written by the very first twitter-archive-parser, which kept neither times nor ids: load "
    "Twitter's own export instead, or what a later version of the parser makes of it."
)
"""What to say of a file of layout F0, after its name."""

_DAMAGED = "the line that tells its time is damaged"

_FILE = "output.txt"
_PARAGRAPH = re.compile(r"\n\r?\n")
_MARK = re.compile(rf"^(?:\(?Originally on Twitter: \[|{STAMP}\r?$)", re.MULTILINE | re.ASCII)
_MOST_PARAGRAPHS = 10  # for each record of another layout

# A line as long as a time is; or one that a time was joined to, as where a file without a last line
# feed got another behind it.
_LINE = re.compile(rf"^[^\n]{{30}}\r?$|(?<=[^\s(\[\"':,]){STAMP}\r?$", re.MULTILINE | re.ASCII)
_TIME = re.compile(rf"{STAMP}\r?", re.ASCII)
_SHAPE = "aaa aaa 00 00:00:00 +0000 0000"
_LETTER, _DIGIT = re.compile("[A-Za-z]"), re.compile("[0-9]")

_TOGETHER = 1_000  # records whose order is judged together
_OPEN = 50  # of them, the last, that are judged again with those behind
_ENOUGH = 20  # records; the order of fewer tells nothing
_SHARE = 200  # one time in so many may be out of order, and one in any file


class _Part(NamedTuple):
    """A stretch of a file from one time to the next, or why it is none that can be read.

    `time` is the line that tells `when`, at the 1-based `line`; `text` what stands behind it.
    """

    line: int
    when: datetime | str
    time: str
    text: str


def is_first_layout(name: str, text: str) -> bool:
    """Tell whether a file that is called `name` and begins with `text` is of layout F0.

    Its text has no marks to tell it by, unless a post quotes some: it has the parser's file name
    and, between blank lines, more than the records of another layout would account for.
    """
    paragraphs = sum(1 for _ in _PARAGRAPH.finditer(text))
    marks = sum(1 for _ in _MARK.finditer(text))
    return name == _FILE and paragraphs > marks * _MOST_PARAGRAPHS


def owners_of(blocks: Iterable[str]) -> Owners:
    """Count nobody: the layout names no account."""
    deque(blocks, maxlen=0)  # whoever listens to them hears them all
    return Owners()


def records(
    blocks: Iterable[str], _owner: str | None, _others: frozenset[str]
) -> Iterator[Record | BrokenRecord]:
    """Yield what a file holds."""
    open_parts: list[_Part] = []
    for part in _parts(RecordWindow(blocks)):
        open_parts.append(part)
        if len(open_parts) == _TOGETHER:
            joined = _joined(open_parts)
            yield from map(_record, joined[:-_OPEN])
            open_parts = joined[-_OPEN:]
    yield from map(_record, _joined(open_parts))


def _parts(window: RecordWindow) -> Iterator[_Part]:
    """Yield the parts of a file, each of which may be a record."""
    when: datetime | str = _DAMAGED  # of what stands before the first time
    time = ""
    while line := window.next(_LINE):
        before = window.text[window.start : line.start()]
        begins = (
            before.endswith(("\n\n", "\n\r\n"))
            or not (time or before.strip())
            or not before.endswith("\n")  # joined
        )
        match = _TIME.fullmatch(line[0]) if begins else None
        if match and before and not before.endswith("\n") and not _later(match, when):
            continue
        if match or (begins and _nearly_time(line[0])):
            if time or before.strip():
                yield _Part(window.line, TOO_LONG if window.cut else when, time, before)
            window.take(line.end())
            when = (parse_stamp(*match.groups()) or NO_DATE) if match else _DAMAGED
            time = line[0]
    if time or window.rest.strip():
        # The last one too has behind it what parts records, for `_record` to take off.
        rest = window.rest + ("\r\n\r\n" if time.endswith("\r") else "\n\n")
        yield _Part(window.line, TOO_LONG if window.cut else when, time, rest)


def _later(time: re.Match[str], when: datetime | str) -> bool:
    """Tell whether a time that was joined to a line is a later one: then another file begins."""
    told = parse_stamp(*time.groups())
    return told is not None and isinstance(when, datetime) and told > when


def _nearly_time(line: str) -> bool:
    """Tell whether a line looks like a time but for one letter."""
    shape = _DIGIT.sub("0", _LETTER.sub("a", line))
    return sum(map(str.__ne__, shape, _SHAPE)) == 1


def _joined(parts: list[_Part]) -> list[_Part]:
    """Return `parts`, those that belong to the record before them joined to it."""
    quoted = _out_of_order([part.when for part in parts])
    joined: list[_Part] = []
    for number, part in enumerate(parts):
        if number in quoted and joined:
            whole = joined.pop()
            text = whole.text + part.time + part.text
            joined.append(whole._replace(text=text))
        else:
            joined.append(part)
    return joined


def _out_of_order(times: list[datetime | str]) -> set[int]:
    """Return which of `times` are earlier than a later one, if so few are that they are quoted."""
    falling: list[tuple[datetime, int]] = []
    out: set[int] = set()
    for number, when in enumerate(times):
        if isinstance(when, str):
            continue
        while falling and falling[-1][0] < when:
            out.add(falling.pop()[1])
        falling.append((when, number))
    few = len(times) >= _ENOUGH and len(out) <= max(1, len(times) // _SHARE)
    return out if few else set()


def _record(part: _Part) -> Record | BrokenRecord:
    if isinstance(part.when, str):
        return BrokenRecord(part.line, part.when)
    crlf = part.time.endswith("\r")
    ending = "\r\n" if crlf else "\n"
    raw = part.text.removeprefix("\n").removesuffix(ending * 2)
    return Record(
        line=part.line,
        raw=raw,
        body=raw.replace("\r\n", "\n") if crlf else raw,
        account=None,
        id=None,
        created_at=part.when,
        origin=Origin.BARE,
    )
