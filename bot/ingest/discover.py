"""Which files are there, and which layout each has: by what they hold, not by their names."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from bot.errors import ArchiveFileError
from bot.ingest.lines import encoding_of

_CHUNK = 1 << 20
_OVERLAP = 200  # longer than any mark
_NO_TEXT = "\x00"


class Layout(Enum):
    """A family of layouts. The value describes it."""

    EARLY = "the Markdown of an early twitter-archive-parser"
    FIRST = "the text of the very first twitter-archive-parser"
    LATER = "the Markdown of a later twitter-archive-parser"
    HTML = "the HTML of twitter-archive-parser"
    EXPORT = "Twitter's own export"


READABLE = frozenset({Layout.EARLY})

# The first mark found in a file tells its layout.
_MARK = re.compile(
    r"""
      (?P<EARLY>^\(Originally\ on\ Twitter:\ \[)
    | (?P<FIRST>^Originally\ on\ Twitter:\ \[)
    | (?P<LATER>^<img\ src="[^"]*tweet\.ico")
    | (?P<HTML><img\ src="[^"]*tweet\.ico")
    | (?P<EXPORT>^(?:window\.YTD\.tweets?\.|window\.YTD\.tweets?_part|Grailbird\.data\.tweets))
    """,
    re.VERBOSE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """A file that holds posts. `name` is how it is reported; `size` is in bytes."""

    path: Path
    name: str
    layout: Layout
    size: int


def discover(paths: Sequence[Path]) -> list[ArchiveFile]:
    """Return the archive files at `paths`, which may be files or folders, each once, in order.

    Raises ArchiveFileError, with one sentence, for a path that is missing, empty, not text or no
    archive, for a folder without an archive in it, and for layouts that cannot be read.
    """
    found: dict[Path, ArchiveFile] = {}
    for path in paths:
        for file in _in_folder(path) if path.is_dir() else [_single(path)]:
            if file.layout not in READABLE:
                raise ArchiveFileError(
                    f"{file.path} is {file.layout.value}, a layout that Throwback cannot read yet."
                )
            found.setdefault(file.path.resolve(), file)
    return list(found.values())


def _in_folder(folder: Path) -> list[ArchiveFile]:
    try:
        inside = sorted(path for path in folder.rglob("*") if path.is_file())
    except OSError as error:
        raise ArchiveFileError(f"{folder} cannot be read: {error.strerror}.") from error
    files = []
    for path in inside:
        name = path.relative_to(folder)
        if not any(part.startswith(".") for part in name.parts) and (layout := _layout(path)):
            files.append(ArchiveFile(path, name.as_posix(), layout, path.stat().st_size))
    if not files:
        raise ArchiveFileError(
            f"{folder} holds no archive. Looked for the files of twitter-archive-parser, such as "
            "output.md or tweets_2022-10.md, in it and in its folders."
        )
    return files


def _single(path: Path) -> ArchiveFile:
    if not path.exists():
        raise ArchiveFileError(f"{path} does not exist.")
    layout = _layout(path)
    size = path.stat().st_size
    if layout:
        return ArchiveFile(path, path.name, layout, size)
    if not size:
        raise ArchiveFileError(f"{path} is empty.")
    if _NO_TEXT in next(_chunks(path)):
        raise ArchiveFileError(f"{path} is not a text file, so it is no archive.")
    raise ArchiveFileError(
        f"{path} is no archive: it has none of the lines that twitter-archive-parser ends a post "
        "with, such as “(Originally on Twitter: […](…))”."
    )


def _layout(path: Path) -> Layout | None:
    """Return the layout of a file, None for one that holds no posts."""
    try:
        for text in _chunks(path):
            if match := _MARK.search(text):
                return Layout[str(match.lastgroup)]
            if _NO_TEXT in text:
                return None  # a picture, a film, a zip: however long, it is none of ours
    except OSError as error:
        raise ArchiveFileError(f"{path} cannot be read: {error.strerror}.") from error
    return None


def _chunks(path: Path) -> Iterator[str]:
    with path.open("rb") as beginning:
        encoding = encoding_of(beginning.read(2))
    with path.open(encoding=encoding, errors="replace", newline="\n") as file:
        kept = ""
        while chunk := file.read(_CHUNK):
            yield kept + chunk
            kept = chunk[-_OVERLAP:]
