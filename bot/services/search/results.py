"""The results of searches, and the in-memory index that queries run against."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyroaring import BitMap

from bot.archive.paging import Paging
from bot.archive.posts.picture_texts import PictureWords
from bot.archive.posts.post import Post
from bot.archive.search.analysis.of_posts import VERSION
from bot.archive.search.candidates import Candidates
from bot.archive.search.query.ast import Query
from bot.archive.search.ranking import Match, Ranked, near_misses
from bot.archive.search.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """The part of the search index in memory, for one generation of the archive.

    `total` is the number of posts, `languages` are those of whose words stems are known, `analysis`
    is the version of the analysis that made the words. All audiences share it, and what they are
    not to see of it is left out when it is used.
    """

    generation: int
    vocabulary: Vocabulary
    total: int
    languages: tuple[str, ...] = ()
    analysis: int = VERSION


@dataclass(frozen=True, slots=True)
class RankedPage:
    """A page of ranked results in order.

    `total` is the number of all results, or with `more` a lower bound of it. `near_misses` has the
    keys of those that have typos where others, with as much of the query, have none.
    """

    ranked: Sequence[Ranked]
    total: int
    more: bool = False
    near_misses: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class ResultOrder:
    """The keys of the first results in order; `total` and `more` as in RankedPage.

    `best` are the results that were ordered by their scores, if they are; then `candidates` are
    those that the results come from.
    """

    keys: list[int]
    best: Sequence[Ranked]
    total: int
    more: bool
    candidates: Candidates | None = None

    def near_misses(self, shown: Iterable[Ranked]) -> frozenset[int]:
        """Return the keys of the near misses, as in RankedPage, among the results `shown`."""
        if self.candidates is None or not any(one.has_typos for one in shown):
            return frozenset()
        found = near_misses(self.best)
        best = {one.key for one in self.best}
        if any(one.has_typos and one.key not in best for one in shown):
            found |= {*self.candidates.near_misses(BitMap(self.keys))} - best
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class Hit:
    """A post that matches a query, with its score (higher is better) and what matched.

    `thread_length` is the number of posts in its thread: 1 if it is in none. A near miss has typos
    where others, with as much of the query, have none. `pictured` is what a picture says,
    if a word was found there alone.
    """

    post: Post
    score: float
    matched: tuple[Match, ...]
    thread_length: int
    is_near_miss: bool = False
    pictured: PictureWords | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """A page of the hits of a query in order.

    `total` is the number of all matching posts, or with `more` a lower bound of it. `is_little`:
    hardly any post has all words. `missing` posts could not be compared with a meaning.
    """

    hits: tuple[Hit, ...]
    total: int
    more: bool = False
    is_little: bool = False
    missing: int = 0


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
    are lower bounds. `alternatives` are those of a query without results. `is_little` and `missing`
    are as in Results.
    """

    groups: tuple[HitGroup, ...]
    total: int
    group_count: int
    more: bool
    paging: Paging
    alternatives: Alternatives = Alternatives()
    is_little: bool = False
    missing: int = 0
