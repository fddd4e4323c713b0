"""Layouts F2 to F10: what twitter-archive-parser wrote until 23 November 2022.

A record is a body, a blank line and a footer; a separator follows. A body may hold such lines
itself, and even another account's whole record, so a record is found by its footer: the file's
owner's, behind a blank line. A separator or the end of the file should follow; files that were
joined may lack it.

What must have been the end of a record and is damaged ends it all the same, unread. Otherwise the
post would pass into the text of the next one, and nobody would know.

A file is read up to three times: `survey` finds whose it is and which ids it repeats, `copies` what
the records of those hold, and `records` reads it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from bot.archive.posts.post import Origin
from bot.ingest.parser import delimiters
from bot.ingest.parser.delimiters import (
    DelimiterStyle,
    behind_blank_line,
    ends_blank,
    foreign_footers,
    without_ending,
)
from bot.ingest.parser.duplicates import Copies, Duplicates, copies_of
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
    Record,
    record_time,
)

_NO_BLANK = "the blank line before its time and address is damaged"
_MIXED = "it holds the end of a post that another version of the parser, or Throwback, wrote"
_DOUBT = "it has the id of another post in the file, whose text differs: it may quote that one"


def _survey(blocks: Iterable[str], style: DelimiterStyle) -> tuple[Owners, frozenset[int]]:
    """Count the accounts that the footers of a file name, where a record may end.

    Returns beside them the ids that more than one footer names.
    """
    repeated: set[int] = set()
    return count(_names(RecordWindow(blocks), style, repeated)), frozenset(repeated)


def _names(window: RecordWindow, style: DelimiterStyle, repeated: set[int]) -> Iterator[str]:
    seen = IdSet()
    while found := window.next(style.begun):
        if ends_blank(window.text, window.start, found.start()):
            id = int(found[8])
            if 0 < id <= MAX_ID and not seen.add(id):
                repeated.add(id)
            if style.whole.match(window.text, found.start()):
                yield found[7].lower()
        window.take(found.end())


def _copies(
    blocks: Iterable[str], owner: str | None, repeated: frozenset[int], style: DelimiterStyle
) -> Copies:
    """Return what stands before each footer of `owner` that names one of `repeated`."""
    return copies_of(_records(blocks, owner, frozenset(), style), repeated)


def _records(
    blocks: Iterable[str],
    owner: str | None,
    others: frozenset[str],
    style: DelimiterStyle,
    copies: Copies | None = None,
) -> Iterator[Record | BrokenRecord]:
    """Yield what a file holds that is `owner`'s; a whole record of one of `others` is refused."""
    return _Reader(blocks, owner or "", others, style, copies or {}).read()


survey = partial(_survey, style=delimiters.EARLY)
copies = partial(_copies, style=delimiters.EARLY)
records: Callable[..., Iterator[Record | BrokenRecord]] = partial(_records, style=delimiters.EARLY)
survey_of_first = partial(_survey, style=delimiters.FIRST)
copies_of_first = partial(_copies, style=delimiters.FIRST)
records_of_first: Callable[..., Iterator[Record | BrokenRecord]] = partial(
    _records, style=delimiters.FIRST
)


class _Reader:
    """Goes through a file from one line that may end a record to the next."""

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
        self._behind_quoted = 0  # where, in the record that is being read, the last quotation ends

    def read(self) -> Iterator[Record | BrokenRecord]:
        window = self._window
        while found := window.next(self._style.mark):
            at_separator = found[0].startswith("-")
            ending, end = self._at_separator(found) if at_separator else self._at_footer(found)
            if ending:
                yield BrokenRecord(window.line, TOO_LONG) if window.cut else ending
                window.take(end)
                self._behind_quoted = 0
        if window.cut or window.rest.strip("\r\n"):
            yield BrokenRecord(window.line, TOO_LONG if window.cut else NO_END)

    def _at_footer(self, mark: re.Match[str]) -> tuple[Record | BrokenRecord | None, int]:
        """Return what a line that begins like a footer ends, and where what follows it begins.

        None where the line is part of the body: another account's footer, or a quoted one.
        """
        after_blank = ends_blank(self._window.text, self._window.start, mark.start())
        end = self._parting(mark.end())
        footer = self._style.footer.match(mark[0])
        name = footer[7].lower() if footer else ""
        if footer and name == self._owner:
            if after_blank:
                end = self._behind_footer(mark, footer, end)
            if end is not None:
                return self._record(mark, footer, end, after_blank=after_blank), end
        elif after_blank and end is not None and name in self._others:
            return BrokenRecord(self._window.line, not_by_owner(name)), end
        elif (
            after_blank
            and (end is not None or self._style.run_together.search(mark[0]))
            and self._style.may_be_of(mark[0], self._owner)
        ):
            reason = OTHER_NAME if footer else DAMAGED
            return BrokenRecord(self._window.line, reason), self._behind(mark, end)
        return None, 0

    def _at_separator(self, mark: re.Match[str]) -> tuple[BrokenRecord | None, int]:
        """Return what ends at a separator before which no footer could be read, if anything."""
        text, start = self._window.text, self._window.start
        if not self._style.left_in(text[start : mark.start()], self._owner):
            return None, 0
        # A separator has a blank line behind it only where it has one before it.
        blank = ends_blank(text, start, mark.start())
        end = behind_blank_line(text, mark.end()) if blank else None
        return BrokenRecord(self._window.line, DAMAGED), self._behind(mark, end)

    def _behind_footer(self, mark: re.Match[str], footer: re.Match[str], end: int | None) -> int:
        """Return where what follows a whole footer begins; `end`, if a sound separator is there."""
        if self._style.is_joined(mark[0], footer.end()):
            return mark.start() + footer.end()  # a file without a last line feed, and one behind it
        if end is None:
            end = self._style.behind_damaged_separator(self._window.text, mark.end())
        return self._behind(mark, end)

    def _parting(self, place: int) -> int | None:
        """Return where what parts two records ends, if it is at `place`; a file's end does."""
        if self._window.ends_at(place):
            return len(self._window.text)
        return self._style.behind_separator(self._window.text, place)

    def _behind(self, mark: re.Match[str], end: int | None) -> int:
        """Return `end` or, without one, where the next line begins."""
        return min(mark.end() + 1, len(self._window.text)) if end is None else end

    def _record(
        self, mark: re.Match[str], footer: re.Match[str], end: int, *, after_blank: bool
    ) -> Record | BrokenRecord | None:
        """Return the record that the owner's footer ends; None if it is quoted."""
        window = self._window
        when = record_time(footer[8], footer.groups()[:6])
        if when == NO_ID:
            return BrokenRecord(window.line, NO_ID)
        raw, crlf = self._body(window.start, mark, after_blank=after_blank)
        id = int(footer[8])
        doubtful = False
        if id in self._duplicates:
            own, _ = self._body(window.start + self._behind_quoted, mark, after_blank=after_blank)
            if self._duplicates.is_quotation(id, raw, own):
                self._behind_quoted = end - window.start
                return None
            doubtful = self._duplicates.is_doubtful(id, own)
        reason = self._refusal(raw, after_blank=after_blank, doubtful=doubtful)
        if reason or isinstance(when, str):
            return BrokenRecord(window.line, reason or str(when))
        return Record(
            line=window.line,
            raw=raw,
            body=raw.replace("\r\n", "\n") if crlf else raw,
            account=None if footer[7] == self._style.nobody else footer[7],
            id=str(id),
            created_at=when,
            origin=Origin.EARLY,
        )

    def _body(self, start: int, mark: re.Match[str], *, after_blank: bool) -> tuple[str, bool]:
        return without_ending(self._window.text[start : mark.start()], after_blank=after_blank)

    def _refusal(self, raw: str, *, after_blank: bool, doubtful: bool) -> str | None:
        """Return why a body is not that of the post whose footer stands behind it, if so."""
        if not after_blank:
            return _NO_BLANK
        if doubtful:
            return _DOUBT
        if any(self._owner in map(str.lower, names) for names in foreign_footers(raw)):
            return _MIXED
        return None
