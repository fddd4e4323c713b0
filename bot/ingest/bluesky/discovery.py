"""Which files beside a repository belong to it: a folder of blobs, or blobs by their names."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.ingest.files.archive_file import ArchiveFile
from bot.ingest.files.input_file import InputFile
from bot.ingest.files.media_files import is_blob_name
from bot.ingest.files.walk import walk_folder

_FOLDER = "blobs"


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository that was found."""

    file: ArchiveFile


def blobs_near(path: Path) -> Iterator[InputFile]:
    """Yield the blobs in the folder of the repository at `path`, and in the one named after them.

    Other folders beside it are not looked at: they may be anybody's.
    """
    for folder in (path.parent, path.parent / _FOLDER):
        try:
            for file in walk_folder(folder, folder.name, deep=False):
                if is_blob_name(file.path.stem):
                    yield file
        except OSError:
            continue  # most repositories have no such folder
