"""The writes of an import to archive.db, all inside its one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from bot.archive.posts.erased import ErasedPosts
from bot.archive.posts.joining import JoinedPost, join
from bot.archive.posts.merging import REPLACEMENT_CHARACTER
from bot.archive.posts.people import Person
from bot.archive.posts.post import NETWORK, Post, Profile
from bot.archive.posts.row import PostRow
from bot.archive.timestamps import to_milliseconds
from bot.storage.archive.posts.accounts import (
    AccountKeys,
    Author,
    author_keys,
    authors_of,
    newest_names,
    raise_generation,
)
from bot.storage.archive.posts.counter_order import update_counter_order
from bot.storage.archive.posts.fast_merge import next_post_key, save_rows
from bot.storage.archive.posts.left_out.deletions import deleted_keys, save_deletions
from bot.storage.archive.posts.left_out.erased import erased_posts
from bot.storage.archive.posts.media import file_name
from bot.storage.archive.posts.parts import gather, save_parts
from bot.storage.archive.posts.people.cross_posts import update_cross_posts
from bot.storage.archive.posts.people.joins import join_accounts
from bot.storage.archive.posts.saving import Change, file_keys, mark_moved, write_changes
from bot.storage.archive.posts.touched import begin_tracking
from bot.storage.archive.posts.words import ShownText
from bot.storage.archive.search.index import update_index
from bot.storage.archive.search.new_words import NewWords
from bot.storage.archive.search.rebuilding import rebuild_if_outdated
from bot.storage.archive.threads.merging import (
    missing_posts,
    rename_corrections,
    save_corrections,
)
from bot.storage.archive.threads.relinking import relink_if_outdated
from bot.storage.transaction import Transaction

__all__ = [
    "NewWords",
    "SaveResult",
    "avatars",
    "begin_tracking",
    "deleted_keys",
    "erased_posts",
    "finish_import",
    "missing_posts",
    "quarantine",
    "raise_generation",
    "save_corrections",
    "save_deletions",
    "save_person",
    "save_posts",
    "save_profile",
    "upgrade",
]


class SaveResult(NamedTuple):
    """How many posts were new, and how many were there before.

    Of the new and changed ones: how many were repaired, and how many have lost characters.
    """

    new: int
    merged: int
    repaired: int
    lost: int


async def upgrade(tx: Transaction) -> None:
    """Make the index and the links anew if an earlier version made them."""
    await rebuild_if_outdated(tx)
    await relink_if_outdated(tx)


async def save_posts(
    tx: Transaction, posts: Sequence[PostRow], words: NewWords | None = None
) -> SaveResult:
    """Write posts, merged with the stored posts of the same ids.

    A post that is an earlier version of an edited post becomes part of it; so does a post under a
    synthetic id once the same post is read with its own id. Every account name that was read is
    kept, even if its post turns out to be of another account, so that every order of loading knows
    the same names. Words of new posts are added to `words`, for `finish_import` to index; to the
    index itself if that is None.
    """
    keys = await author_keys(tx, authors_of(posts))
    if any(known.name != author.name for author, known in keys.items()):
        posts = [_with_newest_name(post, keys) for post in posts]
    fast = await save_rows(tx, posts, keys)
    gathered = NewWords() if words is None else words
    await gathered.add(
        tx, [ShownText(key, post.text, post.language, post.beside) for key, post in fast.new]
    )
    if words is None:
        await gathered.write(tx)
    slow = await _save_whole(tx, fast.remaining) if fast.remaining else SaveResult(0, 0, 0, 0)
    new = len(fast.new) + slow.new
    return slow._replace(new=new, merged=len(posts) - new, lost=fast.lost + slow.lost)


async def _save_whole(tx: Transaction, posts: Sequence[PostRow]) -> SaveResult:
    """Save posts for which comparing rows is not enough."""
    found = await gather(tx, [one.post for one in posts])
    names = await newest_names(tx)
    for id, post in found.posts.items():  # stored parts have the names of their time
        if post.account_id is not None:
            found.posts[id] = replace(post, account=names[post.network, post.account_id])
    joined: dict[int, JoinedPost] = {}
    changes: list[Change] = []
    keys = {post.id: key for key, post in found.stored.items()}
    unused = await next_post_key(tx)
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
    return SaveResult(
        new=new,
        merged=len(posts) - new,
        repaired=sum(change.post.repair is not None for change in changes),
        lost=sum(REPLACEMENT_CHARACTER in change.post.text for change in changes),
    )


async def quarantine(tx: Transaction, records: Iterable[tuple[str, int, str]]) -> None:
    """Store what could not be read, as file, line and reason."""
    records = list(records)
    files = await file_keys(tx, {(file, 0) for file, _, _ in records})
    await tx.execute_many(
        "INSERT OR IGNORE INTO quarantine VALUES (?, ?, ?)",
        [(files[file, 0], line, reason) for file, line, reason in records],
    )


async def save_profile(tx: Transaction, profile: Profile) -> None:
    """Store what a whole export says about its account, unless a newer export has said it.

    Of two made at the same time, the one that says more wins, then the later one alphabetically.
    Without a date an export of X's is none, or not whole; archives of other networks have one only
    if their file has kept its name, and are the oldest without it.
    """
    author = Author(profile.network, profile.account_id, profile.account)
    exported_at = to_milliseconds(profile.exported_at) if profile.exported_at else 0
    if not (exported_at or profile.account_id):
        return
    seen = {Author(*author[:2], name): at for name, at in profile.names}
    keys = await author_keys(tx, seen | {author: max(exported_at, seen.get(author, 0))})
    if not exported_at and profile.network == NETWORK:
        return
    await tx.execute(
        """UPDATE accounts SET display = ?, bio = ?, exported_at = ?, avatar = ?
           WHERE account = ?
           AND (coalesce(exported_at, 0), display IS NOT NULL, coalesce(display, ''),
                bio IS NOT NULL, coalesce(bio, ''), coalesce(avatar, '')) < (?, ?, ?, ?, ?, ?)""",
        (
            profile.display, profile.bio, exported_at or None, profile.avatar, keys[author].account,
            exported_at, profile.display is not None, profile.display or "",
            profile.bio is not None, profile.bio or "", profile.avatar or "",
        ),
    )  # fmt: skip


async def save_person(tx: Transaction, person: Person, erased: ErasedPosts) -> None:
    """Note which accounts are of one person, without those that were erased."""
    refs = [
        one
        for one in person.accounts
        if not erased.has_account(one.network, one.id, one.id.removeprefix("@"))
    ]
    await join_accounts(tx, refs)


async def avatars(tx: Transaction) -> set[str]:
    """Return the names of the files of the pictures of all accounts."""
    rows = await tx.fetch("SELECT avatar FROM accounts WHERE avatar IS NOT NULL")
    return {file_name(row["avatar"]) for row in rows}


async def finish_import(
    tx: Transaction, imported_at: int | None = None, words: NewWords | None = None
) -> None:
    """Order old posts, index the words that changed, and let caches notice a change.

    `words` has the words of new posts that are not in the index yet. New files get the time of the
    import, in milliseconds since 1970.
    """
    await update_counter_order(tx)
    await update_cross_posts(tx)
    if words is not None:
        await words.write(tx)
    await update_index(tx)
    await tx.execute("UPDATE files SET imported_at = ? WHERE imported_at IS NULL", (imported_at,))
    if await tx.fetch("SELECT 1 FROM temp.touched LIMIT 1"):
        await raise_generation(tx)


def _with_newest_name(post: PostRow, keys: Mapping[Author, AccountKeys]) -> PostRow:
    """Return a post under the newest name of its account, if a source states the account's id."""
    if post.account_id is None:
        return post
    name = keys[Author(post.network, post.account_id, post.account)].name
    if name == post.account:
        return post
    whole = post.full_post and replace(post.full_post, account=name)
    return post._replace(account=name, full_post=whole)


def _same(post: Post, stored: Post) -> bool:
    """Return whether a post is as stored; the spelling of its account does not count."""
    if post.account.lower() == stored.account.lower():
        post = replace(post, account=stored.account)
    return post == stored


async def _delete(tx: Transaction, keys: list[int]) -> None:
    await mark_moved(tx, keys)
    for table in ("words", "posts"):
        await tx.execute_many(
            f"DELETE FROM {table} WHERE post = ?",  # noqa: S608 - our own table names
            [(key,) for key in keys],
        )
