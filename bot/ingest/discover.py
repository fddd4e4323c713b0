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
from bot.ingest.files.signatures import is_binary, kind_by_signature
from bot.ingest.files.walk import PRIVATE, ClassifiedFiles, media_files_near, walk_folder
from bot.ingest.files.zips import ZIP_SIGNATURES, Budget, ZipLimits, members
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
        self._media: dict[str, InputFile] = {}
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
            self._require(path, self._collect(members(path, name, self._budget)))
        else:
            self._single(path, name)

    def result(self) -> Discovery:
        """Return all that was found."""
        homes: dict[str, list[ArchiveFile]] = {}
        for identity, file in self._files.items():
            if file.layout is Layout.EXPORT:
                homes.setdefault(_home(identity[0]), []).append(file)
        return Discovery(
            files=tuple(self._files.values()),
            exports=tuple(self._export(home, files) for home, files in homes.items()),
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

    def _folder(self, folder: Path, name: str) -> None:
        files: list[InputFile] = []
        zips: list[DiskFile] = []
        for file in walk_folder(folder, name):
            private = any(PRIVATE.fullmatch(part) for part in file.name.split("/")[1:])
            if not private and _named_zip(file.path):
                zips.append(file)
            else:
                files.append(file)
        found = self._collect(files)
        for file in zips:
            try:
                found += self._collect(members(file.path, file.name, self._budget))
            except UnreadableError as error:
                self._refused[file.name, error.reason] = None
                found.append(f"{error}")
        self._require(folder, found)

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
        self._media = sorted_files.media | self._media
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
        input_file = DiskFile(path, name, path.stat().st_size)
        try:
            layout = layout_of(input_file)
        except PrivateFileError:
            raise ArchiveFileError(_never_read(path)) from None
        if not layout:
            raise ArchiveFileError(_why_none(path, input_file))
        if isinstance(kept := self._keep(input_file, layout), str):
            raise ArchiveFileError(kept)
        sorted_files = ClassifiedFiles()
        sorted_files.classify(media_files_near(path))
        self._media = sorted_files.media | self._media
        home = _home(input_file.identity[0])
        for file in MANIFEST_FILES:
            path_of_file = Path(home) / file
            if path_of_file.is_file():
                known = self._manifests.setdefault(home, {})
                known.setdefault(file, DiskFile(path_of_file, file, path_of_file.stat().st_size))


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


def _named_zip(path: Path) -> bool:
    return path.suffix.lower() == ".zip"


def _is_zip(path: Path) -> bool:
    if _named_zip(path):
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
