"""Filters as SQL over a row of `posts`, with parameters. No condition is ever NULL."""

import json
from collections.abc import Iterable
from datetime import tzinfo
from typing import NamedTuple

from bot.archive.search.query.ast import And, Node, Not, Or, Phrase, Word
from bot.archive.search.query.filters import (
    Content,
    Filter,
    From,
    Has,
    Is,
    OnEvery,
    PostType,
    TimeFilter,
    To,
    Url,
    time_ranges,
)


class Condition(NamedTuple):
    """An expression that is 1 or 0 for a row named `posts`, and its parameters in order."""

    sql: str
    parameters: tuple[object, ...] = ()


_FROM = "posts.account IN (SELECT account FROM accounts WHERE name = ?)"  # which ignores case
# Twitter ends a name at the first character that none can hold.
_TO = r"""(coalesce(posts.reply_to_account, '') = ? COLLATE NOCASE
 OR (posts.text LIKE ? ESCAPE '\' AND substr(posts.text, ?, 1) NOT GLOB '[A-Za-z0-9_]'))"""
_WITHIN = "(posts.created_at >= ? AND posts.created_at < ?)"
# One look into the index by time for each of them, and all of that once for a whole statement.
_WITHIN_ONE_OF = """posts.post IN (
 SELECT timed.post FROM json_each(?) AS span CROSS JOIN posts AS timed
 ON timed.created_at >= json_extract(span.value, '$[0]')
 AND timed.created_at < json_extract(span.value, '$[1]'))"""
_HAS_MEDIA = """EXISTS (SELECT 1 FROM media WHERE media.post = posts.post
 AND media.kind IN (SELECT value FROM json_each(?)))"""
_HAS_LINK = "EXISTS (SELECT 1 FROM addresses WHERE addresses.post = posts.post)"
# SQLite's lower() knows ASCII alone, as the filter does; to instr() no letter is a wildcard.
_URL = """EXISTS (SELECT 1 FROM addresses
 WHERE addresses.post = posts.post AND instr(lower(addresses.url), ?) > 0)"""
_IS = "posts.kind = ?"
_IN_THREAD = """(EXISTS (SELECT 1 FROM follows WHERE follows.child = posts.post)
 OR EXISTS (SELECT 1 FROM follows WHERE follows.parent = posts.post))"""

_KINDS = {
    Content.IMAGE: ("image",),
    Content.VIDEO: ("video", "gif"),
    Content.MEDIA: ("image", "video", "gif"),
}


def condition(tree: Node, zone: tzinfo) -> Condition:
    """Return the condition that `tree`, which is made of filters alone, sets.

    Its days are those of `zone`. Raises TypeError for words and phrases: those are no filters.
    """
    match tree:
        case And(parts):
            return _joined(" AND ", parts, zone) if parts else Condition("1")
        case Or(parts):
            return _joined(" OR ", parts, zone)
        case Not(part):
            inner = condition(part, zone)
            return Condition(f"NOT {inner.sql}", inner.parameters)
        case Word(_) | Phrase(_):
            raise TypeError("words and phrases are not decided by storage's filters")
        case _:
            return _condition(tree, zone)


def _joined(word: str, parts: Iterable[Node], zone: tzinfo) -> Condition:
    conditions = [condition(part, zone) for part in parts]
    sql = word.join(one.sql for one in conditions)
    parameters = (parameter for one in conditions for parameter in one.parameters)
    return Condition(f"({sql})", tuple(parameters))


def _condition(wanted: Filter, zone: tzinfo) -> Condition:
    match wanted:
        case From(account):
            return Condition(_FROM, (account,))
        case To(account):
            start = "@" + account
            return Condition(_TO, (account, f"{_literally(start)}%", len(start) + 1))
        case Has(held):
            kinds = json.dumps(_KINDS.get(held))
            return Condition(_HAS_LINK) if held is Content.LINK else Condition(_HAS_MEDIA, (kinds,))
        case Is(nature):
            kind = (nature.value,)
            return Condition(_IN_THREAD) if nature is PostType.THREAD else Condition(_IS, kind)
        case Url(part):
            return Condition(_URL, (part,))
        case _:
            return _timed(wanted, zone)


def _timed(wanted: TimeFilter, zone: tzinfo) -> Condition:
    times = time_ranges(wanted, zone)
    if isinstance(wanted, OnEvery):
        return Condition(_WITHIN_ONE_OF, (json.dumps(times),))
    ((start, end),) = times
    return Condition(_WITHIN, (start, end))


def _literally(text: str) -> str:
    """Return `text` as a pattern of LIKE that stands for itself where a backslash escapes."""
    return "".join(f"\\{letter}" if letter in r"\%_" else letter for letter in text)
