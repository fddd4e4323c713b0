"""The execution of one query over one state of the archive, on a reader thread.

The words of a query select the candidates and rank them. Filters come first if few posts pass them,
else they are applied to the candidates. `matcher.py` decides which posts match.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import tzinfo
from itertools import islice

from pyroaring import BitMap

from bot.archive.search.candidates import Candidates
from bot.archive.search.query.ast import EVERYTHING, Query
from bot.archive.search.ranking import Ranked, rank, weighted
from bot.archive.search.sort_order import SortOrder
from bot.services.archive_views import SEARCH_LIMIT
from bot.services.search.masks import QueryMask
from bot.services.search.matcher import QueryMatcher
from bot.services.search.results import RankedPage, ResultOrder, SearchIndex
from bot.storage.archive.reader import ArchiveReader
from bot.storage.archive.search.filters import Condition

MAX_COUNTED = 1_000
"""Results that are counted exactly where each has to be looked at."""

LITTLE = 3
"""Posts that have all words of a query: if it has fewer, something else may have been meant."""

_TIME_LIMIT = SEARCH_LIMIT
# Posts that are ranked by their own words; those behind them keep the candidate order.
_RANKED = 80  # of those that have most of the query, between which the candidate order is vague
_RANKED_AT_LEAST = 16
_FEW = 20_000  # posts: if no more pass the filters, the words are searched for in those alone
_FEW_REPEATED = 500  # cross-posts that are counted exactly among the posts that match
_SHARE = 20  # if more than one in so many posts may match, all posts are walked in time order


def time_limit(reader: ArchiveReader) -> AbstractContextManager[None]:
    """Raise TooLongError when the queries of one read of a view take more than a second."""
    return reader.time_limit(_TIME_LIMIT)


class QueryExecution:
    """Runs one query and returns keys, rankings and counts."""

    def __init__(
        self, reader: ArchiveReader, index: SearchIndex, query: Query, zone: tzinfo
    ) -> None:
        self._reader = reader
        self._index = index
        self._query = query
        self._matcher = QueryMatcher(reader, index, query, zone)
        self._filter = self._matcher.filter
        self._weighted = [weighted(term, index.total) for term in self._matcher.ranking_terms]
        self._filters_later = False
        self._ranked = _RANKED

    def page(self, start: int, end: int, sort: SortOrder) -> RankedPage:
        """Return the results from `start` up to `end` (0-based, exclusive) in the order `sort`.

        An order in the query itself goes before `sort`.
        """
        order = self._order(end, self._query.sort or sort)
        best = order.best[start:end]
        behind = self.ranked(order.keys[max(start, len(order.best)) : end])
        shown = [*best, *behind]
        return RankedPage(shown, order.total, order.more, order.near_misses(shown))

    def ordering(self, most: int, sort: SortOrder) -> ResultOrder:
        """Return the keys of the first `most` results in the order `sort`; see `page`."""
        order = self._order(most, self._query.sort or sort)
        return replace(order, keys=order.keys[:most])

    def ranked(self, keys: Sequence[int]) -> list[Ranked]:
        """Return the posts with these keys, in this order, with their scores.

        A post that matches by something else than a word has the score 0.
        """
        if not keys:
            return []
        position = {key: number for number, key in enumerate(keys)}
        return sorted(self._rank(keys), key=lambda hit: position[hit.key])

    def all_matching(self) -> list[int]:
        """Return the keys of all posts that match every part of the query, typos allowed."""
        return self._matcher.all_matching()

    def mask(self) -> BitMap:
        """Return the same as a set; keys that no post has may be in it."""
        return QueryMask(self._matcher).all_matching()

    def mask_before_filters(self) -> tuple[BitMap, Condition | None]:
        """Return the same, or more and the condition that these have to meet as well."""
        return QueryMask(self._matcher).before_filters()

    def matching_among(self, keys: Iterable[int]) -> set[int]:
        """Return those of `keys` whose posts match every part of the query, typos allowed."""
        return self._matcher.matching_among(keys)

    def finds_little(self, total: int) -> bool:
        """Return whether fewer than LITTLE posts, of `total` results, have all of the words."""
        return total < LITTLE or not self._matcher.has_all_words(LITTLE)

    def candidate_lists(self) -> list[Sequence[int]] | None:
        """Return lists of keys that contain all matching posts: see `QueryMatcher`."""
        return self._matcher.candidate_lists()

    @property
    def matches_everything(self) -> bool:
        """Whether every post matches."""
        return self._query.root == EVERYTHING

    def count(self, most: int) -> int:
        """Return how many posts match, at most `most`."""
        return min(self.page(0, 1, SortOrder.RELEVANCE).total, most)

    def _order(self, end: int, sort: SortOrder) -> ResultOrder:
        """Return the keys of at least the first `end` results in the order `sort`, if so many."""
        order = self._unranked(end, sort)
        if not self._is_ranked(sort):
            return replace(order, candidates=None)
        best = self._rank(order.keys[: self._ranked])
        order.keys[: self._ranked] = [hit.key for hit in best]
        return replace(order, best=best)

    def _unranked(self, end: int, sort: SortOrder) -> ResultOrder:
        """Return the same before the best of them are in their final order."""
        matcher, candidates = self._matcher, None
        if matcher.matches_nothing:
            return ResultOrder([], [], 0, more=False)
        most = max(MAX_COUNTED, end)
        if not matcher.ranking_terms:  # without words the newest come first, unless by `sort`
            order = sort if sort is not SortOrder.RELEVANCE else SortOrder.NEWEST
            found = self._reader.search.in_order(self._filter, order)
            if self._query.rest != EVERYTHING:
                found = matcher.matching(found)
        else:
            candidates, keys = self._candidates()
            self._ranked = min(_RANKED, max(_RANKED_AT_LEAST, candidates.best_count))
            found = self._sorted(candidates, keys, sort)
            if matcher.is_plain and not self._filters_later:
                return self._counted(found, keys, max(self._ranked, end), candidates)
            found = matcher.matching(found, with_filters=self._filters_later)
        first = list(islice(self._reader.cross_posts.once(found), most + 1))
        return ResultOrder(first, [], min(len(first), most), len(first) > most, candidates)

    def _counted(
        self, found: Iterator[int], keys: BitMap, most: int, candidates: Candidates
    ) -> ResultOrder:
        """Return the first of `found`, which are the posts `keys` in order, each group once.

        To count groups of very many posts takes longer than to find them.
        """
        cross_posts = self._reader.cross_posts
        repeated = len(keys & cross_posts.posts)
        if not repeated:
            first = list(islice(found, most))
            return ResultOrder(first, [], len(keys), more=False, candidates=candidates)
        first = list(islice(cross_posts.once(found), most + 1))
        more = False
        if len(first) <= most:
            total = len(first)
        elif repeated <= _FEW_REPEATED:
            total = len(keys) - len(cross_posts.repeated(keys))
        else:
            total, more = len(keys - cross_posts.behind), True
        return ResultOrder(first[:most], [], total, more, candidates)

    def _candidates(self) -> tuple[Candidates, BitMap]:
        """Return the posts that may match; filters are applied.

        If many posts pass the filters and many may match, filters are left for later.
        """
        matcher, search = self._matcher, self._reader.search
        keys = matcher.candidate_keys(all_words=False)
        few = self._few_passing() if keys is None else None
        candidates = self._of(few)
        found = candidates.keys if keys is None else keys
        self._filters_later = matcher.has_filter and few is None and len(found) > _FEW
        if not matcher.has_filter or few is not None or self._filters_later:
            return candidates, found
        passing = BitMap(search.passing(found, self._filter))
        if not passing and keys is None:
            # The best of all posts do not pass: look among those that do.
            candidates = self._of(BitMap(search.meeting(self._filter)))
            return candidates, candidates.keys
        return candidates, passing

    def _of(self, allowed: BitMap | None) -> Candidates:
        matcher = self._matcher
        return Candidates(self._weighted, matcher.postings, allowed)

    def _few_passing(self) -> BitMap | None:
        """Return the posts that pass the filters if they are few."""
        if not self._matcher.has_filter:
            return None
        few = self._reader.search.few_passing(self._filter, _FEW)
        return None if few is None else BitMap(few)

    def _sorted(self, candidates: Candidates, keys: BitMap, sort: SortOrder) -> Iterator[int]:
        """Yield keys in the order `sort`, with no more work than those take that are asked for."""
        if sort is SortOrder.RELEVANCE:
            yield from candidates.best_first(keys)
        # No index is ordered by likes: to walk all posts would sort all of them.
        elif sort is SortOrder.POPULAR or len(keys) < self._index.total / _SHARE:
            yield from self._reader.search.ordered(keys, sort)
        else:
            every = self._reader.search.in_order(Condition("1"), sort)
            yield from (key for key in every if key in keys)

    def _is_ranked(self, sort: SortOrder) -> bool:
        """Return whether the scores of posts decide on their order."""
        return bool(self._matcher.ranking_terms) and sort is SortOrder.RELEVANCE

    def _rank(self, keys: Sequence[int]) -> list[Ranked]:
        """Return the posts that have these keys ranked, the best first."""
        candidates = self._reader.search.candidates(keys)
        ranked = rank(candidates, self._weighted, self._index.total)
        by_words = {hit.key for hit in ranked}
        return ranked + [
            Ranked(one.key, one.sort_key, 0.0, ()) for one in candidates if one.key not in by_words
        ]
