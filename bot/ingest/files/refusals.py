"""Why a file is not imported: the sentences and reasons that the user reads."""

import re
from pathlib import Path

from bot.errors import system_reason
from bot.ingest.files.input_file import InputFile
from bot.ingest.files.lines import chunks
from bot.ingest.files.signatures import FileKind, is_binary, kind_by_signature

_CHUNK = 1 << 20  # characters
_NO_TEXT = "\x00"
_HOLDS = {
    FileKind.DIRECT: "direct messages or deleted posts",
    FileKind.DELETED: "direct messages or deleted posts",
    FileKind.CIRCLE: "posts to a circle",
}

# The names that X gives to its files of posts; see docs/FORMATS.md.
_POSTS = re.compile(r"(?:(?:note|community)-)?tweets?(?:-part\d+)?\.js", re.IGNORECASE)
_POINTER = "version https://git-lfs.github.com/spec/"
"""The beginning of a file by which Git LFS replaces a large one; see its docs/spec.md."""
_IS_POINTER = "only a pointer of Git LFS to the file; download the file itself"


def never_read(path: Path, kind: FileKind) -> str:
    """Return the sentence about a file of one of the kinds of NEVER_READ."""
    return f"{path} holds {_HOLDS[kind]}, or is named so; none is ever read."


def why_none(path: Path, file: InputFile) -> str:
    """Return the sentence about a file without posts that the user named. Raises OSError."""
    beginning = next(chunks(file, _CHUNK), "")
    if not beginning:
        return f"{path} is empty."
    if _NO_TEXT in beginning or is_binary(beginning[:16].encode("utf-8", "replace")):
        return f"{path} is not a text file, so it is no archive."
    if beginning.startswith(_POINTER):
        return f"{path} is {_IS_POINTER}."
    if kind_by_signature(beginning):
        return (
            f"{path} is a file of Twitter's own export, but not one of posts: name the export's "
            "folder or zip, or its tweets.js."
        )
    return (
        f"{path} is no archive: it is no tweets.js of Twitter's own export, and it has none of the "
        "lines that twitter-archive-parser ends a post with, such as “(Originally on Twitter: "
        "[…](…))”."
    )


def why_no_posts(file: InputFile) -> str | None:
    """Return why a file without posts, found in a folder, is reported; None for most files.

    A file that X names so holds posts, so one without any was emptied or replaced. Raises OSError.
    """
    if not _POSTS.fullmatch(file.identity[1]):
        return None
    beginning = next(chunks(file, len(_POINTER)), "")
    if not beginning:
        return "it is empty"
    return f"it is {_IS_POINTER}" if beginning == _POINTER else "it holds no list of posts"


def why_unreadable(error: OSError) -> str:
    """Return the reason that the system gives, as a part of a sentence."""
    return f"it cannot be read ({system_reason(error)})"
