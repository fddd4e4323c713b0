"""Which files make up one export: those of posts, the manifest and the deletions beside them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bot.ingest.export.deletions import DELETIONS_FILE
from bot.ingest.export.manifest import MANIFEST_FILES, Export, Manifest, read_manifest
from bot.ingest.files.archive_file import ArchiveFile, Layout
from bot.ingest.files.input_file import DiskFile, InputFile


class ExportGroups:
    """Collects the files of exports by the folder of their manifest files, their home."""

    def __init__(self) -> None:
        self._walked: set[str] = set()  # homes of exports of which no file was left out
        self._manifests: dict[str, dict[str, InputFile]] = {}
        self._deletions: dict[str, dict[str, InputFile]] = {}

    def add_walked(self, files: Iterable[InputFile]) -> list[Manifest]:
        """Add the manifest files among `files`, all of some folders; return what counts posts."""
        added: dict[str, dict[str, InputFile]] = {}
        for file in files:
            folder, name = file.identity
            if name in MANIFEST_FILES:
                added.setdefault(folder, {})[name] = file
        self._manifests |= added
        return [one for one in map(read_manifest, added.values()) if one.counted]

    def add_posts(self, file: InputFile) -> None:
        """Note that a file of posts was found in a folder that was walked."""
        self._walked.add(_home(file.identity[0]))

    def add_deleted(self, files: Iterable[InputFile]) -> None:
        """Add those of the files of deleted posts whose ids are to be read."""
        for file in files:
            folder, name = file.identity
            if DELETIONS_FILE.fullmatch(name):
                self._deletions.setdefault(folder, {})[name] = file

    def add_beside(self, file: DiskFile, layout: Layout) -> None:
        """Add the manifest files beside a file that a user named."""
        folder = file.identity[0]
        is_table = layout is Layout.EXPORT_CSV
        for home in _homes_of_table(folder) if is_table else (_home(folder),):
            for name in MANIFEST_FILES:
                beside = Path(home) / name
                if beside.is_file():
                    known = self._manifests.setdefault(home, {})
                    known.setdefault(name, DiskFile(beside, name, beside.stat().st_size))

    def exports(self, files: Iterable[ArchiveFile]) -> Iterator[Export]:
        """Yield the exports that `files` are of; one without files if it should have some.

        Each `tweets.csv` comes last, as an export of its own.
        """
        homes: dict[str, list[ArchiveFile]] = {home: [] for home in self._manifests}
        tables: list[ArchiveFile] = []
        for file in files:
            if file.layout is Layout.EXPORT:
                homes.setdefault(_home(file.file.identity[0]), []).append(file)
            elif file.layout is Layout.EXPORT_CSV:
                tables.append(file)
        for home, members in homes.items():
            export = self._export(home, members)
            if members or export.manifest.counted:
                yield export
        yield from map(self._table, tables)

    def _export(self, home: str, files: Sequence[ArchiveFile]) -> Export:
        """Return the export in `home`. One that may lack some of its files has no date."""
        manifest = read_manifest(self._manifests.get(home, {}))
        here = {file.name.rpartition("/")[2] for file in files}
        if home not in self._walked or not manifest.counted.keys() <= here:
            manifest = replace(manifest, exported_at=None)
        return Export(tuple(files), manifest, tuple(self._deletions.get(home, {}).values()))

    def _table(self, file: ArchiveFile) -> Export:
        """Return a `tweets.csv` as an export of its own, of the account of the files beside it.

        It may be of another export than they are, so it has no date, and no manifest counts it.
        """
        folder = file.file.identity[0]
        homes = (home for home in _homes_of_table(folder) if home in self._manifests)
        beside = read_manifest(self._manifests.get(next(homes, ""), {}))
        return Export((file,), replace(beside, exported_at=None, counted={}))


def _home(folder: str) -> str:
    """Return the folder of the manifest files of the export whose posts are in `folder`."""
    above, _, last = folder.rpartition("/")
    return above if last == "tweets" else folder  # as before 2019: data/js/tweets/2014_03.js


def _homes_of_table(folder: str) -> tuple[str, ...]:
    """Return the folders that the manifest files of a `tweets.csv` in `folder` may be in."""
    inside = f"{folder.rstrip('/')}/data"
    return folder, f"{inside}/js", inside
