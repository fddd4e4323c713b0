"""The fast path of an import, for posts that their rows describe completely.

That is nearly every post: it is new, or it is stored and comparing the two rows shows what it adds.
All other posts are left to `bot.storage.archive.imports`.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.archive.posts.ids.synthetic_id import is_synthetic
from bot.archive.posts.merging import REPLACEMENT_CHARACTER, merge_rows
from bot.archive.posts.row import COLUMNS, PostRow
from bot.storage.archive.posts.accounts import AccountKeys, Author
from bot.storage.archive.posts.loading import StoredRow, load_links, load_media, load_rows
from bot.storage.archive.posts.parts import has_synthetic_ids, seconds_with_synthetic_ids
from bot.storage.archive.posts.saving import (
    ChangedColumns,
    add_row_sources,
    columns_of,
    replace_media,
    update_columns,
    write_new,
)
from bot.storage.archive.posts.touched import mark_touched
from bot.storage.archive.posts.words import ShownText, save_words
from bot.storage.transaction import Transaction

_STATED = slice(3, COLUMNS)  # of a row: what sources state, which the sort key follows from
_NEXT_KEY = """
    SELECT coalesce(max(key), 0) + 1
    FROM (SELECT max(post) AS key FROM posts UNION ALL SELECT max(post) FROM dirty)
"""
_JOINED = """
    SELECT id FROM versions WHERE id IN (SELECT value FROM json_each(?1))
    UNION SELECT id FROM parts WHERE id IN (SELECT value FROM json_each(?1))
"""


@dataclass(frozen=True, slots=True)
class FastMergeResult:
    """New posts with their keys, ascending; the count of written posts with lost characters.

    `remaining` are the posts that are still to be saved.
    """

    new: list[tuple[int, PostRow]]
    lost: int
    remaining: list[PostRow]


async def save_rows(
    tx: Transaction,
    posts: Sequence[PostRow],
    authors: Mapping[Author, AccountKeys],
) -> FastMergeResult:
    """Write the posts that their rows describe completely, and return the remaining ones.

    `authors` has the keys of all their accounts. The words of new posts are left to the caller.
    """
    joinable = await _joinable_ids(tx, posts)
    remaining = [post for post in posts if post.id in joinable]
    ids = {post.id: post for post in posts if post.id not in joinable}
    stored = await load_rows(tx.fetch, list(ids))
    media = await load_media(tx.fetch, [one.key for one in stored if ids[one.row.id].media])
    links = await load_links(tx.fetch, [one.key for one in stored])
    known: list[tuple[int, PostRow]] = []
    changed: list[tuple[StoredRow, PostRow]] = []
    for one in stored:
        post = ids.pop(one.row.id)
        if one.repaired or post.text != one.row.text or post.links != links.get(one.key, ()):
            remaining.append(post)
            continue
        if post.media:
            one = one._replace(row=one.row._replace(media=media.get(one.key, ())))  # noqa: PLW2901
        same = one.row[_STATED] == post[_STATED] and one.row.media == post.media
        merged = one.row if same else merge_rows(one.row, post)
        if one.row.created_at != post.created_at and _dates_name(merged, one.row, post):
            remaining.append(post)
            continue
        known.append((one.key, post))
        if merged != one.row:
            changed.append((one, merged))
    await add_row_sources(tx, known)
    await _update(tx, changed, authors)
    new = list(enumerate(ids.values(), await next_post_key(tx)))
    await write_new(tx, new, authors)
    written = [post for _, post in new] + [merged for _, merged in changed]
    return FastMergeResult(
        new, sum(REPLACEMENT_CHARACTER in post.text for post in written), remaining
    )


def _dates_name(merged: PostRow, *sources: PostRow) -> bool:
    """Return whether a post proves a later use of its author's name than each source by itself."""
    author = merged.account_id, merged.account
    return all(
        one.created_at < merged.created_at or (one.account_id, one.account) != author
        for one in sources
    )


async def _update(
    tx: Transaction,
    changed: Sequence[tuple[StoredRow, PostRow]],
    authors: Mapping[Author, AccountKeys],
) -> None:
    """Write merged posts; `authors` has the keys of those accounts that differ from the stored."""
    columns: list[ChangedColumns] = []
    for one, merged in changed:
        before = (*one.row[:3], one.account, one.named, *one.row[5:COLUMNS])
        same = merged.account_id == one.row.account_id and merged.account == one.row.account
        after = (
            (*merged[:3], *before[3:5], *merged[5:COLUMNS]) if same else columns_of(merged, authors)
        )
        columns.append(ChangedColumns(one.key, after, before))
    await update_columns(tx, columns)
    await replace_media(
        tx, [(one.key, merged.media) for one, merged in changed if merged.media != one.row.media]
    )
    await save_words(
        tx,
        [
            ShownText(one.key, merged.text, merged.language, merged.beside)
            for one, merged in changed
            if merged.language != one.row.language or merged.beside != one.row.beside
        ],
    )
    await mark_touched(tx, [one.key for one, _ in changed])


async def next_post_key(tx: Transaction) -> int:
    """Return the key of the next new post: none that a post of this transaction had."""
    return int((await tx.fetch(_NEXT_KEY))[0][0])


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
