"""A post and its parts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What a post is, seen from its author's timeline."""

    POST = "post"
    REPLY = "reply"
    REPOST = "repost"


class MediaKind(StrEnum):
    """What a piece of media is."""

    IMAGE = "image"
    VIDEO = "video"
    GIF = "gif"


@dataclass(frozen=True, slots=True)
class Media:
    """A picture or a film of a post.

    `path` is where the archive keeps it, relative to the archive file; None when the archive
    holds only `url`, where it once could be seen. `alt` is its description, or None.
    """

    kind: MediaKind
    path: str | None = None
    url: str | None = None
    alt: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a post was read: the file as it was named to the import, and the 1-based line."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Post:
    """A post as its author wrote it.

    `id` is the network's own id, kept as text; `account` the author's name without `@`.
    `created_at` is in UTC, to the millisecond where the id gives it, else to the second.
    `text` is repaired and unescaped, without the markup of media, links in their places; `raw` is
    the body as the archive file has it. `links` are the addresses in the text, in order.
    `reply_to` is the id of the parent; None means that there is none if `parent_known`, else that
    the archive does not say. `reply_to_account` may be known even so. `repaired` tells whether
    damaged text was mended.
    """

    id: str
    account: str
    created_at: datetime
    text: str
    raw: str
    kind: Kind = Kind.POST
    reply_to: str | None = None
    reply_to_account: str | None = None
    links: tuple[str, ...] = ()
    media: tuple[Media, ...] = ()
    sources: tuple[Source, ...] = ()
    parent_known: bool = False
    repaired: bool = False
    network: str = "twitter"

    @property
    def url(self) -> str:
        """Where the post stands, or stood, on its network."""
        return f"https://twitter.com/{self.account}/status/{self.id}"

    @property
    def order(self) -> int:
        """The 64-bit key that posts are ordered by: the time first, whatever the network."""
        return int(self.id)
