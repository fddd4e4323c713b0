"""Why a file is not imported: the sentences and reasons that the user reads."""

import re
from pathlib import Path

from bot.errors import system_reason
from bot.ingest.files.input_file import InputFile
from bot.ingest.files.lines import chunks
from bot.ingest.files.signatures import FileKind, is_binary, kind_by_signature
from bot.languages import Message, lazy

_CHUNK = 1 << 20  # characters
_NO_TEXT = "\x00"
_PRIVATE = lazy("{file} holds direct messages or deleted posts, or is named so; none is ever read.")
_HOLDS = {
    FileKind.DIRECT: _PRIVATE,
    FileKind.DELETED: _PRIVATE,
    FileKind.CIRCLE: lazy("{file} holds posts to a circle, or is named so; none is ever read."),
}

# The names that X gives to its files of posts; see docs/FORMATS.md.
_POSTS = re.compile(r"(?:(?:note|community)-)?tweets?(?:-part\d+)?\.js", re.IGNORECASE)
_POINTER = "version https://git-lfs.github.com/spec/"  # never translated: it stands in files
"""The beginning of a file by which Git LFS replaces a large one; see its docs/spec.md."""
EMPTY = lazy("{file} is empty.")
"""The sentence about an empty `file`."""


def never_read(path: Path, kind: FileKind) -> Message:
    """Return the sentence about a file of one of the kinds of NEVER_READ."""
    return _HOLDS[kind].filled(file=path)


def why_none(path: Path, file: InputFile) -> Message:
    """Return the sentence about a file without posts that the user named. Raises OSError."""
    beginning = next(chunks(file, _CHUNK), "")
    if not beginning:
        return EMPTY.filled(file=path)
    if _NO_TEXT in beginning or is_binary(beginning[:16].encode("utf-8", "replace")):
        return lazy("{file} is not a text file, so it is no archive.", file=path)
    if beginning.startswith(_POINTER):
        return lazy(
            "{file} is only a pointer of Git LFS to the file; download the file itself.", file=path
        )
    if kind_by_signature(beginning):
        return lazy(
            "{file} is a file of Twitter's own export, but not one of posts: name the export's "
            "folder or zip, or its tweets.js.",
            file=path,
        )
    return lazy(
        "{file} is no archive: it is no tweets.js of Twitter's own export, no outbox.json of "
        "Mastodon and no repo.car of Bluesky, and it has none of the lines that "
        "twitter-archive-parser ends a post with, such as “(Originally on Twitter: […](…))”.",
        file=path,
    )


def why_no_posts(file: InputFile) -> Message | None:
    """Return why a file without posts, found in a folder, is reported; None for most files.

    A file that X names so holds posts, so one without any was emptied or replaced. Raises OSError.
    """
    if not _POSTS.fullmatch(file.identity[1]):
        return None
    beginning = next(chunks(file, len(_POINTER)), "")
    if not beginning:
        return lazy("it is empty")
    if beginning == _POINTER:
        return lazy("it is only a pointer of Git LFS to the file; download the file itself")
    return lazy("it holds no list of posts")


def why_unreadable(error: OSError) -> Message:
    """Return the reason that the system gives, as a part of a sentence."""
    return lazy("it cannot be read ({reason})", reason=system_reason(error))
