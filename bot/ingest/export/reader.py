"""Reading of Twitter's own export: all its files of posts together, in two passes.

The first pass collects what must be known before any post can be built: how the text was damaged,
which posts are earlier versions of others, and the owner. The second pass reads the posts. They are
yielded as they are read; only edited ones, and those that a note may belong to, wait for the end.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, pairwise

from bot.archive.posts.post import Deletions, Origin, Post, Source
from bot.errors import ArchiveFileError
from bot.ingest.export.deletions import deleted_ids, ids_in
from bot.ingest.export.edits import KEY, Edits
from bot.ingest.export.json_objects import objects
from bot.ingest.export.manifest import Export
from bot.ingest.export.media import FilesOfPosts
from bot.ingest.export.note_tweets import UNFIT, Note, Notes, is_note, note_of
from bot.ingest.export.tweets import (
    Repairer,
    TweetAuthor,
    TweetConverter,
    author_of,
    is_tweet,
    name_of,
    tweet_in,
)
from bot.ingest.export.tweets_csv import rows_as_tweets
from bot.ingest.files.archive_file import ArchiveFile, Layout
from bot.ingest.files.input_file import InputFile, UnreadableError, file_context
from bot.ingest.files.lines import blocks, chunks
from bot.ingest.files.signatures import FileKind, kind_by_signature, likely_kind
from bot.ingest.records.id_set import IdSet
from bot.ingest.records.quarantine import Quarantined
from bot.ingest.records.records import BrokenRecord
from bot.ingest.text.mojibake import MojibakeEvidence

Progress = Callable[[int], None]
"""Called with the bytes read since its last call."""

_CHUNK = 1 << 18  # characters
_FIRST = 100  # posts that are searched for their author
_LONG_LINE = 10_000  # characters; a longer one is a whole list


@dataclass(frozen=True, slots=True)
class ExportSurvey:
    """The results of the first pass: the owner, the evidence of damage, files of notes, edits.

    `account_id` is the owner's id, None if the export does not state it.
    """

    account: str
    evidence: Mapping[ArchiveFile, MojibakeEvidence]
    notes: frozenset[ArchiveFile]
    edits: Edits
    account_id: str | None = None


def survey(export: Export, account: str | None, progress: Progress) -> ExportSurvey:
    """Make the first pass over an export and return its results.

    Raises ArchiveFileError if neither the export nor `account` names its owner, and for a file that
    cannot be read.
    """
    manifest = export.manifest
    stated = manifest.account and manifest.account_id
    author = None if stated else _author(export)
    owner = manifest.account or (author and author.name) or name_of(account)
    if owner is None:
        raise ArchiveFileError(
            f"{export.files[0].name} does not say whose posts it holds, and there is no account.js "
            "beside it. Name the account: --account NAME."
        )
    evidence: dict[ArchiveFile, MojibakeEvidence] = {}
    notes = set()
    edits = Edits()
    for file in export.files:
        file_evidence = evidence[file] = MojibakeEvidence()
        with file_context(file.name):
            for n, text in enumerate(_pieces(file, progress)):
                if n == 0 and (kind_by_signature(text) or likely_kind(text)) is FileKind.NOTES:
                    notes.add(file)
                if KEY in text:
                    edits.add_lists(text)
                if not (file_evidence.is_clean or text.isascii()):
                    _add_evidence(file_evidence, text)
    owner_id = manifest.account_id
    if owner_id is None and author and author.may_be(owner, None):
        owner_id = author.id
    return ExportSurvey(owner, evidence, frozenset(notes), edits, owner_id)


def posts_of(
    export: Export,
    found: ExportSurvey,
    repairers: Mapping[ArchiveFile, Repairer],
    media: Iterable[str],
    progress: Progress,
) -> Iterator[Post | Deletions | Quarantined]:
    """Yield every post of an export once, which posts were deleted, and what could not be read.

    `repairers` has the repairer of each file's text; `media` are the names of the media files.
    Raises ArchiveFileError for a file that cannot be read to its end.
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

    def read(self) -> Iterator[Post | Deletions | Quarantined]:
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
        yield from self._found.edits.join(self._waiting | joined)
        for note in unmatched:
            yield Quarantined(note.source.file, note.source.line, UNFIT)
        yield from self._read_deletions()

    def _read_deletions(self) -> Iterator[Deletions | Quarantined]:
        """Yield which posts were deleted; not those that the same export has nonetheless."""
        for file in self._export.deletions:
            with file_context(file.name):
                for found in deleted_ids(_chunks(file)):
                    if isinstance(found, BrokenRecord):
                        yield Quarantined(file.name, found.line, found.reason)
                    else:
                        self._deleted.add(found)
        ids = sorted(id for id in self._deleted if self._seen.add(int(id)))
        if ids:
            owner = self._found
            stated_at = self._export.manifest.exported_at
            yield Deletions(owner.account, tuple(ids), stated_at, owner.account_id)

    def _read_notes(self, file: ArchiveFile) -> Iterator[Note | Quarantined]:
        for found in objects(_chunks(file.file, self._progress), is_note):
            if isinstance(found, BrokenRecord):
                yield Quarantined(file.name, found.line, found.reason)
                continue
            source = Source(file.name, found[0], self._export.manifest.exported_at)
            note = note_of(found[1], source, self._repairers[file])
            yield Quarantined(file.name, found[0], note) if isinstance(note, str) else note

    def _read_posts(self, file: ArchiveFile) -> Iterator[Post | Quarantined]:
        is_table = file.layout is Layout.EXPORT_CSV
        converter = TweetConverter(
            file.name,
            self._found.account,
            self._export.manifest.exported_at,
            self._repairers[file],
            Origin.EARLY if is_table else Origin.EXPORT,
            self._found.account_id,
        )
        text = _chunks(file.file, self._progress)
        for found in rows_as_tweets(text) if is_table else objects(text, self._is_owners_post):
            if isinstance(found, BrokenRecord):
                yield Quarantined(file.name, found.line, found.reason)
                continue
            line, value = found
            tweet = tweet_in(value)
            if "deleted_at" in tweet:
                self._deleted.update(ids_in(tweet))  # all that is read of a deleted post
                continue
            post = converter.post(tweet, line)
            if isinstance(post, str):
                yield Quarantined(file.name, line, post)
            elif self._seen.add(int(post.id)):
                post = self._media.paired(post)
                if post.id in self._found.edits or self._notes.may_have(post):
                    self._waiting[post.id] = post
                else:
                    yield post

    def _is_owners_post(self, value: dict[str, object]) -> bool:
        """Return whether an object after damage is a post of the owner, not one that is quoted."""
        tweet = tweet_in(value)
        owner = self._found.account, self._found.account_id
        return is_tweet(tweet) and author_of(tweet).may_be(*owner)


def _author(export: Export) -> TweetAuthor | None:
    """Return the author that the first posts of an old export name, None if they name none."""
    for file in export.files:
        if file.layout is Layout.EXPORT_CSV:
            continue  # it names none
        with file_context(file.name):
            found = list(islice(objects(_chunks(file.file), is_tweet), _FIRST))
        # The first object after damage may be part of a post, such as one that it quotes.
        first = [
            author_of(tweet_in(item[1]))
            for before, item in pairwise([None, *found])
            if isinstance(item, tuple) and not isinstance(before, BrokenRecord)
        ]
        if named := [author for author in first if author.name]:
            return named[0]
    return None


def _add_evidence(evidence: MojibakeEvidence, text: str) -> None:
    """Add the non-ASCII lines of `text` to `evidence`; long lines are split into strings."""
    for line in text.split("\n"):
        if not line.isascii():
            for piece in [line] if len(line) < _LONG_LINE else line.split('"'):
                evidence.add(piece)


def _pieces(file: ArchiveFile, progress: Progress) -> Iterator[str]:
    """Yield the text of a file in pieces that split no damaged character and no list of ids."""
    if file.layout is Layout.EXPORT_CSV:
        yield from _read(file.file, blocks(file.file, progress))
        return
    rest = ""
    for chunk in _chunks(file.file, progress):
        text = rest + chunk
        end = text.rfind("}") + 1 or (len(text) if len(text) > 4 * _CHUNK else 0)
        if end:
            yield text[:end]
        rest = text[end:]
    if rest:
        yield rest


def _chunks(file: InputFile, progress: Progress | None = None) -> Iterator[str]:
    return _read(file, chunks(file, _CHUNK, progress))


def _read(file: InputFile, text: Iterator[str]) -> Iterator[str]:
    """Yield `text` of a file. Raises UnreadableError, which names it, instead of OSError."""
    try:
        yield from text
    except OSError as error:
        raise UnreadableError(file.name, str(error.strerror)) from error
