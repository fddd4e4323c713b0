"""Which files are there, and which layout each has: by what they hold, not by their names.

Names count where they tell what is never read: direct messages and deleted posts.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from bot.errors import ArchiveFileError
from bot.ingest.lines import chunks

_CHUNK = 1 << 20
_OVERLAP = 200  # longer than any mark
_NO_TEXT = "\x00"
_STRAY = 8  # so many of them damage may leave in a text; a file with more is none


class Layout(Enum):
    """A family of layouts. The value describes it."""

    BARE = "the text of the second twitter-archive-parser, which kept no ids"
    FIRST = "the text of an early twitter-archive-parser"
    EARLY = "the Markdown of an early twitter-archive-parser"
    QUOTED = "the Markdown of a later twitter-archive-parser"
    HTML = "the HTML of twitter-archive-parser"
    EXPORT = "Twitter's own export"


READABLE = frozenset({Layout.BARE, Layout.FIRST, Layout.EARLY, Layout.QUOTED, Layout.HTML})
"""The layouts that there is a reader for."""

NOT_YET = "a layout that Throwback cannot read yet"

# A post may quote what ends a record of another layout: the layout whose marks a file holds most of
# is its own. The second one's records began with their time; the very first one's held no mark.
_MARK = re.compile(
    r"""
      (?P<EARLY>^\(Originally\ on\ Twitter:\ \[)
    | (?P<FIRST>^Originally\ on\ Twitter:\ \[)
    | (?P<BARE>^\w{3}\ \w{3}\ \d\d\ [\d:]{8}\ \+0000\ \d{4}\r?$)
    | (?P<QUOTED>^<img\ src="[^"\n]{0,99}tweet\.ico")
    | (?P<HTML><img\ src="[^"\n]{0,99}tweet\.ico")
    | (?P<EXPORT>^(?:window\.YTD\.(?:tweets?|tweets?_part\d*)\.|Grailbird\.data\.tweets))
    """,
    re.VERBOSE | re.MULTILINE,
)

_PRIVATE = re.compile(r"dms|dms[-.].*|direct-messages?[-.].*|deleted-tweet.*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """A file that holds posts. `name` is how it is reported; `size` is in bytes."""

    path: Path
    name: str
    layout: Layout
    size: int


def discover(paths: Sequence[Path]) -> list[ArchiveFile]:
    """Return the archive files at `paths`, which may be files or folders, each once, in order.

    A folder may hold files of a layout that cannot be read beside others that can: they are
    returned too, for the reader to report. Raises ArchiveFileError, with one sentence, for a path
    that is missing, empty, private, not text or no archive, for a folder without an archive in it,
    and where no layout can be read.
    """
    found: dict[Path, ArchiveFile] = {}
    for path in paths:
        try:
            files = _in_folder(path) if path.is_dir() else [_single(path)]
        except OSError as error:
            where = error.filename or path
            raise ArchiveFileError(f"{where} cannot be read: {error.strerror}.") from error
        if not any(file.layout in READABLE for file in files):
            raise ArchiveFileError(f"{files[0].path} is {files[0].layout.value}, {NOT_YET}.")
        for file in files:
            found.setdefault(file.path.resolve(), file)
    return list(found.values())


def _in_folder(folder: Path) -> list[ArchiveFile]:
    files = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if any(part.startswith(".") or _PRIVATE.fullmatch(part) for part in name.parts):
            continue
        if path.is_file() and (layout := _layout(path)):
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
    if not path.is_file():
        raise ArchiveFileError(f"{path} is neither a file nor a folder.")
    if _PRIVATE.fullmatch(path.name):
        raise ArchiveFileError(
            f"{path} is named like a file of direct messages or deleted posts; none is ever read."
        )
    if layout := _layout(path):
        return ArchiveFile(path, path.name, layout, path.stat().st_size)
    beginning = next(chunks(path, _CHUNK), "")
    if not beginning:
        raise ArchiveFileError(f"{path} is empty.")
    if _NO_TEXT in beginning:
        raise ArchiveFileError(f"{path} is not a text file, so it is no archive.")
    raise ArchiveFileError(
        f"{path} is no archive: it has none of the lines that twitter-archive-parser ends a post "
        "with, such as “(Originally on Twitter: […](…))”."
    )


def _layout(path: Path) -> Layout | None:
    """Return the layout of a file, None for one that holds no posts."""
    kept = ""
    for chunk in chunks(path, _CHUNK):
        text = kept + chunk
        first = _MARK.search(text)
        if text.count(_NO_TEXT, 0, first.start() if first else None) > _STRAY:
            return None  # a picture, a film, a zip: whatever it quotes, it is none of ours
        if first:
            marks = Counter(match.lastgroup for match in _MARK.finditer(text))
            return Layout[str(marks.most_common(1)[0][0])]
        kept = chunk[-_OVERLAP:]
    return None
