"""Layouts F11 to F16, Markdown: what twitter-archive-parser wrote from 23 November 2022 on.

A record is `Replying to [names](address of the parent)` and a blank line, if it is a reply, the
body with `> ` before each line, a blank line, and a footer that begins with an icon. Records are
separated by `----`, or another thematic break, with blank lines around it. No line without `>` has
text of the author, so every footer ends a record. Programs that take blanks from the ends of lines
leave `>` of an empty line.

From F15 on a body is escaped: a backslash before each character special to Markdown, two spaces
before each line break. A body that has such a character without a backslash, outside of the markup
of media, is not escaped; one that has them all with one is. A body without any, such as two plain
words, is treated like the record before it and, at the beginning of a file, as escaped if every
line but the last ends in two spaces.
"""

import re
from collections.abc import Iterable, Iterator

from bot.archive.posts.post import Origin
from bot.ingest.parser import footers
from bot.ingest.parser.media_markup import LIKELY_MARKUP
from bot.ingest.parser.owners import Owners
from bot.ingest.records.records import STAMP, BrokenRecord, ParsedRecord
from bot.ingest.text.line_feeds import with_line_feeds
from bot.ingest.text.line_pattern import LinePattern

_LAYOUT = footers.FooterLayout(
    footer=LinePattern(
        # never translated
        rf'<img src="[^"\n]{{0,200}}tweet\.ico" width="12" /> \[{STAMP}\]'
        # After it there may be damage or, in concatenated files, the next record.
        rf"\({footers.STATUS}\)(?:(?!> |Replying to)[^\n]{{0,9}}$)?",
        "<img ",
        re.ASCII,
    ),
    stamp=slice(6),
    separator=LinePattern(
        r"(?:-{3,}|(?:\* ?){2,}\*|(?:_ ?){2,}_|- - -)[ \t]*\r?(?:\n|\Z)", "[*_-]"
    ),
    record=re.compile(
        # In concatenated files it may follow the last footer in its line.
        r"(?<![^\n)])"
        rf"(?:Replying to \[(?P<names>[^\n]{{1,2000}})\]\({footers.PARENT}\)[ \t]*\r?\n\r?\n)?"
        r"(?P<body>(?:>(?: [^\n]*)?\r?\n)++)",
        re.ASCII,
    ),
    before_footer=re.compile(r"\r?\n"),
    aside=re.compile(r"> ?\[!\w{1,20}\]"),  # a callout
    remains=re.compile(r"Replying to \[|tweet\.ico"),
    damage=re.compile(
        r"^[^\n]{0,12}(?:to \[|\[@|Replying)[^\n]*/status/[^\n]*\n\r?\n\Z"  # of the header
        r"|^(?![<{]|#{1,6} )[^\n]*[^\s][^\n]*\n\Z",  # of a first line
        re.MULTILINE,
    ),
)

_QUOTE = re.compile("\n> ?")
_SPECIAL = r"\\_*\[\]()~`>#+\-=|{}.!"
# Possessive, so that hostile text costs no more time than other text.
_ESCAPED = re.compile(rf"(?:[^{_SPECIAL}<]++|\\[{_SPECIAL}]|{LIKELY_MARKUP}|<)*+")
_PLAIN = re.compile(rf"(?:[^{_SPECIAL}<]++|{LIKELY_MARKUP}|<)*+")
_BACKSLASH = re.compile(rf"\\([{_SPECIAL}])")


def owners_of(blocks: Iterable[str]) -> Owners:
    """Return how many footers of a file name each account."""
    return footers.owners_of(blocks, _LAYOUT)


def records(
    blocks: Iterable[str], owner: str | None, _others: frozenset[str]
) -> Iterator[ParsedRecord | BrokenRecord]:
    """Yield the records of a file of `owner`; those of others are refused."""
    last_escaped: bool | None = None
    for found in footers.find(blocks, owner, _LAYOUT):
        if isinstance(found, BrokenRecord):
            yield found
            continue
        raw, body = _unquoted(found.body)
        if not _PLAIN.fullmatch(body):
            last_escaped = _ESCAPED.fullmatch(body) is not None
            escaped = last_escaped
        else:
            escaped = last_escaped or _has_escaped_breaks(body)
        yield ParsedRecord(
            line=found.line,
            raw=raw,
            body=_unescaped(body) if escaped else body,
            account=found.account,
            id=found.id,
            created_at=found.created_at,
            origin=Origin.QUOTED,
            header=found.header,
            names_parents=True,
        )


def _unquoted(region: str) -> tuple[str, str]:
    """Return a body as it is in the file, and without the `> ` before its lines."""
    raw = region.removesuffix("\n").removesuffix("\r")
    return raw, _QUOTE.sub("\n", "\n" + with_line_feeds(raw))[1:]


def _has_escaped_breaks(body: str) -> bool:
    """Return whether a body's line breaks are those of an escaped one."""
    *lines, _ = body.split("\n")
    return bool(lines) and all(line.endswith("  ") for line in lines)


def _unescaped(body: str) -> str:
    """Return an escaped body as it was written.

    A final line break is lost in the file, except for the two spaces before it.
    """
    body = body.replace("  \n", "\n")
    if body.endswith("  "):
        body = body[:-2] + "\n"
    if "\\" not in body:
        return body
    return _BACKSLASH.sub(lambda escaped: escaped[1], body)  # until 3.11 faster than a template
