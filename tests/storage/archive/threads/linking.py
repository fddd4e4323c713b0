"""Helpers that import posts and return the links that are found."""

import asyncio
import tempfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.archive.posts.ids.synthetic_id import synthetic_id
from bot.archive.posts.post import UNKNOWN, Kind, Origin, Post
from bot.archive.posts.row import row_of
from bot.storage.archive import imports
from bot.storage.archive.threads.links import update_links
from bot.storage.database import Database
from tests.archives import post, snowflake
from tests.storage.templates import new_archive

WHEN = datetime(2020, 2, 29, 12, 0, 0, 120_000, tzinfo=UTC)


def at(seconds: float) -> datetime:
    """Return the moment `seconds` after WHEN."""
    return WHEN + timedelta(seconds=seconds)


def said(seconds: float, text: str = "", *, answers: Post | str | None = None, **more: Any) -> Post:
    """Return a post; with `answers`, one whose parent the archive names."""
    if answers is not None:
        id = answers if isinstance(answers, str) else answers.id
        more |= {"reply_to": id, "parent_known": True, "kind": Kind.REPLY}
    return post(at(seconds), text or f"words {seconds}", **more)


def bare(seconds: float, text: str) -> Post:
    """Return a post of the layout without ids and authors."""
    when = at(seconds).replace(microsecond=0)
    return post(when, text, id=synthetic_id(when, text), account=UNKNOWN, origin=Origin.BARE)


async def load(database: Database, posts: Sequence[Post]) -> None:
    """Import posts."""
    async with database.write() as tx:
        await imports.begin_tracking(tx)
        await imports.save_posts(tx, [row_of(one) for one in posts])
        await update_links(tx)
        await imports.finish_import(tx)


Links = dict[str, tuple[str, str]]


async def found(database: Database) -> tuple[Links, list[tuple[object, ...]]]:
    """Return the links, evidence and parent by child, and the candidates, with ids."""
    links = {
        row["child"]: (row["evidence"], row["parent"])
        for row in await database.read(
            """SELECT child.id AS child, evidence, parent.id AS parent FROM parent_links
               JOIN posts AS child ON child.post = parent_links.child
               JOIN posts AS parent ON parent.post = parent_links.parent"""
        )
    }
    candidates = await database.read(
        """SELECT child.id, parent.id, gap, features, followed FROM candidates
           JOIN posts AS child ON child.post = candidates.child
           JOIN posts AS parent ON parent.post = candidates.parent ORDER BY child.id"""
    )
    return links, [tuple(row) for row in candidates]


def links_of(*loads: Sequence[Post]) -> Links:
    """Return the links of a new archive after these imports."""
    return asyncio.run(links_and_candidates(loads))[0]


async def links_and_candidates(
    loads: Iterable[Sequence[Post]],
) -> tuple[Links, list[tuple[object, ...]]]:
    """Return the links and the candidates of a new archive after these imports."""
    with tempfile.TemporaryDirectory() as folder:
        async with Database(new_archive(folder), "archive") as database:
            for posts in loads:
                await load(database, posts)
            return await found(database)


MISSING = snowflake(at(8_000))
LATER = [said(900_000 + n, f"later {n}") for n in range(120)]
"""Enough posts that a few more are linked incrementally, with the hours around them."""
