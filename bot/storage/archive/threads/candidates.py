"""The candidate parent of each post, updated in archive.db around what an import changes."""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.archive.posts.sort_key import SNOWFLAKES_FROM
from bot.archive.threads.features import Features, extract_features
from bot.archive.threads.links import Evidence, certain_why, is_certain
from bot.archive.threads.timeline import MAX_NUMBERED_GAP_MS, Pair, Timeline, TimelinePost
from bot.storage.database import Row, Transaction

_BATCH_SIZE = 20_000  # posts
_REACH = MAX_NUMBERED_GAP_MS << 22  # how far from a post, in sort keys, it can affect links
_MAX_SORT_KEY = (1 << 63) - 1

# Digits are looked for where `extract_features` looks for numbers.
_TIMELINE = """
    SELECT post, sort_key, id NOT LIKE 't%' AS exact, substr(text, 1, 1) = '@' AS mentions,
           substr(text, 1, 4) GLOB '*[0-9]*' OR substr(text, -10) GLOB '*[0-9]*' AS digits
    FROM posts
    WHERE account = ? AND (sort_key, post) > (?, ?) AND sort_key <= ? AND kind <> 'repost'
    AND precision <> 'day'
    ORDER BY sort_key, post LIMIT ?
"""
# A post may have a new sort key, be in another author's timeline now, or be gone.
_TOUCHED = """
    SELECT account, sort_key FROM temp.touched JOIN posts USING (post) WHERE sort_key > ?1
    UNION
    SELECT account, sort_key FROM temp.moved WHERE sort_key > ?1 ORDER BY account, sort_key
"""
# A touched post may be in no timeline any more; then no pair would replace its candidate.
_BEFORE = "DELETE FROM candidates WHERE child IN (SELECT post FROM temp.touched)"
# A stored candidate is still valid unless the pair differs, or one of its posts changed.
_CHANGED = """
    SELECT pair.key, child.text, parent.text AS parent_text, child.parent_known,
           child.reply_to IS NOT NULL AND (
               child.reply_to = parent.id
               OR child.reply_to IN (SELECT id FROM versions WHERE versions.post = parent.post)
           ) AS followed
    FROM json_each(?) AS pair
    CROSS JOIN posts AS child ON child.post = json_extract(pair.value, '$[0]')
    CROSS JOIN posts AS parent ON parent.post = json_extract(pair.value, '$[1]')
    LEFT JOIN candidates ON candidates.child = child.post
    WHERE candidates.parent IS NOT parent.post
       OR child.post IN temp.touched OR parent.post IN temp.touched
"""
_KEYS = "(SELECT value FROM json_each(?))"


class _Range(NamedTuple):
    """The sort keys of an author's posts to examine; those up to `lead` only as parents."""

    account: int
    start: int
    lead: int
    end: int


@dataclass(slots=True)
class _Batch:
    """Some posts of a timeline whose candidates may have changed, and their pairs."""

    children: list[int] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)


async def update_candidates(tx: Transaction) -> None:
    """Find the candidate parents and certain links again around the posts in temp.touched.

    A post that is new, gone or changed can affect only posts of the following hours.
    """
    await tx.execute(_BEFORE)
    batch = _Batch()
    for bounds in await _ranges(tx):
        timeline = Timeline()
        async for row in _posts(tx, bounds):
            entry = TimelinePost._make(row)
            pair = timeline.add(entry)
            if entry.sort_key > bounds.lead:
                batch.children.append(entry.key)
                if pair:
                    batch.pairs.append(pair)
            if len(batch.children) == _BATCH_SIZE:
                await _save(tx, batch)
                batch = _Batch()
    await _save(tx, batch)


async def _ranges(tx: Transaction) -> list[_Range]:
    """Return the ranges around the touched posts; whole timelines if those are many."""
    (touched,), (posts,) = [
        *await tx.fetch("SELECT count(*) FROM temp.touched"),
        *await tx.fetch("SELECT count(*) FROM posts"),
    ]
    if touched * 10 > posts:
        accounts = await tx.fetch("SELECT account FROM accounts")
        return [_Range(key, SNOWFLAKES_FROM, SNOWFLAKES_FROM, _MAX_SORT_KEY) for (key,) in accounts]
    rows = await tx.fetch(_TOUCHED, (SNOWFLAKES_FROM,))
    ranges: list[_Range] = []
    for account, sort_key in rows:
        last = ranges[-1] if ranges else None
        if last and last.account == account and sort_key - _REACH <= last.end:
            ranges[-1] = last._replace(end=sort_key + _REACH)
        else:
            ranges.append(_Range(account, sort_key - _REACH, sort_key - 1, sort_key + _REACH))
    return ranges


async def _posts(tx: Transaction, bounds: _Range) -> AsyncIterator[Row]:
    sort_key, key = max(bounds.start, SNOWFLAKES_FROM), 0
    full = True
    while full:
        rows = await tx.fetch(_TIMELINE, (bounds.account, sort_key, key, bounds.end, _BATCH_SIZE))
        for row in rows:
            yield row
        full = len(rows) == _BATCH_SIZE
        if full:
            sort_key, key = rows[-1]["sort_key"], rows[-1]["post"]


async def _save(tx: Transaction, batch: _Batch) -> None:
    keys = json.dumps([(pair.child.key, pair.parent.key) for pair in batch.pairs])
    rows = await tx.fetch(_CHANGED, (keys,))
    changed = [
        (batch.pairs[row["key"]], extract_features(row["parent_text"], row["text"]), row)
        for row in rows
    ]
    paired = {pair.child.key for pair in batch.pairs}
    gone = [key for key in batch.children if key not in paired]
    gone += [pair.child.key for pair, _, _ in changed]
    for table in ("candidates WHERE", f"parent_links WHERE evidence = '{Evidence.CERTAIN}' AND"):
        await tx.execute(f"DELETE FROM {table} child IN {_KEYS}", (json.dumps(gone),))  # noqa: S608 - constants
    found = [(pair, features, row) for pair, features, row in changed if features is not None]
    await tx.execute_many(
        "INSERT INTO candidates VALUES (?, ?, ?, ?, ?)",
        [
            (
                pair.child.key,
                pair.parent.key,
                pair.gap_ms,
                int(features),
                row["followed"] if row["parent_known"] else None,
            )
            for pair, features, row in found
        ],
    )
    await _link(tx, found)


async def _link(tx: Transaction, found: Sequence[tuple[Pair, Features, Row]]) -> None:
    """Insert the links that are certain by their gap, where the archive itself does not say."""
    await tx.execute_many(
        "INSERT OR IGNORE INTO parent_links VALUES (?, ?, ?, ?)",
        [
            (pair.child.key, pair.parent.key, Evidence.CERTAIN, certain_why(pair.gap_ms))
            for pair, features, row in found
            if not row["parent_known"] and is_certain(pair, features)
        ],
    )
