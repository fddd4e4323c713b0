"""Discovery: which files an import can read, and which manifests and media belong to them.

A file's name decides only what is never read: direct messages, deleted posts, those to a circle.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.archive.posts.sanitize import printable_name
from bot.errors import ArchiveFileError, system_reason
from bot.ingest.bluesky.discovery import Repository, blobs_near
from bot.ingest.export.counted import count_articles, is_likes
from bot.ingest.export.grouping import ExportGroups
from bot.ingest.export.manifest import Export, Manifest
from bot.ingest.files.archive_file import ArchiveFile, Layout
from bot.ingest.files.input_file import (
    DiskFile,
    InputFile,
    UnreadableError,
    file_context,
    unreadable,
)
from bot.ingest.files.media_files import MediaFiles
from bot.ingest.files.nested_zips import contents_of, is_named_zip, separate_zips
from bot.ingest.files.refusals import EMPTY, never_read, why_no_posts, why_none, why_unreadable
from bot.ingest.files.signatures import NEVER_READ, PRIVATE, FileKind, kind_by_name
from bot.ingest.files.tars import is_named_tar, is_tar
from bot.ingest.files.walk import ClassifiedFiles, kind_below, media_files_near, walk_folder
from bot.ingest.files.zips import ZIP_SIGNATURES, Budget, ZipLimits, ZipMember
from bot.ingest.layouts import LeftAloneError, layout_of
from bot.ingest.mastodon.archive import MastodonArchive
from bot.ingest.mastodon.discovery import (
    MastodonFiles,
    files_beside,
    is_outbox,
    why_other_server,
)
from bot.ingest.parser.output_txt import FIRST_LAYOUT, FIRST_LAYOUT_REFUSED
from bot.languages import Message, lazy

_BEGINNING = 512  # bytes, enough to recognise a zip or a tar
_NOTHING = lazy(
    "{path} holds no archive. Looked in it and in its folders for Twitter's own export, such as "
    "data/tweets.js, the files of twitter-archive-parser, such as output.md or tweets_2022-10.md, "
    "the outbox.json of Mastodon and the repo.car of Bluesky."
)


@dataclass(frozen=True, slots=True)
class Discovery:
    """What was found: the files that can be read, in order, and what belongs to them.

    The files of `exports`, the outboxes of `mastodon` and the files of `bluesky` are among `files`.
    The keys of `media` are names, see MediaFiles.
    `left_alone` counts, by kind, the files of NEVER_READ, which were not opened, and the articles.
    `refused` are the names of files that cannot be read, each with the reason; `likes` those of
    exports with likes, which are counted.
    """

    files: tuple[ArchiveFile, ...] = ()
    exports: tuple[Export, ...] = ()
    bluesky: tuple[Repository, ...] = ()
    media: Mapping[str, InputFile] = field(default_factory=dict)
    left_alone: Mapping[FileKind, int] = field(default_factory=dict)
    refused: tuple[tuple[str, str], ...] = ()
    mastodon: tuple[MastodonArchive, ...] = ()
    likes: tuple[InputFile, ...] = ()

    @property
    def private(self) -> int:
        """The number of files of direct messages and deleted posts."""
        return sum(self.left_alone.get(kind, 0) for kind in PRIVATE)


def discover(paths: Sequence[Path], limits: ZipLimits | None = None) -> Discovery:
    """Return the archives at `paths`, files, zips or folders, each file once, in order.

    Folders are walked, and so are the zips in them. Unreadable files of a folder are reported with
    the others. Raises ArchiveFileError, with one sentence, for a path that is missing, empty,
    private, not text or no archive; for a zip that cannot be read; for a folder or zip without an
    archive in it; and where no layout can be read.
    """
    search = _Search(Budget(limits or ZipLimits()))
    for path, name in _named(paths):
        try:
            with file_context(name):
                search.look(path, name)
        except OSError as error:
            where = error.filename or path
            raise UnreadableError(where, system_reason(error)) from error
    return search.result()


class _Search:
    """Collects what is found at one path after another. A file counts once, by its identity."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._files: dict[tuple[str, str], ArchiveFile] = {}
        self._exports = ExportGroups()
        self._media = MediaFiles()
        self._mastodon = MastodonFiles(self._media)
        self._likes: dict[tuple[str, str], InputFile] = {}
        self._left_alone: dict[tuple[str, str], FileKind] = {}
        self._articles: dict[tuple[str, str], int] = {}
        self._refused: dict[tuple[str, str], None] = {}

    def look(self, path: Path, name: str) -> None:
        """Look at a path that a user named, to be reported as `name`."""
        if path.is_dir():
            self._folder(path, name)
        elif not path.exists():
            raise ArchiveFileError(lazy("{path} does not exist.", path=path))
        elif not path.is_file():
            raise ArchiveFileError(lazy("{path} is neither a file nor a folder.", path=path))
        elif not path.stat().st_size:
            raise ArchiveFileError(EMPTY.filled(file=path))
        elif kind := kind_by_name(path.name):
            raise ArchiveFileError(never_read(path, kind))
        elif _is_zip(path):
            contents = contents_of(_disk_file(path, name), self._budget)
            self._require(path, self._collect_all(contents))
        else:
            self._single(path, name)

    def result(self) -> Discovery:
        """Return all that was found."""
        left_alone = Counter(self._left_alone.values())
        left_alone[FileKind.ARTICLES] = sum(self._articles.values())
        return Discovery(
            files=tuple(self._files.values()),
            exports=tuple(self._exports.exports(self._files.values())),
            bluesky=tuple(
                Repository(file) for file in self._files.values() if file.layout is Layout.BLUESKY
            ),
            media=self._media,
            left_alone=+left_alone,
            refused=tuple(self._refused),
            mastodon=tuple(self._mastodon.archives.values()),
            likes=tuple(self._likes.values()),
        )

    def _folder(self, folder: Path, name: str) -> None:
        self._require(folder, self._collect_all(walk_folder(folder, name, self._refuse_unreadable)))

    def _collect_all(
        self, input_files: Iterable[InputFile]
    ) -> list[ArchiveFile | Manifest | Message]:
        """Collect the files of a folder or zip and, each for itself, those of the zips in it.

        A zip in a zip is read, but not one in that. Returns what `_collect` does.
        """
        files, zips = separate_zips(input_files)
        found = self._collect(files)
        for file in zips:
            try:
                contents = contents_of(file, self._budget)
                is_nested = isinstance(file, ZipMember)
                found += self._collect(contents) if is_nested else self._collect_all(contents)
            except UnreadableError as error:
                self._refuse(file.name, error.reason)
                found.append(unreadable(file.name, error.reason))
            except OSError as error:
                found.append(self._refuse_unreadable(file.name, error))
        return found

    def _require(self, named: Path, found: Sequence[ArchiveFile | Manifest | Message]) -> None:
        """Raise ArchiveFileError if nothing that was found, or refused, can be read.

        A manifest that counts posts is enough: then the report says what is missing.
        """
        sentences = [one for one in found if isinstance(one, Message)]
        if len(sentences) == len(found):
            raise ArchiveFileError(sentences[0] if sentences else _NOTHING.filled(path=named))

    def _collect(self, input_files: Iterable[InputFile]) -> list[ArchiveFile | Manifest | Message]:
        """Collect the files of one folder or zip; all or none, if a zip is damaged.

        Returns the files that can be read, the manifests that count posts and, for files that
        cannot be read, a sentence.
        """
        sorted_files = ClassifiedFiles()
        sorted_files.classify(input_files)
        readable, media, found = self._mastodon.take(sorted_files.readable, sorted_files.media)
        left_alone = sorted_files.left_alone
        articles: dict[tuple[str, str], int] = {}
        for input_file in readable:
            try:
                with file_context(input_file.name):
                    if result := _layout_or_reason(input_file):
                        found.append((input_file, result))
            except LeftAloneError as left:
                if left.kind is FileKind.ARTICLES:
                    articles[input_file.identity] = count_articles(input_file)
                else:
                    left_alone.append((input_file, left.kind))
            except OSError as error:
                found.append((input_file, why_unreadable(error)))
        self._left_alone |= {file.identity: kind for file, kind in left_alone}
        self._articles |= articles
        self._likes |= {file.identity: file for file in readable if is_likes(file)}
        self._media.add(media)
        self._exports.add_deleted(file for file, kind in left_alone if kind is FileKind.DELETED)
        counting = self._exports.add_walked(sorted_files.readable)
        for input_file, result in found:
            if result is Layout.EXPORT:
                self._exports.add_posts(input_file)
        return [*(self._keep(input_file, result) for input_file, result in found), *counting]

    def _keep(self, input_file: InputFile, result: Layout | Message) -> ArchiveFile | Message:
        """Keep a file of a layout, or refuse it with a reason; then return a sentence."""
        if result is Layout.F0:
            self._refuse(input_file.name, FIRST_LAYOUT)
            return FIRST_LAYOUT_REFUSED.filled(file=input_file.name)
        if isinstance(result, Message):
            self._refuse(input_file.name, result)
            return unreadable(input_file.name, result)
        return self._files.setdefault(input_file.identity, ArchiveFile(input_file, result))

    def _refuse_unreadable(self, name: str, error: OSError) -> Message:
        """Refuse what the system refuses; return a sentence. A private folder is left alone."""
        if not kind_below(name):
            self._refuse(name, why_unreadable(error))
        return unreadable(name, system_reason(error))

    def _refuse(self, name: str, reason: str | Message) -> None:
        self._refused[name, f"{reason}"] = None

    def _single(self, path: Path, name: str) -> None:
        input_file = _disk_file(path, name)
        if is_outbox(input_file):
            self._require(path, self._collect(files_beside(path)))
            return
        if reason := why_other_server(input_file):
            raise UnreadableError(path, reason)
        try:
            layout = layout_of(input_file)
        except LeftAloneError as left:
            if left.kind in NEVER_READ:
                raise ArchiveFileError(never_read(path, left.kind)) from None
            layout = None
        if not layout:
            raise ArchiveFileError(why_none(path, input_file))
        if isinstance(kept := self._keep(input_file, layout), Message):
            raise ArchiveFileError(kept)
        self._add_media(media_files_near(path))
        if layout is Layout.BLUESKY:
            self._add_media(blobs_near(path))
        self._exports.add_beside(input_file, layout)

    def _add_media(self, input_files: Iterable[InputFile]) -> None:
        """Add those of the files that are media, and those in the zips among them."""
        files, zips = separate_zips(input_files)
        for file in zips:
            try:
                files += contents_of(file, self._budget)
            except UnreadableError as error:
                self._refuse(file.name, error.reason)
        sorted_files = ClassifiedFiles()
        sorted_files.classify(files)
        self._media.add(sorted_files.media)


def _named(paths: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    """Yield `paths` with the names that they are reported by: the last part of each path.

    Where two are the same, as many folders are put in front as are needed to distinguish them.
    """
    whole = {path: path.resolve() if path.name in {"", ".."} else path.absolute() for path in paths}
    for path, own in whole.items():
        length = 1
        others = [one.parts for one in whole.values() if one != own]
        while any(one[-length:] == own.parts[-length:] for one in others):
            length += 1
        yield path, printable_name("/".join(own.parts[-length:]))


def _layout_or_reason(file: InputFile) -> Layout | Message | None:
    """Return the layout of a file, or why it has none where posts were to be expected."""
    return why_other_server(file) or layout_of(file) or why_no_posts(file)


def _disk_file(path: Path, name: str) -> DiskFile:
    return DiskFile(path, name, path.stat().st_size)


def _is_zip(path: Path) -> bool:
    if is_named_zip(path.name) or is_named_tar(path.name):
        return True
    with path.open("rb") as file:
        beginning = file.read(_BEGINNING)
    return beginning[:4] in ZIP_SIGNATURES or is_tar(beginning)
