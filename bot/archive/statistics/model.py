"""The figures of an archive, of the posts that fit a query, or of one year."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import NamedTuple

from bot.archive.posts.post import Kind, Post

TOP = 10
"""How many people, hashtags, threads and most liked posts are named."""


class Counted(NamedTuple):
    """A name as its newest post spells it, with its sign, and the number of posts with it."""

    name: str
    posts: int


class MarkingWord(NamedTuple):
    """A word that marks a year: the posts with it in that year, and those of all other years.

    `score` is how many standard deviations its log-odds are above those of the other years. A word
    of a script without spaces is counted by the posts that have all of its pairs, see
    `whole_words.parts_of`.
    """

    word: str
    posts: int
    elsewhere: int
    score: float


class Streak(NamedTuple):
    """Days in a row with posts, both ends included."""

    first: date
    last: date
    days: int


class BusiestDay(NamedTuple):
    """The day with the most posts."""

    day: date
    posts: int


class LongThread(NamedTuple):
    """The first post of a thread that is shown, and how many posts of it are shown."""

    first: Post
    length: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """What is counted; days, months and hours are those of `zone`.

    With `year` only posts of that local year are counted, and `words` has that year alone.

    `months` counts posts by (year, month), `years` lists the years with posts that fit, also those
    left out by `year`. `hours` are seven rows, Monday first, of 24 counts; the posts of which only
    the day is known are not in them: `without_hour` is their number.
    `people` are accounts that posts answer or mention, `hashtags` those in posts; `words` are those
    that mark each year against the others, the strongest first. In these three, and in `liked`,
    reposts do not count. `people` and `hashtags` are by number of posts, then by name; of `liked`
    the count is the post's own; `likes_known` is the number of posts whose likes are known.
    `networks` counts the posts of each network, the most first; one that stands on several counts
    for each of them.
    """

    zone: tzinfo
    year: int | None
    kinds: Mapping[Kind, int]
    years: tuple[int, ...]
    months: Mapping[tuple[int, int], int]
    hours: tuple[tuple[int, ...], ...]
    without_hour: int
    active_days: int
    busiest: BusiestDay | None
    streak: Streak | None
    people: tuple[Counted, ...]
    hashtags: tuple[Counted, ...]
    words: Mapping[int, tuple[MarkingWord, ...]]
    threads: tuple[LongThread, ...]
    liked: tuple[Post, ...]
    likes_known: int
    first: Post | None
    last: Post | None
    networks: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """The number of posts that are counted."""
        return sum(self.kinds.values())

    @property
    def by_year(self) -> dict[int, int]:
        """The number of counted posts of each year that has some, the oldest first."""
        counts: dict[int, int] = {}
        for (year, _), posts in sorted(self.months.items()):
            counts[year] = counts.get(year, 0) + posts
        return counts
