"""Discovery: which files an import can read, and which manifests and media belong to them.

A file's name decides only what is never read: direct messages and deleted posts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.archive.posts.sanitize import printable_name
from bot.errors import ArchiveFileError
from bot.ingest.export.deletions import DELETIONS_FILE
from bot.ingest.export.manifest import MANIFEST_FILES, Export, read_manifest
from bot.ingest.files.archive_file import ArchiveFile, Layout
from bot.ingest.files.input_file import DiskFile, InputFile, UnreadableError, file_context
from bot.ingest.files.lines import chunks
from bot.ingest.files.media_files import MediaFiles
from bot.ingest.files.nested_zips import contents_of, is_named_zip, separate_zips
from bot.ingest.files.signatures import is_binary, kind_by_signature
from bot.ingest.files.walk import PRIVATE, ClassifiedFiles, media_files_near, walk_folder
from bot.ingest.files.zips import ZIP_SIGNATURES, Budget, ZipLimits, ZipMember
from bot.ingest.layouts import PrivateFileError, layout_of
from bot.ingest.parser.output_txt import FIRST_LAYOUT_REFUSED

_CHUNK = 1 << 20
_NO_TEXT = "\x00"
_NOTHING = (
    "holds no archive. Looked for Twitter's own export, such as data/tweets.js, and for the files "
    "of twitter-archive-parser, such as output.md or tweets_2022-10.md, in it and in its folders."
)


@dataclass(frozen=True, slots=True)
class Discovery:
    """What was found: the files that can be read, in order, and what belongs to them.

    The files of `exports` are among `files`. The keys of `media` are names, `<post id>-<name>`.
    `private` counts the files of direct messages and deleted posts, which were not opened.
    `refused` are the names of files that cannot be read, each with the reason.
    """

    files: tuple[ArchiveFile, ...] = ()
    exports: tuple[Export, ...] = ()
    media: Mapping[str, InputFile] = field(default_factory=dict)
    private: int = 0
    refused: tuple[tuple[str, str], ...] = ()


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
            raise ArchiveFileError(f"{where} cannot be read: {error.strerror}.") from error
    return search.result()


class _Search:
    """Collects what is found at one path after another. A file counts once, by its identity."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._files: dict[tuple[str, str], ArchiveFile] = {}
        self._walked: set[str] = set()  # folders of exports of which no file was left out
        self._manifests: dict[str, dict[str, InputFile]] = {}
        self._media = MediaFiles()
        self._private: set[tuple[str, str]] = set()
        self._deletions: dict[str, list[InputFile]] = {}
        self._refused: dict[tuple[str, str], None] = {}

    def look(self, path: Path, name: str) -> None:
        """Look at a path that a user named, to be reported as `name`."""
        if path.is_dir():
            self._folder(path, name)
        elif not path.exists():
            raise ArchiveFileError(f"{path} does not exist.")
        elif not path.is_file():
            raise ArchiveFileError(f"{path} is neither a file nor a folder.")
        elif not path.stat().st_size:
            raise ArchiveFileError(f"{path} is empty.")
        elif PRIVATE.fullmatch(path.name):
            raise ArchiveFileError(_never_read(path))
        elif _is_zip(path):
            self._require(
                path, self._collect_all(contents_of(_disk_file(path, name), self._budget))
            )
        else:
            self._single(path, name)

    def result(self) -> Discovery:
        """Return all that was found."""
        homes: dict[str, list[ArchiveFile]] = {}
        tables: list[Export] = []
        for (folder, _), file in self._files.items():
            if file.layout is Layout.EXPORT:
                homes.setdefault(_home(folder), []).append(file)
            elif file.layout is Layout.EXPORT_CSV:
                tables.append(self._table(folder, file))
        return Discovery(
            files=tuple(self._files.values()),
            exports=(*(self._export(home, files) for home, files in homes.items()), *tables),
            media=self._media,
            private=len(self._private),
            refused=tuple(self._refused),
        )

    def _export(self, home: str, files: list[ArchiveFile]) -> Export:
        manifest = read_manifest(self._manifests.get(home, {}))
        here = {file.name.rpartition("/")[2] for file in files}
        if home not in self._walked or not manifest.post_files <= here:
            manifest = replace(manifest, exported_at=None)  # these may not be all of its files
        return Export(tuple(files), manifest, tuple(self._deletions.get(home, ())))

    def _table(self, folder: str, file: ArchiveFile) -> Export:
        """Return a `tweets.csv` as an export of its own, of the account of the files beside it.

        It may be of another export than they are, so it has no date: it shows nothing of deletion.
        """
        homes = (home for home in _homes_of_table(folder) if home in self._manifests)
        manifest = read_manifest(self._manifests.get(next(homes, ""), {}))
        return Export((file,), replace(manifest, exported_at=None, post_files=frozenset()))

    def _folder(self, folder: Path, name: str) -> None:
        self._require(folder, self._collect_all(walk_folder(folder, name)))

    def _collect_all(self, input_files: Iterable[InputFile]) -> list[ArchiveFile | str]:
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
                self._refused[file.name, error.reason] = None
                found.append(f"{error}")
        return found

    def _require(self, named: Path, found: Sequence[ArchiveFile | str]) -> None:
        """Raise ArchiveFileError if nothing that was found, or refused, can be read."""
        if any(isinstance(one, ArchiveFile) for one in found):
            return
        raise ArchiveFileError(str(found[0]) if found else f"{named} {_NOTHING}")

    def _collect(self, input_files: Iterable[InputFile]) -> list[ArchiveFile | str]:
        """Collect the files of one folder or zip, all or nothing.

        Returns the files that can be read and, for others, a sentence.
        """
        sorted_files = ClassifiedFiles()
        sorted_files.classify(input_files)
        found: list[tuple[InputFile, Layout]] = []
        private = list(sorted_files.private)
        for input_file in sorted_files.readable:
            try:
                with file_context(input_file.name):
                    layout = layout_of(input_file)
                if layout:
                    found.append((input_file, layout))
            except PrivateFileError:
                private.append(input_file)
        self._private.update(input_file.identity for input_file in private)
        self._media.add(sorted_files.media)
        for input_file in sorted_files.private:
            folder, name = input_file.identity
            if DELETIONS_FILE.fullmatch(name):
                self._deletions.setdefault(folder, []).append(input_file)
        for input_file in sorted_files.readable:
            folder, name = input_file.identity
            if name in MANIFEST_FILES:
                self._manifests.setdefault(folder, {})[name] = input_file
        self._walked.update(_home(input_file.identity[0]) for input_file, _ in found)
        return [self._keep(input_file, layout) for input_file, layout in found]

    def _keep(self, input_file: InputFile, layout: Layout) -> ArchiveFile | str:
        if layout is Layout.F0:
            self._refused[input_file.name, FIRST_LAYOUT_REFUSED] = None
            return f"{input_file.name} {FIRST_LAYOUT_REFUSED}"
        return self._files.setdefault(input_file.identity, ArchiveFile(input_file, layout))

    def _single(self, path: Path, name: str) -> None:
        input_file = _disk_file(path, name)
        try:
            layout = layout_of(input_file)
        except PrivateFileError:
            raise ArchiveFileError(_never_read(path)) from None
        if not layout:
            raise ArchiveFileError(_why_none(path, input_file))
        if isinstance(kept := self._keep(input_file, layout), str):
            raise ArchiveFileError(kept)
        self._add_media(media_files_near(path))
        folder = input_file.identity[0]
        is_table = layout is Layout.EXPORT_CSV
        for home in _homes_of_table(folder) if is_table else (_home(folder),):
            for file in MANIFEST_FILES:
                beside = Path(home) / file
                if beside.is_file():
                    known = self._manifests.setdefault(home, {})
                    known.setdefault(file, _disk_file(beside, file))

    def _add_media(self, input_files: Iterable[InputFile]) -> None:
        """Add those of the files that are media, and those in the zips among them."""
        files, zips = separate_zips(input_files)
        for file in zips:
            try:
                files += contents_of(file, self._budget)
            except UnreadableError as error:
                self._refused[file.name, error.reason] = None
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


def _home(folder: str) -> str:
    """Return the folder of the manifest files of the export whose posts are in `folder`."""
    above, _, last = folder.rpartition("/")
    return above if last == "tweets" else folder  # as before 2019: data/js/tweets/2014_03.js


def _homes_of_table(folder: str) -> tuple[str, ...]:
    """Return the folders that the manifest files of a `tweets.csv` in `folder` may be in."""
    inside = f"{folder.rstrip('/')}/data"
    return folder, f"{inside}/js", inside


def _disk_file(path: Path, name: str) -> DiskFile:
    return DiskFile(path, name, path.stat().st_size)


def _is_zip(path: Path) -> bool:
    if is_named_zip(path.name):
        return True
    with path.open("rb") as file:
        return file.read(4) in ZIP_SIGNATURES


def _never_read(path: Path) -> str:
    return f"{path} holds direct messages or deleted posts, or is named so; none is ever read."


def _why_none(path: Path, input_file: InputFile) -> str:
    beginning = next(chunks(input_file, _CHUNK), "")
    if not beginning:
        return f"{path} is empty."
    if _NO_TEXT in beginning or is_binary(beginning[:16].encode("utf-8", "replace")):
        return f"{path} is not a text file, so it is no archive."
    if kind_by_signature(beginning):
        return (
            f"{path} is a file of Twitter's own export, but not one of posts: name the export's "
            "folder or zip, or its tweets.js."
        )
    return (
        f"{path} is no archive: it is no tweets.js of Twitter's own export, and it has none of the "
        "lines that twitter-archive-parser ends a post with, such as “(Originally on Twitter: "
        "[…](…))”."
    )
