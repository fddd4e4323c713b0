"""What ends a record in layouts F2 to F10: a footer and a separator, whole or damaged.

The footer is `(Originally on Twitter: [time](address))` behind a blank line. Between records stands
`----` in a line of its own, from F8 on with a blank line before and after it. F2 has no parentheses
around the footer, and `--` between records.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.ingest.parser.owners import is_near_name
from bot.ingest.records.records import STAMP

_STRANGE = re.compile(
    r"""^Originally\ on\ Twitter:\ \[[^\n]{30}\]\(https://twitter\.com/(\w{1,20})/status/
      | tweet\.ico"\ width="12"\ />\ \[[^\n]{30}\]\(https://twitter\.com/(\w{1,20})/status/
      | </blockquote><a\ href="https://twitter\.com/(\w{1,20})/status/
      | ^<!--\ throwback\ \{[^\n]*"account":"(\w{1,20})"
    """,
    re.MULTILINE | re.VERBOSE | re.ASCII,
)
"""What ends a record of another layout: such a post was not quoted but joined to this file."""

_PARSERS_AUTHOR = "_tim_hutton_"
"""Whose name the first parser with footers wrote into every address, whoever the author was."""

# What damage leaves of a footer: this half of it, or the other, which depends on the style.
_TIME_HALF = re.compile(r"Originally on Twitter: \[\w{3} \w{3} \d\d [\d:]{8} \+0000 \d{4}\]\(")
_JOINED = re.compile(r"(?!\d*\))[^\n\r]{3}")  # behind a footer in its line; less is mere damage
_LAST_LINES = 3  # of a body, where remains of a footer can stand
_BLANK_LINE = re.compile(r"\n\r?(?:\n|\Z)")


@dataclass(frozen=True, slots=True)
class DelimiterStyle:
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

    def behind_separator(self, text: str, place: int) -> int | None:
        """Return where the separator ends that is at `place`, if a whole one is."""
        match = self.parting.match(text, place)
        return match.end() if match else None

    def behind_damaged_separator(self, text: str, place: int) -> int | None:
        """Return where what damage left of a separator ends, if that is at `place`."""
        match = self.nearly_parting.match(text, place)
        return match.end() if match else None

    def is_joined(self, line: str, end: int) -> bool:
        """Tell whether another record begins behind the footer that ends at `end` of its line."""
        return bool(_JOINED.match(line, end)) and not self.run_together.search(line)

    def may_be_of(self, line: str, owner: str) -> bool:
        """Tell whether a damaged footer may be `owner`'s: it names nobody, or nearly them."""
        address = self.second_half.search(line)
        return address is None or is_near_name(address[1].lower(), owner)

    def left_in(self, body: str, owner: str) -> bool:
        """Tell whether `body`, up to a separator, ends with what is left of `owner`'s footer."""
        lines = body.rsplit("\n", _LAST_LINES + 1)[-_LAST_LINES - 1 : -1]
        before = [line.removesuffix("\r") for line in lines]
        last = next((line for line in reversed(before) if line), "")
        if self.footer.fullmatch(last):
            return False  # it was found to be part of the body
        remains = "\n".join(before)  # for a line break may have got in between the halves
        address = self.second_half.search(remains)
        if address:
            return is_near_name(address[1].lower(), owner)
        return _TIME_HALF.search(remains) is not None


def _style(
    opens: str, closes: str, dashes: str, damaged: str, nobody: str | None
) -> DelimiterStyle:
    """Return the style with these patterns around a footer, of a separator and of its damage."""
    footer = (
        rf"{opens}Originally on Twitter: \[{STAMP}\]"
        rf"\(https://twitter\.com/(\w{{1,20}})/status/(\d{{1,30}})\){closes}"
    )
    line = rf"{dashes}\r?(?:\n|\Z)"
    return DelimiterStyle(
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


FIRST = _style("", "", "--", "-{1,3}|.--?|-.-?|--.", _PARSERS_AUTHOR)
"""The style of F2."""

EARLY = _style(r"\(", r"\)", "----", "-{1,5}|.-{3,4}|-.--|--.-|-{3}.", None)
"""The style of F3 to F10."""


def ends_blank(text: str, start: int, end: int) -> bool:
    """Tell whether the last line of `text` from `start` to `end` is blank."""
    return text.endswith(("\n\n", "\n\r\n"), start, end) or text[start:end] in ("\n", "\r\n")


def behind_blank_line(text: str, place: int) -> int | None:
    """Return where the blank line ends that follows the line that ends at `place`, if one does."""
    match = _BLANK_LINE.match(text, place)
    return match.end() if match else None


def without_ending(region: str, *, after_blank: bool) -> tuple[str, bool]:
    """Return the body of a record, without what parts it from its footer, and if it has CRLF."""
    crlf = region.endswith("\r\n")
    ending = "\r\n" if crlf else "\n"
    for _ in range(1 + after_blank):
        region = region.removesuffix(ending)
    return region, crlf


def foreign_footers(body: str) -> Iterable[tuple[str, ...]]:
    """Return the names, if any, in what `body` holds of other layouts' ends of records."""
    # Few bodies hold any of these, and to look for them is much faster than the pattern.
    if "Originally on Twitter" in body or "/status/" in body or "<!-- throwback" in body:
        return _STRANGE.findall(body)
    return ()
