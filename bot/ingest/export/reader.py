"""Reading of Twitter's own export: all its files of posts together, in two passes.

The first pass collects what must be known before any post can be built: how the text was damaged,
which posts are earlier versions of others, and the owner. The second pass reads the posts. They are
yielded as they are read; only edited ones, and those that a note may belong to, wait for the end.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.archive.posts.post import Deletions, Origin, Post, Source
from bot.archive.posts.row import PostRow, row_of
from bot.archive.timestamps import to_milliseconds
from bot.ingest.export.deletions import deleted_ids, ids_in
from bot.ingest.export.json_objects import objects
from bot.ingest.export.manifest import Export
from bot.ingest.export.media import FilesOfPosts
from bot.ingest.export.note_tweets import UNFIT, Note, Notes, is_note, note_of
from bot.ingest.export.survey import ExportSurvey, Progress, blocks_of, chunks_of
from bot.ingest.export.tweets import (
    OTHERS,
    Repairer,
    TweetConverter,
    author_of,
    is_tweet,
    tweet_in,
)
from bot.ingest.export.tweets_csv import rows_as_tweets
from bot.ingest.files.archive_file import ArchiveFile, Layout
from bot.ingest.files.input_file import file_context
from bot.ingest.records.counts import FileCounts
from bot.ingest.records.id_set import IdSet
from bot.ingest.records.quarantine import Quarantined
from bot.ingest.records.records import BrokenRecord
from bot.languages import Message


def rows_of(
    export: Export,
    found: ExportSurvey,
    repairers: Mapping[ArchiveFile, Repairer],
    media: Iterable[str],
    progress: Progress,
) -> Iterator[PostRow | Deletions | Quarantined | FileCounts]:
    """Yield every post of an export once, which posts were deleted, and what could not be read.

    After the posts of a file its counts follow. `repairers` has the repairer of each
    file's text; `media` are the names of the media files. Raises ArchiveFileError for a file that
    cannot be read to its end.
    """
    return _Reading(export, found, repairers, FilesOfPosts(media), progress).read()


class _Reading:
    """The second pass."""

    def __init__(
        self,
        export: Export,
        found: ExportSurvey,
        repairers: Mapping[ArchiveFile, Repairer],
        media: FilesOfPosts,
        progress: Progress,
    ) -> None:
        self._export = export
        self._found = found
        self._repairers = repairers
        self._media = media
        self._progress = progress
        self._seen = IdSet()
        self._waiting: dict[str, Post] = {}
        self._notes = Notes(())
        self._deleted: set[str] = set()

    def read(self) -> Iterator[PostRow | Deletions | Quarantined | FileCounts]:
        notes: list[Note] = []
        for file in self._export.files:
            if file in self._found.notes:
                with file_context(file.name):
                    for item in self._read_notes(file):
                        if isinstance(item, Note):
                            notes.append(item)
                        else:
                            yield item
        self._notes = Notes(notes)
        for file in self._export.files:
            if file not in self._found.notes:
                with file_context(file.name):
                    yield from self._read_posts(file)
        joined, unmatched = self._notes.join(self._waiting.values())
        for post in self._found.edits.join(self._waiting | joined):
            with file_context(post.sources[0].file):
                row = row_of(post)
            yield row
        for note in unmatched:
            yield Quarantined(note.source.file, note.source.line, f"{UNFIT}")
        yield from self._read_deletions()

    def _read_deletions(self) -> Iterator[Deletions | Quarantined]:
        """Yield which posts were deleted; not those that the same export has nonetheless."""
        for file in self._export.deletions:
            with file_context(file.name):
                for found in deleted_ids(chunks_of(file)):
                    if isinstance(found, BrokenRecord):
                        yield Quarantined(file.name, found.line, found.reason)
                    else:
                        self._deleted.add(found)
        ids = sorted(id for id in self._deleted if self._seen.add(int(id)))
        if ids:
            owner = self._found
            stated_at = self._export.manifest.exported_at
            yield Deletions(owner.account, tuple(ids), stated_at, owner.account_id)

    def _read_notes(self, file: ArchiveFile) -> Iterator[Note | Quarantined | FileCounts]:
        counts = FileCounts(file.name)
        for found in objects(chunks_of(file.file, self._progress), is_note):
            if isinstance(found, BrokenRecord):
                yield Quarantined(file.name, found.line, found.reason)
                continue
            source = Source(file.name, found[0], self._found.exported_at)
            note = note_of(found[1], source, self._repairers[file])
            counts.read += isinstance(note, Note)
            if isinstance(note, Message):
                yield Quarantined(file.name, found[0], f"{note}")
            else:
                yield note
        yield counts

    def _read_posts(self, file: ArchiveFile) -> Iterator[PostRow | Quarantined | FileCounts]:
        counts = FileCounts(file.name)
        converter = TweetConverter(
            file.name,
            self._found.account,
            to_milliseconds(self._found.exported_at) if self._found.exported_at else 0,
            self._repairers[file],
            Origin.EARLY if file.layout is Layout.EXPORT_CSV else Origin.EXPORT,
            self._found.account_id,
        )
        for found in self._objects(file):
            if isinstance(found, BrokenRecord):
                yield Quarantined(file.name, found.line, found.reason)
                continue
            line, value = found
            tweet = tweet_in(value)
            if "deleted_at" in tweet:
                counts.read += 1
                self._deleted.update(ids_in(tweet))  # all that is read of a deleted post
                continue
            row = converter.row(tweet, line)
            if isinstance(row, Message):
                if row == OTHERS:
                    counts.add_other(line)
                else:
                    yield Quarantined(file.name, line, f"{row}")
                continue
            counts.read += 1
            if self._seen.add(int(row.id)):
                counts.community += "community_id" in tweet
                if row.id in self._media:
                    row = row_of(self._media.paired(row.post))
                if row.id in self._found.edits or (self._notes and self._notes.may_have(row.post)):
                    self._waiting[row.id] = row.post
                else:
                    yield row
        yield counts

    def _objects(self, file: ArchiveFile) -> Iterator[tuple[int, dict[str, Any]] | BrokenRecord]:
        if file.layout is Layout.EXPORT_CSV:
            return rows_as_tweets(blocks_of(file.file, self._progress))
        return objects(chunks_of(file.file, self._progress), self._is_owners_post)

    def _is_owners_post(self, value: dict[str, object]) -> bool:
        """Return whether an object after damage is a post of the owner, not one that is quoted."""
        tweet = tweet_in(value)
        owner = self._found.account, self._found.account_id
        return is_tweet(tweet) and author_of(tweet).may_be(*owner)
