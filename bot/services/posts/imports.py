"""Imports: archive files into the database, in one transaction."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.archive.posts.post import Profile
from bot.archive.posts.row import PostRow
from bot.ingest.discover import Discovery, discover
from bot.ingest.files.input_file import DiskFile
from bot.ingest.files.zips import Limits
from bot.ingest.process import ReadItem, RecordStream
from bot.ingest.records.quarantine import Quarantined
from bot.storage.archive import imports as store
from bot.storage.archive.posts.media import MediaFolder
from bot.storage.archive.threads.links import has_unlinked_posts, update_links
from bot.storage.database import Database, Transaction

Progress = Callable[[int, int], None]
"""Called with the bytes read so far and the bytes there are in all."""


@dataclass(slots=True)
class ImportReport:
    """What an import did.

    `repaired` counts posts, new or changed by it, whose text was mended; `lost` those of which
    characters are gone for good; `media` pictures and films that were taken in; `private` files of
    direct messages and deleted posts that were left alone.
    """

    files: list[str]
    private: int = 0
    posts_read: int = 0
    posts_new: int = 0
    posts_merged: int = 0
    repaired: int = 0
    lost: int = 0
    media: int = 0
    quarantined: list[Quarantined] = field(default_factory=list)
    accounts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How an import is to go.

    `account` names the owner of what does not say, or holds the posts of several. With
    `link_media` pictures and films are linked where they lie, unless that is in a zip. A `dry_run`
    reports the same and changes nothing.
    """

    account: str | None = None
    link_media: bool = False
    dry_run: bool = False
    limits: Limits = field(default_factory=Limits)


class Imports:
    """Loads archives. What is to be done after each is `afterwards`."""

    def __init__(self, database: Database, afterwards: Callable[[], Awaitable[None]]) -> None:
        self._database = database
        self._afterwards = afterwards

    async def run(
        self,
        paths: Sequence[Path],
        wishes: ImportOptions | None = None,
        progress: Progress = lambda _done, _total: None,
    ) -> ImportReport:
        """Load all archive files at `paths`; all of them or, when anything fails, none.

        Raises ArchiveFileError when `paths` hold no archive, DatabaseError when the database
        cannot be written.
        """
        wishes = wishes or ImportOptions()
        found = await asyncio.to_thread(discover, paths, wishes.limits)
        report = ImportReport([file.name for file in found.files], found.private)
        total = sum(file.size for file in found.files)
        done = 0

        def advance(size: int) -> None:
            nonlocal done
            done += size
            progress(done, total)

        with RecordStream(found, wishes.account, advance) as reading:
            # The folder gives up its files before the transaction ends: after that, another import
            # may count on them.
            async with self._database.write(commit=not wishes.dry_run) as tx:
                with MediaFolder(self._database.path) as folder:
                    await store.begin_import(tx)
                    await self._save_profiles(tx, found)
                    names: set[str] = set()
                    while batch := await asyncio.to_thread(reading.next):
                        names |= found.media.keys() & await self._save(tx, batch, report)
                    await update_links(tx)
                    await store.finish_import(tx)
                    if not wishes.dry_run:
                        taking = _take_media(found, names, folder, wishes)
                        report.media = await asyncio.to_thread(taking)
        await self._afterwards()
        return report

    async def catch_up(self) -> None:
        """Find the thread links of posts that an older version loaded, if there are any."""
        if await has_unlinked_posts(self._database):
            async with self._database.write() as tx:
                await store.begin_import(tx)
                await update_links(tx)
                await store.finish_import(tx)

    async def _save_profiles(self, tx: Transaction, found: Discovery) -> None:
        for export in found.exports:
            about = export.manifest
            if about.account:
                profile = Profile(about.account, about.display_name, about.bio, about.exported_at)
                await store.save_profile(tx, profile)

    async def _save(
        self, tx: Transaction, batch: Sequence[ReadItem], report: ImportReport
    ) -> set[str]:
        """Save some of what was read, and return the names of its pictures and films."""
        posts = [record for record in batch if isinstance(record, PostRow)]
        refused = [record for record in batch if isinstance(record, Quarantined)]
        saved = await store.save_posts(tx, posts)
        await store.quarantine(tx, [(r.file, r.line, r.reason) for r in refused])
        for record in batch:
            if isinstance(record, Profile):
                await store.save_profile(tx, record)
        report.posts_read += len(posts)
        report.posts_new += saved.new
        report.posts_merged += saved.merged
        report.repaired += saved.repaired
        report.lost += saved.lost
        report.quarantined += refused
        for account, count in Counter(post.account for post in posts).items():
            report.accounts[account] = report.accounts.get(account, 0) + count
        paths = (path for post in posts for _, path, _, _ in post.media if path)
        return {path.rpartition("/")[2] for path in paths}


def _take_media(
    found: Discovery, names: set[str], folder: MediaFolder, wishes: ImportOptions
) -> Callable[[], int]:
    """Return what takes in the pictures and films of these names, which the archive holds."""

    def take() -> int:
        taken = 0
        for name in sorted(names):
            place = found.media[name]
            if wishes.link_media and isinstance(place, DiskFile):
                taken += folder.link(name, place.path)
            else:
                taken += folder.copy(name, place.size, place.open)
        return taken

    return take
