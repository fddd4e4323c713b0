"""What an import writes into archive.db, all inside its one transaction."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.archive.merging import merge
from bot.archive.posts import Kind, Post
from bot.archive.snowflake import to_milliseconds
from bot.archive.threads import CERTAIN_GAP_MS, RECORDED_WHY, Entry, Evidence, Link, certain_links
from bot.archive.words import words
from bot.storage.database import Row, Transaction
from bot.storage.posts import load
from bot.storage.words import index


@dataclass(frozen=True, slots=True)
class Saved:
    """How many posts were new, how many were there before, how many new or changed ones mended."""

    new: int
    merged: int
    repaired: int


async def begin(tx: Transaction) -> None:
    """Prepare for noting which posts this import touches."""
    await tx.execute("CREATE TEMP TABLE IF NOT EXISTS touched (post INTEGER PRIMARY KEY)")
    await tx.execute("DELETE FROM temp.touched")


async def save(tx: Transaction, posts: Iterable[Post]) -> Saved:
    """Write posts, each merged with what is there under its id. `finish` indexes their words."""
    by_id: dict[str, Post] = {}
    read = 0
    for post in posts:
        read += 1
        by_id[post.id] = merge(by_id[post.id], post) if post.id in by_id else post
    known = {
        post.id: (key, post) for key, post in (await load(tx.fetch, "id", list(by_id))).items()
    }
    next_key = int((await tx.fetch("SELECT coalesce(max(post), 0) + 1 FROM posts"))[0][0])
    changed: dict[int, Post] = {}
    for id, post in by_id.items():
        if id not in known:
            changed[next_key] = post
            next_key += 1
        else:
            key, old = known[id]
            if (merged := merge(old, post)) != old:
                changed[key] = merged
    await _write(tx, changed)
    return Saved(
        new=len(by_id) - len(known),
        merged=read - len(by_id) + len(known),
        repaired=sum(post.repaired for post in changed.values()),
    )


async def quarantine(tx: Transaction, records: Iterable[tuple[str, int, str]]) -> int:
    """Note what could not be read, as file, line and reason; return how much of it is news."""
    records = list(records)
    files = await _file_numbers(tx, {file for file, _, _ in records})
    news = 0
    for file, line, reason in records:
        news += await tx.execute(
            "INSERT OR IGNORE INTO quarantine VALUES (?, ?, ?)", (files[file], line, reason)
        )
    return news


async def link(tx: Transaction) -> None:
    """Bring the thread links around the touched posts up to date."""
    await tx.execute(
        """INSERT INTO follows
           SELECT child.post, parent.post, ?, ? FROM posts AS child
           JOIN posts AS parent ON parent.network = child.network AND parent.id = child.reply_to
           WHERE child.reply_to <> child.id
           AND (child.post IN temp.touched OR parent.post IN temp.touched)
           ON CONFLICT (child) DO UPDATE SET
               parent = excluded.parent, evidence = excluded.evidence, why = excluded.why""",
        (Evidence.RECORDED, RECORDED_WHY),
    )
    # A post can only lend or take a certain link within the gap around it.
    rows = await tx.fetch(
        """SELECT near.post, near.account, near.id, near.kind, near.parent_known,
                  substr(near.text, 1, 1) = '@' AS mentions,
                  max(near.created_at >= touched.created_at) AS affected
           FROM posts AS touched JOIN posts AS near ON near.account = touched.account
           AND near.created_at BETWEEN touched.created_at - ? AND touched.created_at + ?
           WHERE touched.post IN temp.touched
           GROUP BY near.post ORDER BY near.account, near.place""",
        (CERTAIN_GAP_MS, CERTAIN_GAP_MS),
    )
    keys = {row["id"]: row["post"] for row in rows}
    affected = {row["id"] for row in rows if row["affected"]}
    found: list[Link] = []
    for _, timeline in groupby(rows, key=lambda row: row["account"]):
        found += (link for link in certain_links(map(_entry, timeline)) if link.child in affected)
    await tx.execute_many(
        "DELETE FROM follows WHERE child = ? AND evidence = ?",
        [(keys[id], Evidence.CERTAIN) for id in affected],
    )
    await tx.execute_many(
        "INSERT OR IGNORE INTO follows VALUES (?, ?, ?, ?)",
        [(keys[link.child], keys[link.parent], link.evidence, link.why) for link in found],
    )


async def finish(tx: Transaction) -> None:
    """Index the words that changed; raise the generation, so that caches know of the change."""
    await index(tx)
    await tx.execute(
        "UPDATE generation SET number = number + 1 WHERE EXISTS (SELECT 1 FROM temp.touched)"
    )


def _entry(row: Row) -> Entry:
    return Entry(row["id"], Kind(row["kind"]), bool(row["mentions"]), bool(row["parent_known"]))


async def _write(tx: Transaction, changed: dict[int, Post]) -> None:
    accounts = await _account_numbers(tx, {(p.network, p.account) for p in changed.values()})
    files = await _file_numbers(tx, {s.file for p in changed.values() for s in p.sources})
    keys = (json.dumps(list(changed)),)
    for table in ("addresses", "media", "sources"):
        await tx.execute(
            f"DELETE FROM {table} WHERE post IN (SELECT value FROM json_each(?))",  # noqa: S608 - our own words
            keys,
        )
    await tx.execute_many(
        """INSERT INTO posts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (post) DO UPDATE SET
               account = excluded.account, created_at = excluded.created_at, kind = excluded.kind,
               text = excluded.text, raw = excluded.raw, reply_to = excluded.reply_to,
               reply_to_account = excluded.reply_to_account,
               parent_known = excluded.parent_known, repaired = excluded.repaired""",
        [_row(key, post, accounts) for key, post in changed.items()],
    )
    await tx.execute_many(
        "INSERT OR REPLACE INTO words (rowid, spaced) VALUES (?, ?)",
        [(key, " ".join(words(post.text))) for key, post in changed.items()],
    )
    await tx.execute_many(
        "INSERT INTO addresses VALUES (?, ?, ?)",
        _numbered(changed, lambda post: [(url,) for url in post.links]),
    )
    await tx.execute_many(
        "INSERT INTO media VALUES (?, ?, ?, ?, ?, ?)",
        _numbered(changed, lambda post: [(m.kind, m.path, m.url, m.alt) for m in post.media]),
    )
    await tx.execute_many(
        "INSERT INTO sources VALUES (?, ?, ?)",
        [(key, files[s.file], s.line) for key, post in changed.items() for s in post.sources],
    )
    await tx.execute_many(
        "INSERT OR IGNORE INTO temp.touched VALUES (?)", [(key,) for key in changed]
    )


def _row(key: int, post: Post, accounts: dict[tuple[str, str], int]) -> tuple[object, ...]:
    return (
        key,
        post.network,
        post.id,
        post.order,
        accounts[post.network, post.account],
        to_milliseconds(post.created_at),
        post.kind,
        post.text,
        post.raw,
        post.reply_to,
        post.reply_to_account,
        post.parent_known,
        post.repaired,
    )


def _numbered(
    changed: dict[int, Post], parts: Callable[[Post], Sequence[tuple[object, ...]]]
) -> list[tuple[object, ...]]:
    """Return a row for each part of each post: the post's key, the part's position, the part."""
    return [
        (key, position, *part)
        for key, post in changed.items()
        for position, part in enumerate(parts(post))
    ]


async def _account_numbers(
    tx: Transaction, accounts: set[tuple[str, str]]
) -> dict[tuple[str, str], int]:
    await tx.execute_many(
        "INSERT OR IGNORE INTO accounts (network, name) VALUES (?, ?)", sorted(accounts)
    )
    rows = await tx.fetch("SELECT account, network, name FROM accounts")
    numbers = {(row["network"], row["name"].lower()): row["account"] for row in rows}
    return {(network, name): numbers[network, name.lower()] for network, name in accounts}


async def _file_numbers(tx: Transaction, names: set[str]) -> dict[str, int]:
    await tx.execute_many(
        "INSERT OR IGNORE INTO files (name) VALUES (?)", [(name,) for name in sorted(names)]
    )
    rows = await tx.fetch(
        "SELECT file, name FROM files WHERE name IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(names)),),
    )
    return {row["name"]: row["file"] for row in rows}
