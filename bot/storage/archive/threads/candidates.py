"""The candidate parent of each post, updated in archive.db around what an import changes."""

import json
from collections.abc import AsyncIterator, Container, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bot.archive.posts.ids.sort_key import MAX_KEY, SNOWFLAKES_FROM
from bot.archive.threads.certain import certain_why
from bot.archive.threads.features import extract_features
from bot.archive.threads.length import text_length
from bot.archive.threads.links import Evidence
from bot.archive.threads.timeline import MAX_GAP_MS, Pair, Timeline, TimelinePost
from bot.storage.transaction import Row, Transaction

VERSION = 2
"""The version of the rules for candidate and certain links.

An archive whose links are of an earlier one gets new ones in the background, see `relinking.py`."""

_BATCH_SIZE = 4_000  # posts, with their texts
_REACH = MAX_GAP_MS << 22  # how far from a post, in sort keys, it can affect links

# Archives of other networks name every parent, so there is nothing to infer.
_IN_TIMELINE = f"""network = 'twitter' AND kind <> 'repost' AND precision <> 'day'
    AND sort_key >= {SNOWFLAKES_FROM}"""
# Posts with their stored candidates and certain links.
_TIMELINE = f"""
    SELECT posts.post, id, sort_key, text, reply_to, parent_known,
           candidates.parent, followed, gap, features, parent_length, child_length,
           certain.parent, why
    FROM posts LEFT JOIN candidates ON candidates.child = posts.post
    LEFT JOIN parent_links AS certain
    ON certain.child = posts.post AND evidence = '{Evidence.CERTAIN}'
    WHERE account = ? AND (sort_key, posts.post) > (?, ?) AND sort_key <= ? AND {_IN_TIMELINE}
    ORDER BY sort_key, posts.post LIMIT {_BATCH_SIZE}
"""  # noqa: S608 - constants
# A post may have a new sort key, be in another author's timeline now, or be gone.
_TOUCHED = """
    SELECT account, sort_key FROM temp.touched JOIN posts USING (post) WHERE sort_key >= ?1
    UNION
    SELECT account, sort_key FROM temp.moved WHERE sort_key >= ?1 ORDER BY account, sort_key
"""
# A touched post may be in no timeline any more; then no pair would replace its candidate.
_OUTSIDE = f"""
    DELETE FROM candidates WHERE child IN (
        SELECT post FROM temp.touched JOIN posts USING (post) WHERE NOT ({_IN_TIMELINE})
    )
"""  # noqa: S608 - constants
_INSERT = """
    INSERT INTO candidates
    (child, parent, followed, gap, features, parent_length, child_length)
    VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_ANSWERED_VERSIONS = """
    SELECT post, id FROM versions WHERE id IN (SELECT value FROM json_each(?))
"""

_Facts = tuple[int, int, int, int]
"""Of a pair: the gap in milliseconds, the features, and the lengths of parent and child."""
_Candidate = tuple[int, bool | None, int, int, int, int]
"""Of a pair: the parent, whether the child continues it (None where the archive does not say), and
the facts."""
_LENGTH = 6  # of a candidate
_NO_CANDIDATE, _NO_LINK = (None,) * _LENGTH, (None,) * 2
_Certain = tuple[int, str]
"""The parent of a certain link, and why it is certain."""


class _Range(NamedTuple):
    """The sort keys of an author's posts to examine; those up to `lead` only as parents."""

    account: int
    start: int
    lead: int
    end: int


@dataclass(slots=True)
class _Differences:
    """Which candidates and certain links, by child, are new, and of which children they go.

    Those that are replaced are in both.
    """

    candidates: dict[int, _Candidate] = field(default_factory=dict)
    links: dict[int, _Certain] = field(default_factory=dict)
    old_candidates: list[int] = field(default_factory=list)
    old_links: list[int] = field(default_factory=list)

    def add(
        self, child: int, stored: list[Any], candidate: _Candidate | None, link: _Certain | None
    ) -> None:
        """Note what is found of a child, if it differs from the stored candidate and link."""
        old_candidate, old_link = (*stored[:_LENGTH],), (*stored[_LENGTH:],)
        if old_candidate != (candidate or _NO_CANDIDATE):
            if old_candidate != _NO_CANDIDATE:
                self.old_candidates.append(child)
            if candidate:
                self.candidates[child] = candidate
        if old_link != (link or _NO_LINK):
            if old_link != _NO_LINK:
                self.old_links.append(child)
            if link:
                self.links[child] = link


async def update_candidates(tx: Transaction, *, whole: bool = False) -> None:
    """Find the candidate parents and certain links again around the posts in temp.touched.

    A post that is new, gone or changed can affect only posts of the following hour. With `whole`
    all posts are looked at, as they are if very many are touched.
    """
    await tx.execute(_OUTSIDE)
    edited = bool(await tx.fetch("SELECT 1 FROM versions LIMIT 1"))
    if whole := whole or await _are_many_touched(tx):
        await tx.execute("UPDATE link_rules SET version = ?", (VERSION,))
    for bounds in await _whole(tx) if whole else await _ranges(tx):
        timeline = Timeline()
        async for rows in _batches(tx, bounds):
            versions = await _answered_versions(tx, rows) if edited else ()
            await _save(tx, _differences(timeline, rows, bounds.lead, versions))


async def _are_many_touched(tx: Transaction) -> bool:
    (touched,), (posts,) = [
        *await tx.fetch("SELECT count(*) FROM temp.touched"),
        *await tx.fetch("SELECT count(*) FROM posts"),
    ]
    return bool(touched * 10 > posts)


async def _ranges(tx: Transaction) -> list[_Range]:
    """Return the ranges around the touched posts."""
    rows = await tx.fetch(_TOUCHED, (SNOWFLAKES_FROM,))
    ranges: list[_Range] = []
    for account, sort_key in rows:
        end = min(sort_key + _REACH, MAX_KEY)
        last = ranges[-1] if ranges else None
        if last and last.account == account and sort_key - _REACH <= last.end:
            ranges[-1] = last._replace(end=end)
        else:
            ranges.append(_Range(account, sort_key - _REACH, sort_key - 1, end))
    return ranges


async def _whole(tx: Transaction) -> list[_Range]:
    accounts = await tx.fetch("SELECT account FROM accounts")
    return [_Range(key, SNOWFLAKES_FROM, SNOWFLAKES_FROM - 1, MAX_KEY) for (key,) in accounts]


async def _batches(tx: Transaction, bounds: _Range) -> AsyncIterator[list[Row]]:
    after = (bounds.start, 0)
    rows = await tx.fetch(_TIMELINE, (bounds.account, *after, bounds.end))
    while rows:
        yield rows
        if len(rows) < _BATCH_SIZE:
            return
        after = rows[-1]["sort_key"], rows[-1]["post"]
        rows = await tx.fetch(_TIMELINE, (bounds.account, *after, bounds.end))


async def _answered_versions(tx: Transaction, rows: Iterable[Row]) -> set[tuple[int, str]]:
    """Return the versions that posts reply to: the keys of their posts, and their ids."""
    ids = [row["reply_to"] for row in rows if row["reply_to"] is not None]
    return {(key, id) for key, id in await tx.fetch(_ANSWERED_VERSIONS, (json.dumps(ids),))}


def _differences(
    timeline: Timeline, rows: Iterable[Row], lead: int, versions: Container[tuple[int, str]]
) -> _Differences:
    """Add posts to their timeline and return how their candidates and links differ."""
    found = _Differences()
    for key, id, sort_key, text, reply_to, parent_known, *stored in rows:
        pair = timeline.add(TimelinePost(key, id, sort_key, text))
        if sort_key <= lead:
            continue
        candidate: _Candidate | None = None
        link: _Certain | None = None
        if pair is not None:
            parent = pair.parent
            followed = reply_to is not None and (
                reply_to == parent.id or (parent.key, reply_to) in versions
            )
            facts, why = _facts(pair)
            candidate = parent.key, followed if parent_known else None, *facts
            if not parent_known and why is not None:
                link = parent.key, why
        found.add(key, stored, candidate, link)
    return found


def _facts(pair: Pair) -> tuple[_Facts, str | None]:
    """Return what is stored of a pair, and why it is certain; None if it is not."""
    parent, child = pair.parent, pair.child
    features = extract_features(parent.text, child.text, same_mentions=pair.same_mentions)
    lengths = text_length(parent.text), text_length(child.text)
    facts = pair.gap_ms, int(features), *lengths
    return facts, certain_why(pair, features)


async def _save(tx: Transaction, found: _Differences) -> None:
    """Write what differs. A certain link is only inserted where the archive itself says nothing."""
    links = f"parent_links WHERE evidence = '{Evidence.CERTAIN}' AND"
    for table, old in (("candidates WHERE", found.old_candidates), (links, found.old_links)):
        await tx.execute_many(
            f"DELETE FROM {table} child = ?",  # noqa: S608 - constants
            [(child,) for child in old],
        )
    await tx.execute_many(_INSERT, [(child, *one) for child, one in found.candidates.items()])
    await tx.execute_many(
        "INSERT OR IGNORE INTO parent_links VALUES (?, ?, ?, ?)",
        [(child, parent, Evidence.CERTAIN, why) for child, (parent, why) in found.links.items()],
    )
