"""Recognition of files by their beginning or name: media, and Twitter's own files.

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

# The kinds of files that an import leaves alone, by what a file declares to be. X's direct
# messages are also named message events since 2026.
_DECLARED = re.compile(
    r"(?P<DIRECT>(?:direct[_-]message|message[_-]event|dms?[_-]).*|dms?)|(?P<DELETED>deleted[_-].*)"
    r"|(?P<CIRCLE>(?:twitter[-_])?circle[-_]tweet.*)"
    r"|(?P<ARTICLES>(?:twitter[-_])?articles?(?:_part\d*)?)"
)
# By the names of files and folders, the parser's and Twitter's own.
_NAMED = re.compile(
    r"(?:(?P<DIRECT>dms|direct[-_]messages?|message[-_]events?)"
    r"|(?P<DELETED>deleted[-_](?:note[-_])?tweets?)"
    r"|(?P<CIRCLE>(?:twitter[-_])?circle[-_]tweets?))(?:[-_.].*)?",
    re.IGNORECASE,
)

# Found in files of posts even if the beginning is damaged.
_WRAPPED = re.compile(r'\{\s*"(?:tweet|noteTweet)"\s*:\s*\{|\A[^{\n]{0,80}=\s*\[')
_KEYS = (('"id_str"', '"created_at"', 'text"'), ('"noteTweetId"',))
_ARTICLE = re.compile(r'[^{]{0,200}\{\s*"article"\s*:\s*\{')


class FileKind(Enum):
    """What a file of Twitter's export holds."""

    POSTS = auto()
    NOTES = auto()
    DIRECT = auto()
    DELETED = auto()
    CIRCLE = auto()
    ARTICLES = auto()
    OTHER = auto()


PRIVATE = frozenset({FileKind.DIRECT, FileKind.DELETED})
NEVER_READ = PRIVATE | {FileKind.CIRCLE}
"""The kinds of files that are counted and not opened; posts to a circle were for some to see."""


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
    return _by_group(_DECLARED.fullmatch(kind)) or FileKind.OTHER


def kind_by_name(path: str) -> FileKind | None:
    """Return the kind of NEVER_READ that a part of a path names, with slashes; None if none does.

    >>> kind_by_name("data/direct-messages.js").name
    'DIRECT'
    """
    kinds = (_by_group(_NAMED.fullmatch(part)) for part in path.split("/"))
    return next(filter(None, kinds), None)


def likely_kind(beginning: str) -> FileKind | None:
    """Return the kind that the keys in `beginning` suggest, regardless of what it declares."""
    if _ARTICLE.match(beginning):
        return FileKind.ARTICLES
    if not _WRAPPED.search(beginning):
        return None
    posts, notes = (all(key in beginning for key in keys) for keys in _KEYS)
    if posts:
        return FileKind.POSTS
    return FileKind.NOTES if notes else None


def _by_group(match: re.Match[str] | None) -> FileKind | None:
    """Return the kind that the matching group of a pattern is named after."""
    return FileKind[match.lastgroup] if match and match.lastgroup else None
