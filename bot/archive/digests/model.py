"""A digest, its content, and the outcome of each of its runs."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Self

from bot.archive.calendar import Day, day_of
from bot.archive.digests.reasons import said
from bot.archive.digests.schedule import Schedule
from bot.archive.posts.post import Post
from bot.languages import _


class ContentKind(StrEnum):
    """The kind of posts in a digest."""

    ON_THIS_DAY = "on_this_day"
    RANDOM = "random"
    BOTH = "both"
    BEST = "best"
    """Those with the most likes and reposts, each once before one repeats."""
    RELATED = "related"
    """Those whose meaning is nearest to the query, at random, each once before one repeats."""


class WhenEmpty(StrEnum):
    """What a digest does on a day without a post to remember."""

    SKIP = "skip"
    RANDOM = "random"
    NEAREST = "nearest"


class RunState(StrEnum):
    """The state of a run."""

    CLAIMED = "claimed"
    """A process is working on it, or will retry."""
    POSTED = "posted"
    SKIPPED = "skipped"
    """Deliberately not posted."""
    MISSED = "missed"
    """No process was running to post it in time."""
    FAILED = "failed"
    """Discord rejected it."""
    UNCERTAIN = "uncertain"
    """Possibly posted; that cannot be checked, so it is not posted again."""


@dataclass(frozen=True, slots=True)
class DigestOptions:
    """The settings of a digest, all chosen by a server's managers.

    `query` narrows its posts, no filter if empty; `count` is the most posts it shows, 1 to 5.
    `role_id` is the role to mention, None for none. `crosspost` publishes it from an announcement
    channel. `tag_id` is the tag of its posts in a forum.
    """

    channel_id: int
    schedule: Schedule
    holds: ContentKind = ContentKind.ON_THIS_DAY
    query: str = ""
    count: int = 3
    role_id: int | None = None
    silent: bool = False
    when_empty: WhenEmpty = WhenEmpty.SKIP
    crosspost: bool = False
    tag_id: int | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """A paused digest: the reason, a sentence in English, and since when it has not run."""

    why: str
    since: datetime

    @property
    def reason(self) -> str:
        """The reason in the current language."""
        return said(self.why)


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest of a server. It has no runs for local dates before `first_date`.

    `next_at` is when it is next due, None while it is paused or the bot is not in the server.
    """

    id: int
    guild_id: int
    options: DigestOptions
    first_date: date
    created_at: datetime
    edited_at: datetime
    pause: Pause | None = None
    guild_left_at: datetime | None = None
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DigestRun:
    """The run of a digest for one local date, which was due at `due_at`.

    `run_id` identifies it in every channel. `sent_at` is when it was last sent without a response
    that it did not arrive; None if it certainly did not. `choice` is the selection of posts, as
    text. `channel_id` and `message_id` locate its message once it is posted. `why` is a sentence in
    English.
    """

    run_id: str
    digest_id: int
    date: date
    zone: str
    due_at: datetime
    state: RunState
    why: str = ""
    attempts: int = 0
    claimed_at: datetime | None = None
    sent_at: datetime | None = None
    choice: str | None = None
    channel_id: int | None = None
    message_id: int | None = None
    finished_at: datetime | None = None

    @property
    def reason(self) -> str:
        """What `why` says, in the current language."""
        return said(self.why)

    @property
    def nonce(self) -> str:
        """The nonce by which Discord recognises a message sent again; at most 25 characters."""
        return f"d1-{self.run_id}"


@dataclass(frozen=True, slots=True)
class DeliveryTarget:
    """Where and how a digest is posted."""

    guild_id: int
    channel_id: int
    role_id: int | None = None
    silent: bool = False
    crosspost: bool = False
    tag_id: int | None = None


@dataclass(frozen=True, slots=True)
class ShardSet:
    """The servers that a process handles: those in its `shards`, out of `count` shards."""

    shards: frozenset[int] = frozenset({0})
    count: int = 1

    def __contains__(self, guild_id: int) -> bool:
        return (guild_id >> 22) % self.count in self.shards


ALL_SHARDS = ShardSet()


@dataclass(frozen=True, slots=True)
class SentMessage:
    """The message of a digest. `message_id` is None if it was deleted since."""

    channel_id: int
    message_id: int | None


@dataclass(frozen=True, slots=True)
class DigestItem:
    """A post in a digest: why it is there, and the length of its thread.

    `year` is the year that it is remembered from; None if it was chosen at random.
    """

    post: Post
    year: int | None = None
    thread_length: int = 1


UNDO = timedelta(days=1)
"""How long a removed digest can be brought back."""


@dataclass(frozen=True, slots=True)
class RemovedDigest:
    """A digest that was removed, as it was, and when. It can be brought back for a while."""

    digest: Digest
    removed_at: datetime


@dataclass(frozen=True, slots=True)
class DigestChoice:
    """The selection of posts for a run, kept as text so that a retry shows the same.

    Each item is the post's id, its year and its thread length, as in DigestItem. `is_related` is
    as in DigestContent.
    """

    day: Day
    items: tuple[tuple[str, int | None, int], ...]
    is_related: bool = False

    def __str__(self) -> str:
        related = [True] if self.is_related else []
        return json.dumps([self.day.month, self.day.day, self.items, *related])

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the choice that was stored as `text`."""
        month, day, items, *related = json.loads(text)
        return cls(
            Day(month, day),
            tuple((id, year, length) for id, year, length in items),
            is_related=any(related),
        )


@dataclass(frozen=True, slots=True)
class DigestContent:
    """The content of a run on `date`. `day` is the day that it remembers, or the nearest one.

    `is_best` says whether the items are the best liked that were left, and not posts at random;
    `is_related`, whether they are near to the digest's query.
    """

    date: date
    day: Day
    items: tuple[DigestItem, ...]
    is_best: bool = False
    is_related: bool = False

    @property
    def choice(self) -> DigestChoice:
        """The choice to store."""
        items = tuple((item.post.id, item.year, item.thread_length) for item in self.items)
        return DigestChoice(self.day, items, self.is_related)

    @property
    def year(self) -> int:
        """The year that "years ago" counts from: that of the nearest `day` to `date`."""
        years = (self.date.year, self.date.year - 1, self.date.year + 1)
        days = [
            date(year, self.day.month, self.day.day) for year in years if self.day.exists_in(year)
        ]
        return min(days, key=lambda day: abs(day - self.date), default=self.date).year

    @property
    def title(self) -> str:
        """The title of the digest, plain."""
        if self.is_related:
            return _("Related posts")
        if all(item.year is None for item in self.items):
            return _("Liked best") if self.is_best else _("A look back")
        if self.day != day_of(self.date):
            return _("Nearest to this day: {day}", day=self.day.name)
        return _("On this day: {day}", day=self.day.name)
