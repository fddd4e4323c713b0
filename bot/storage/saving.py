"""Posts to rows. Only what changed is written."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.archive.posts import Post, Source
from bot.archive.snowflake import to_milliseconds
from bot.archive.words import words
from bot.storage.database import Transaction

Parts = tuple[tuple[object, ...], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A post as it is to be, under its key, and as it is stored; None if it is new.

    Both have their mended text, whether or not that is shown.
    """

    key: int
    post: Post
    stored: Post | None = None


Values = tuple[object, ...]
Accounts = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class _Group:
    """Columns of a post that change together: to set only those spares the others' indexes."""

    columns: str
    of: Callable[[Post, Accounts], Values]


_GROUPS = (
    _Group("network = ?, id = ?", lambda post, _: (post.network, post.id)),
    _Group(
        "place = ?, account = ?, created_at = ?",
        lambda post, accounts: (
            post.order,
            accounts[post.network, post.account],
            to_milliseconds(post.created_at),
        ),
    ),
    _Group(
        "kind = ?, text = ?, raw = ?, origin = ?",
        lambda post, _: (post.kind, post.shown, post.raw, post.origin),
    ),
    _Group(
        "reply_to = ?, reply_to_account = ?, parent_known = ?",
        lambda post, _: (post.reply_to, post.reply_to_account, post.parent_known),
    ),
)
"""All columns of a post but its key, in the order of the table."""


async def write(
    tx: Transaction, changes: Sequence[Change], analysed: Mapping[str, str] | None = None
) -> None:
    """Write the changes, and note the touched posts in temp.touched.

    `analysed` holds the words of texts, with spaces between, as far as they are made already.
    """
    spaced = analysed or {}
    both = [post for change in changes for post in (change.post, change.stored) if post]
    accounts = await account_numbers(tx, {(post.network, post.account) for post in both})
    await tx.execute_many(
        "INSERT INTO posts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (change.key, *(value for group in _GROUPS for value in group.of(change.post, accounts)))
            for change in changes
            if change.stored is None
        ),
    )
    for group in _GROUPS:
        await tx.execute_many(
            f"UPDATE posts SET {group.columns} WHERE post = ?",  # noqa: S608 - our own words
            [
                (*new, change.key)
                for change in changes
                if change.stored
                and (new := group.of(change.post, accounts)) != group.of(change.stored, accounts)
            ],
        )
    await tx.execute_many(
        "INSERT OR REPLACE INTO words (rowid, spaced) VALUES (?, ?)",
        (
            (change.key, spaced.get(shown := change.post.shown) or " ".join(words(shown)))
            for change in changes
            if change.stored is None or change.post.shown != change.stored.shown
        ),
    )
    await _replace(tx, changes, "addresses", lambda post: tuple((url,) for url in post.links))
    await _replace(
        tx,
        changes,
        "media",
        lambda post: tuple((one.kind, one.path, one.url, one.alt) for one in post.media),
    )
    await _replace(tx, changes, "versions", _versions)
    await _write_repairs(tx, changes)
    await add_sources(tx, _new_sources(changes))
    await tx.execute_many(
        "INSERT OR IGNORE INTO temp.touched VALUES (?)", ((change.key,) for change in changes)
    )


async def add_sources(tx: Transaction, sources: Sequence[tuple[int, Source]]) -> None:
    """Add sources to posts, given by their keys; of one file the first line stays."""
    files = await file_numbers(tx, {_file(source) for _, source in sources})
    await tx.execute_many(
        """INSERT INTO sources VALUES (?, ?, ?)
           ON CONFLICT (post, file) DO UPDATE SET line = min(line, excluded.line)""",
        ((key, files[_file(source)], source.line) for key, source in sources),
    )


async def account_numbers(
    tx: Transaction, accounts: set[tuple[str, str]]
) -> dict[tuple[str, str], int]:
    """Return the keys of accounts, given as network and name; those that are new are added.

    Of two spellings of a name the same one stays, whichever came first.
    """
    await tx.execute_many(
        """INSERT INTO accounts (network, name) VALUES (?, ?)
           ON CONFLICT (network, name) DO UPDATE SET name = excluded.name
           WHERE excluded.name < accounts.name COLLATE BINARY""",
        sorted(accounts),
    )
    rows = await tx.fetch("SELECT account, network, name FROM accounts")
    numbers = {(row["network"], row["name"].lower()): row["account"] for row in rows}
    return {(network, name): numbers[network, name.lower()] for network, name in accounts}


async def file_numbers(tx: Transaction, files: set[tuple[str, int]]) -> dict[tuple[str, int], int]:
    """Return the keys of files, given as name and time of export (ms, 0 for none)."""
    await tx.execute_many(
        "INSERT OR IGNORE INTO files (name, exported_at) VALUES (?, ?)", sorted(files)
    )
    rows = await tx.fetch(
        "SELECT * FROM files WHERE name IN (SELECT value FROM json_each(?))",
        (json.dumps([name for name, _ in files]),),
    )
    return {(row["name"], row["exported_at"]): row["file"] for row in rows}


async def _replace(
    tx: Transaction, changes: Iterable[Change], table: str, parts: Callable[[Post], Parts]
) -> None:
    """Put the parts of each changed post into `table`: key, position, and what the part says."""
    rows: list[tuple[object, ...]] = []
    for change in changes:
        new = parts(change.post)
        old = () if change.stored is None else parts(change.stored)
        if new != old:
            if old:
                await tx.execute(f"DELETE FROM {table} WHERE post = ?", (change.key,))  # noqa: S608 - our own word
            rows += ((change.key, position, *part) for position, part in enumerate(new))
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        await tx.execute_many(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - our own word


async def _write_repairs(tx: Transaction, changes: Iterable[Change]) -> None:
    changed = [
        change
        for change in changes
        if change.post.repair != (change.stored.repair if change.stored else None)
    ]
    await tx.execute_many(
        "DELETE FROM repairs WHERE post = ?",
        [(change.key,) for change in changed if change.stored and change.stored.repair],
    )
    await tx.execute_many(
        "INSERT INTO repairs VALUES (?, ?, ?, ?)",
        [
            (
                change.key,
                repair.plan,
                not repair.undone,
                change.post.text if repair.undone else repair.before,
            )
            for change in changed
            if (repair := change.post.repair)
        ],
    )


def _new_sources(changes: Iterable[Change]) -> list[tuple[int, Source]]:
    return [
        (change.key, source)
        for change in changes
        for source in change.post.sources
        if change.stored is None or source not in change.stored.sources
    ]


def _file(source: Source) -> tuple[str, int]:
    return source.file, to_milliseconds(source.exported_at) if source.exported_at else 0


def _versions(post: Post) -> Parts:
    return tuple(
        (one.id, None if one.created_at is None else to_milliseconds(one.created_at), one.text)
        for one in post.versions
    )
