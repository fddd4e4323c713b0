"""Posts written into a new archive, as an import writes them."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from bot.archive.posts.post import Post
from bot.archive.posts.row import row_of
from bot.storage.archive import imports
from bot.storage.database import Database


async def save(path: Path, posts: Iterator[Post]) -> None:
    """Write `posts` into a new archive as an import does."""
    async with Database(path, "archive") as database, database.write() as tx:
        await imports.begin_tracking(tx)
        while batch := list(islice(posts, 2_000)):
            await imports.save_posts(tx, [row_of(post) for post in batch])
        await imports.finish_import(tx)
