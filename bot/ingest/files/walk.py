"""What lies in a folder or a zip: what may be read, what is private, what is media.

Private are direct messages and deleted posts: their files are counted and never opened. Media are
known by name and folder, so that not one of thousands is opened to find that it is none of ours.
"""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.archive.posts.sanitize import printable_name
from bot.ingest.files.input_file import DiskFile, InputFile

PRIVATE = re.compile(
    r"(?:dms|direct[-_]messages?|deleted[-_](?:note[-_])?tweets?)(?:[-_.].*)?", re.IGNORECASE
)
"""The names of private files and folders, the parser's and Twitter's own."""

MEDIA_FOLDERS = ("media", "tweets_media", "tweet_media", "community_tweet_media")

_BESIDE = (*MEDIA_FOLDERS, "../../media")  # the last of them: where layout F16 has it
_MEDIA = re.compile(r"\d{1,19}-[^/]+", re.ASCII)


@dataclass(slots=True)
class SortedFiles:
    """Files by what they are to be used for. `media` are by their names."""

    readable: list[InputFile] = field(default_factory=list)
    media: dict[str, InputFile] = field(default_factory=dict)
    private: list[InputFile] = field(default_factory=list)

    def sort(self, places: Iterable[InputFile]) -> None:
        """Sort `places`, which lie below what was named."""
        for place in places:
            parts = place.name.split("/")
            if any(PRIVATE.fullmatch(part) for part in parts[1:]):
                # The pictures of private messages are not counted as such.
                if not parts[-2].lower().endswith("media"):
                    self.private.append(place)
            elif _MEDIA.fullmatch(parts[-1]) and parts[-2].lower() in MEDIA_FOLDERS:
                self.media.setdefault(parts[-1], place)
            else:
                self.readable.append(place)


def in_folder(folder: Path, name: str) -> Iterator[DiskFile]:
    """Yield the files in `folder`, which is reported as `name`, and in its folders, in order.

    Hidden files and folders are left out. Links to files are followed, links to folders are not:
    they lead in circles, or to what nobody meant to load. Raises OSError.
    """
    with os.scandir(folder) as scanned:
        entries = sorted(scanned, key=lambda entry: entry.name)
    for entry in entries:
        if entry.name.startswith("."):
            continue
        below = f"{name}/{printable_name(entry.name)}"
        if entry.is_dir(follow_symlinks=False):
            yield from in_folder(Path(entry.path), below)
        elif (size := _size(entry)) is not None:
            yield DiskFile(Path(entry.path), below, size)


def _size(entry: os.DirEntry[str]) -> int | None:
    """Return the size of a file in bytes; None for what is no file, such as a link to itself."""
    try:
        return entry.stat().st_size if entry.is_file() else None
    except OSError:
        return None


def beside(path: Path) -> Iterator[DiskFile]:
    """Yield the media that lie where the file at `path` may expect them."""
    for folder in _BESIDE:
        try:
            yield from in_folder(path.parent / folder, folder.rpartition("/")[2])
        except OSError:
            continue  # most are not there
