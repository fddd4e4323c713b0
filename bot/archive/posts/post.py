"""A post and its parts."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Self

from bot.archive.posts.sort_key import sort_key_of
from bot.archive.posts.synthetic_id import is_synthetic

UNKNOWN = "unknown"
"""The account of a post that no source names the author of."""


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


class Origin(IntEnum):
    """What kind of source a post's text came from. The higher, the nearer to what was shown."""

    BARE = 1
    """Layout F1: no id, no author; the short addresses of media stand in the text."""
    HTML = 2
    """HTML of the parser: as QUOTED; blank lines at the end are gone."""
    QUOTED = 3
    """Layouts F11 to F16: leading mentions put back as far as the header tells, rare line
    separators made plain."""
    EARLY = 4
    """Layouts F2 to F10: the text as the export has it, addresses in full."""
    EXPORT = 5
    """Twitter's own export."""
    NOTE = 6
    """The export's whole text of a long post, which its list of posts cuts."""


@dataclass(frozen=True, slots=True)
class Media:
    """A picture or a film of a post.

    `path` is where it lies, or would, beside the database: `media/<post id>-<name>` whatever the
    source calls its folder; None when the source does not name the file. `url` is where it once
    could be seen, or None. `alt` is its description, or None.
    """

    kind: MediaKind
    path: str | None = None
    url: str | None = None
    alt: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a post was read: the file as it was named to the import, and the 1-based line.

    `exported_at` is when Twitter made the export that the file belongs to; None if it is no whole
    export, or does not say.
    """

    file: str
    line: int
    exported_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Repair:
    """How damaged text was mended.

    `plan` says by what evidence and how often it was decoded again: "file 1", "post 2".
    `before` is the text as it would be without. `undone` says that the owner took the repair back:
    then the post shows the text as it was before.
    """

    plan: str
    before: str
    undone: bool = False


@dataclass(frozen=True, slots=True)
class RepairedText:
    """A post whose text was mended: by what plan, before and after, and which one is shown."""

    id: str
    plan: str
    before: str
    after: str
    shown: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """What an archive says of its account. `exported_at` as in Source."""

    account: str
    display: str | None = None
    bio: str | None = None
    exported_at: datetime | None = None
    network: str = "twitter"


@dataclass(frozen=True, slots=True)
class Version:
    """What a post that was edited said before: the id it had then, and its text if known."""

    id: str
    created_at: datetime | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """A post as its author wrote it.

    `id` is the network's own id, kept as text, or one made of time and text where the source tells
    none; `account` the author's name without `@`, or UNKNOWN.
    `created_at` is in UTC, to the millisecond where the id gives it, else to the second.
    `text` is repaired and unescaped, without the markup of media, links in their places; `raw` is
    the body as the archive file has it; `origin` says what kind of file that is. `links` are the
    addresses in the text, in order.
    `reply_to` is the id of the parent; None means that there is none if `parent_known`, else that
    the archive does not say. `reply_to_account` may be known even so. `repair` tells how damaged
    text was mended, if it was. `versions` are the earlier ones of an edited post, oldest first.
    `missing_from` is when the newest export of the account was made, if it leaves this post out.
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
    origin: Origin = Origin.EARLY
    repair: Repair | None = None
    versions: tuple[Version, ...] = ()
    network: str = "twitter"
    missing_from: datetime | None = field(default=None, compare=False)

    def __reduce__(self) -> tuple[type[Self], tuple[object, ...]]:
        """Pickle the plain way; that of dataclasses costs an import much of its time."""
        return type(self), tuple(getattr(self, name) for name in self.__slots__)

    @property
    def shown(self) -> str:
        """The text to show, where `text` may be a mended one that the owner took back."""
        return self.repair.before if self.repair and self.repair.undone else self.text

    @property
    def url(self) -> str | None:
        """Where the post stands, or stood, on its network; None where no source tells its id."""
        if is_synthetic(self.id):
            return None
        name = "i" if self.account == UNKNOWN else self.account
        return f"https://twitter.com/{name}/status/{self.id}"

    @property
    def sort_key(self) -> int:
        """The 64-bit key that posts are ordered by: the time first, whatever the network.

        An edited post keeps the place of its first version, which its answers may name.
        """
        first = min((self.id, self.versions[0].id), key=int) if self.versions else self.id
        return sort_key_of(first, self.created_at)
