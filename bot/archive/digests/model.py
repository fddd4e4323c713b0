"""What a digest is, what it shows, and what became of each of its runs."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from bot.archive.calendar import Day
from bot.archive.digests.schedule import Schedule
from bot.archive.posts.post import Post


class ContentKind(StrEnum):
    """What a digest is made of."""

    ON_THIS_DAY = "on_this_day"
    RANDOM = "random"
    BOTH = "both"


class WhenEmpty(StrEnum):
    """What a digest does on a day that has no post to remember."""

    SKIP = "skip"
    RANDOM = "random"
    NEAREST = "nearest"


class RunState(StrEnum):
    """What became of a run."""

    CLAIMED = "claimed"
    """Somebody is at it, or will try again."""
    POSTED = "posted"
    SKIPPED = "skipped"
    """Not posted on purpose."""
    MISSED = "missed"
    """Nobody was there to post it in time."""
    FAILED = "failed"
    """Discord did not take it."""
    UNCERTAIN = "uncertain"
    """Perhaps posted; that cannot be looked up, so it is not posted again."""


@dataclass(frozen=True, slots=True)
class DigestOptions:
    """All that a server's managers decide about a digest.

    `query` narrows its posts, none if empty; `count` is the most it shows, from 1 to 5. `role_id`
    is the role to mention, None for none. `crosspost` publishes it from an announcement channel.
    `tag_id` is the tag of its posts in a forum.
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
    """Why a digest does not run, as a sentence, and since when."""

    why: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest of a server. It has no runs for local dates before `first`.

    `next_at` is when it is due next, None while it is paused or the bot is not in the server.
    """

    id: int
    guild_id: int
    options: DigestOptions
    first: date
    created_at: datetime
    edited_at: datetime
    pause: Pause | None = None
    guild_left_at: datetime | None = None
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DigestRun:
    """The run of a digest for one local date, which was due at `due_at`.

    `mark` names it wherever it is posted. `tried_at` is when it was last sent without an answer
    that tells that it did not arrive; None if it certainly did not. `choice` is what was chosen to
    be shown. `channel_id` and `message_id` say where it stands, once it is posted.
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
    settled_at: datetime | None = None

    @property
    def nonce(self) -> str:
        """What tells Discord that a message is sent again; at most 25 characters."""
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
    """The servers that a process attends to: those of its `shards`, of which there are `count`."""

    shards: frozenset[int] = frozenset({0})
    count: int = 1

    def __contains__(self, guild_id: int) -> bool:
        return (guild_id >> 22) % self.count in self.shards


ALL_SHARDS = ShardSet()


@dataclass(frozen=True, slots=True)
class SentMessage:
    """Where a digest stands. `message_id` is None if its message was deleted since."""

    channel_id: int
    message_id: int | None


@dataclass(frozen=True, slots=True)
class DigestItem:
    """A post in a digest: why it is there, and the length of the thread that it is of.

    `year` is the one that it is remembered from; None if it was drawn at random.
    """

    post: Post
    year: int | None = None
    thread_length: int = 1


@dataclass(frozen=True, slots=True)
class DigestChoice:
    """What was chosen for a run, so that a repeat shows the same: kept as text.

    Of each item the post's id, and the other two fields.
    """

    day: Day
    items: tuple[tuple[str, int | None, int], ...]

    def __str__(self) -> str:
        return json.dumps([self.day.month, self.day.day, self.items])

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the choice that was kept as `text`."""
        month, day, items = json.loads(text)
        return cls(Day(month, day), tuple((id, year, length) for id, year, length in items))


@dataclass(frozen=True, slots=True)
class DigestContent:
    """What a run shows on `date`. `day` is the day that it remembers: the nearest, if need be."""

    date: date
    day: Day
    items: tuple[DigestItem, ...]

    @property
    def choice(self) -> DigestChoice:
        """What was chosen, to be kept."""
        items = tuple((one.post.id, one.year, one.thread_length) for one in self.items)
        return DigestChoice(self.day, items)

    @property
    def year(self) -> int:
        """The year from which years ago are counted: that of the day nearest to the date."""
        years = (self.date.year, self.date.year - 1, self.date.year + 1)
        days = [
            date(year, self.day.month, self.day.day) for year in years if self.day.exists_in(year)
        ]
        return min(days, key=lambda day: abs(day - self.date), default=self.date).year
