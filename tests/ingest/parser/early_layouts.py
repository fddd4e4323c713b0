"""Files of the layouts F2 to F10, written as the parser writes them."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.archive.posts.post import Post
from bot.ingest.discover import discover
from bot.ingest.reader import read
from bot.ingest.records.quarantine import Quarantined
from tests.archives import record

WHEN = datetime(2022, 10, 3, 10, tzinfo=UTC)
NARROW, NARROW_AT_END = "\n----\n", "\n----\n"
WIDE = "\n\n----\n\n"

STYLES = {
    "F2": ("\n--\n", ""),
    "F3": (NARROW, ""),
    "F7": (NARROW, NARROW),
    "F8": (WIDE, WIDE),
    "F10": (WIDE, ""),
}


def write(path: Path, records: list[str], style: str = "F7") -> Path:
    """Write records in one of the layouts."""
    between, end = STYLES[style]
    if style == "F2":
        records = [re.sub(r"\((Originally on Twitter: .*)\)$", r"\1", one) for one in records]
    path.write_text(between.join(records) + end, "utf-8", newline="")
    return path


def posts_of(*paths: Path) -> list[Post]:
    """Return the posts of files, all of which must be readable."""
    found = list(read(discover(paths)))
    assert not [one for one in found if isinstance(one, Quarantined)]
    return [one for one in found if isinstance(one, Post)]


def at(n: int) -> datetime:
    """Return the moment of the n-th post."""
    return WHEN + timedelta(minutes=n)


FOREIGN = record(WHEN, "theirs", account="nobody").removeprefix("theirs")


def broken(path: Path) -> list[tuple[int, str]]:
    """Return the lines and reasons of records that could not be read."""
    return [
        (one.line, one.reason) for one in read(discover([path])) if isinstance(one, Quarantined)
    ]
