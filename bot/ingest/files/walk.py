"""The files in a folder or a zip, classified as readable, private or media.

Direct messages and deleted posts are private: their files are counted and never opened. Media are
recognised by name, so that none of thousands is opened only to be ignored.
"""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.archive.posts.sanitize import printable_name
from bot.ingest.files.input_file import DiskFile, InputFile
from bot.ingest.files.media_files import FOLDERS, is_media

PRIVATE = re.compile(
    r"(?:dms|direct[-_]messages?|deleted[-_](?:note[-_])?tweets?)(?:[-_.].*)?", re.IGNORECASE
)
"""Matches the names of private files and folders, the parser's and Twitter's own."""

_RELATIVE_MEDIA_FOLDERS = (*FOLDERS, "../../media")  # layout F16 refers to the last one


@dataclass(slots=True)
class ClassifiedFiles:
    """Files by their use."""

    readable: list[InputFile] = field(default_factory=list)
    media: list[InputFile] = field(default_factory=list)
    private: list[InputFile] = field(default_factory=list)

    def classify(self, files: Iterable[InputFile]) -> None:
        """Sort `files`, whose names begin with the path that the user gave."""
        for file in files:
            parts = file.name.split("/")
            if any(PRIVATE.fullmatch(part) for part in parts[1:]):
                # The pictures in private messages are not counted.
                if not parts[-2].lower().endswith("media"):
                    self.private.append(file)
            elif is_media(file):
                self.media.append(file)
            else:
                self.readable.append(file)


def walk_folder(folder: Path, name: str) -> Iterator[DiskFile]:
    """Yield the files in `folder`, which reports call `name`, and its subfolders, sorted by name.

    Hidden files and folders are skipped. Links to files are followed, links to folders are not:
    they may be circular, or lead to files that nobody meant to import. Raises OSError.
    """
    with os.scandir(folder) as scanned:
        entries = sorted(scanned, key=lambda entry: entry.name)
    for entry in entries:
        if entry.name.startswith("."):
            continue
        reported_name = f"{name}/{printable_name(entry.name)}"
        if entry.is_dir(follow_symlinks=False):
            yield from walk_folder(Path(entry.path), reported_name)
        elif (size := _size(entry)) is not None:
            yield DiskFile(Path(entry.path), reported_name, size)


def _size(entry: os.DirEntry[str]) -> int | None:
    """Return the size of a file in bytes; None for a non-file, such as a link to itself."""
    try:
        return entry.stat().st_size if entry.is_file() else None
    except OSError:
        return None


def media_files_near(path: Path) -> Iterator[DiskFile]:
    """Yield the files in the media folders that the file at `path` may refer to."""
    for folder in _RELATIVE_MEDIA_FOLDERS:
        try:
            yield from walk_folder(path.parent / folder, folder.rpartition("/")[2])
        except OSError:
            continue  # most of these folders do not exist
