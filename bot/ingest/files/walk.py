"""The files in a folder or a zip, classified as readable, left alone or media.

Files whose names say that they are never to be read are counted and not opened. Media are
recognised by name, so that none of thousands is opened only to be ignored.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.archive.posts.sanitize import printable_name
from bot.ingest.files.input_file import DiskFile, InputFile
from bot.ingest.files.media_files import FOLDERS, is_media
from bot.ingest.files.signatures import FileKind, kind_by_name

_RELATIVE_MEDIA_FOLDERS = (*FOLDERS, "../../media")  # layout F16 refers to the last one


@dataclass(slots=True)
class ClassifiedFiles:
    """Files by their use. Those that are left alone are never to be read, by their names."""

    readable: list[InputFile] = field(default_factory=list)
    media: list[InputFile] = field(default_factory=list)
    left_alone: list[tuple[InputFile, FileKind]] = field(default_factory=list)

    def classify(self, files: Iterable[InputFile]) -> None:
        """Sort `files`, whose names begin with the path that the user gave."""
        for file in files:
            parts = file.name.split("/")
            if kind := kind_below(file.name):
                # The pictures in private messages are not counted.
                if not parts[-2].lower().endswith("media"):
                    self.left_alone.append((file, kind))
            elif is_media(file):
                self.media.append(file)
            else:
                self.readable.append(file)


def kind_below(name: str) -> FileKind | None:
    """Return the kind of NEVER_READ that `name` says, apart from the path that the user gave."""
    return kind_by_name(name.partition("/")[2])


def walk_folder(
    folder: Path,
    name: str,
    refuse: Callable[[str, OSError], object] = lambda _name, _error: None,
    *,
    deep: bool = True,
) -> Iterator[DiskFile]:
    """Yield the files in `folder`, which reports call `name`, and its subfolders, sorted by name.

    If not `deep`, those in the folder alone.

    Hidden files and folders are skipped. Links to files are followed, links to folders are not:
    they may be circular, or lead to files that nobody meant to import. Raises OSError if `folder`
    cannot be listed; `refuse` is called for what cannot be looked at inside.
    """
    with os.scandir(folder) as scanned:
        entries = sorted(scanned, key=lambda entry: entry.name)
    for entry in entries:
        if entry.name.startswith("."):
            continue
        reported_name = f"{name}/{printable_name(entry.name)}"
        try:
            if entry.is_dir(follow_symlinks=False):
                if not deep:
                    continue
                yield from walk_folder(Path(entry.path), reported_name, refuse)
            elif (size := _size(entry)) is not None:
                yield DiskFile(Path(entry.path), reported_name, size)
        except OSError as error:
            refuse(reported_name, error)


def _size(entry: os.DirEntry[str]) -> int | None:
    """Return the size of a file in bytes; None for a non-file, such as a link to itself.

    Raises PermissionError.
    """
    try:
        return entry.stat().st_size if entry.is_file() else None
    except PermissionError:
        raise
    except OSError:
        return None


def media_files_near(path: Path) -> Iterator[DiskFile]:
    """Yield the files in the media folders that the file at `path` may refer to."""
    for folder in _RELATIVE_MEDIA_FOLDERS:
        try:
            yield from walk_folder(path.parent / folder, folder.rpartition("/")[2])
        except OSError:
            continue  # most of these folders do not exist
