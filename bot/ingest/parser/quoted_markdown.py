"""Layouts F11 to F16, Markdown: what twitter-archive-parser wrote from 23 November 2022 on.

A record is `Replying to [names](address of the parent)` and a blank line, if it answers anything,
the body with `> ` before each line, a blank line, and a footer that begins with an icon. Between
records stands `----` with blank lines around it. Nothing that an author typed stands in a line
without `> `, so every footer ends a record.

From F15 on a body is escaped: a backslash before each character that Markdown knows, two spaces
before each line break. A body that has such a character without a backslash, outside of the markup
of media, is none of those; one that has them all with one is. A body without any, such as two plain
words, is taken for what the record before it was and, at the beginning of a file, for escaped if
every line but the last ends in two spaces.
"""

import re
from collections.abc import Iterable, Iterator

from bot.archive.posts.post import Origin
from bot.ingest.parser import footers
from bot.ingest.parser.owners import Owners
from bot.ingest.records.records import STAMP, BrokenRecord, Record

_LAYOUT = footers.FooterLayout(
    footer=re.compile(
        rf'^<img src="[^"\n]{{0,200}}tweet\.ico" width="12" /> \[{STAMP}\]'
        # Behind it there may be damage or, where files were joined, the next record.
        rf"\({footers.STATUS}\)(?:(?!> |Replying to)[^\n]{{0,9}}$)?",
        re.MULTILINE | re.ASCII,
    ),
    stamp=slice(6),
    separator=re.compile(r"^-{4}\r?\n", re.MULTILINE),
    start=re.compile(r"(?:(?!> )[^\n]{0,6}\n)*"),
    record=re.compile(
        rf"(?:Replying to \[(?P<names>[^\n]{{1,2000}})\]\({footers.PARENT}\)\r?\n\r?\n)?"
        r"(?P<body>(?:> [^\n]*\n)+)\r?\n",
        re.ASCII,
    ),
    tail=re.compile(r"\s*\Z"),
)

_SPECIAL = r"\\_*\[\]()~`>#+\-=|{}.!"
_MEDIA = r'!\[\]\([^()\s]{1,300}\)|<video controls><source src="[^"\s]{1,300}">[^<]{0,200}</video>'
# Possessive, so that hostile text costs no more time than other text.
_ESCAPED = re.compile(rf"(?:[^{_SPECIAL}<]++|\\[{_SPECIAL}]|{_MEDIA}|<)*+")
_PLAIN = re.compile(rf"(?:[^{_SPECIAL}<]++|{_MEDIA}|<)*+")
_BACKSLASH = re.compile(rf"\\([{_SPECIAL}])")


def owners_of(blocks: Iterable[str]) -> Owners:
    """Count the accounts that the footers of a file name."""
    return footers.owners_of(blocks, _LAYOUT)


def records(
    blocks: Iterable[str], owner: str | None, _others: frozenset[str]
) -> Iterator[Record | BrokenRecord]:
    """Yield what a file of `owner` holds; records of others are refused."""
    known: bool | None = None
    for found in footers.find(blocks, owner, _LAYOUT):
        if isinstance(found, BrokenRecord):
            yield found
            continue
        raw, body = _unquoted(found.body)
        if not _PLAIN.fullmatch(body):
            known = _ESCAPED.fullmatch(body) is not None
            escaped = known
        else:
            escaped = known or _breaks_tell(body)
        yield Record(
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
    """Return a body as it stands in the file, and without the marks before its lines."""
    raw = region.removesuffix("\n")
    crlf = raw.endswith("\r")
    raw = raw.removesuffix("\r")
    body = raw.replace("\r\n", "\n") if crlf else raw
    return raw, body[2:].replace("\n> ", "\n")


def _breaks_tell(body: str) -> bool:
    """Tell whether a body's line breaks are those of an escaped one."""
    *lines, _ = body.split("\n")
    return bool(lines) and all(line.endswith("  ") for line in lines)


def _unescaped(body: str) -> str:
    """Return an escaped body as it was written.

    A line break at its end is gone, but for the two spaces that stood before it.
    """
    body = body.replace("  \n", "\n")
    if body.endswith("  "):
        body = body[:-2] + "\n"
    return _BACKSLASH.sub(r"\1", body)
