"""Cross-posts, found around what a transaction touches; the rule is in bot/archive/posts."""

import asyncio
import json
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from bot.archive.posts.cross_posts.pairing import MAX_APART, Candidate, cross_posts
from bot.archive.posts.cross_posts.said import said
from bot.archive.posts.ids.sort_key import sort_key_milliseconds
from bot.storage.archive.posts.people.joins import Member, members
from bot.storage.transaction import Row, Transaction

_BATCH = 2_000  # posts whose texts are in memory together
_DAY = 86_400_000  # milliseconds
_BEGINNING, _END = -(1 << 62), 1 << 62

# The sign keeps SQLite from reading all posts of the accounts.
_OF = """+account IN (SELECT value FROM json_each(?))
    AND precision <> 'day' AND created_at BETWEEN ? AND ?"""
_TIMES = f"SELECT created_at FROM posts WHERE {_OF} ORDER BY created_at"  # noqa: S608 - constants
# A time without an hour is near to nothing, and a repost is somebody else's.
_POSTS = f"""
    SELECT post, network, id, created_at, account, text, (
        SELECT json_group_array(url) FROM addresses WHERE addresses.post = posts.post
    ) AS urls, CASE WHEN details LIKE '%"card"%' THEN json_extract(details, '$.card[0]') END AS card
    FROM posts WHERE {_OF} AND kind <> 'repost' AND visibility <> 'followers' ORDER BY created_at
"""  # noqa: S608 - constants
_FORGET = f"""
    DELETE FROM cross_posts WHERE post IN (SELECT post FROM posts WHERE {_OF})
    OR first IN (SELECT post FROM posts WHERE {_OF})
"""  # noqa: S608 - constants
# What they were may be out of reach: a post may have another time now.
_FORGET_TOUCHED = """
    DELETE FROM cross_posts WHERE post IN (SELECT post FROM temp.touched)
    OR first IN (SELECT post FROM temp.touched)
"""
# Also those whose account is of nobody any more.
_STALE = """
    DELETE FROM cross_posts WHERE first IN (
        SELECT first FROM cross_posts JOIN posts USING (post)
        WHERE account NOT IN (SELECT value FROM json_each(?)))
"""
_TOUCHED = """
    SELECT account, created_at AS at FROM temp.touched JOIN posts USING (post)
    WHERE account IN (SELECT value FROM json_each(?))
"""
_MOVED = """
    SELECT account, sort_key FROM temp.moved WHERE account IN (SELECT value FROM json_each(?))
"""


class _Span(NamedTuple):
    """A time range, both ends included, in milliseconds since 1970."""

    start: int
    end: int


class _Cluster(NamedTuple):
    """Times of posts of which each is near to the next: first, last and number of them."""

    start: int
    end: int
    number: int


_ALWAYS = _Span(_BEGINNING, _END)


async def update_cross_posts(tx: Transaction) -> None:
    """Find the cross-posts around what this transaction touched, and of people who have changed.

    The result is that of finding all of them anew. Nothing is read where nobody has two accounts.
    """
    if not await tx.fetch("SELECT 1 FROM same_people LIMIT 1"):
        if await tx.fetch("SELECT 1 FROM cross_posts LIMIT 1"):
            await tx.execute("DELETE FROM cross_posts")
        return
    known = await members(tx)
    accounts = json.dumps([one.account for one in known if one.account is not None])
    if any(one.account != one.known for one in known):
        await tx.execute(_STALE, (accounts,))
    await tx.execute(_FORGET_TOUCHED)
    times: dict[int, list[int]] = defaultdict(list)
    for row in await tx.fetch(_TOUCHED, (accounts,)):
        times[row["account"]].append(row["at"])
    for row in await tx.fetch(_MOVED, (accounts,)):
        times[row["account"]].append(sort_key_milliseconds(row["sort_key"]))
    people: dict[int, list[Member]] = defaultdict(list)
    for one in known:
        people[one.person].append(one)
    for person in people.values():
        own = json.dumps([one.account for one in person if one.account is not None])
        if any(one.account != one.known for one in person):
            await _update(tx, own, [_BEGINNING, _END])
        else:
            touched = [at for one in person for at in times.get(one.account or 0, ())]
            await _update(tx, own, touched)
    await tx.execute_many(
        "UPDATE same_people SET known = ? WHERE network = ? AND id = ?",
        [(one.account, *one.ref) for one in known if one.account != one.known],
    )


async def _update(tx: Transaction, accounts: str, touched: Sequence[int]) -> None:
    """Find the cross-posts of a person anew in all spans with one of the times `touched`."""
    if not touched:
        return
    if touched[0] == _BEGINNING:
        rows = await tx.fetch(_TIMES, (accounts, *_ALWAYS))
        clusters = list(_clusters([row["created_at"] for row in rows]))
        spans = list(_batches(clusters, _END))
        await tx.execute(_FORGET, (accounts, *_ALWAYS) * 2)
    else:
        clusters = await _touched_clusters(tx, accounts, sorted({*touched}))
        spans = list(_batches(clusters, _DAY))
        for span in spans:
            await tx.execute(_FORGET, (accounts, *span) * 2)
    names = await _names(tx, accounts)
    for span in spans:
        rows = await tx.fetch(_POSTS, (accounts, *span))
        groups = await asyncio.to_thread(_find, rows, names)
        await tx.execute_many(
            "INSERT INTO cross_posts VALUES (?, ?, ?)",
            [
                (one.key, group[0].key, position)
                for group in groups
                for position, one in enumerate(group)
            ],
        )


async def _touched_clusters(
    tx: Transaction, accounts: str, touched: Sequence[int]
) -> list[_Cluster]:
    """Return the clusters with a time of `touched`; what is gone from there may have joined two."""
    margin = _DAY
    while True:
        start, end = touched[0] - margin, touched[-1] + margin
        rows = await tx.fetch(_TIMES, (accounts, start, end))
        clusters = list(_clusters(sorted([*(row["created_at"] for row in rows), *touched])))
        # No post outside can be near to one of the first and the last cluster that count.
        first = next(one for one in clusters if one.end >= touched[0])
        last = next(one for one in reversed(clusters) if one.start <= touched[-1])
        if first.start - start > MAX_APART and end - last.end > MAX_APART:
            break
        margin *= 8
    return [
        one for one in clusters if bisect_left(touched, one.start) < bisect_right(touched, one.end)
    ]


def _clusters(times: Sequence[int]) -> Iterator[_Cluster]:
    """Yield the clusters of times in order: two that are near to each other are in one."""
    first = 0
    for number, (at, behind) in enumerate(pairwise([*times, _END]), start=1):
        if behind - at > MAX_APART:
            yield _Cluster(times[first], at, number - first)
            first = number


def _batches(clusters: Iterable[_Cluster], gap: int) -> Iterator[_Span]:
    """Yield spans that begin and end with clusters, with no longer gap, of not very many posts."""
    batch: list[_Cluster] = []
    held = 0
    for one in clusters:
        if batch and (held + one.number > _BATCH or one.start - batch[-1].end > gap):
            yield _Span(batch[0].start, batch[-1].end)
            batch, held = [], 0
        batch.append(one)
        held += one.number
    if batch:
        yield _Span(batch[0].start, batch[-1].end)


async def _names(tx: Transaction, accounts: str) -> dict[int, tuple[str, ...]]:
    rows = await tx.fetch(
        """SELECT account, json_group_array(name) AS names FROM account_names
           WHERE account IN (SELECT value FROM json_each(?)) GROUP BY account""",
        (accounts,),
    )
    return {row["account"]: tuple(json.loads(row["names"])) for row in rows}


def _find(rows: Sequence[Row], names: dict[int, tuple[str, ...]]) -> list[tuple[Candidate, ...]]:
    candidates = [
        Candidate(
            row["post"],
            row["network"],
            row["id"],
            row["created_at"],
            names.get(row["account"], ()),
            said(row["text"], _addresses(row)),
        )
        for row in _with_neighbours(rows)
    ]
    return cross_posts(candidates)


def _addresses(row: Row) -> list[str]:
    """Return the addresses in a post and on its link card; most have none."""
    urls: list[str] = [] if row["urls"] == "[]" else json.loads(row["urls"])
    return [*urls, row["card"]] if row["card"] else urls


def _with_neighbours(rows: Sequence[Row]) -> Iterator[Row]:
    """Yield the posts, in order of time, near which there is one of another network."""
    times = [(row["created_at"], row["network"]) for row in rows]
    start = end = 0
    near: dict[str, int] = defaultdict(int)
    for row, (at, network) in zip(rows, times, strict=True):
        while end < len(times) and times[end][0] - at <= MAX_APART:
            near[times[end][1]] += 1
            end += 1
        while at - times[start][0] > MAX_APART:
            near[times[start][1]] -= 1
            start += 1
        if end - start > near[network]:
            yield row
