"""The quick way of an import, for posts of which plain values tell all.

That is nearly every post: it is new, or it is there and what it adds to its row shows by comparing
the two. Whatever takes a closer look is left to `bot.storage.archive.imports`.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.archive.posts.merging import REPLACEMENT_CHARACTER, merge_rows
from bot.archive.posts.row import PostRow
from bot.archive.posts.synthetic_id import is_synthetic
from bot.storage.archive.posts.loading import load_links, load_media, load_rows
from bot.storage.archive.posts.parts import any_made, made_seconds
from bot.storage.archive.posts.saving import ChangedRow, add_row_sources, update_rows, write_new
from bot.storage.archive.posts.touched import mark_touched
from bot.storage.database import Transaction

_JOINED = """
    SELECT id FROM versions WHERE id IN (SELECT value FROM json_each(?1))
    UNION SELECT id FROM parts WHERE id IN (SELECT value FROM json_each(?1))
"""


@dataclass(frozen=True, slots=True)
class FastMergeResult:
    """How many posts were new; how many, new or changed, have lost characters; what is left."""

    new: int
    lost: int
    remaining: list[PostRow]


async def save_rows(tx: Transaction, posts: Sequence[PostRow]) -> FastMergeResult:
    """Write the posts of which plain values tell all."""
    apart = await _apart(tx, posts)
    left = [post for post in posts if post.id in apart]
    ids = {post.id: post for post in posts if post.id not in apart}
    rows = await load_rows(tx.fetch, list(ids))
    media = await load_media(tx.fetch, [one.key for one in rows if ids[one.row.id].media])
    links = await load_links(tx.fetch, [one.key for one in rows])
    known: list[tuple[int, PostRow]] = []
    rewritten: list[ChangedRow] = []
    for key, row, mended in rows:
        post = ids.pop(row.id)
        if (
            mended
            or (post.text, post.links) != (row.text, links[key])
            or (post.media and post.media != media[key])
        ):
            left.append(post)
            continue
        known.append((key, post))
        merged = merge_rows(row, post)
        if merged != row:
            rewritten.append(ChangedRow(key, merged, row))
    await add_row_sources(tx, known)
    await update_rows(tx, rewritten)
    await mark_touched(tx, (one.key for one in rewritten))
    new = list(enumerate(ids.values(), await next_key(tx)))
    await write_new(tx, new)
    written = [post for _, post in new] + [one.row for one in rewritten]
    return FastMergeResult(
        len(new), sum(REPLACEMENT_CHARACTER in post.text for post in written), left
    )


async def next_key(tx: Transaction) -> int:
    """Return the key of the next new post."""
    return int((await tx.fetch("SELECT coalesce(max(post), 0) + 1 FROM posts"))[0][0])


async def _apart(tx: Transaction, posts: Sequence[PostRow]) -> set[str]:
    """Return the ids of posts that can be more than one post with an id and its row.

    That is those that come twice, those that have, or are, versions of others, those that others
    are part of, and those of the second of a post under a made id; all if such ones come.
    """
    times = Counter(post.id for post in posts)
    if any(is_synthetic(post.id) for post in posts if post.whole):
        return set(times)
    apart = {id for id, count in times.items() if count > 1}
    for post in posts:
        if post.whole:
            apart.add(post.id)
            apart.update(version.id for version in post.whole.versions)
    apart.update(row["id"] for row in await tx.fetch(_JOINED, (json.dumps(list(times)),)))
    if await any_made(tx):
        seconds = await made_seconds(tx, {post.created_at // 1000 for post in posts})
        apart.update(post.id for post in posts if post.created_at // 1000 in seconds)
    return apart
