"""Memories: the posts of a day of the year, with their threads."""

from dataclasses import dataclass

from bot.archive.calendar import Day
from bot.archive.paging import Paging
from bot.archive.posts.post import Post
from bot.services.memories.days import NeighbourDays


@dataclass(frozen=True, slots=True)
class Memory:
    """A post that was written on the day, and the length of the thread that it represents.

    `starts_thread` says whether that thread begins with it.
    """

    post: Post
    year: int
    thread_length: int
    starts_thread: bool = True


@dataclass(frozen=True, slots=True)
class OnThisDay:
    """The memories of `day`, the newest year first, in chronological order within each day.

    `days` are the days whose posts count for `day`, `years` the years that have memories, newest
    first. `total` is the number of memories, of which `memories` may be only a part.
    """

    day: Day
    days: tuple[Day, ...]
    memories: tuple[Memory, ...]
    years: tuple[int, ...] = ()
    total: int = 0


@dataclass(frozen=True, slots=True)
class OnThisDayPage:
    """A page of the memories of a day, and the nearest other days that have some.

    `year` is the year that the memories are limited to, None for all years.
    """

    remembered: OnThisDay
    paging: Paging
    year: int | None
    neighbours: NeighbourDays
