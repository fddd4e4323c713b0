"""Conversion of posts to rows. Only changes are written."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.archive.posts.details import beside_text
from bot.archive.posts.post import Post, Source
from bot.archive.posts.row import COLUMNS, MediaRows, PostRow, row_of
from bot.archive.timestamps import to_milliseconds
from bot.storage.archive.posts.accounts import AccountKeys, Author, author_keys, authors_of
from bot.storage.archive.posts.touched import mark_touched
from bot.storage.archive.posts.words import ShownText, save_words
from bot.storage.transaction import Transaction

Parts = tuple[tuple[object, ...], ...]

_ADD_SOURCE = """
    INSERT INTO sources VALUES (?, ?, ?)
    ON CONFLICT (post, file) DO UPDATE SET line = min(line, excluded.line)
"""


@dataclass(frozen=True, slots=True)
class Change:
    """The key of a post, its new state and its stored state; None if it is new.

    Both have their repaired text, whether or not that is shown.
    """

    key: int
    post: Post
    stored: Post | None = None


Columns = tuple[object, ...]
"""The columns of a post but its key, in the order of a PostRow; its account's name and id are
replaced by keys."""


class ChangedColumns(NamedTuple):
    """The key of a post, its new columns and its stored ones."""

    key: int
    new: Columns
    stored: Columns


_NAMES = tuple("named" if name == "account_id" else name for name in PostRow._fields[:COLUMNS])
_POSITIONS = range(COLUMNS)
_TIMELINE_POSITION = slice(_NAMES.index("sort_key"), _NAMES.index("account") + 1)
_INSERT = f"INSERT INTO posts (post, {', '.join(_NAMES)}) VALUES (?{', ?' * COLUMNS})"  # noqa: S608 - constants


async def write_changes(tx: Transaction, changes: Sequence[Change]) -> None:
    """Write the changes and record the touched posts in temp.touched."""
    rows = [
        (one.key, row_of(one.post), None if one.stored is None else row_of(one.stored))
        for one in changes
    ]
    known = dict.fromkeys(authors_of(row for _, _, row in rows if row is not None), 0)
    keys = await author_keys(tx, known | authors_of(row for _, row, _ in rows))
    await _insert_rows(tx, [(key, row) for key, row, stored in rows if stored is None], keys)
    await update_columns(
        tx,
        [
            ChangedColumns(key, columns_of(row, keys), columns_of(stored, keys))
            for key, row, stored in rows
            if stored is not None
        ],
    )
    await save_words(
        tx,
        [
            ShownText(change.key, *_text(change.post))
            for change in changes
            if change.stored is None or _text(change.post) != _text(change.stored)
        ],
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
    await _drop_sources(tx, changes)
    await add_sources(tx, _new_sources(changes))
    await mark_touched(tx, (change.key for change in changes))


async def write_new(
    tx: Transaction,
    posts: Sequence[tuple[int, PostRow]],
    authors: Mapping[Author, AccountKeys],
) -> None:
    """Write new posts, given with their keys, that their rows describe completely; no words yet."""
    await _insert_rows(tx, posts, authors)
    await tx.execute_many(
        "INSERT INTO addresses VALUES (?, ?, ?)",
        ((key, n, url) for key, post in posts for n, url in enumerate(post.links)),
    )
    await tx.execute_many(
        "INSERT INTO media VALUES (?, ?, ?, ?, ?, ?)",
        ((key, n, *medium) for key, post in posts for n, medium in enumerate(post.media)),
    )
    await add_row_sources(tx, posts)
    await mark_touched(tx, (key for key, _ in posts))


async def update_columns(tx: Transaction, posts: Iterable[ChangedColumns]) -> None:
    """Update the columns of posts that differ from the stored ones.

    Those that change alike are updated together. Setting no other column spares their indexes.
    """
    moved: list[int] = []
    alike: dict[tuple[int, ...], list[Columns]] = defaultdict(list)
    for key, new, stored in posts:
        if new[_TIMELINE_POSITION] != stored[_TIMELINE_POSITION]:
            moved.append(key)
        changed = tuple([n for n in _POSITIONS if new[n] != stored[n]])
        alike[changed].append((*[new[n] for n in changed], key))
    await mark_moved(tx, moved)
    for changed, rows in alike.items():
        if changed:
            names = " = ?, ".join(_NAMES[n] for n in changed)
            await tx.execute_many(f"UPDATE posts SET {names} = ? WHERE post = ?", rows)  # noqa: S608 - constants


async def replace_media(tx: Transaction, posts: Sequence[tuple[int, MediaRows]]) -> None:
    """Replace the media of posts, given by key."""
    await tx.execute_many("DELETE FROM media WHERE post = ?", [(key,) for key, _ in posts])
    await tx.execute_many(
        "INSERT INTO media VALUES (?, ?, ?, ?, ?, ?)",
        [(key, n, *medium) for key, media in posts for n, medium in enumerate(media)],
    )


def columns_of(row: PostRow, authors: Mapping[Author, AccountKeys]) -> Columns:
    """Return the columns of a row whose author has one of these keys."""
    author = authors[Author(row.network, row.account_id, row.account)]
    return (*row[:3], author.account, author.named, *row[5:COLUMNS])


async def _insert_rows(
    tx: Transaction, rows: Iterable[tuple[int, PostRow]], authors: Mapping[Author, AccountKeys]
) -> None:
    """Insert rows of posts, given with their keys, without links, media and sources."""
    await tx.execute_many(_INSERT, [(key, *columns_of(row, authors)) for key, row in rows])


def _text(post: Post) -> tuple[str, str | None, str]:
    return post.shown_text, post.language, beside_text(post.content_warning, post.details.tags)


async def mark_moved(tx: Transaction, keys: Iterable[int]) -> None:
    """Record in temp.moved the accounts and sort keys that posts are about to leave."""
    await tx.execute_many(
        "INSERT INTO temp.moved SELECT account, sort_key FROM posts WHERE post = ?",
        ((key,) for key in keys),
    )


async def add_row_sources(tx: Transaction, posts: Sequence[tuple[int, PostRow]]) -> None:
    """Add the sources in rows to the posts stored under their keys."""
    files = await file_keys(tx, {(file, at) for _, post in posts for file, _, at in post.sources})
    await tx.execute_many(
        _ADD_SOURCE,
        ((key, files[file, at], line) for key, post in posts for file, line, at in post.sources),
    )


async def add_sources(tx: Transaction, sources: Sequence[tuple[int, Source]]) -> None:
    """Add sources to posts, given by key; of one file the first line is kept."""
    files = await file_keys(tx, {_file(source) for _, source in sources})
    await tx.execute_many(
        _ADD_SOURCE,
        ((key, files[_file(source)], source.line) for key, source in sources),
    )


async def file_keys(tx: Transaction, files: set[tuple[str, int]]) -> dict[tuple[str, int], int]:
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
    """Rewrite the parts of each changed post in `table`: key, position and the part's fields."""
    rows: list[tuple[object, ...]] = []
    for change in changes:
        new = parts(change.post)
        old = () if change.stored is None else parts(change.stored)
        if new != old:
            if old:
                await tx.execute(f"DELETE FROM {table} WHERE post = ?", (change.key,))  # noqa: S608 - constants
            rows += ((change.key, position, *part) for position, part in enumerate(new))
    if rows:
        placeholders = ", ".join("?" * len(rows[0]))
        await tx.execute_many(f"INSERT INTO {table} VALUES ({placeholders})", rows)  # noqa: S608 - constants


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


async def _drop_sources(tx: Transaction, changes: Iterable[Change]) -> None:
    """Delete the sources of parts that turned out not to belong to their posts."""
    removed = [
        (change.key, *_file(source))
        for change in changes
        if change.stored
        for source in {*change.stored.sources} - {*change.post.sources}
    ]
    await tx.execute_many(
        """DELETE FROM sources WHERE post = ?
           AND file = (SELECT file FROM files WHERE name = ? AND exported_at = ?)""",
        removed,
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
