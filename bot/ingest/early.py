r"""Layouts F2 to F10: what twitter-archive-parser wrote until 23 November 2022.

A record is a body, a blank line and the footer `(Originally on Twitter: [time](address))`. Between
records stands `----` in a line of its own, from F8 on with a blank line before and after it. F2 has
no parentheses around the footer, and `--` between records. A body may hold such lines itself, and
even another account's whole record, so a record is found by its footer: the file's owner's, behind
a blank line. A separator or the end of the file should follow; files that were joined may lack it.

A body may also quote a whole record of its own file. A footer ends no record if another of the same
id stands in the file, with a body that is all the end of this one: whoever quotes writes before it.
Any other footer of an id that was read ends a record once more, as where two files were joined. If
that begins as the shortest of its id does, it is left to merging which says more, else it is
refused: it may be a quotation with damage in it, and no text of the post.

What must have been the end of a record and is damaged ends it all the same, unread. Otherwise the
post would pass into the text of the next one, and nobody would know.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from bot.archive.posts import Origin
from bot.ingest.media import take_media
from bot.ingest.owners import Owners, count, nearly, of_another
from bot.ingest.records import (
    DAMAGED,
    MAX_ID,
    NO_END,
    NO_ID,
    OTHER_NAME,
    STAMP,
    TOO_LONG,
    Broken,
    Record,
    told,
)
from bot.ingest.seen import Seen
from bot.ingest.window import Window

Copies = Mapping[int, set[tuple[int, int]]]
"""By ids that more than one footer names, the lengths and hashes of what stands before each."""

_NO_BLANK = "the blank line before its time and address is damaged"

_MIXED = "it holds the end of a post that another version of the parser, or Throwback, wrote"
_STRANGE = re.compile(
    r"""^Originally\ on\ Twitter:\ \[[^\n]{30}\]\(https://twitter\.com/(\w{1,20})/status/
      | tweet\.ico"\ width="12"\ />\ \[[^\n]{30}\]\(https://twitter\.com/(\w{1,20})/status/
      | </blockquote><a\ href="https://twitter\.com/(\w{1,20})/status/
      | ^<!--\ throwback\ \{[^\n]*"account":"(\w{1,20})"
    """,
    re.MULTILINE | re.VERBOSE | re.ASCII,
)
"""What ends a record of another layout: such a post was not quoted but joined to this file."""

_DOUBT = "it has the id of another post in the file, whose text differs: it may quote that one"

_PARSERS_AUTHOR = "_tim_hutton_"
"""Whose name the first parser with footers wrote into every address, whoever the author was."""

# What damage leaves of a footer: this half of it, or the other, which depends on the style.
_TIME_HALF = re.compile(r"Originally on Twitter: \[\w{3} \w{3} \d\d [\d:]{8} \+0000 \d{4}\]\(")
_JOINED = re.compile(r"(?!\d*\))[^\n\r]{3}")  # behind a footer in its line; less is mere damage
_LAST_LINES = 3  # of a body, where remains of a footer can stand
_BLANK_LINE = re.compile(r"\n\r?(?:\n|\Z)")


@dataclass(frozen=True, slots=True)
class _Style:
    """How one of the layouts marks the ends of its records.

    `mark` finds the lines that may end one: what begins like a footer, or a separator; `begun`
    lines that begin with a footer. `whole` is a footer with a blank line or a separator behind it,
    `footer` one alone. `parting`, behind a footer's line, is a separator with its own blank lines;
    `nearly_parting` a damaged one.
    `second_half` is that of a footer, `run_together` a footer and a separator in one line.
    `nobody` is the name that tells no owner.
    """

    mark: re.Pattern[str]
    begun: re.Pattern[str]
    whole: re.Pattern[str]
    footer: re.Pattern[str]
    parting: re.Pattern[str]
    nearly_parting: re.Pattern[str]
    second_half: re.Pattern[str]
    run_together: re.Pattern[str]
    nobody: str | None


def _style(opens: str, closes: str, dashes: str, damaged: str, nobody: str | None) -> _Style:
    """Return the style with these patterns around a footer, of a separator and of its damage."""
    footer = (
        rf"{opens}Originally on Twitter: \[{STAMP}\]"
        rf"\(https://twitter\.com/(\w{{1,20}})/status/(\d{{1,30}})\){closes}"
    )
    line = rf"{dashes}\r?(?:\n|\Z)"
    return _Style(
        re.compile(rf"^(?:{opens}Originally on Twitter: \[[^\n]*|{dashes}\r?$)", re.MULTILINE),
        re.compile(rf"^{footer}", re.MULTILINE | re.ASCII),
        re.compile(rf"^{footer}\r?(?=\n\r?(?:\n|{dashes}\r?$)|\n?\Z)", re.MULTILINE | re.ASCII),
        re.compile(rf"{footer}\r?", re.ASCII),
        re.compile(rf"\n(?:{line}|\r?\n{line}(?:\r?(?:\n|\Z))?)"),
        re.compile(rf"\n(?:\r?\n){{0,2}}(?:(?:{damaged})\r?(?:\n|\Z)|(?={dashes}))"),
        re.compile(rf"twitter\.com/(\w{{1,20}})/status/\d+\){closes}", re.ASCII),
        re.compile(rf"/status/\d+\){closes}.?{dashes}\r?$", re.ASCII),
        nobody,
    )


_F3 = _style(r"\(", r"\)", "----", "-{1,5}|.-{3,4}|-.--|--.-|-{3}.", None)
_F2 = _style("", "", "--", "-{1,3}|.--?|-.-?|--.", _PARSERS_AUTHOR)


def _survey(blocks: Iterable[str], style: _Style) -> tuple[Owners, frozenset[int]]:
    """Count the accounts that the footers of a file name, where a record may end.

    Returns beside them the ids that more than one footer names.
    """
    repeated: set[int] = set()
    return count(_names(Window(blocks), style, repeated)), frozenset(repeated)


def _names(window: Window, style: _Style, repeated: set[int]) -> Iterator[str]:
    seen = Seen()
    while found := window.next(style.begun):
        if _ends_blank(window.text, window.start, found.start()):
            id = int(found[8])
            if 0 < id <= MAX_ID and not seen.add(id):
                repeated.add(id)
            if style.whole.match(window.text, found.start()):
                yield found[7].lower()
        window.take(found.end())


def _copies(
    blocks: Iterable[str], owner: str | None, repeated: frozenset[int], style: _Style
) -> Copies:
    """Return what stands before each footer of `owner` that names one of `repeated`."""
    copies: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for one in _Reader(blocks, owner or "", frozenset(), style, {}).read():
        if isinstance(one, Record) and int(one.id or 0) in repeated:
            text = _words(one.raw, int(one.id or 0))
            copies[int(one.id or 0)].add((len(text), hash(text)))
    return copies


def _records(
    blocks: Iterable[str],
    owner: str | None,
    others: frozenset[str],
    style: _Style,
    copies: Copies | None = None,
) -> Iterator[Record | Broken]:
    """Yield what a file holds that is `owner`'s; a whole record of one of `others` is refused."""
    return _Reader(blocks, owner or "", others, style, copies or {}).read()


survey = partial(_survey, style=_F3)
copies = partial(_copies, style=_F3)
records: Callable[..., Iterator[Record | Broken]] = partial(_records, style=_F3)
survey_of_first = partial(_survey, style=_F2)
copies_of_first = partial(_copies, style=_F2)
records_of_first: Callable[..., Iterator[Record | Broken]] = partial(_records, style=_F2)


class _Reader:
    """Goes through a file from one line that may end a record to the next."""

    def __init__(
        self,
        blocks: Iterable[str],
        owner: str,
        others: frozenset[str],
        style: _Style,
        copies: Copies,
    ) -> None:
        self._window = Window(blocks)
        self._owner = owner
        self._others = others
        self._style = style
        self._copies = copies
        self._whole: dict[int, set[tuple[int, int]]] = defaultdict(
            set
        )  # as `copies`, of those read
        self._behind_quoted = 0  # where, in the record that is being read, the last quotation ends

    def read(self) -> Iterator[Record | Broken]:
        window = self._window
        while found := window.next(self._style.mark):
            at_separator = found[0].startswith("-")
            ending, end = self._at_separator(found) if at_separator else self._at_footer(found)
            if ending:
                yield Broken(window.line, TOO_LONG) if window.cut else ending
                window.take(end)
                self._behind_quoted = 0
        if window.cut or window.rest.strip("\r\n"):
            yield Broken(window.line, TOO_LONG if window.cut else NO_END)

    def _at_footer(self, mark: re.Match[str]) -> tuple[Record | Broken | None, int]:
        """Return what a line that begins like a footer ends, and where what follows it begins.

        None where the line is part of the body: another account's footer, or a quoted one.
        """
        after_blank = _ends_blank(self._window.text, self._window.start, mark.start())
        end = self._parting(mark.end())
        footer = self._style.footer.match(mark[0])
        name = footer[7].lower() if footer else ""
        if footer and name == self._owner:
            if after_blank:
                end = self._behind_footer(mark, footer, end)
            if end is not None:
                return self._record(mark, footer, end, after_blank=after_blank), end
        elif after_blank and end is not None and name in self._others:
            return Broken(self._window.line, of_another(name)), end
        elif after_blank and (end is not None or self._style.run_together.search(mark[0])):
            address = self._style.second_half.search(mark[0])
            if address is None or nearly(address[1].lower(), self._owner):
                reason = OTHER_NAME if footer else DAMAGED
                return Broken(self._window.line, reason), self._behind(mark, end)
        return None, 0

    def _at_separator(self, mark: re.Match[str]) -> tuple[Broken | None, int]:
        """Return what ends at a separator before which no footer could be read, if anything."""
        body = self._window.text[self._window.start : mark.start()]
        lines = body.rsplit("\n", _LAST_LINES + 1)[-_LAST_LINES - 1 : -1]
        before = [line.removesuffix("\r") for line in lines]
        last = next((line for line in reversed(before) if line), "")
        if self._style.footer.fullmatch(last):
            return None, 0  # it was found to be part of the body
        remains = "\n".join(before)  # for a line break may have got in between the halves
        address = self._style.second_half.search(remains)
        if nearly(address[1].lower(), self._owner) if address else _TIME_HALF.search(remains):
            blank = _BLANK_LINE.match(self._window.text, mark.end())
            return Broken(self._window.line, DAMAGED), self._behind(
                mark, _end(blank if before[-1:] == [""] else None)
            )
        return None, 0

    def _behind_footer(self, mark: re.Match[str], footer: re.Match[str], end: int | None) -> int:
        """Return where what follows a whole footer begins; `end`, if a sound separator is there."""
        if _JOINED.match(mark[0], footer.end()) and not self._style.run_together.search(mark[0]):
            return mark.start() + footer.end()  # a file without a last line feed, and one behind it
        if end is None:
            end = _end(self._style.nearly_parting.match(self._window.text, mark.end()))
        return self._behind(mark, end)

    def _parting(self, place: int) -> int | None:
        """Return where what parts two records ends, if it is at `place`; a file's end does."""
        if self._window.ends_at(place):
            return len(self._window.text)
        return _end(self._style.parting.match(self._window.text, place))

    def _behind(self, mark: re.Match[str], end: int | None) -> int:
        """Return `end` or, without one, where the next line begins."""
        return min(mark.end() + 1, len(self._window.text)) if end is None else end

    def _record(
        self, mark: re.Match[str], footer: re.Match[str], end: int, *, after_blank: bool
    ) -> Record | Broken | None:
        """Return the record that the owner's footer ends; None if it is quoted."""
        window = self._window
        when = told(footer[8], footer.groups()[:6])
        if when == NO_ID:
            return Broken(window.line, NO_ID)
        raw, crlf = self._raw(window.start, mark.start(), after_blank=after_blank)
        id = int(footer[8])
        if id in self._copies and self._is_quoted(id, raw, mark, end, after_blank=after_blank):
            return None
        reason = _NO_BLANK if not after_blank else self._refusal(id, raw, mark)
        if reason or isinstance(when, str):
            return Broken(window.line, reason or str(when))
        return Record(
            line=window.line,
            raw=raw,
            body=raw.replace("\r\n", "\n") if crlf else raw,
            account=None if footer[7] == self._style.nobody else footer[7],
            id=str(id),
            created_at=when,
            origin=Origin.EARLY,
        )

    def _is_quoted(
        self, id: int, raw: str, mark: re.Match[str], end: int, *, after_blank: bool
    ) -> bool:
        """Tell whether a body ends with a record that stands elsewhere whole; else note it."""
        text, own = _words(raw, id), self._own(id, mark, after_blank=after_blank)
        if _quotes(own, self._copies[id]) or _quotes(text, self._whole[id]):
            self._behind_quoted = end - self._window.start
            return True
        self._whole[id].add((len(text), hash(text)))
        return False

    def _refusal(self, id: int, raw: str, mark: re.Match[str]) -> str | None:
        """Return why a body, with a blank line behind it, is not that of post `id`."""
        copies = self._copies.get(id)
        if copies and not _begins(self._own(id, mark, after_blank=True), copies):
            return _DOUBT
        if any(self._owner in map(str.lower, names) for names in _strangers(raw)):
            return _MIXED
        return None

    def _own(self, id: int, mark: re.Match[str], *, after_blank: bool) -> str:
        """Return the words of the body before `mark` that stand behind what it quotes."""
        begin = self._window.start + self._behind_quoted
        return _words(self._raw(begin, mark.start(), after_blank=after_blank)[0], id)

    def _raw(self, start: int, end: int, *, after_blank: bool) -> tuple[str, bool]:
        return _body(self._window.text[start:end], after_blank=after_blank)


def _words(body: str, id: int) -> str:
    """Return what counts of `body` where two are compared: one may tell of fewer pictures."""
    return take_media(body.replace("\r\n", "\n"), str(id))[0].strip("\n ")


def _begins(body: str, copies: Iterable[tuple[int, int]]) -> bool:
    """Tell whether the shortest of `copies` is the beginning of `body`, if not all of it."""
    length, hashed = min(copies)
    return hash(body[:length]) == hashed


def _quotes(body: str, copies: Iterable[tuple[int, int]]) -> bool:
    """Tell whether one of `copies` is the end of `body`, from the beginning of a line on."""
    return any(
        0 < length < len(body) and body[-length - 1] == "\n" and hash(body[-length:]) == hashed
        for length, hashed in copies
    )


def _strangers(body: str) -> Iterable[tuple[str, ...]]:
    """Return the names, if any, in what `body` holds of other layouts' ends of records."""
    if "Originally on Twitter" in body or "/status/" in body or "<!-- throwback" in body:
        return _STRANGE.findall(body)
    return ()


def _ends_blank(text: str, start: int, end: int) -> bool:
    """Tell whether the last line of `text` from `start` to `end` is blank."""
    return text.endswith(("\n\n", "\n\r\n"), start, end) or text[start:end] in ("\n", "\r\n")


def _body(region: str, *, after_blank: bool) -> tuple[str, bool]:
    """Return the body of a record, without what parts it from its footer, and if it has CRLF."""
    crlf = region.endswith("\r\n")
    ending = "\r\n" if crlf else "\n"
    for _ in range(1 + after_blank):
        region = region.removesuffix(ending)
    return region, crlf


def _end(match: re.Match[str] | None) -> int | None:
    return match.end() if match else None
