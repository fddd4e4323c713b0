"""The fast path of an import, for posts that their rows describe completely.

That is nearly every post: it is new, or it is stored and comparing the two rows shows what it adds.
All other posts are left to `bot.storage.archive.imports`.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.archive.posts.merging import REPLACEMENT_CHARACTER, merge_rows
from bot.archive.posts.row import COLUMNS, PostRow
from bot.archive.posts.synthetic_id import is_synthetic
from bot.storage.archive.posts.loading import load_links, load_media, load_rows
from bot.storage.archive.posts.parts import has_synthetic_ids, seconds_with_synthetic_ids
from bot.storage.archive.posts.saving import (
    ChangedRow,
    add_row_sources,
    update_rows,
    write_new,
)
from bot.storage.archive.posts.touched import mark_touched
from bot.storage.database import Transaction

_STATED = slice(3, COLUMNS)  # of a row: what sources state, which the sort key follows from
_JOINED = """
    SELECT id FROM versions WHERE id IN (SELECT value FROM json_each(?1))
    UNION SELECT id FROM parts WHERE id IN (SELECT value FROM json_each(?1))
"""


@dataclass(frozen=True, slots=True)
class FastMergeResult:
    """Counts of new posts and of written posts with lost characters, and the remaining posts."""

    new: int
    lost: int
    remaining: list[PostRow]


async def save_rows(tx: Transaction, posts: Sequence[PostRow]) -> FastMergeResult:
    """Write the posts that their rows describe completely, and return the remaining ones."""
    joinable = await _joinable_ids(tx, posts)
    remaining = [post for post in posts if post.id in joinable]
    ids = {post.id: post for post in posts if post.id not in joinable}
    rows = await load_rows(tx.fetch, list(ids))
    media = await load_media(tx.fetch, [one.key for one in rows if ids[one.row.id].media])
    links = await load_links(tx.fetch, [one.key for one in rows])
    known: list[tuple[int, PostRow]] = []
    changed: list[ChangedRow] = []
    for key, row, repaired in rows:
        post = ids.pop(row.id)
        if (
            repaired
            or (post.text, post.links) != (row.text, links[key])
            or (post.media and post.media != media[key])
        ):
            remaining.append(post)
            continue
        known.append((key, post))
        if row[_STATED] == post[_STATED]:
            continue
        merged = merge_rows(row, post)
        if merged != row:
            changed.append(ChangedRow(key, merged, row))
    await add_row_sources(tx, known)
    await update_rows(tx, changed)
    await mark_touched(tx, (one.key for one in changed))
    new = list(enumerate(ids.values(), await next_post_key(tx)))
    await write_new(tx, new)
    written = [post for _, post in new] + [one.row for one in changed]
    return FastMergeResult(
        len(new), sum(REPLACEMENT_CHARACTER in post.text for post in written), remaining
    )


async def next_post_key(tx: Transaction) -> int:
    """Return the key of the next new post."""
    return int((await tx.fetch("SELECT coalesce(max(post), 0) + 1 FROM posts"))[0][0])


async def _joinable_ids(tx: Transaction, posts: Sequence[PostRow]) -> set[str]:
    """Return the ids of posts that may have to be joined with other posts.

    These are posts that occur twice, have or are versions, have parts, or share their second with
    a stored synthetic id; all posts if one of them has a synthetic id itself.
    """
    counts = Counter(post.id for post in posts)
    if any(is_synthetic(post.id) for post in posts if post.full_post):
        return set(counts)
    joinable = {id for id, count in counts.items() if count > 1}
    for post in posts:
        if post.full_post:
            joinable.add(post.id)
            joinable.update(version.id for version in post.full_post.versions)
    joinable.update(row["id"] for row in await tx.fetch(_JOINED, (json.dumps(list(counts)),)))
    if await has_synthetic_ids(tx):
        seconds = await seconds_with_synthetic_ids(tx, {post.created_at // 1000 for post in posts})
        joinable.update(post.id for post in posts if post.created_at // 1000 in seconds)
    return joinable
