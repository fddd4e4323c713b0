"""Recognition of files by their beginning: media, and Twitter's own files.

Twitter's files are scripts that set one variable, whose name says what they hold:
`window.YTD.tweets.part0 = [`, and before 2019 `Grailbird.data.tweets_2014_03 = [`.
"""

import re
from enum import Enum, auto

_MEDIA = re.compile(
    rb"\xff\xd8\xff|\x89PNG|GIF8|RIFF|....ftyp|\x1aE\xdf\xa3|OggS|ID3|\x00\x00\x01\x00|%PDF"
    rb"|\x1f\x8b|wOF[F2]|SQLite format|PK\x03\x04",
    re.DOTALL,
)

_EXPORTED = re.compile(
    r"\s*(?:window\.YTD\.(?P<kind>[\w-]+)|window\.__\w+|Grailbird\.data\.(?P<old>\w+)|var \w+ *=)"
)
_POSTS = re.compile(r"(?:tweets?|community[_-]tweets?|note[_-]tweets?)(?:_part\d*|_\d{4}_\d\d)?")
_NOTES = re.compile(r"note[_-]tweets?(?:_part\d*)?")
_PRIVATE = re.compile(r"(?:direct[_-]message|deleted[_-]|dms?[_-]).*|dms?")

# Found in files of posts even if the beginning is damaged.
_WRAPPED = re.compile(r'\{\s*"(?:tweet|noteTweet)"\s*:\s*\{|\A[^{\n]{0,80}=\s*\[')
_KEYS = (('"id_str"', '"created_at"', 'text"'), ('"noteTweetId"',))


class FileKind(Enum):
    """What a file of Twitter's export holds."""

    POSTS = auto()
    NOTES = auto()
    PRIVATE = auto()
    OTHER = auto()


def is_binary(beginning: bytes) -> bool:
    """Return whether a file with this beginning is a picture, a film or other binary data."""
    return _MEDIA.match(beginning) is not None


def kind_by_signature(beginning: str) -> FileKind | None:
    """Return the kind that a file with this beginning declares; None if it is not Twitter's."""
    if not (match := _EXPORTED.match(beginning)):
        return None
    kind = match["kind"] or match["old"] or ""
    if _NOTES.fullmatch(kind):
        return FileKind.NOTES
    if _POSTS.fullmatch(kind):
        return FileKind.POSTS
    return FileKind.PRIVATE if _PRIVATE.fullmatch(kind) else FileKind.OTHER


def likely_kind(beginning: str) -> FileKind | None:
    """Return the kind that the keys in `beginning` suggest, regardless of what it declares."""
    if not _WRAPPED.search(beginning):
        return None
    posts, notes = (all(key in beginning for key in keys) for keys in _KEYS)
    if posts:
        return FileKind.POSTS
    return FileKind.NOTES if notes else None
