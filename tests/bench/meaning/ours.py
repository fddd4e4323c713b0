"""Search by meaning as users have it: bits of all posts, the process, and what is shown."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.archive.search.query.ast import EVERYTHING, Query
from bot.archive.search.query.meaning import About
from bot.services.container import Services
from bot.services.meaning.building import MeaningBuilder
from bot.services.meaning.encoder import EncoderProcess
from bot.storage.archive.meaning.meanings import MeaningStore
from bot.storage.archive_database import ArchiveDatabase
from tests.bench.engines import BEST


class ByMeaning:
    """`~words` of Throwback."""

    name, patience = "throwback ~", 1.0

    def __init__(self, services: Services, database: Path) -> None:
        self._services = services
        self._database = database

    def close(self) -> None:
        """Close nothing: the services close with their block."""

    def size(self) -> int:
        """Return the bytes of its bits."""
        with closing(sqlite3.connect(self._database)) as connection:
            (size,) = connection.execute(
                "SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'meaning%'"
            ).fetchone()
        return int(size)

    async def find(self, query: str) -> list[int]:
        """Return the keys of the best posts, the best first."""
        found = await self._services.search.find(about(query), limit=BEST)
        return [hit.post.sort_key for hit in found.hits]


def about(text: str) -> Query:
    """Return the query for what is near to a text."""
    return Query(EVERYTHING, text, meaning=About(text))


async def build(database: Path) -> int:
    """Take the meaning of all posts by the installed model, and return of how many."""
    encoder = EncoderProcess()
    try:
        async with ArchiveDatabase(database) as opened:
            return await MeaningBuilder(MeaningStore(opened), encoder).run(lambda _progress: None)
    finally:
        await encoder.close()
