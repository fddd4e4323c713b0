"""The delimiters of records in layouts F2 to F10: footers and separators, intact or damaged.

The footer is `(Originally on Twitter: [time](address))` after a blank line. Records are separated
by `----` in a line of its own, from F8 on with a blank line before and after it. F2 has no
parentheses around the footer, and `--` between records. Formatters of Markdown write a separator as
another thematic break and, if no blank line is between, take it for the underline of a heading,
which the footer then is.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.archive.patterns import deferred
from bot.ingest.parser.owners import is_near_name
from bot.ingest.records.records import STAMP
from bot.ingest.text.line_pattern import LinePattern

_FOREIGN_FOOTER = re.compile(
    r"""^Originally\ on\ Twitter:\ \[[^\n]{30}\]\(https://twitter\.com/(\w{1,20})/status/
      | tweet\.ico"\ width="12"\ />\ \[[^\n]{30}\]\(https://twitter\.com/(\w{1,20})/status/
      | </blockquote><a\ href="https://twitter\.com/(\w{1,20})/status/
      | ^<!--\ throwback\ \{[^\n]*"account":"(\w{1,20})"
    """,
    re.MULTILINE | re.VERBOSE | re.ASCII,
)
"""Matches footers of other layouts: their posts were not quoted but joined to this file."""

_PARSERS_AUTHOR = "_tim_hutton_"
"""The name that the first parser with footers wrote into every address, for any author."""

# The first half of a damaged footer. The second half depends on the style.
_TIME_HALF = re.compile(r"Originally on Twitter: \[\w{3} \w{3} \d\d [\d:]{8} \+0000 \d{4}\]\(")
_JOINED = re.compile(r"(?!\d*\))[^\n\r]{3}")  # follows a footer in its line; less text is damage
HEADING = "## "
"""What a formatter writes before a footer if it took the separator for its underline."""

_LAST_LINES = 3  # of a body, which may contain the remains of a footer
_BLANK_LINE = re.compile(r"\n\r?(?:\n|\Z)")


@dataclass(frozen=True, slots=True)
class DelimiterStyle:
    """The patterns of the footers and separators of one layout.

    `boundary` finds the lines that may end a record: the beginning of a footer, or a separator;
    `line_with_footer` finds lines that begin with a footer. `footer_at_end` is a footer followed by
    a blank line or a separator, `footer` one alone. `separator`, after a footer's line, is a
    separator with its own blank lines; `damaged_separator` a damaged one. `second_half` is that of
    a footer, `footer_with_separator` a footer and a separator in one line. `placeholder` is the
    name that does not identify an owner.
    """

    boundary: LinePattern
    line_with_footer: LinePattern
    footer_at_end: re.Pattern[str]
    footer: re.Pattern[str]
    separator: re.Pattern[str]
    damaged_separator: re.Pattern[str]
    second_half: re.Pattern[str]
    footer_with_separator: re.Pattern[str]
    placeholder: str | None

    def end_of_separator(self, text: str, position: int) -> int | None:
        """Return the end of the intact separator at `position`, None if there is none."""
        match = self.separator.match(text, position)
        return match.end() if match else None

    def end_of_damaged_separator(self, text: str, position: int) -> int | None:
        """Return the end of the damaged separator at `position`, None if there is none."""
        match = self.damaged_separator.match(text, position)
        return match.end() if match else None

    def is_joined(self, line: str, end: int) -> bool:
        """Return whether another record begins after the footer that ends at `end` of `line`."""
        return bool(_JOINED.match(line, end)) and not self.footer_with_separator.search(line)

    def may_belong_to(self, line: str, owner: str) -> bool:
        """Return whether a damaged footer may be `owner`'s: by its name, if it has one."""
        address = self.second_half.search(line)
        return address is None or is_near_name(address[1].lower(), owner)

    def has_remains_in(self, body: str, owner: str) -> bool:
        """Return whether `body`, up to a separator, ends with remains of `owner`'s footer."""
        lines = body.rsplit("\n", _LAST_LINES + 1)[-_LAST_LINES - 1 : -1]
        before = [line.removesuffix("\r") for line in lines]
        last = next((line for line in reversed(before) if line), "")
        if self.footer.fullmatch(last):
            return False  # it was already found to be part of the body
        remains = "\n".join(before)  # damage may put a line break between the halves
        address = self.second_half.search(remains)
        if address:
            return is_near_name(address[1].lower(), owner)
        return _TIME_HALF.search(remains) is not None


def _style(
    opens: str, closes: str, dashes: str, damaged: str, placeholder: str | None
) -> DelimiterStyle:
    """Return the style with these patterns around a footer, for a separator and a damaged one."""
    footer = (  # never translated
        rf"{opens}Originally on Twitter: \[{STAMP}\]"
        rf"\(https://twitter\.com/(\w{{1,20}})/status/(\d{{1,30}})\){closes}"
    )
    line = rf"{dashes}\r?(?:\n|\Z)"
    return DelimiterStyle(
        # never translated
        LinePattern(rf"{opens}Originally on Twitter: \[[^\n]*|{dashes}\r?$", "[#(O*_-]"),
        LinePattern(footer, "[#(O]", re.ASCII),
        deferred(rf"^{footer}\r?(?=\n\r?(?:\n|{dashes}\r?$)|\n?\Z)", re.MULTILINE | re.ASCII),
        deferred(rf"{footer}\r?", re.ASCII),
        deferred(rf"\n(?:{line}|\r?\n{line}(?:\r?(?:\n|\Z))?)"),
        deferred(rf"\n(?:\r?\n){{0,2}}(?:(?:{damaged})\r?(?:\n|\Z)|(?={dashes}))"),
        deferred(rf"twitter\.com/(\w{{1,20}})/status/\d+\){closes}", re.ASCII),
        deferred(rf"/status/\d+\){closes}.?{dashes}\r?$", re.ASCII),
        placeholder,
    )


FIRST = _style("", "", "--", "-{1,3}|.--?|-.-?|--.", _PARSERS_AUTHOR)
"""The style of F2."""

_BREAK = r"(?:-{3,4}|(?:\* ?){2}\*|(?:_ ?){2}_|- - -)"
EARLY = _style(rf"(?:{HEADING})?\(", r"\)", _BREAK, "-{1,5}|.-{3,4}|-.--|--.-|-{3}.", None)
"""The style of F3 to F10."""


def ends_with_blank_line(text: str, start: int, end: int) -> bool:
    """Return whether the last line of `text` from `start` to `end` is blank."""
    return text.endswith(("\n\n", "\n\r\n"), start, end) or text[start:end] in ("\n", "\r\n")


def end_of_blank_line(text: str, position: int) -> int | None:
    """Return the end of the blank line after the line that ends at `position`, None without one."""
    match = _BLANK_LINE.match(text, position)
    return match.end() if match else None


def end_of_body(text: str, start: int, end: int, *, after_blank: bool) -> int:
    """Return the end of the body that begins at `start` and has its footer at `end`."""
    returns = text.endswith("\r\n", start, end)
    for _ in range(1 + after_blank):
        if text.endswith("\n", start, end):
            end -= 1 + (returns and text.endswith("\r\n", start, end))
    return end


def foreign_footers(body: str) -> Iterable[tuple[str, ...]]:
    """Return the names in the footers of other layouts that `body` contains, if any."""
    # Few bodies contain these strings, and the search is much faster than the pattern.
    # (They are never translated.)
    if "Originally on Twitter" in body or "/status/" in body or "<!-- throwback" in body:
        return _FOREIGN_FOOTER.findall(body)
    return ()
