"""Imports: archive files into the database, in one transaction."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TypeVar

from bot.archive.posts import Post
from bot.archive.visible import printable
from bot.ingest.discover import ArchiveFile, discover
from bot.ingest.reader import Quarantined, read
from bot.storage import imports as storage
from bot.storage.database import Database, Transaction

_AT_ONCE = 2_000  # posts between two looks at the database

T = TypeVar("T")

Progress = Callable[[int, int], None]
"""Called with the bytes read so far and the bytes there are in all."""


@dataclass(slots=True)
class Report:
    """What an import did. `repaired` counts posts, new or changed by it, whose text was mended."""

    files: list[ArchiveFile]
    posts_read: int = 0
    posts_new: int = 0
    posts_merged: int = 0
    repaired: int = 0
    quarantined: list[Quarantined] = field(default_factory=list)
    accounts: set[str] = field(default_factory=set)


class Imports:
    """Loads archives."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def run(
        self,
        paths: Sequence[Path],
        *,
        dry_run: bool = False,
        progress: Progress = lambda _done, _total: None,
    ) -> Report:
        """Load all archive files at `paths`; all of them or, when anything fails, none.

        A dry run reports the same and changes nothing. Raises ArchiveFileError when `paths` hold
        no archive, DatabaseError when the database cannot be written.
        """
        found = await asyncio.to_thread(discover, paths)
        files = [replace(file, name=printable(file.name)) for file in found]
        report = Report(files)
        total = sum(file.size for file in files)
        done = 0

        def advance(size: int) -> None:
            nonlocal done
            done += size
            progress(done, total)

        records = read(files, advance)
        async with self._database.write(keep=not dry_run) as tx:
            await storage.begin(tx)
            while batch := await asyncio.to_thread(_take, records, _AT_ONCE):
                await self._save(tx, batch, report)
            await storage.link(tx)
            await storage.finish(tx)
        return report

    async def _save(
        self, tx: Transaction, batch: Iterable[Post | Quarantined], report: Report
    ) -> None:
        posts = [record for record in batch if isinstance(record, Post)]
        refused = [record for record in batch if isinstance(record, Quarantined)]
        saved = await storage.save(tx, posts)
        await storage.quarantine(tx, [(r.file, r.line, r.reason) for r in refused])
        report.posts_read += len(posts)
        report.posts_new += saved.new
        report.posts_merged += saved.merged
        report.repaired += saved.repaired
        report.quarantined += refused
        report.accounts |= {post.account for post in posts}


def _take(records: Iterator[T], most: int) -> list[T]:
    return list(islice(records, most))
