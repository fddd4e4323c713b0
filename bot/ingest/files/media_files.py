"""The pictures and films of an import, by the names that posts know them by."""

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum

from bot.ingest.files.hashed_file import HashedFile
from bot.ingest.files.input_file import InputFile

FOLDERS = ("media", "tweets_media", "tweet_media", "community_tweet_media")
"""The folders in which a file of any type that is named `<post id>-<name>` belongs to that post."""

_BLOB = re.compile(r"bafk[a-z2-7]{55}", re.ASCII)  # of Bluesky: base32 of a SHA-256
_OF_POST = re.compile(r"\d{1,19}-[^/]+", re.ASCII)
# Browsers save the sizes of pictures in their names.
_TYPE = re.compile(
    r"\.(?:(?P<film>mp4|m4v|mov|webm)|jpe?g|jfif|png|gif|webp|bmp|heic|avif)(?:[_:-][a-z]+)?$",
    re.IGNORECASE | re.ASCII,
)


class FileType(Enum):
    """The type of a media file, by its name."""

    IMAGE = "image"
    FILM = "film"


def type_of(name: str) -> FileType | None:
    """Return the type that the end of a file's name states, None for another file."""
    match = _TYPE.search(name)
    if not match:
        return None
    return FileType.FILM if match["film"] else FileType.IMAGE


def is_media(file: InputFile) -> bool:
    """Return whether a file is a picture or a film, by its name and folder."""
    return type_of(file.name) is not None or _is_of_post(file) or bool(_blob_name(_name(file)))


def is_blob_name(name: str) -> bool:
    """Return whether a name is the CID of a blob of Bluesky's, as text."""
    return _BLOB.fullmatch(name) is not None


class MediaFiles(Mapping[str, InputFile]):
    """Media files by `<post id>-<name>`.

    A file that is called `<name>` alone is found under the id of any post, though not iterated
    over: a name of Twitter's belongs to one picture. If two different files have it, none is found.
    So are blobs of Bluesky's, `<CID>`, with any extension: only the record of a post says which
    they have. They are checked against their hash when they are opened.
    """

    def __init__(self) -> None:
        self._blobs: dict[str, InputFile] = {}
        self._of_posts: dict[str, InputFile] = {}
        self._others: dict[str, InputFile | None] = {}

    def add(self, files: Iterable[InputFile]) -> None:
        """Add media files, each unless one for the same post and name is known."""
        for file in files:
            name = _name(file)
            if blob := _blob_name(name):
                self._blobs.setdefault(blob, HashedFile(file, blob))
            elif _is_of_post(file):
                self._of_posts.setdefault(name, file)
            else:
                known = self._others.setdefault(name, file)
                self._others[name] = known if known and known.size == file.size else None

    def add_named(self, name: str, file: InputFile) -> None:
        """Add a media file under the name that posts know it by, unless one is known."""
        self._of_posts.setdefault(name, file)

    def __getitem__(self, name: str) -> InputFile:
        found = self._of_posts.get(name) or self._others.get(name.partition("-")[2])
        found = found or self._blobs.get(_blob_name(name))
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._of_posts)

    def __len__(self) -> int:
        return len(self._of_posts)


def in_reading_order(names: Iterable[str], media: Mapping[str, InputFile]) -> list[str]:
    """Return the names of files of `media` in the order to read them in.

    Those in a compressed file come from its beginning to its end.
    """
    return sorted(names, key=lambda name: (getattr(media[name], "offset", 0), name))


def _blob_name(name: str) -> str:
    """Return the CID that a file is named by, with or without an extension; "" if it is not."""
    stem = name.partition(".")[0]
    return stem if is_blob_name(stem) else ""


def _is_of_post(file: InputFile) -> bool:
    if not _OF_POST.fullmatch(_name(file)):
        return False
    folder = file.name.rpartition("/")[0].rpartition("/")[2]
    return folder.lower() in FOLDERS or type_of(file.name) is not None


def _name(file: InputFile) -> str:
    return file.name.rpartition("/")[2]
