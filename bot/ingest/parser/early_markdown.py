"""Layouts F2 to F10: what twitter-archive-parser wrote until 23 November 2022.

A record is a body, a blank line and a footer, followed by a separator. A body may contain such
lines itself, and even another account's whole record, so a record is recognised by the footer of
the file's owner after a blank line. A separator or the end of the file should follow; files that
were concatenated may lack it.

A damaged end of a record ends it too, and the record is reported as broken. Otherwise its post
would silently become part of the next one's text.

A file is read up to three times: `survey` finds its owner and the ids that it repeats, `copies`
compares the records with those ids, and `records` reads all of it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from bot.archive.posts.post import Origin
from bot.ingest.parser import delimiters
from bot.ingest.parser.delimiters import (
    HEADING,
    DelimiterStyle,
    end_of_blank_line,
    end_of_body,
    ends_with_blank_line,
    foreign_footers,
)
from bot.ingest.parser.duplicates import Copies, Duplicates, copies_of
from bot.ingest.parser.furniture import end_of_furniture
from bot.ingest.parser.owners import Owners, count, not_by_owner
from bot.ingest.parser.window import RecordWindow
from bot.ingest.records.id_set import IdSet
from bot.ingest.records.records import (
    DAMAGED,
    MAX_ID,
    NO_END,
    NO_ID,
    OTHER_NAME,
    TOO_LONG,
    BrokenRecord,
    ParsedRecord,
    broken,
    record_time,
)
from bot.ingest.text.line_feeds import with_line_feeds
from bot.languages import Message, lazy

_NO_BLANK = lazy("the blank line before its time and address is damaged")
_MIXED = lazy("it holds the end of a post that another version of the parser, or Throwback, wrote")
_DOUBT = lazy(
    "it has the id of another post in the file, whose text differs: it may quote that one"
)


def _survey(blocks: Iterable[str], style: DelimiterStyle) -> tuple[Owners, frozenset[int]]:
    """Return how many footers that may end a record name each account, and the repeated ids."""
    repeated: set[int] = set()
    return count(_names(RecordWindow(blocks), style, repeated)), frozenset(repeated)


def _names(window: RecordWindow, style: DelimiterStyle, repeated: set[int]) -> Iterator[str]:
    seen = IdSet()
    while found := window.next(style.line_with_footer):
        if ends_with_blank_line(window.text, window.start, found.start()):
            id = int(found[8])
            if 0 < id <= MAX_ID and not seen.add(id):
                repeated.add(id)
            if style.footer_at_end.match(window.text, found.start()):
                yield found[7].lower()
        window.consume(found.end())


def _copies(
    blocks: Iterable[str], owner: str | None, repeated: frozenset[int], style: DelimiterStyle
) -> Copies:
    """Return the lengths and hashes of `owner`'s bodies whose id is in `repeated`."""
    return copies_of(_records(blocks, owner, frozenset(), style), repeated)


def _records(
    blocks: Iterable[str],
    owner: str | None,
    others: frozenset[str],
    style: DelimiterStyle,
    copies: Copies | None = None,
) -> Iterator[ParsedRecord | BrokenRecord]:
    """Yield `owner`'s records in a file; whole records of `others` are refused."""
    return _Reader(blocks, owner or "", others, style, copies or {}).read()


survey = partial(_survey, style=delimiters.EARLY)
copies = partial(_copies, style=delimiters.EARLY)
records: Callable[..., Iterator[ParsedRecord | BrokenRecord]] = partial(
    _records, style=delimiters.EARLY
)
survey_of_first = partial(_survey, style=delimiters.FIRST)
copies_of_first = partial(_copies, style=delimiters.FIRST)
records_of_first: Callable[..., Iterator[ParsedRecord | BrokenRecord]] = partial(
    _records, style=delimiters.FIRST
)


class _Reader:
    """Reads a file from one line that may end a record to the next."""

    def __init__(
        self,
        blocks: Iterable[str],
        owner: str,
        others: frozenset[str],
        style: DelimiterStyle,
        copies: Copies,
    ) -> None:
        self._window = RecordWindow(blocks)
        self._owner = owner
        self._others = others
        self._style = style
        self._duplicates = Duplicates(copies)
        self._quotation_end = 0  # end of the last quotation, from the start of the record

    def read(self) -> Iterator[ParsedRecord | BrokenRecord]:
        window = self._window
        window.fill()
        window.consume(end_of_furniture(window.text, 0, at_top=True))
        while found := window.next(self._style.boundary):
            at_footer = "Originally" in found[0]
            record, end = self._at_footer(found) if at_footer else self._at_separator(found)
            if record:
                yield broken(window.line, TOO_LONG) if window.is_cut else record
                window.consume(end_of_furniture(window.text, end))
                self._quotation_end = 0
        if window.is_cut or window.rest.strip("\r\n"):
            yield broken(window.line, TOO_LONG if window.is_cut else NO_END)

    def _at_footer(self, boundary: re.Match[str]) -> tuple[ParsedRecord | BrokenRecord | None, int]:
        """Return the record that a line like a footer ends, and the position where the next begins.

        None if the line is part of the body: another account's footer, or a quoted one.
        """
        after_blank = ends_with_blank_line(self._window.text, self._window.start, boundary.start())
        end = self._separator_end(boundary.end())
        footer = self._style.footer.match(boundary[0])
        name = footer[7].lower() if footer else ""
        if footer and name == self._owner:
            if after_blank:
                end = self._end_after_footer(boundary, footer, end)
            if end is not None:
                return self._record(boundary, footer, end, after_blank=after_blank), end
        elif after_blank and end is not None and name in self._others:
            return broken(self._window.line, not_by_owner(name)), end
        elif (
            after_blank
            and (end is not None or self._style.footer_with_separator.search(boundary[0]))
            and self._style.may_belong_to(boundary[0], self._owner)
        ):
            reason = OTHER_NAME if footer else DAMAGED
            return broken(self._window.line, reason), self._end_or_next_line(boundary, end)
        return None, 0

    def _at_separator(self, boundary: re.Match[str]) -> tuple[BrokenRecord | None, int]:
        """Return the broken record that ends at a separator without a footer, if there is one."""
        text, start = self._window.text, self._window.start
        if not self._style.has_remains_in(text[start : boundary.start()], self._owner):
            return None, 0
        # A separator has a blank line after it only if it has one before it.
        blank = ends_with_blank_line(text, start, boundary.start())
        end = end_of_blank_line(text, boundary.end()) if blank else None
        return broken(self._window.line, DAMAGED), self._end_or_next_line(boundary, end)

    def _end_after_footer(
        self, boundary: re.Match[str], footer: re.Match[str], end: int | None
    ) -> int:
        """Return where the next record begins: at `end`, if an intact separator follows."""
        if self._style.is_joined(boundary[0], footer.end()):
            return boundary.start() + footer.end()  # a file without a final line feed, then another
        next_line = self._end_or_next_line(boundary, None)
        if end_of_furniture(self._window.text, next_line) > next_line:
            return next_line  # front matter, whose first line looks like a separator
        if end is None and boundary[0].startswith(HEADING):
            end = end_of_blank_line(self._window.text, boundary.end())
        if end is None:
            end = self._style.end_of_damaged_separator(self._window.text, boundary.end())
        return self._end_or_next_line(boundary, end)

    def _separator_end(self, position: int) -> int | None:
        """Return the end of the separator or of the file at `position`, None without either."""
        if self._window.ends_at(position):
            return len(self._window.text)
        return self._style.end_of_separator(self._window.text, position)

    def _end_or_next_line(self, boundary: re.Match[str], end: int | None) -> int:
        """Return `end` or, if it is None, the beginning of the next line."""
        return min(boundary.end() + 1, len(self._window.text)) if end is None else end

    def _record(
        self, boundary: re.Match[str], footer: re.Match[str], end: int, *, after_blank: bool
    ) -> ParsedRecord | BrokenRecord | None:
        """Return the record that the owner's footer ends; None if the footer is quoted."""
        window = self._window
        created_at = record_time(footer[8], footer.groups()[:6])
        if created_at == NO_ID:
            return broken(window.line, NO_ID)
        raw = self._body(window.start, boundary, after_blank=after_blank)
        id = int(footer[8])
        doubtful = False
        if id in self._duplicates:
            own = self._body(window.start + self._quotation_end, boundary, after_blank=after_blank)
            if self._duplicates.is_quotation(id, raw, own):
                self._quotation_end = end - window.start
                return None
            doubtful = self._duplicates.is_doubtful(id, own)
        reason = self._refusal(raw, after_blank=after_blank, doubtful=doubtful)
        if reason is not None:
            return broken(window.line, reason)
        if isinstance(created_at, Message):
            return broken(window.line, created_at)
        return ParsedRecord(
            line=window.line,
            raw=raw,
            # A last return belongs to a line break of which the blank line has no other.
            body=with_line_feeds(raw.removesuffix("\r")),
            account=None if footer[7] == self._style.placeholder else footer[7],
            id=str(id),
            created_at=created_at,
            origin=Origin.EARLY,
        )

    def _body(self, start: int, boundary: re.Match[str], *, after_blank: bool) -> str:
        """Return a body from `start` to `boundary` as the file has it."""
        end = end_of_body(self._window.text, start, boundary.start(), after_blank=after_blank)
        return self._window.as_written[start:end]

    def _refusal(self, raw: str, *, after_blank: bool, doubtful: bool) -> Message | None:
        """Return why a body may not be that of the post in its footer, None if it is."""
        if not after_blank:
            return _NO_BLANK
        if doubtful:
            return _DOUBT
        if any(self._owner in map(str.lower, names) for names in foreign_footers(raw)):
            return _MIXED
        return None
