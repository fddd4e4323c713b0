"""An owner's corrections of links as JSON Lines: what `throwback export --corrections` writes.

    {"throwback": "correction", "verdict": "link", "child": "…", "parent": "…", "at": "…", …}

Writing and reading are in one module, so that one cannot change without the other.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from bot.archive.posts.ids.networks import Network, network_of
from bot.archive.posts.ids.snowflake import is_snowflake
from bot.archive.posts.ids.synthetic_id import is_synthetic
from bot.archive.posts.post import NETWORK
from bot.archive.threads.corrections import Correction, Verdict
from bot.archive.timestamps import from_milliseconds, to_milliseconds
from bot.ingest.records.records import BrokenRecord, as_id, broken
from bot.ingest.records.validation import is_post_id
from bot.languages import Message, lazy

_UNKNOWN = "unknown"  # never translated: who said what a file does not sign
_LONGEST_NAME = 100  # characters

OTHER_NETWORK = lazy("it is of a network that this version of Throwback does not know")
_NOT_READABLE = lazy("it is no correction of a link, or a part of it is damaged")
_NO_POSTS = lazy("it does not name the posts that it is about by their ids")
_NOT_OLDER = lazy("a post cannot continue one that is not older")


def write(correction: Correction) -> str:
    """Return a correction as a line, with its line feed."""
    record = {
        "throwback": "correction",
        "verdict": correction.verdict,
        "network": correction.network,
        "child": correction.child,
        "parent": correction.parent,
        "at": from_milliseconds(correction.at).isoformat(timespec="milliseconds"),
        "by": correction.by,
    }
    return json.dumps(record, ensure_ascii=False) + "\n"


def read(lines: Iterable[str]) -> Iterator[Correction | BrokenRecord]:
    """Yield the corrections that lines hold, and what cannot be read. Empty lines are skipped."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _read(line, number)


def _read(line: str, number: int) -> Correction | BrokenRecord:
    try:
        record = json.loads(line)
        if record["throwback"] != "correction":
            return broken(number, _NOT_READABLE)
        verdict, by = Verdict(record["verdict"]), record.get("by", _UNKNOWN)
        at = to_milliseconds(datetime.fromisoformat(record["at"]))
        if not (isinstance(by, str) and 0 < len(by) <= _LONGEST_NAME and at >= 0):
            return broken(number, _NOT_READABLE)
        # What UTC or UTF-8 cannot hold could not be stored, or be written again.
        from_milliseconds(at), by.encode()
        child, parent = record["child"], record["parent"]
        network = record.get("network", NETWORK)
        if network not in {*Network}:
            return broken(number, OTHER_NETWORK)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return broken(number, _NOT_READABLE)  # damage may cause any of these
    if reason := _why_not(verdict, child, parent, network):
        return broken(number, reason)
    return Correction(verdict, child, parent, at, by, network)


def _why_not(verdict: Verdict, child: object, parent: object, network: str) -> Message | None:
    """Return why a verdict on two posts cannot be kept; None if it can."""
    if any(isinstance(id, str) and network_of(id) != network for id in (child, parent)):
        return _NO_POSTS
    if verdict is Verdict.UNLINK:
        return None if _is_id(child) and parent is None else _NO_POSTS
    if not (_is_id(child) and _is_id(parent)):
        return _NO_POSTS
    child, parent = str(child), str(parent)
    if child == parent or (is_snowflake(child) and as_id(parent) and int(parent) > int(child)):
        return _NOT_OLDER
    return None


def _is_id(value: object) -> bool:
    return isinstance(value, str) and (is_synthetic(value) or is_post_id(value))
