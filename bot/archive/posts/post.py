"""A post and its parts."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from enum import IntEnum, StrEnum
from typing import Self

from bot.archive.posts.details import NO_DETAILS, Details
from bot.archive.posts.ids.links import web_address
from bot.archive.posts.ids.networks import Network
from bot.archive.posts.ids.sort_key import id_milliseconds, sort_key_of
from bot.archive.posts.ids.synthetic_id import is_synthetic
from bot.archive.posts.people import AlsoOn
from bot.archive.timestamps import from_milliseconds

NETWORK = Network.TWITTER.value
"""The network of the posts in the archives of X, once Twitter."""

UNKNOWN = "unknown"
"""The account of a post whose author no source names."""


class Kind(StrEnum):
    """The kind of a post in its author's timeline."""

    POST = "post"
    REPLY = "reply"
    REPOST = "repost"


class Precision(StrEnum):
    """How exactly the time of a post is known."""

    MILLISECOND = "millisecond"
    SECOND = "second"
    DAY = "day"
    """Only the date, in UTC: exports of 2013 to 2018 give midnight to posts of before November
    2010. That date is kept in every time zone."""


class Visibility(StrEnum):
    """Who could see a post on its network."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    FOLLOWERS = "followers"


class MediaKind(StrEnum):
    """The kind of a piece of media."""

    IMAGE = "image"
    VIDEO = "video"
    GIF = "gif"
    AUDIO = "audio"


class Origin(IntEnum):
    """The kind of source of a post's text. The higher, the closer to what Twitter showed."""

    BARE = 1
    """Layout F1: no id, no author; the text contains the short addresses of media."""
    HTML = 2
    """HTML of the parser: like QUOTED, without blank lines at the end."""
    QUOTED = 3
    """Layouts F11 to F16: leading mentions restored as far as the header names them, rare line
    separators replaced by ordinary ones."""
    EARLY = 4
    """Layouts F2 to F10 and tweets.csv: the text as in the export, with addresses in full."""
    EXPORT = 5
    """Twitter's own export."""
    NOTE = 6
    """The whole text of a long post from the export, whose list of posts cuts it."""


@dataclass(frozen=True, slots=True)
class Media:
    """A picture, a video or a sound of a post.

    `path` is where the file is, or would be, relative to the database's folder:
    `media/<post id>-<name>` for any name of the source's folder; None if the source does not name
    the file. `url` is its former address, or None. `alt` is its description, or None.
    """

    kind: MediaKind
    path: str | None = None
    url: str | None = None
    alt: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a post was read: the file as it was given to the import, and the 1-based line.

    `exported_at` is when Twitter made the export that the file belongs to; None if it is not a
    whole export or has no date.
    """

    file: str
    line: int
    exported_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Repair:
    """How damaged text was repaired.

    `plan` names the evidence and how often the text was decoded again: "file 1", "post 2".
    `before` is the text without the repair. `undone` means that the owner undid the repair: then
    the post shows `before`.
    """

    plan: str
    before: str
    undone: bool = False


@dataclass(frozen=True, slots=True)
class RepairedText:
    """A post whose text was repaired: the plan, and the text before and after.

    `shown` is whether the post shows the repaired text.
    """

    id: str
    plan: str
    before: str
    after: str
    shown: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """What an archive contains about its account.

    `exported_at` is as in Source, `account_id` as in Post. `names` are those that it has had, each
    with the latest time at which it is known to have had it, in milliseconds since 1970. `avatar`
    is the path of its picture, as in Media.
    """

    account: str
    display: str | None = None
    bio: str | None = None
    exported_at: datetime | None = None
    network: str = NETWORK
    account_id: str | None = None
    names: tuple[tuple[str, int], ...] = ()
    avatar: str | None = None


@dataclass(frozen=True, slots=True)
class Deletions:
    """Posts of an account whose deletion by their author an export states, by id.

    `stated_at` is when that export was made, None if it is not dated. `kept` are those of `ids`
    that the owner of the archive keeps nonetheless.
    """

    account: str
    ids: tuple[str, ...]
    stated_at: datetime | None = None
    account_id: str | None = None
    kept: tuple[str, ...] = ()
    network: str = NETWORK


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier version of an edited post: the id it had then, and its text if known."""

    id: str
    created_at: datetime | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """A post as its author wrote it.

    `id` is the network's own id, kept as text, or a synthetic id made of time and text where the
    source has none; `account` is the author's name without `@`, or UNKNOWN. `account_id` is the
    network's own id of the author, None where no source states it: names change, ids do not.
    `created_at` is in UTC and as exact as `precision` says; of a day it is 00:00.
    `text` is repaired and unescaped, without the markup of media, and has its links in position;
    `raw` is the body as in the archive file; `origin` is the kind of that file. `links` are the
    addresses in the text, in order.
    `reply_to` is the id of the parent; None means that there is none if `parent_known`, else that
    the archive does not say. `reply_to_account` may be known even so. `repair` describes the repair
    of damaged text, if there was one. `versions` are those before an edit, oldest first.
    `likes` and `reposts` are counts of the day `counted_at` on which the export was made; None
    where they are not known. `sensitive` is the author's or the network's mark, `content_warning`
    the text shown before the post, `language` a BCP 47 tag.
    `missing_from` is when the newest export of the account was made, if it lacks this post;
    `is_deleted` is whether an export states that its author deleted it, `avatar` the path of the
    picture of its account, as in Media.
    `also_on` are the posts of the same person that say the same on other networks, in order.
    `conversation` is what all posts of one conversation on Mastodon have in common, even where the
    parent is gone; `details` is what else posts of Mastodon and Bluesky state.
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
    network: str = NETWORK
    precision: Precision = Precision.SECOND
    account_id: str | None = None
    likes: int | None = None
    reposts: int | None = None
    counted_at: datetime | None = None
    sensitive: bool | None = None
    content_warning: str | None = None
    language: str | None = None
    visibility: Visibility = Visibility.PUBLIC
    conversation: str | None = None
    details: Details = NO_DETAILS
    missing_from: datetime | None = field(default=None, compare=False)
    is_deleted: bool = field(default=False, compare=False)
    avatar: str | None = field(default=None, compare=False)
    also_on: tuple[AlsoOn, ...] = field(default=(), compare=False)

    def __reduce__(self) -> tuple[type[Self], tuple[object, ...]]:
        """Pickle the constructor's arguments; the default takes much of an import's time."""
        return type(self), tuple(getattr(self, name) for name in self.__slots__)

    @property
    def shown_text(self) -> str:
        """The text to show: not `text` where that is a repair which the owner undid."""
        return self.repair.before if self.repair and self.repair.undone else self.text

    @property
    def is_of_day(self) -> bool:
        """Whether only the day of the post is known, which is the same in every time zone."""
        return self.precision is Precision.DAY

    def date_in(self, zone: tzinfo) -> date:
        """Return the date of the post in a time zone."""
        return (self.created_at if self.is_of_day else self.created_at.astimezone(zone)).date()

    @property
    def url(self) -> str | None:
        """The present or former address of the post on its network; None if its id is synthetic."""
        if is_synthetic(self.id):
            return None
        if self.details.url:
            return self.details.url
        return web_address(self.id, None if self.account == UNKNOWN else self.account)

    @property
    def is_edited(self) -> bool:
        """Whether the post was edited after it was published."""
        return bool(self.versions) or self.details.edited_at is not None

    @property
    def written_at(self) -> datetime | None:
        """When the network got the post, by its id, in UTC; None if that does not say.

        `created_at` is what the author's client states; on X it is the same.
        """
        of_id = id_milliseconds(self.id)
        return None if of_id is None else from_milliseconds(of_id)

    @property
    def imported_on(self) -> date | None:
        """The day in UTC on which an old post was imported into its network; None for most.

        That is more than a day from the time that it states.
        """
        written_at = self.written_at
        if written_at is None or abs(written_at - self.created_at) <= timedelta(days=1):
            return None
        return written_at.date()

    @property
    def sort_key(self) -> int:
        """The 64-bit key that posts are ordered by: by time first, on every network.

        An edited post keeps the sort key of its first version, whose id its replies may name.
        Under a synthetic id, which no edited post has, versions change nothing.
        """
        first = self.id
        if self.versions and not is_synthetic(self.id):
            first = min((self.id, self.versions[0].id), key=int)
        return sort_key_of(first, self.created_at)
