"""Discovery: which files an import can read, and which manifests and media belong to them.

A file's name decides only what is never read: direct messages, deleted posts, those to a circle.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.archive.posts.sanitize import printable_name
from bot.errors import ArchiveFileError
from bot.ingest.export.articles import count_articles
from bot.ingest.export.manifest import MANIFEST_FILES, Export, Manifest, read_manifest
from bot.ingest.files.archive_file import ArchiveFile, Layout
from bot.ingest.files.input_file import DiskFile, InputFile, UnreadableError, file_context
from bot.ingest.files.refusals import never_read, why_no_posts, why_none, why_unreadable
from bot.ingest.files.signatures import NEVER_READ, PRIVATE, FileKind, kind_by_name
from bot.ingest.files.walk import ClassifiedFiles, kind_below, media_files_near, walk_folder
from bot.ingest.files.zips import ZIP_SIGNATURES, Budget, ZipLimits, members
from bot.ingest.layouts import LeftAloneError, layout_of
from bot.ingest.parser.output_txt import FIRST_LAYOUT_REFUSED

_NOTHING = (
    "holds no archive. Looked for Twitter's own export, such as data/tweets.js, and for the files "
    "of twitter-archive-parser, such as output.md or tweets_2022-10.md, in it and in its folders."
)


@dataclass(frozen=True, slots=True)
class Discovery:
    """What was found: the files that can be read, in order, and what belongs to them.

    The files of `exports` are among `files`. The keys of `media` are names, `<post id>-<name>`.
    `left_alone` counts, by kind, the files of NEVER_READ, which were not opened, and the articles.
    `refused` are the names of files that cannot be read, each with the reason.
    """

    files: tuple[ArchiveFile, ...] = ()
    exports: tuple[Export, ...] = ()
    media: Mapping[str, InputFile] = field(default_factory=dict)
    left_alone: Mapping[FileKind, int] = field(default_factory=dict)
    refused: tuple[tuple[str, str], ...] = ()

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
        self._left_alone: dict[tuple[str, str], FileKind] = {}
        self._articles: dict[tuple[str, str], int] = {}
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
        elif kind := kind_by_name(path.name):
            raise ArchiveFileError(never_read(path, kind))
        elif _is_zip(path):
            self._require(path, self._collect(members(path, name, self._budget)))
        else:
            self._single(path, name)

    def result(self) -> Discovery:
        """Return all that was found."""
        homes: dict[str, list[ArchiveFile]] = {home: [] for home in self._manifests}
        for identity, file in self._files.items():
            if file.layout is Layout.EXPORT:
                homes.setdefault(_home(identity[0]), []).append(file)
        left_alone = Counter(self._left_alone.values())
        left_alone[FileKind.ARTICLES] = sum(self._articles.values())
        return Discovery(
            files=tuple(self._files.values()),
            exports=tuple(self._exports(homes)),
            media=self._media,
            left_alone=+left_alone,
            refused=tuple(self._refused),
        )

    def _exports(self, homes: Mapping[str, Sequence[ArchiveFile]]) -> Iterator[Export]:
        """Yield the export in each of `homes`; one without files of posts if it should have some.

        An export that may lack some of its files has no date.
        """
        for home, files in homes.items():
            manifest = read_manifest(self._manifests.get(home, {}))
            here = {file.name.rpartition("/")[2] for file in files}
            if home not in self._walked or not manifest.counted.keys() <= here:
                manifest = replace(manifest, exported_at=None)
            if files or manifest.counted:
                yield Export(tuple(files), manifest)

    def _folder(self, folder: Path, name: str) -> None:
        files: list[InputFile] = []
        zips: list[DiskFile] = []
        for file in walk_folder(folder, name, self._refuse_unreadable):
            if not kind_below(file.name) and _named_zip(file.path):
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
            except OSError as error:
                found.append(self._refuse_unreadable(file.name, error))
        self._require(folder, found)

    def _require(self, named: Path, found: Sequence[ArchiveFile | Manifest | str]) -> None:
        """Raise ArchiveFileError if nothing that was found, or refused, can be read.

        A manifest that counts posts is enough: then the report says what is missing.
        """
        if any(not isinstance(one, str) for one in found):
            return
        raise ArchiveFileError(str(found[0]) if found else f"{named} {_NOTHING}")

    def _collect(self, input_files: Iterable[InputFile]) -> list[ArchiveFile | Manifest | str]:
        """Collect the files of one folder or zip; all or none, if a zip is damaged.

        Returns the files that can be read, the manifests that count posts and, for files that
        cannot be read, a sentence.
        """
        sorted_files = ClassifiedFiles()
        sorted_files.classify(input_files)
        found: list[tuple[InputFile, Layout | str]] = []
        left_alone = sorted_files.left_alone
        articles: dict[tuple[str, str], int] = {}
        for input_file in sorted_files.readable:
            try:
                with file_context(input_file.name):
                    if result := layout_of(input_file) or why_no_posts(input_file):
                        found.append((input_file, result))
            except LeftAloneError as left:
                if left.kind is FileKind.ARTICLES:
                    articles[input_file.identity] = count_articles(input_file)
                else:
                    left_alone[input_file.identity] = left.kind
            except OSError as error:
                found.append((input_file, why_unreadable(error)))
        self._left_alone |= left_alone
        self._articles |= articles
        self._media = sorted_files.media | self._media
        manifests: dict[str, dict[str, InputFile]] = {}
        for input_file in sorted_files.readable:
            folder, name = input_file.identity
            if name in MANIFEST_FILES:
                manifests.setdefault(folder, {})[name] = input_file
        self._manifests |= manifests
        kept = [self._keep(input_file, result) for input_file, result in found]
        self._walked.update(
            _home(input_file.identity[0]) for input_file, result in found if result is Layout.EXPORT
        )
        counting = (
            manifest for files in manifests.values() if (manifest := read_manifest(files)).counted
        )
        return [*kept, *counting]

    def _keep(self, input_file: InputFile, result: Layout | str) -> ArchiveFile | str:
        """Keep a file of a layout, or refuse it with a reason; then return a sentence."""
        if result is Layout.F0:
            self._refused[input_file.name, FIRST_LAYOUT_REFUSED] = None
            return f"{input_file.name} {FIRST_LAYOUT_REFUSED}"
        if isinstance(result, str):
            self._refused[input_file.name, result] = None
            return f"{input_file.name} cannot be read: {result}."
        return self._files.setdefault(input_file.identity, ArchiveFile(input_file, result))

    def _refuse_unreadable(self, name: str, error: OSError) -> str:
        """Refuse what the system refuses; return a sentence. A private folder is left alone."""
        if not kind_below(name):
            self._refused[name, why_unreadable(error)] = None
        return f"{name} cannot be read: {error.strerror}."

    def _single(self, path: Path, name: str) -> None:
        input_file = DiskFile(path, name, path.stat().st_size)
        try:
            layout = layout_of(input_file)
        except LeftAloneError as left:
            if left.kind in NEVER_READ:
                raise ArchiveFileError(never_read(path, left.kind)) from None
            layout = None
        if not layout:
            raise ArchiveFileError(why_none(path, input_file))
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
