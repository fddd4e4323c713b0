"""What an import writes into archive.db, all inside its one transaction."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.archive.merging import LOST, absorb, merge, told
from bot.archive.plain import PlainPost
from bot.archive.posts import Post, Profile, Version
from bot.archive.snowflake import is_made, to_milliseconds
from bot.storage.database import Transaction
from bot.storage.linking import rename
from bot.storage.loading import load
from bot.storage.quick import next_key, save_plain
from bot.storage.saving import Change, account_numbers, file_numbers, write
from bot.storage.words import index

_EDITED_FROM = """
    SELECT posts.id FROM versions JOIN posts USING (post)
    WHERE versions.id IN (SELECT value FROM json_each(?))
"""
# Posts of given seconds: those under made ids, and those under their own or edited from one.
_MADE_AT = """
    SELECT posts.id FROM json_each(?) CROSS JOIN posts
    ON created_at = value * 1000 WHERE posts.id LIKE 't%'
"""
_OWN_AT = """
    SELECT posts.id FROM json_each(?) CROSS JOIN posts
    ON created_at BETWEEN value * 1000 AND value * 1000 + 999 WHERE posts.id NOT LIKE 't%'
    UNION
    SELECT posts.id FROM versions JOIN posts USING (post)
    WHERE versions.created_at / 1000 IN (SELECT value FROM json_each(?))
"""


class Saved(NamedTuple):
    """How many posts were new, and how many were there before.

    Of those new or changed: how many were mended, and how many have lost characters.
    """

    new: int
    merged: int
    repaired: int
    lost: int


@dataclass(slots=True)
class _Batch:
    """Posts that are being brought together with what is stored, by their ids."""

    posts: dict[str, Post] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)
    stored: dict[int, Post] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)

    def take(self, post: Post) -> None:
        """Take a post in, merged with the one of its id."""
        known = self.posts.get(post.id)
        self.posts[post.id] = post if known is None else merge(known, post)

    def take_stored(self, key: int, post: Post) -> None:
        """Take in a post that is stored under `key`."""
        self.keys[post.id] = key
        self.stored[key] = post
        self.take(post)

    def give_way(self, id: str, to: str) -> None:
        """Let post `to` take up post `id`, which turned out to be the same or a version of it."""
        self.posts[to] = absorb(self.posts[to], self.posts.pop(id))
        if (key := self.keys.pop(id, None)) is not None:
            self.gone.append(key)
            self.renamed[id] = to


async def begin(tx: Transaction) -> None:
    """Prepare for noting which posts this import touches."""
    await tx.execute("CREATE TEMP TABLE IF NOT EXISTS touched (post INTEGER PRIMARY KEY)")
    await tx.execute("DELETE FROM temp.touched")


async def save(tx: Transaction, posts: Sequence[PlainPost]) -> Saved:
    """Write posts merged with what is there under their ids.

    A post that is known as an earlier version of an edited one becomes part of that; so does one
    under a made id, once the same post has come with its own.
    """
    quick = await save_plain(tx, posts)
    closer = await _save_whole(tx, quick.left)
    new = quick.new + closer.new
    return closer._replace(new=new, merged=len(posts) - new, lost=quick.lost + closer.lost)


async def _save_whole(tx: Transaction, posts: Sequence[PlainPost]) -> Saved:
    """Save posts of which more has to be looked at than their rows."""
    batch = _Batch()
    for one in posts:
        batch.take(one.post)
    await _bring_stored(tx, batch, batch.posts)
    await _join_made(tx, batch)
    await _join_versions(tx, batch)
    first = await next_key(tx)
    changes: list[Change] = []
    new = 0
    for id, post in batch.posts.items():
        key = batch.keys.get(id)
        if key is None:
            changes.append(Change(first + new, post))
            new += 1
        elif post != batch.stored[key]:
            changes.append(Change(key, post, batch.stored[key]))
    await _delete(tx, batch.gone)
    await rename(tx, batch.renamed)
    await write(tx, changes)
    return Saved(
        new=new,
        merged=len(posts) - new,
        repaired=sum(change.post.repair is not None for change in changes),
        lost=sum(LOST in change.post.text for change in changes),
    )


async def quarantine(tx: Transaction, records: Iterable[tuple[str, int, str]]) -> None:
    """Note what could not be read, as file, line and reason."""
    records = list(records)
    files = await file_numbers(tx, {(file, 0) for file, _, _ in records})
    await tx.execute_many(
        "INSERT OR IGNORE INTO quarantine VALUES (?, ?, ?)",
        [(files[file, 0], line, reason) for file, line, reason in records],
    )


async def save_profile(tx: Transaction, profile: Profile) -> None:
    """Note what a whole export says of its account, unless a newer one has said so."""
    if profile.exported_at is None:
        return
    exported_at = to_milliseconds(profile.exported_at)
    await account_numbers(tx, {(profile.network, profile.account)})
    await tx.execute(
        """UPDATE accounts SET display = ?, bio = ?, exported_at = ?
           WHERE network = ? AND name = ? AND coalesce(exported_at, 0) < ?""",
        (
            profile.display, profile.bio, exported_at,
            profile.network, profile.account, exported_at,
        ),
    )  # fmt: skip


async def finish(tx: Transaction) -> None:
    """Index the words that changed; raise the generation, so that caches know of the change."""
    await index(tx)
    await tx.execute(
        "UPDATE generation SET number = number + 1 WHERE EXISTS (SELECT 1 FROM temp.touched)"
    )


async def _bring_stored(tx: Transaction, batch: _Batch, ids: Iterable[str]) -> None:
    """Take in those of the stored posts `ids` that are not in the batch yet."""
    missing = [id for id in ids if id not in batch.keys]
    for key, post in (await load(tx.fetch, "id", missing, mended=True)).items():
        batch.take_stored(key, post)


async def _join_versions(tx: Transaction, batch: _Batch) -> None:
    """Let the earlier versions of edited posts become part of those."""
    ids = await _ids(tx, _EDITED_FROM, json.dumps(list(batch.posts)))
    await _bring_stored(tx, batch, ids)
    edited = [post for post in batch.posts.values() if post.versions]
    await _bring_stored(tx, batch, [version.id for post in edited for version in post.versions])
    for post in edited:
        for version in post.versions:
            if version.id in batch.posts:
                batch.give_way(version.id, post.id)


async def _join_made(tx: Transaction, batch: _Batch) -> None:
    """Let posts under made ids give way to the same posts under their own."""
    incoming = any(map(is_made, batch.posts))
    if not incoming and not await tx.fetch("SELECT 1 FROM posts WHERE id LIKE 't%' LIMIT 1"):
        return
    tellings = [one for post in batch.posts.values() for one in _tellings(post)]
    seconds = json.dumps(sorted({second for second, _ in tellings}))
    if incoming:
        await _bring_stored(tx, batch, await _ids(tx, _OWN_AT, seconds, seconds))
    await _bring_stored(tx, batch, await _ids(tx, _MADE_AT, seconds))
    made: dict[tuple[int, str], list[str]] = defaultdict(list)
    for id in filter(is_made, sorted(batch.posts)):
        for telling in _tellings(batch.posts[id]):
            made[telling].append(id)
    for id in sorted(batch.posts, key=lambda id: (len(id), id)) if made else []:
        if not is_made(id):
            for telling in _tellings(batch.posts[id]):
                for other in made.pop(telling, ()):
                    batch.give_way(other, id)


def _tellings(post: Post) -> list[tuple[int, str]]:
    """Return what the post and each of its versions is known by without an id."""
    parts: list[Post | Version] = [post, *post.versions]
    return [one for part in parts if (one := told(part)) is not None]


async def _ids(tx: Transaction, sql: str, *parameters: object) -> list[str]:
    return [row["id"] for row in await tx.fetch(sql, parameters)]


async def _delete(tx: Transaction, keys: list[int]) -> None:
    for table in ("words", "posts"):
        await tx.execute_many(
            f"DELETE FROM {table} WHERE post = ?",  # noqa: S608 - our own words
            [(key,) for key in keys],
        )
