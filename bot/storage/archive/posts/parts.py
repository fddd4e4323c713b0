"""The parts of joined posts, stored as their sources have them, to be joined again with others."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.archive.posts.ids.synthetic_id import is_synthetic
from bot.archive.posts.joining import JoinedPost
from bot.archive.posts.merging import drop_impossible_versions, fingerprint, merge
from bot.archive.posts.post import Post, Repair, Version
from bot.archive.posts.row import PostRow, row_of
from bot.archive.timestamps import from_milliseconds, to_milliseconds
from bot.storage.archive.posts.loading import posts_of, posts_query
from bot.storage.transaction import Transaction

_ANY_SYNTHETIC = """
    SELECT 1 FROM posts INDEXED BY posts_with_synthetic_ids WHERE id LIKE 't%'
    UNION ALL SELECT 1 FROM parts WHERE second IS NOT NULL LIMIT 1
"""
_PARTS = "SELECT * FROM parts WHERE post IN (SELECT value FROM json_each(?))"
_NAMED = """
    SELECT post FROM posts WHERE id IN (SELECT value FROM json_each(?1))
    UNION SELECT post FROM versions WHERE id IN (SELECT value FROM json_each(?1))
    UNION SELECT post FROM parts WHERE id IN (SELECT value FROM json_each(?1))
"""
# Posts of given seconds: those with a synthetic id, their own or a part's; then those with a real
# id, and those with a version of that second.
_SYNTHETIC_AT = """
    SELECT post, value AS second FROM json_each(?1) CROSS JOIN posts
    ON created_at BETWEEN value * 1000 AND value * 1000 + 999 WHERE posts.id LIKE 't%'
    UNION
    SELECT post, second FROM parts WHERE second IN (SELECT value FROM json_each(?1))
"""
_REAL_AT = """
    SELECT post FROM json_each(?1) CROSS JOIN posts
    ON created_at BETWEEN value * 1000 AND value * 1000 + 999
    WHERE posts.id NOT LIKE 't%' AND precision <> 'day'
    UNION
    SELECT post FROM versions WHERE created_at / 1000 IN (SELECT value FROM json_each(?1))
"""


@dataclass(slots=True)
class Gathered:
    """Posts with all stored ones that could be joined with them.

    `posts` are as their sources have them, by id; `stored` as the archive shows them, by key;
    `packed` are the stored parts of those as JSON, by key and the part's id; `replaced` are the ids
    of posts that have the text of a new reading.
    """

    posts: dict[str, Post] = field(default_factory=dict)
    stored: dict[int, Post] = field(default_factory=dict)
    packed: dict[int, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    replaced: set[str] = field(default_factory=set)

    def add(self, post: Post) -> None:
        """Add a post, merged with the one that has its id."""
        post = drop_impossible_versions(post)
        known = self.posts.get(post.id)
        self.posts[post.id] = post if known is None else merge(known, post)

    def add_stored(self, key: int, post: Post, read_again: Mapping[str, Post]) -> None:
        """Add a stored post, or its parts where those are stored.

        `read_again` are new readings, by id, of posts that an older version read.
        """
        self.stored[key] = post
        packed = self.packed.get(key, {}).values()
        for part in [_with_decision(_unpack(one), post) for one in packed] or [post]:
            new = read_again.get(part.id)
            if new and _is_same_record(part, new):
                # Merging cannot know that: what the old reading left in the text would win.
                self.replaced.add(part.id)
                self.add(replace(part, text=new.text, links=new.links))
            else:
                self.add(part)

    def ids(self) -> set[str]:
        """Return the ids of the posts and of their versions."""
        versions = {version.id for post in self.posts.values() for version in post.versions}
        return versions.union(self.posts)


async def gather(tx: Transaction, posts: Iterable[Post]) -> Gathered:
    """Return posts with all stored ones that could be joined with them."""
    found = Gathered()
    for post in posts:
        found.add(post)
    read_again = await _readings(tx, found.posts)
    with_synthetic = any(map(is_synthetic, found.posts)) or await has_synthetic_ids(tx)
    queried: set[str] = set()
    while True:
        ids = found.ids() - queried
        queried |= ids
        keys = set(await _keys(tx, _NAMED, ids))
        if with_synthetic:
            keys.update(await _keys(tx, _SYNTHETIC_AT, seconds_of(found.posts.values())))
            synthetic = [post for id, post in found.posts.items() if is_synthetic(id)]
            keys.update(await _keys(tx, _REAL_AT, seconds_of(synthetic)))
        if not (new := sorted(keys - found.stored.keys())):
            await tx.execute_many(
                "DELETE FROM outdated WHERE id = ?", [(id,) for id in found.replaced]
            )
            return found
        for row in await tx.fetch(_PARTS, (json.dumps(new),)):
            found.packed[row["post"]][row["id"]] = row["record"]
        stored = posts_of(await tx.fetch(*posts_query("post", new)), as_read=True)
        for key, post in stored.items():
            found.add_stored(key, post, read_again)


async def load_parts(tx: Transaction, keys: Sequence[int]) -> dict[int, list[Post]]:
    """Return the parts of the joined posts with these keys, by key."""
    rows = await tx.fetch(_PARTS, (json.dumps(keys),))
    found: dict[int, list[Post]] = defaultdict(list)
    for row in rows:
        found[row["post"]].append(_unpack(row["record"]))
    return found


async def has_synthetic_ids(tx: Transaction) -> bool:
    """Return whether the archive has posts, or parts of posts, with synthetic ids."""
    return bool(await tx.fetch(_ANY_SYNTHETIC))


async def seconds_with_synthetic_ids(tx: Transaction, seconds: Iterable[int]) -> set[int]:
    """Return those of `seconds`, since 1970, in which the archive has synthetic ids."""
    rows = await tx.fetch(_SYNTHETIC_AT, (json.dumps(sorted(seconds)),))
    return {row["second"] for row in rows}


def seconds_of(posts: Iterable[Post]) -> set[int]:
    """Return the seconds, since 1970, of posts and of their versions."""
    found = set()
    for post in posts:
        found.add(_second(post.created_at))
        found.update(_second(version.created_at) for version in post.versions)
    return {second for second in found if second is not None}


async def save_parts(
    tx: Transaction, joined: Mapping[int, JoinedPost], packed: Mapping[int, Mapping[str, str]]
) -> None:
    """Write the parts of posts, given by key, where they differ from `packed`.

    A post with a single id has no parts.
    """
    changed: dict[int, Mapping[str, str]] = {}
    for key, (_, parts) in joined.items():
        new = {part.id: _pack(part) for part in parts} if len(parts) > 1 else {}
        if new != packed.get(key, {}):
            changed[key] = new
    await tx.execute_many("DELETE FROM parts WHERE post = ?", [(key,) for key in changed])
    await tx.execute_many(
        "INSERT INTO parts VALUES (?, ?, ?, ?)",
        [
            (
                part.id,
                key,
                _second(part.created_at) if is_synthetic(part.id) else None,
                changed[key][part.id],
            )
            for key in changed
            for part in (joined[key].parts if changed[key] else ())
        ],
    )


async def _keys(tx: Transaction, sql: str, values: Iterable[int] | Iterable[str]) -> list[int]:
    parameters: Sequence[int | str] = list(values)
    if not parameters:
        return []
    return [row["post"] for row in await tx.fetch(sql, (json.dumps(parameters),))]


async def _readings(tx: Transaction, posts: Mapping[str, Post]) -> dict[str, Post]:
    """Return those of `posts`, by id, that an older version read before."""
    rows = await tx.fetch(
        "SELECT id FROM outdated WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(posts)),),
    )
    return {row["id"]: posts[row["id"]] for row in rows}


def _is_same_record(part: Post, new: Post) -> bool:
    """Return whether two readings are of the same record, and no repair makes the difference."""
    if part.repair or new.repair:
        return False  # other files are evidence too, so that is left to merging
    return (part.raw, part.origin) == (new.raw, new.origin)


def _with_decision(part: Post, stored: Post) -> Post:
    """Return a part with the owner's decision about its repair, taken from the stored post.

    An earlier version with the same text keeps its own.
    """
    same = part.id == stored.id or fingerprint(part) == fingerprint(stored)
    if same and part.repair and stored.repair and part.text == stored.text:
        decided = replace(part.repair, undone=stored.repair.undone)
        return replace(part, repair=decided) if decided == stored.repair else part
    return part


def _second(when: datetime | None) -> int | None:
    return None if when is None else to_milliseconds(when) // 1000


def _pack(post: Post) -> str:
    values = row_of(replace(post, repair=None, versions=()))._asdict()
    del values["sort_key"], values["full_post"]  # they follow from the others
    repair = post.repair and (post.repair.plan, post.repair.before, post.repair.undone)
    versions = [(one.id, _ms(one.created_at), one.text) for one in post.versions]
    return json.dumps(values | {"repair": repair, "versions": versions})


def _unpack(record: str) -> Post:
    values = json.loads(record)
    repair, versions = values.pop("repair"), values.pop("versions")
    values["links"] = tuple(values["links"])
    for name in ("media", "sources"):
        values[name] = tuple(map(tuple, values[name]))
    row = PostRow(**{"sort_key": 0, "account_id": None} | values)
    return replace(
        row.post,
        repair=Repair(*repair) if repair else None,
        versions=tuple(
            Version(id, None if at is None else from_milliseconds(at), text)
            for id, at, text in versions
        ),
    )


def _ms(when: datetime | None) -> int | None:
    return None if when is None else to_milliseconds(when)
