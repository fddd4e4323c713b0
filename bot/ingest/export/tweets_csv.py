"""`tweets.csv`: one file with all posts, beside the monthly files of exports until 2018.

It lacks their media, descriptions, names and whole reposts; apart from that its rows become objects
like those of these files. Two shapes are known, of nine columns (2013) and of ten: columns are
found by the names in the header. In the former, a row without an address has one cell less, and
each further address has a cell of its own.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

from bot.ingest.records.records import BrokenRecord, as_id, broken
from bot.ingest.text.line_feeds import with_line_feeds
from bot.languages import lazy

LONGEST_ROW = 20_000
"""Characters. A real one has a few thousand; a longer one has lost a quotation mark."""

_DAMAGED = lazy("the row is damaged")
_TOO_LONG = lazy("it has more than {length:,} characters, or no end", length=LONGEST_ROW)

_HEADER = re.compile(r'"?tweet_id"?([,;\t])')
_REQUIRED = {"tweet_id", "timestamp", "text"}
_IDS = ("in_reply_to_status_id", "in_reply_to_user_id", "retweeted_status_id")

# How a row begins, by whether its cells have quotation marks. Within the text of another row such a
# line is not possible, as quotation marks in it are doubled, or hardly.
_QUOTED_ROW = re.compile(r'"(?:\d{1,19}|tweet_id)"[,;\t]', re.ASCII)
_BARE_ROW = re.compile(r"\d{5,19}([,;\t])(?:\d{5,19})?\1\d*\1|tweet_id[,;\t]", re.ASCII)

_CODE = re.compile(r"https?://t\.co/\w+", re.ASCII)
_CUT_CODE = re.compile(r"https?:[\w/.]*\s*(?:…|\.\.\.)\s*$", re.ASCII)
_MEDIUM = re.compile(
    r"https?://(?:mobile\.|www\.)?(?:twitter|x)\.com/\w+/status/(?P<id>\d+)/(?P<kind>photo|video)/\d+",
    re.ASCII,
)


def is_tweets_csv(beginning: str) -> bool:
    """Return whether a file with this beginning is a `tweets.csv`."""
    return _columns(re.split(r"[\r\n]", beginning.lstrip(), maxsplit=1)[0]) is not None


def rows_as_tweets(blocks: Iterable[str]) -> Iterator[tuple[int, dict[str, Any]] | BrokenRecord]:
    """Yield each row as an object of a monthly file, with its 1-based line.

    `blocks` are the text in pieces of whole lines.
    """
    columns: tuple[str, list[str]] | None = None
    for line, row in _rows(blocks):
        if header := _columns(row):
            columns = header
        elif len(row) > LONGEST_ROW:
            yield broken(line, _TOO_LONG)
        elif row.strip():
            tweet = _tweet(row, *columns) if columns else None
            yield broken(line, _DAMAGED) if tweet is None else (line, tweet)


def _columns(row: str) -> tuple[str, list[str]] | None:
    """Return the separator and the names of a header; None for another row."""
    if not (match := _HEADER.match(row)):
        return None
    names = _cells(row, match[1])
    return (match[1], names) if names and set(names) >= _REQUIRED else None


def _rows(blocks: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield the text of each row, with the line it begins in.

    A row ends with a line that completes its quotation marks. One that never ends is yielded up to
    where another begins, at most a line longer than LONGEST_ROW.
    """
    row, first, is_open = "", 0, False
    begins = _BARE_ROW
    for number, line in enumerate(_lines(blocks), 1):
        if is_open and begins.match(line):
            yield first, row
            row, is_open = "", False
        if not is_open:
            first = number
            begins = _QUOTED_ROW if _QUOTED_ROW.match(line) else begins
        if len(row) <= LONGEST_ROW:
            row += f"\n{line}" if is_open else line
        is_open ^= line.count('"') % 2 == 1
        if not is_open:
            yield first, row
            row = ""
    if row:
        yield first, row


def _lines(blocks: Iterable[str]) -> Iterator[str]:
    """Yield the lines in `blocks`, which may end in any way, without their ends."""
    for block in blocks:
        yield from with_line_feeds(block).removesuffix("\n").split("\n")


def _cells(row: str, separator: str) -> list[str] | None:
    try:
        return next(csv.reader(io.StringIO(row, newline="\n"), delimiter=separator, strict=True))
    except (csv.Error, StopIteration):
        return None


def _tweet(row: str, separator: str, names: list[str]) -> dict[str, Any] | None:
    """Return a row as an object of a monthly file; None if it is damaged."""
    cells = _cells(row, separator) or []
    fields = dict(zip(names, cells, strict=False))
    if len(cells) < len(names) - 1 or not fields.keys() >= _REQUIRED:
        return None
    if any(id and as_id(id) is None for id in (fields.get(name) for name in _IDS)):
        return None
    addresses = fields.pop("expanded_urls", "")
    if more := cells[len(names) :]:
        if names[-1] != "expanded_urls":
            return None
        addresses = ",".join([addresses, *more])
    found = [one for one in re.split(r",(?=https?://)", addresses) if one]
    if any(not one.startswith("http") for one in found):
        return None
    tweet: dict[str, Any] = {
        "id_str": fields["tweet_id"],
        "created_at": fields["timestamp"],
        "text": fields["text"],
        "in_reply_to_status_id_str": fields.get("in_reply_to_status_id"),
        "in_reply_to_user_id_str": fields.get("in_reply_to_user_id"),
    }
    if original := fields.get("retweeted_status_id"):
        tweet["retweeted_status"] = {"id_str": original}
    tweet["entities"] = _entities(fields["text"], found, {fields["tweet_id"], original})
    return tweet


def _entities(text: str, addresses: list[str], ids: set[str | None]) -> dict[str, Any]:
    """Return the entities of a post by its text and the addresses in it.

    Media are those of the post itself or of the one it repeats, whose `ids` are given.
    """
    urls, media = [], []
    for code, address in _full_addresses(text, addresses).items():
        medium = _MEDIUM.fullmatch(address)
        if medium and medium["id"] in ids:
            media.append({"url": code, "type": medium["kind"]})
        else:
            urls.append({"url": code, "expanded_url": address})
    return {"urls": urls, "media": media}


def _full_addresses(text: str, addresses: list[str]) -> dict[str, str]:
    """Return the codes in `text` with those of the `addresses` that they are short for.

    There are none if it is not clear which is which. An address may be listed once for each picture
    behind it, or each time that it is in the text.
    """
    is_cut = text.rstrip().endswith(("…", "..."))
    codes = _CODE.findall(_CUT_CODE.sub("", text))
    others = [one for one in addresses if one not in text]
    if len(codes) == len(others):
        return dict(zip(codes, others, strict=True))
    codes, others = list(dict.fromkeys(codes)), list(dict.fromkeys(others))
    if len(codes) == len(others) or (is_cut and len(codes) < len(others)):
        return dict(zip(codes, others, strict=False))
    return {}
