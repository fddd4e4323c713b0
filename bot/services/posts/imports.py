"""Imports: loading archive files into the database in one transaction."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.archive.posts.post import Deletions, Profile
from bot.archive.posts.row import PostRow
from bot.archive.timestamps import to_milliseconds
from bot.clock import Clock
from bot.ingest.discover import Discovery, discover
from bot.ingest.files.input_file import DiskFile
from bot.ingest.files.zips import ZipLimits
from bot.ingest.process import ReadItem, RecordStream, as_failed_reading
from bot.ingest.records.quarantine import Quarantined
from bot.storage.archive import imports as store
from bot.storage.archive.posts.media import MediaFolder
from bot.storage.archive.threads.links import has_unlinked_posts, update_links
from bot.storage.database import Database, Transaction

Progress = Callable[[int, int], None]
"""A callback that gets the number of bytes read so far and the total number of bytes."""


@dataclass(slots=True)
class ImportReport:
    """The result of an import.

    `repaired` counts new or changed posts whose text was repaired, `lost` those of which characters
    could not be recovered, `media` the pictures and films copied or linked, and `private` the files
    of direct messages and deleted posts, which are not read. `deleted` counts the posts that are
    left out of answers since this import, because their author deleted them.
    """

    files: list[str]
    private: int = 0
    posts_read: int = 0
    posts_new: int = 0
    posts_merged: int = 0
    repaired: int = 0
    lost: int = 0
    media: int = 0
    deleted: int = 0
    quarantined: list[Quarantined] = field(default_factory=list)
    accounts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """The options of an import.

    `account` is the owner of files that name no account or contain posts of several. With
    `link_media` pictures and films are linked instead of copied, unless they are in a zip. A
    `dry_run` returns the same report, without media, and changes nothing.
    """

    account: str | None = None
    link_media: bool = False
    dry_run: bool = False
    limits: ZipLimits = field(default_factory=ZipLimits)


class Imports:
    """Imports archives. `after_import` is called after each import."""

    def __init__(
        self, database: Database, clock: Clock, after_import: Callable[[], Awaitable[None]]
    ) -> None:
        self._database = database
        self._clock = clock
        self._after_import = after_import

    async def run(
        self,
        paths: Sequence[Path],
        options: ImportOptions | None = None,
        progress: Progress = lambda _done, _total: None,
    ) -> ImportReport:
        """Import all archive files at `paths`; when anything fails, none of them.

        Raises ArchiveFileError when `paths` contain no archive, FailedReadingError for any other
        exception while reading them, DatabaseError when the database cannot be written.
        """
        options = options or ImportOptions()
        with as_failed_reading():
            discovery = await asyncio.to_thread(discover, paths, options.limits)
        report = ImportReport([file.name for file in discovery.files], discovery.private)
        total = sum(file.size for file in discovery.files)
        done = 0

        def advance(size: int) -> None:
            nonlocal done
            done += size
            progress(done, total)

        with RecordStream(discovery, options.account, advance) as records:
            # When the import fails, MediaFolder removes its files before the transaction ends:
            # after that, another import may rely on them.
            async with self._database.write(commit=not options.dry_run) as tx:
                with MediaFolder(self._database.path) as folder:
                    await store.begin_tracking(tx)
                    await self._save_profiles(tx, discovery)
                    deleted_before = await store.deleted_keys(tx)
                    media_names: set[str] = set()
                    words = store.NewWords()
                    while batch := await asyncio.to_thread(records.next_batch):
                        names = await self._save(tx, batch, words, report)
                        media_names |= discovery.media.keys() & names
                    await update_links(tx)
                    deleted = await store.deleted_keys(tx)
                    report.deleted = len(deleted - deleted_before)
                    if deleted != deleted_before:
                        await store.raise_generation(tx)
                    await store.finish_import(tx, to_milliseconds(self._clock.now()), words)
                    if not options.dry_run:
                        store_media = _media_writer(discovery, media_names, folder, options)
                        report.media = await asyncio.to_thread(store_media)
        await self._after_import()
        return report

    async def compute_missing_links(self) -> None:
        """Compute the thread links of posts that an older version imported, if there are any."""
        if await has_unlinked_posts(self._database):
            async with self._database.write() as tx:
                await store.begin_tracking(tx)
                await update_links(tx)
                await store.finish_import(tx)

    async def _save_profiles(self, tx: Transaction, discovery: Discovery) -> None:
        for export in discovery.exports:
            manifest = export.manifest
            if manifest.account:
                profile = Profile(
                    manifest.account,
                    manifest.display_name,
                    manifest.bio,
                    manifest.exported_at,
                    account_id=manifest.account_id,
                )
                await store.save_profile(tx, profile)

    async def _save(
        self,
        tx: Transaction,
        batch: Sequence[ReadItem],
        words: store.NewWords,
        report: ImportReport,
    ) -> set[str]:
        """Save a batch of records and return the file names of its pictures and films."""
        posts = [record for record in batch if isinstance(record, PostRow)]
        quarantined = [record for record in batch if isinstance(record, Quarantined)]
        saved = await store.save_posts(tx, posts, words)
        await store.quarantine(tx, [(r.file, r.line, r.reason) for r in quarantined])
        for record in batch:
            if isinstance(record, Profile):
                await store.save_profile(tx, record)
            elif isinstance(record, Deletions):
                await store.save_deletions(tx, record)
        report.posts_read += len(posts)
        report.posts_new += saved.new
        report.posts_merged += saved.merged
        report.repaired += saved.repaired
        report.lost += saved.lost
        report.quarantined += quarantined
        for account, count in Counter(post.account for post in posts).items():
            report.accounts[account] = report.accounts.get(account, 0) + count
        paths = (path for post in posts for _, path, _, _ in post.media if path)
        return {path.rpartition("/")[2] for path in paths}


def _media_writer(
    discovery: Discovery, media_names: set[str], folder: MediaFolder, options: ImportOptions
) -> Callable[[], int]:
    """Return a function that copies or links media files and returns how many are new."""

    def store_media() -> int:
        stored = 0
        for name in sorted(media_names):
            file = discovery.media[name]
            if options.link_media and isinstance(file, DiskFile):
                stored += folder.link(name, file.path)
            else:
                stored += folder.copy(name, file.size, file.open)
        return stored

    return store_media
