"""Imports: loading archive files into the database in one transaction."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO, Self

from bot.archive.posts.erased import ErasedPosts
from bot.archive.posts.people import Person
from bot.archive.posts.post import Deletions, Profile
from bot.archive.posts.row import PostRow
from bot.archive.search.analysis.of_posts import AnalysedTexts
from bot.archive.threads.corrections import Correction
from bot.archive.timestamps import to_milliseconds
from bot.clock import Clock
from bot.ingest.discover import Discovery, discover
from bot.ingest.export.completeness import missing_entries
from bot.ingest.export.manifest import Manifest
from bot.ingest.files.archive_file import ArchiveFile
from bot.ingest.files.hashed_file import DamagedFileError
from bot.ingest.files.input_file import DiskFile, InputFile
from bot.ingest.files.media_files import in_reading_order
from bot.ingest.files.refusals import why_unreadable
from bot.ingest.files.zips import ZipLimits
from bot.ingest.options import NO_OPTIONS, ReadOptions
from bot.ingest.packing import ReadItem
from bot.ingest.process import RecordStream, as_failed_reading
from bot.ingest.records.counts import FileCounts, LeftAlone, Withheld
from bot.ingest.records.quarantine import Quarantined, Unit
from bot.services.posts.import_report import ImportReport
from bot.services.posts.progress import Meter, OnProgress
from bot.storage.archive import imports as store
from bot.storage.archive.posts.media import FOLDER, MediaFolder
from bot.storage.archive.threads.links import has_unlinked_posts, update_links
from bot.storage.archive_database import ArchiveDatabase
from bot.storage.transaction import Transaction

_NONE = AnalysedTexts()
_PATIENCE = 1.0  # seconds; only other imports make one wait for longer


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """The options of an import.

    `reading` is what the user says about the archives. With `link_media` pictures and films are
    linked instead of copied, unless they are in a zip. A `dry_run` returns the same report, without
    media, and changes nothing. At its end the meaning of new posts is taken, if they are at most
    `most_meanings`.
    """

    reading: ReadOptions = NO_OPTIONS
    link_media: bool = False
    dry_run: bool = False
    most_meanings: int = 0
    limits: ZipLimits = field(default_factory=ZipLimits)

    @classmethod
    def limited(cls, max_ratio: int, max_gb: int) -> Self:
        """Return default options with limits for zips: see ZipLimits, whose bytes are here GB."""
        return cls(limits=ZipLimits(max_ratio, max_gb * 10**9))

    def with_handle(self, handle: str) -> Self:
        """Return the options with the handle of a Bluesky repository."""
        return replace(self, reading=replace(self.reading, handle=handle))

    def confirmed_public(self) -> Self:
        """Return the options with the user's word that what asks to be hidden may be shown."""
        return replace(self, reading=replace(self.reading, confirmed_public=True))


async def _do_nothing() -> None:
    """Do nothing after an import."""


class Imports:
    """Imports archives. `after_import` is called after each import."""

    def __init__(
        self,
        database: ArchiveDatabase,
        clock: Clock,
        after_import: Callable[[], Awaitable[None]] = _do_nothing,
    ) -> None:
        self._database = database
        self._clock = clock
        self._after_import = after_import

    async def run(
        self,
        paths: Sequence[Path],
        options: ImportOptions | None = None,
        progress: OnProgress = lambda _progress: None,
    ) -> ImportReport:
        """Import all archive files at `paths`; when anything fails, none of them.

        When this is cancelled after all was saved, it returns the report all the same. Raises
        ArchiveFileError when `paths` contain no archive, FailedReadingError for any other
        exception while reading them, DatabaseError when the database cannot be written.
        """
        options = options or ImportOptions()
        self._database.check_writable()
        with as_failed_reading():
            discovery = await asyncio.to_thread(discover, paths, options.limits)
        report = ImportReport(
            [file.name for file in discovery.files], discovery.private, discovery.left_alone
        )
        to_copy = 0 if options.dry_run or options.link_media else _size(discovery.media.values())
        meter = Meter(progress, _size(discovery.files), to_copy)
        with RecordStream(discovery, options.reading, meter.read) as records:
            # The first batch comes after a pass over all files: no other import waits for that.
            first = await asyncio.to_thread(records.next_batch)
            waiting = asyncio.get_running_loop().call_later(_PATIENCE, meter.wait)
            transaction: Transaction | None = None
            try:
                async with self._database.write(commit=not options.dry_run) as transaction:
                    waiting.cancel()
                    job = _Job(transaction, discovery, options, report, meter, self._clock)
                    await job.write(self._database.path, first, records)
            except asyncio.CancelledError:
                if not (transaction and transaction.is_committed):
                    raise
            finally:
                waiting.cancel()
        with suppress(asyncio.CancelledError):  # all is saved, and readers look for it themselves
            await self._after_import()
        return report

    async def compute_missing_links(self) -> None:
        """Compute the thread links of posts that an older version imported, if there are any.

        In an archive that is only read they get none.
        """
        if await has_unlinked_posts(self._database) and not self._database.is_read_only:
            async with self._database.write() as tx:
                await store.begin_tracking(tx)
                await update_links(tx)
                await store.finish_import(tx)


@dataclass(frozen=True, slots=True)
class _Job:
    """The writes of one import, in its transaction."""

    transaction: Transaction
    discovery: Discovery
    options: ImportOptions
    report: ImportReport
    meter: Meter
    clock: Clock

    async def write(self, database: Path, batch: list[ReadItem], records: RecordStream) -> None:
        """Write all records, `batch` first, and what follows from them."""
        media: set[str] = set()
        counts: list[FileCounts] = []
        # When the import fails, MediaFolder removes its files before the transaction ends: after
        # that, another import may rely on them.
        with MediaFolder(database) as folder:
            await store.begin_tracking(self.transaction)
            if not self.options.dry_run:  # which says nothing of index and links
                await store.upgrade(self.transaction)
            erased = await store.erased_posts(self.transaction)
            await self._save_profiles(erased)
            deleted_before = await store.deleted_keys(self.transaction)
            words = store.NewWords()
            while batch:
                media |= self.discovery.media.keys() & await self._save(batch, words, erased)
                counts += [record for record in batch if isinstance(record, FileCounts)]
                batch = await asyncio.to_thread(records.next_batch)
            self._count(counts)
            self.meter.save()
            await update_links(self.transaction)
            if self.report.corrections_read:
                self.report.corrections_waiting = await store.missing_posts(self.transaction)
            self.meter.link()
            deleted = await store.deleted_keys(self.transaction)
            self.report.deleted = len(deleted - deleted_before)
            if deleted != deleted_before:
                await store.raise_generation(self.transaction)
            imported_at = to_milliseconds(self.clock.now())
            await store.finish_import(self.transaction, imported_at, words)
            self.meter.index()
            media |= self.discovery.media.keys() & await store.avatars(self.transaction)
            if not self.options.dry_run:
                refused = await asyncio.to_thread(self._store_media, media, folder)
                await self._quarantine(refused)

    async def _save_profiles(self, erased: ErasedPosts) -> None:
        for export in self.discovery.exports:
            manifest = export.manifest
            if manifest.account:
                profile = Profile(
                    manifest.account,
                    manifest.display_name,
                    manifest.bio,
                    manifest.exported_at,
                    account_id=manifest.account_id,
                    avatar=self._avatar(manifest),
                )
                await self._save_about_account(profile, erased)

    def _avatar(self, manifest: Manifest) -> str | None:
        """Return the path of the picture of an export's owner, if the file is there."""
        name = f"{manifest.account_id}-{manifest.avatar}"
        return f"{FOLDER}/{name}" if manifest.avatar and name in self.discovery.media else None

    async def _save(
        self, batch: Sequence[ReadItem], words: store.NewWords, erased: ErasedPosts
    ) -> set[str]:
        """Save a batch of records and return the file names of its pictures and films."""
        report = self.report
        read = [record for record in batch if isinstance(record, PostRow)]
        posts = [post for post in read if not erased.has(post)] if erased else read
        words.analysed = next((one for one in batch if isinstance(one, AnalysedTexts)), _NONE)
        saved = await store.save_posts(self.transaction, posts, words)
        await self._quarantine([record for record in batch if isinstance(record, Quarantined)])
        for record in batch:
            if isinstance(record, Profile | Deletions):
                await self._save_about_account(record, erased)
            elif isinstance(record, Person):
                await store.save_person(self.transaction, record, erased)
            elif isinstance(record, LeftAlone):
                report.unread[record.kind] = report.unread.get(record.kind, 0) + record.count
            elif isinstance(record, Withheld):
                report.withheld.append(record)
        corrections = [record for record in batch if isinstance(record, Correction)]
        report.corrections_read += len(corrections)
        report.corrections_new += await store.save_corrections(self.transaction, corrections)
        report.posts_read += len(read)
        report.erased += len(read) - len(posts)
        report.posts_new += saved.new
        report.posts_merged += saved.merged
        report.repaired += saved.repaired
        report.lost += saved.lost
        for account, count in Counter(post.account for post in posts).items():
            report.accounts[account] = report.accounts.get(account, 0) + count
        paths = (path for post in posts for _, path, _, _ in post.media if path)
        return {path.rpartition("/")[2] for path in paths}

    async def _save_about_account(self, record: Profile | Deletions, erased: ErasedPosts) -> None:
        if erased.has_account(record.network, record.account_id, record.account):
            return
        if isinstance(record, Profile):
            await store.save_profile(self.transaction, record)
        else:
            await store.save_deletions(self.transaction, record)

    async def _quarantine(self, records: Sequence[Quarantined]) -> None:
        await store.quarantine(self.transaction, [(r.file, r.line, r.reason) for r in records])
        self.report.quarantined += records

    def _count(self, counts: Sequence[FileCounts]) -> None:
        """Report what the files of exports hold beside posts, and what they lack."""
        report = self.report
        report.community = sum(one.community for one in counts)
        report.others = sum(one.others for one in counts)
        report.first_other = next(
            ((one.file, one.first_other) for one in counts if one.others), None
        )
        report.missing = missing_entries(self.discovery.exports, counts)

    def _store_media(self, names: Iterable[str], folder: MediaFolder) -> list[Quarantined]:
        """Copy or link media files, count the new ones, and return those that may not be read."""
        refused: list[Quarantined] = []
        for name in in_reading_order(names, self.discovery.media):
            file = self.discovery.media[name]
            try:
                if self.options.link_media and isinstance(file, DiskFile):
                    self.report.media += folder.link(name, file.path)
                else:
                    self.report.media += folder.copy(name, file.size, partial(_opened, file))
            except _UnreadableMediaError as error:
                refused.append(Quarantined(file.name, 1, str(error), Unit.FILE))
            self.meter.copy(file.size)
        return refused


def _size(files: Iterable[InputFile | ArchiveFile]) -> int:
    return sum(file.size for file in files)


class _UnreadableMediaError(Exception):
    """A picture or film that the system does not allow to be read; its text is the reason."""


def _opened(file: InputFile) -> BinaryIO:
    try:
        return file.open()
    except PermissionError as error:
        raise _UnreadableMediaError(why_unreadable(error)) from error
    except DamagedFileError as error:
        raise _UnreadableMediaError(error.reason) from error
