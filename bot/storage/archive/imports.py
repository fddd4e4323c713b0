"""What an import writes into archive.db, all inside its one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from bot.archive.posts.joining import Joined, join
from bot.archive.posts.merging import REPLACEMENT_CHARACTER
from bot.archive.posts.post import Post, Profile
from bot.archive.posts.row import PostRow
from bot.archive.timestamps import to_milliseconds
from bot.storage.archive.posts.fast_merge import next_key, save_rows
from bot.storage.archive.posts.parts import gather, save_parts
from bot.storage.archive.posts.saving import (
    Change,
    account_keys,
    file_keys,
    leave_places,
    write_changes,
)
from bot.storage.archive.search.index import update_index
from bot.storage.archive.threads.links import rename_corrections
from bot.storage.database import Transaction


class Saved(NamedTuple):
    """How many posts were new, and how many were there before.

    Of those new or changed: how many were mended, and how many have lost characters.
    """

    new: int
    merged: int
    repaired: int
    lost: int


async def begin_import(tx: Transaction) -> None:
    """Prepare for noting which posts this import touches, and which places they leave."""
    await tx.execute("CREATE TEMP TABLE IF NOT EXISTS touched (post INTEGER PRIMARY KEY)")
    await tx.execute("CREATE TEMP TABLE IF NOT EXISTS moved (account INTEGER, place INTEGER)")
    await tx.execute("DELETE FROM temp.touched")
    await tx.execute("DELETE FROM temp.moved")


async def save_posts(tx: Transaction, posts: Sequence[PostRow]) -> Saved:
    """Write posts merged with what is there under their ids.

    A post that is known as an earlier version of an edited one becomes part of that; so does one
    under a made id, once the same post has come with its own. Every name of an account that was
    read is kept, also where a post turns out to be of another, so that all orders know the same.
    """
    await account_keys(tx, {(post.network, post.account) for post in posts})
    quick = await save_rows(tx, posts)
    closer = await _save_whole(tx, quick.remaining) if quick.remaining else Saved(0, 0, 0, 0)
    new = quick.new + closer.new
    return closer._replace(new=new, merged=len(posts) - new, lost=quick.lost + closer.lost)


async def _save_whole(tx: Transaction, posts: Sequence[PostRow]) -> Saved:
    """Save posts of which more has to be looked at than their rows."""
    found = await gather(tx, [one.post for one in posts])
    joined: dict[int, Joined] = {}
    changes: list[Change] = []
    keys = {post.id: key for key, post in found.stored.items()}
    unused = await next_key(tx)
    gone: dict[str, str] = {}
    new = 0
    ids = {one.id for one in posts}
    for one in join(found.posts):
        post = one.post
        key = keys.get(post.id)
        if key is None:
            key, unused = unused, unused + 1
            new += post.id in ids
            changes.append(Change(key, post))
        elif not _same(post, found.stored[key]):
            changes.append(Change(key, post, found.stored[key]))
        joined[key] = one
        gone |= {part.id: post.id for part in one.parts[1:] if part.id in keys}
    await _delete(tx, [keys[id] for id in gone])
    await rename_corrections(tx, gone)
    await write_changes(tx, changes)
    await save_parts(tx, joined, found.packed)
    return Saved(
        new=new,
        merged=len(posts) - new,
        repaired=sum(change.post.repair is not None for change in changes),
        lost=sum(REPLACEMENT_CHARACTER in change.post.text for change in changes),
    )


async def quarantine(tx: Transaction, records: Iterable[tuple[str, int, str]]) -> None:
    """Note what could not be read, as file, line and reason."""
    records = list(records)
    files = await file_keys(tx, {(file, 0) for file, _, _ in records})
    await tx.execute_many(
        "INSERT OR IGNORE INTO quarantine VALUES (?, ?, ?)",
        [(files[file, 0], line, reason) for file, line, reason in records],
    )


async def save_profile(tx: Transaction, profile: Profile) -> None:
    """Note what a whole export says of its account, unless a newer one has said so.

    Of two that were made at the same moment the one that says more, or the later in the alphabet.
    """
    if profile.exported_at is None:
        return
    exported_at = to_milliseconds(profile.exported_at)
    await account_keys(tx, {(profile.network, profile.account)})
    await tx.execute(
        """UPDATE accounts SET display = ?, bio = ?, exported_at = ?
           WHERE network = ? AND name = ?
           AND (coalesce(exported_at, 0), display IS NOT NULL, coalesce(display, ''),
                bio IS NOT NULL, coalesce(bio, '')) < (?, ?, ?, ?, ?)""",
        (
            profile.display, profile.bio, exported_at, profile.network, profile.account,
            exported_at, profile.display is not None, profile.display or "",
            profile.bio is not None, profile.bio or "",
        ),
    )  # fmt: skip


async def finish_import(tx: Transaction) -> None:
    """Index the words that changed; raise the generation, so that caches know of the change."""
    await update_index(tx)
    await tx.execute(
        "UPDATE generation SET number = number + 1 WHERE EXISTS (SELECT 1 FROM temp.touched)"
    )


def _same(post: Post, stored: Post) -> bool:
    """Tell whether a post is as it is stored; how its account is spelt is no matter of the post."""
    if post.account.lower() == stored.account.lower():
        post = replace(post, account=stored.account)
    return post == stored


async def _delete(tx: Transaction, keys: list[int]) -> None:
    await leave_places(tx, keys)
    for table in ("words", "posts"):
        await tx.execute_many(
            f"DELETE FROM {table} WHERE post = ?",  # noqa: S608 - our own words
            [(key,) for key in keys],
        )
