"""Layouts F3 to F10: what twitter-archive-parser wrote until 23 November 2022.

A record is a body, a blank line and the footer `(Originally on Twitter: [time](address))`. Between
records stands `----` in a line of its own, from F8 on with a blank line before and after it. A body
may hold such lines itself, and even another account's whole record, so a record is found by its
footer: the file's owner's, followed by a separator or the end of the file.
"""

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice

from bot.archive.snowflake import moment

LONGEST_BODY = 1_000_000
"""Characters after which a body without an end is given up."""

SEPARATOR = "----"

_BEGINS = "(Originally on Twitter: ["
_FOOTER = re.compile(
    r"\(Originally on Twitter: \[\w{3} (\w{3}) (\d\d) (\d\d):(\d\d):(\d\d) \+0000 (\d{4})\]"
    r"\(https://twitter\.com/(\w{1,20})/status/(\d{1,19})\)\)",
    re.ASCII,
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MAX_ID = (1 << 63) - 1
_SAME_MOMENT = timedelta(seconds=1)  # the footer gives whole seconds
_CONTRADICTION = timedelta(minutes=1)  # Twitter's own two clocks were at times seconds apart
_LOOKAHEAD = 3


@dataclass(frozen=True, slots=True)
class Record:
    """A post as it stands in the file: its body, line breaks as they are, and what the footer says.

    `line` is the 1-based line where the body begins.
    """

    line: int
    body: str
    account: str
    id: str
    created_at: datetime
    crlf: bool


@dataclass(frozen=True, slots=True)
class Broken:
    """A record that cannot be read: where it begins, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class _Footer:
    account: str
    id: str
    created_at: datetime


def owner_of(lines: Iterable[str]) -> str | None:
    """Return the account that most footers name, of equals the one named last; None without any."""
    counts: Counter[str] = Counter()
    last: dict[str, int] = {}
    for number, line in enumerate(lines):
        if line.startswith(_BEGINS) and (match := _FOOTER.fullmatch(line.removesuffix("\r"))):
            name = match[7].lower()
            counts[name] += 1
            last[name] = number
    return max(counts, key=lambda name: (counts[name], last[name]), default=None)


def records(lines: Iterable[str], owner: str | None) -> Iterator[Record | Broken]:
    """Yield what `lines`, a file of `owner`, hold."""
    return _Reader(lines, owner).read()


class _Reader:
    """Goes through a file and looks a few lines ahead."""

    def __init__(self, lines: Iterable[str], owner: str | None) -> None:
        self._lines = iter(lines)
        self._ahead: deque[str] = deque()
        self._number = 0
        self._owner = owner
        self._bodies: dict[str, int] = {}  # hashes, by the ids of records that were read

    def read(self) -> Iterator[Record | Broken]:
        body: list[str] = []
        start, size = 1, 0
        while (line := self._next()) is not None:
            if line.startswith(_BEGINS) and self._ends_record(body):
                found = self._record(body, line, start)
                if found is not None:
                    yield found
                    self._skip_separator()
                    body, start, size = [], self._number + 1, 0
                    continue
            body.append(line)
            size += len(line)
            if size > LONGEST_BODY:
                yield Broken(start, f"more than {LONGEST_BODY:,} characters without an end")
                body, start, size = [], self._number + 1, 0
        if any(line.strip() for line in body):
            yield Broken(start, "the file ends before this post does")

    def _next(self) -> str | None:
        line = self._ahead.popleft() if self._ahead else next(self._lines, None)
        self._number += line is not None
        return line

    def _peek(self) -> list[str]:
        """Return the next lines, three unless the file ends, without their carriage returns."""
        self._ahead.extend(islice(self._lines, _LOOKAHEAD - len(self._ahead)))
        return [line.removesuffix("\r") for line in self._ahead]

    def _ends_record(self, body: list[str]) -> bool:
        """Tell whether a footer here has a blank line before it, a separator or the end after."""
        if not body or body[-1] not in {"", "\r"}:
            return False
        ahead = self._peek()
        return ahead[:1] == [SEPARATOR] or ahead[:2] == ["", SEPARATOR] or not any(ahead)

    def _skip_separator(self) -> None:
        """Go on to where the next body begins: behind the separator and its own blank lines."""
        ahead = self._peek()
        if ahead[:1] == [SEPARATOR]:
            count = 1
        elif ahead[:2] == ["", SEPARATOR]:
            count = 3 if ahead[2:] == [""] else 2
        else:
            count = len(ahead)
        for _ in range(count):
            self._next()

    def _record(self, body: list[str], line: str, start: int) -> Record | Broken | None:
        """Return the record that the footer in `line` ends; None if it is part of the body."""
        footer = _read_footer(line.removesuffix("\r"))
        if footer is None:
            return Broken(start, "the line that tells its time and address is damaged")
        if footer.account.lower() != self._owner:
            return None
        text = "\n".join(body[:-1])
        if self._bodies.setdefault(footer.id, hash(text)) != hash(text):
            return None  # another post, which quotes a record of this file
        if (when := _moment(footer)) is None:
            return Broken(start, "its id and its time contradict each other")
        return Record(start, text, footer.account, footer.id, when, body[-1] == "\r")


def _read_footer(line: str) -> _Footer | None:
    match = _FOOTER.fullmatch(line)
    if match is None or match[1] not in _MONTHS or int(match[8]) > _MAX_ID:
        return None
    month = _MONTHS.index(match[1]) + 1
    day, hour, minute, second, year = (int(match[n]) for n in range(2, 7))
    try:
        when = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    return _Footer(match[7], str(int(match[8])), when)


def _moment(footer: _Footer) -> datetime | None:
    """Return when the post was written, by its id where that agrees; None if the two exclude it."""
    by_id = moment(footer.id)
    if by_id is None:
        return footer.created_at
    apart = by_id - footer.created_at
    if timedelta() <= apart < _SAME_MOMENT:
        return by_id
    return footer.created_at if abs(apart) < _CONTRADICTION else None
