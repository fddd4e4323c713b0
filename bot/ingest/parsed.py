"""Layouts F3 to F10: what twitter-archive-parser wrote until 23 November 2022.

A record is a body, a blank line and the footer `(Originally on Twitter: [time](address))`. Between
records stands `----` in a line of its own, from F8 on with a blank line before and after it. A body
may hold such lines itself, and even another account's whole record, so a record is found by its
footer: the file's owner's, followed by a separator or the end of the file.

What must have been the end of a record and is damaged ends it all the same, unread. Otherwise the
post would pass into the text of the next one, and nobody would know.
"""

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, islice

from bot.archive.snowflake import moment

LONGEST_BODY = 1_000_000
"""Characters after which a body is not kept: its record is reported where it ends."""

SEPARATOR = "----"

_SEPARATORS = (SEPARATOR, SEPARATOR + "\r")
_BLANK = ("", "\r")
_BLANK_END = 1_000  # lines; more of them are no end but something strange
_LOOKAHEAD = 3  # lines that a separator and its own blank lines can take

_BEGINS = "(Originally on Twitter: ["
_FOOTER = re.compile(
    r"\(Originally on Twitter: \[\w{3} (\w{3}) (\d\d) (\d\d):(\d\d):(\d\d) \+0000 (\d{4})\]"
    r"\(https://twitter\.com/(\w{1,20})/status/(\d{1,30})\)\)\r?",
    re.ASCII,
)
# What damage leaves: one half of a footer or the other, most of a separator.
_TIME_HALF = re.compile(r"Originally on Twitter: \[\w{3} \w{3} \d\d [\d:]{8} \+0000 \d{4}\]\(")
_ADDRESS_HALF = re.compile(r"twitter\.com/(\w{1,20})/status/\d+\)\)", re.ASCII)
_RUN_TOGETHER = re.compile(r"/status/\d+\)\).?----\r?$", re.ASCII)
_NEARLY_SEPARATOR = re.compile(r"-{1,5}|.-{3,4}|-.--|--.-|-{3}.")

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH = {name: number for number, name in enumerate(_MONTHS, 1)}
_MAX_ID = (1 << 63) - 1
_SAME_MOMENT = timedelta(seconds=1)  # the footer gives whole seconds
_CONTRADICTION = timedelta(minutes=1)  # Twitter's own two clocks were at times seconds apart

_NO_END = "the file ends before this post does"
_TOO_LONG = f"it has more than {LONGEST_BODY:,} characters"
_DAMAGED = "the line that tells its time and address is damaged"
_NO_BLANK = "the blank line before its time and address is damaged"
_OTHER_NAME = "its address names an account one letter off the file's own"
_NO_ID = "the id in its address is too large"
_NO_DATE = "its time is not in the calendar"
_CONTRADICTS = "its id and its time contradict each other"


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


def owner_of(lines: Iterable[str]) -> str | None:
    """Return the account of a file, in small letters: the one that most of its footers name.

    Only a footer that stands where a record may end counts. Of equals the one named last is taken;
    None without any.
    """
    counts: Counter[str] = Counter()
    last: dict[str, int] = {}
    before = name = None
    for number, line in enumerate(chain(lines, [""])):  # the end of the file ends a record too
        if name and (line in _BLANK or line in _SEPARATORS):
            counts[name] += 1
            last[name] = number
        name = None
        if line.startswith(_BEGINS) and before in _BLANK and (match := _FOOTER.fullmatch(line)):
            name = match[7].lower()
        before = line
    return max(counts, key=lambda name: (counts[name], last[name]), default=None)


def records(lines: Iterable[str], owner: str | None) -> Iterator[Record | Broken]:
    """Yield what `lines`, a file of `owner`, hold."""
    return _Reader(lines, owner or "").read()


class _Reader:
    """Goes through a file and looks a few lines ahead."""

    def __init__(self, lines: Iterable[str], owner: str) -> None:
        self._lines = _without_blank_end(lines)
        self._ahead: deque[str] = deque()
        self._owner = owner
        self._hashes: dict[int, int] = {}  # of bodies, by the ids of the records that were read
        self._start = 1
        self._body: list[str] = []

    def read(self) -> Iterator[Record | Broken]:
        number = size = 0
        while (line := self._next()) is not None:
            number += 1
            if line.startswith(_BEGINS):
                found, skip = self._at_footer(line)
            elif line in _SEPARATORS:
                found, skip = self._at_separator()
            else:
                found, skip = None, 0
            if found:
                yield found if size <= LONGEST_BODY else Broken(self._start, _TOO_LONG)
                for _ in range(skip):
                    self._next()
                number += skip
                self._start, self._body, size = number + 1, [], 0
                continue
            self._body.append(line)
            size += len(line) + 1
            if size > LONGEST_BODY:
                del self._body[:-_LOOKAHEAD]  # enough to know its end by
        if size > LONGEST_BODY:
            yield Broken(self._start, _TOO_LONG)
        elif any(line.strip() for line in self._body):
            yield Broken(self._start, _NO_END)

    def _next(self) -> str | None:
        return self._ahead.popleft() if self._ahead else next(self._lines, None)

    def _at_footer(self, line: str) -> tuple[Record | Broken | None, int]:
        """Return what `line`, which begins like a footer, ends; and how many lines to skip then.

        None where `line` is part of the body: another account's footer, or one read before.
        """
        after_blank = bool(self._body) and self._body[-1] in _BLANK
        skip = self._separator()
        match = _FOOTER.fullmatch(line)
        if match and match[7].lower() == self._owner:
            if skip is None and after_blank:
                skip = self._damaged_separator()
            if skip is not None:
                return self._record(match, after_blank=after_blank), skip
        elif after_blank and (skip is not None or _RUN_TOGETHER.search(line)):
            address = _ADDRESS_HALF.search(line)
            if address is None or _nearly(address[1].lower(), self._owner):
                return Broken(self._start, _OTHER_NAME if match else _DAMAGED), skip or 0
        return None, 0

    def _at_separator(self) -> tuple[Broken | None, int]:
        """Return what ends at a separator before which no footer could be read, if anything."""
        before = [line.removesuffix("\r") for line in self._body[-_LOOKAHEAD:]]
        last = next((line for line in reversed(before) if line), "")
        if _FOOTER.fullmatch(last):
            return None, 0  # it was found to be part of the body
        remains = "\n".join(before)  # for a line break may have got in between the halves
        address = _ADDRESS_HALF.search(remains)
        if _nearly(address[1].lower(), self._owner) if address else _TIME_HALF.search(remains):
            return Broken(self._start, _DAMAGED), int(self._peek()[:1] == [""] == before[-1:])
        return None, 0

    def _peek(self) -> list[str]:
        """Return the next lines, three unless the file ends, without their carriage returns."""
        self._ahead.extend(islice(self._lines, _LOOKAHEAD - len(self._ahead)))
        return [line.removesuffix("\r") for line in self._ahead]

    def _separator(self) -> int | None:
        """Return how many of the next lines part two records, as the file's end does; or None."""
        ahead = self._peek()
        if not ahead or ahead[0] == SEPARATOR:
            return len(ahead[:1])
        if ahead[:2] == ["", SEPARATOR]:
            return 3 if ahead[2:] == [""] else 2
        return None

    def _damaged_separator(self) -> int | None:
        """Return as `_separator` does, where what parts the records is damaged."""
        blank, line = next(((n, line) for n, line in enumerate(self._peek()) if line), (0, ""))
        if _NEARLY_SEPARATOR.fullmatch(line):
            return blank + 1
        return blank if line.startswith(SEPARATOR) else None  # it runs into the next body

    def _record(self, match: re.Match[str], *, after_blank: bool) -> Record | Broken | None:
        """Return the record that the owner's footer ends; None if it was read before."""
        if len(match[8]) > len(str(_MAX_ID)) or int(match[8]) > _MAX_ID:
            return Broken(self._start, _NO_ID)
        id = int(match[8])
        crlf = self._body[-1:] == ["\r"]
        text = "\n".join(self._body[:-1] if after_blank else self._body)
        if crlf:
            text = text.removesuffix("\r")
        seen = hash(text)
        if self._hashes.get(id, seen) != seen:
            return None  # another post, which quotes a record of this file
        if not after_blank:
            return Broken(self._start, _NO_BLANK)
        if (written := _written(match)) is None:
            return Broken(self._start, _NO_DATE)
        if (when := _moment(str(id), written)) is None:
            return Broken(self._start, _CONTRADICTS)
        self._hashes[id] = seen
        return Record(self._start, text, match[7], str(id), when, crlf)


def _without_blank_end(lines: Iterable[str]) -> Iterator[str]:
    """Yield `lines` without the blank ones that editors and layouts leave at the end of a file."""
    blank: list[str] = []
    for line in lines:
        if line in _BLANK and len(blank) < _BLANK_END:
            blank.append(line)
            continue
        if blank:
            yield from blank
            blank.clear()
        yield line


def _nearly(name: str, owner: str) -> bool:
    """Tell whether `name` is `owner`, or differs from it in one letter."""
    return len(name) == len(owner) and sum(map(str.__ne__, name, owner)) <= 1


def _written(footer: re.Match[str]) -> datetime | None:
    """Return the time that a footer gives, None if there is no such time."""
    month, day, hour, minute, second, year = footer.groups()[:6]
    try:
        return datetime(
            int(year), _MONTH[month], int(day), int(hour), int(minute), int(second), tzinfo=UTC
        )
    except (KeyError, ValueError):
        return None


def _moment(post_id: str, written: datetime) -> datetime | None:
    """Return when the post was written, by its id where that agrees; None if the two exclude it."""
    by_id = moment(post_id)
    if by_id is None:
        return written
    apart = by_id - written
    if timedelta() <= apart < _SAME_MOMENT:
        return by_id
    return written if abs(apart) < _CONTRADICTION else None
