"""The index made anew, after an earlier version analysed the words of posts in another way."""

from bot.archive.posts.details import beside_text, tags_of
from bot.archive.search.analysis.of_posts import VERSION
from bot.storage.archive.made_by import is_of_earlier_version
from bot.storage.archive.posts.accounts import raise_generation
from bot.storage.archive.posts.words import ShownText
from bot.storage.archive.search.index import update_index
from bot.storage.archive.search.new_words import NewWords
from bot.storage.archive.search.pictured import mark_all
from bot.storage.database import Database
from bot.storage.transaction import Transaction

_BATCH = 2_000  # posts that are read together
_EMPTIED = ("words", "postings", "vocabulary", "packed_vocabulary", "forms", "dirty")


async def is_outdated(database: Database, most: int | None = None) -> bool:
    """Return whether the index is of an earlier analysis, or lacks words of pictures.

    Not if that is so of more than `most` posts.
    """
    if await is_of_earlier_version(database, "analysis", VERSION, most):
        return True
    rows = await database.read("SELECT count(*) FROM repictured")
    waiting = int(rows[0][0])
    return waiting > 0 and (most is None or waiting <= most)


async def rebuild(database: Database) -> None:
    """Make the index anew, unless another process has done it meanwhile; add words of pictures."""
    async with database.write() as tx:
        await rebuild_if_outdated(tx)
        if await tx.fetch("SELECT 1 FROM repictured LIMIT 1"):
            await update_index(tx)
            await raise_generation(tx)


async def rebuild_if_outdated(tx: Transaction) -> None:
    """Make the index anew if it is of an earlier analysis, for all posts and in this transaction.

    Readers have the old one until the transaction ends. 100,000 posts take about ten seconds.
    """
    (row,) = await tx.fetch("SELECT version FROM analysis")
    if row["version"] >= VERSION:
        return
    # The triggers note each change for the index, which is made of all posts here anyway.
    triggers = await tx.fetch(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'words'"
    )
    for trigger in triggers:
        await tx.execute(f"DROP TRIGGER {trigger['name']}")
    for table in _EMPTIED:
        await tx.execute(f"DELETE FROM {table}")  # noqa: S608 - constants
    words = NewWords()
    last = 0
    while rows := await tx.fetch(
        """SELECT post, text, language, content_warning, details FROM posts
           WHERE post > ? ORDER BY post LIMIT ?""",
        (last, _BATCH),
    ):
        last = rows[-1]["post"]
        await words.add(
            tx,
            [
                ShownText(key, text, language, beside_text(warning, tags_of(details)))
                for key, text, language, warning, details in rows
            ],
        )
    await words.write(tx)
    await mark_all(tx)
    for trigger in triggers:
        await tx.execute(trigger["sql"])
    await tx.execute("UPDATE analysis SET version = ?", (VERSION,))
    await update_index(tx)
    await raise_generation(tx)
