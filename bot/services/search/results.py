"""The results of searches, and the in-memory index that queries run against."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.archive.paging import Paging
from bot.archive.posts.post import Post
from bot.archive.search.analysis.of_posts import VERSION
from bot.archive.search.query.ast import Query
from bot.archive.search.ranking import Match, Ranked
from bot.archive.search.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """The part of the search index in memory, for one generation of the archive.

    `total` is the number of posts, `languages` are those of whose words stems are known, `analysis`
    is the version of the analysis that made the words. All audiences share it, and what they are not to see of it is
    left out when it is used.
    """

    generation: int
    vocabulary: Vocabulary
    total: int
    languages: tuple[str, ...] = ()
    analysis: int = VERSION


@dataclass(frozen=True, slots=True)
class RankedPage:
    """A page of ranked results in order.

    `total` is the number of all results, or with `more` a lower bound of it.
    """

    ranked: Sequence[Ranked]
    total: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class ResultOrder:
    """The keys of the first results in order; `total` and `more` as in RankedPage.

    `best` are the results that were ordered by their scores.
    """

    keys: list[int]
    best: Sequence[Ranked]
    total: int
    more: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A post that matches a query, with its score (higher is better) and what matched.

    `thread_length` is the number of posts in its thread: 1 if it is in none.
    """

    post: Post
    score: float
    matched: tuple[Match, ...]
    thread_length: int


@dataclass(frozen=True, slots=True)
class Results:
    """A page of the hits of a query in order.

    `total` is the number of all matching posts, or with `more` a lower bound of it.
    """

    hits: tuple[Hit, ...]
    total: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Alternatives to a query without results.

    `corrected` is the query with a word spelt as in the archive, if that has results. `relaxed` has
    an item for each filter without which there are results: the filter, the query without it, and
    the number of posts that match it (1,000: at least that many).
    """

    corrected: Query | None = None
    relaxed: tuple[tuple[str, Query, int], ...] = ()


@dataclass(frozen=True, slots=True)
class HitGroup:
    """The first hit of a thread in the order, and how many posts of the thread match."""

    hit: Hit
    matching_count: int = 1


@dataclass(frozen=True, slots=True)
class GroupedResults:
    """A page of the groups of a query, in order.

    `total` is the number of matching posts, `group_count` the number of groups. With `more` both
    are lower bounds. `alternatives` are those of a query without results.
    """

    groups: tuple[HitGroup, ...]
    total: int
    group_count: int
    more: bool
    paging: Paging
    alternatives: Alternatives = Alternatives()
