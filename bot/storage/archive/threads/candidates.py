"""Which post each may go on from, kept up to date in archive.db around what an import changes."""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.archive.posts.sort_key import FIRST_TIMED_SORT_KEY
from bot.archive.threads.features import Features, extract_features
from bot.archive.threads.links import Evidence, certain_why, is_certain
from bot.archive.threads.timeline import MAX_NUMBERED_GAP_MS, Pair, Timeline, TimelinePost
from bot.storage.database import Row, Transaction

_AT_ONCE = 20_000  # posts
_REACH = MAX_NUMBERED_GAP_MS << 22  # how far from a post, in places, it can lend or take a link
_LAST_PLACE = (1 << 63) - 1

# Digits are looked for where `cues` looks for numbers.
_TIMELINE = """
    SELECT post, place, id NOT LIKE 't%' AS exact, substr(text, 1, 1) = '@' AS mentions,
           substr(text, 1, 4) GLOB '*[0-9]*' OR substr(text, -10) GLOB '*[0-9]*' AS digits
    FROM posts
    WHERE account = ? AND (place, post) > (?, ?) AND place <= ? AND kind <> 'repost'
    ORDER BY place, post LIMIT ?
"""
# A post may have left its place, or one author's timeline for another's, or be gone.
_TOUCHED = """
    SELECT account, place FROM temp.touched JOIN posts USING (post) WHERE place > ?1
    UNION
    SELECT account, place FROM temp.moved WHERE place > ?1 ORDER BY account, place
"""
# A touched post may stand in no timeline any more, so that no pair would replace what was found.
_BEFORE = "DELETE FROM candidates WHERE child IN (SELECT post FROM temp.touched)"
# What is stored of a pair is still right unless the pair is another, or one of its posts changed.
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


class _Stretch(NamedTuple):
    """Posts of an author to be looked at, by their places; those up to `lead` only as parents."""

    account: int
    start: int
    lead: int
    end: int


@dataclass(slots=True)
class _Page:
    """Some posts of a timeline that may have other candidates than before, and their pairs."""

    children: list[int] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)


async def update_candidates(tx: Transaction) -> None:
    """Find again what posts may go on from, and which certainly do, around those in temp.touched.

    A post that is new, gone or changed can only matter to those of the following hours.
    """
    await tx.execute(_BEFORE)
    page = _Page()
    for stretch in await _stretches(tx):
        timeline = Timeline()
        async for row in _posts(tx, stretch):
            entry = TimelinePost._make(row)
            pair = timeline.add(entry)
            if entry.sort_key > stretch.lead:
                page.children.append(entry.key)
                if pair:
                    page.pairs.append(pair)
            if len(page.children) == _AT_ONCE:
                await _save(tx, page)
                page = _Page()
    await _save(tx, page)


async def _stretches(tx: Transaction) -> list[_Stretch]:
    """Return the stretches of time around the touched posts; whole ones where those are many."""
    (touched,), (posts,) = [
        *await tx.fetch("SELECT count(*) FROM temp.touched"),
        *await tx.fetch("SELECT count(*) FROM posts"),
    ]
    if touched * 10 > posts:
        accounts = await tx.fetch("SELECT account FROM accounts")
        return [
            _Stretch(key, FIRST_TIMED_SORT_KEY, FIRST_TIMED_SORT_KEY, _LAST_PLACE)
            for (key,) in accounts
        ]
    rows = await tx.fetch(_TOUCHED, (FIRST_TIMED_SORT_KEY,))
    stretches: list[_Stretch] = []
    for account, place in rows:
        last = stretches[-1] if stretches else None
        if last and last.account == account and place - _REACH <= last.end:
            stretches[-1] = last._replace(end=place + _REACH)
        else:
            stretches.append(_Stretch(account, place - _REACH, place - 1, place + _REACH))
    return stretches


async def _posts(tx: Transaction, stretch: _Stretch) -> AsyncIterator[Row]:
    place, key = max(stretch.start, FIRST_TIMED_SORT_KEY), 0
    full = True
    while full:
        rows = await tx.fetch(_TIMELINE, (stretch.account, place, key, stretch.end, _AT_ONCE))
        for row in rows:
            yield row
        full = len(rows) == _AT_ONCE
        if full:
            place, key = rows[-1]["place"], rows[-1]["post"]


async def _save(tx: Transaction, page: _Page) -> None:
    keys = json.dumps([(pair.child.key, pair.parent.key) for pair in page.pairs])
    rows = await tx.fetch(_CHANGED, (keys,))
    changed = [
        (page.pairs[row["key"]], extract_features(row["parent_text"], row["text"]), row)
        for row in rows
    ]
    paired = {pair.child.key for pair in page.pairs}
    gone = [key for key in page.children if key not in paired]
    gone += [pair.child.key for pair, _, _ in changed]
    for table in ("candidates WHERE", f"follows WHERE evidence = '{Evidence.CERTAIN}' AND"):
        await tx.execute(f"DELETE FROM {table} child IN {_KEYS}", (json.dumps(gone),))  # noqa: S608 - our own words
    found = [(pair, cue, row) for pair, cue, row in changed if cue is not None]
    await tx.execute_many(
        "INSERT INTO candidates VALUES (?, ?, ?, ?, ?)",
        [
            (
                pair.child.key,
                pair.parent.key,
                pair.gap_ms,
                int(cue),
                row["followed"] if row["parent_known"] else None,
            )
            for pair, cue, row in found
        ],
    )
    await _link(tx, found)


async def _link(tx: Transaction, found: Sequence[tuple[Pair, Features, Row]]) -> None:
    """Link what the clock makes certain, where the archive itself does not say."""
    await tx.execute_many(
        "INSERT OR IGNORE INTO follows VALUES (?, ?, ?, ?)",
        [
            (pair.child.key, pair.parent.key, Evidence.CERTAIN, certain_why(pair.gap_ms))
            for pair, cue, row in found
            if not row["parent_known"] and is_certain(pair, cue)
        ],
    )
