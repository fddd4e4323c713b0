"""Grouped search: the hits of a query, grouped by thread."""

from dataclasses import dataclass
from datetime import UTC, tzinfo

from bot.archive.search.query.ast import Query
from bot.archive.search.sort_order import SortOrder
from bot.services.search.execution import MAX_COUNTED
from bot.services.search.search import Hit, Search
from bot.storage.archive.threads.threads import ThreadStore


@dataclass(frozen=True, slots=True)
class HitGroup:
    """The first hit of a thread in the order, and how many posts of the thread match."""

    hit: Hit
    matching_count: int = 1


@dataclass(frozen=True, slots=True)
class GroupedResults:
    """A page of the groups of a query, in order.

    `total` is the number of matching posts, `group_count` the number of groups. With `more` both
    are lower bounds.
    """

    groups: tuple[HitGroup, ...]
    total: int
    group_count: int
    more: bool


class GroupedSearch:
    """Searches and groups the hits by thread."""

    def __init__(self, search: Search, threads: ThreadStore) -> None:
        self._search = search
        self._threads = threads

    async def find(
        self,
        query: Query,
        zone: tzinfo = UTC,
        *,
        offset: int = 0,
        limit: int = 10,
        sort: SortOrder = SortOrder.RELEVANCE,
    ) -> GroupedResults:
        """Return at most `limit` groups that match `query`, beginning at `offset` (0-based).

        The first hit of a thread determines its position, so that it is on one page only. As many
        posts are grouped as are counted exactly, or more if the requested page lies beyond those.
        Raises the same errors as `Search.find`.
        """
        max_keys = MAX_COUNTED
        while True:
            order = await self._search.ordering(query, max_keys, zone, sort)
            threads = await self._group_by_thread(order.keys)
            more = order.more or order.total > len(order.keys)
            if not more or len(threads) > offset + limit:
                break
            max_keys *= 2
        shown = threads[offset : offset + limit]
        hits = await self._search.hits(query, order, [keys[0] for keys in shown], zone)
        groups = (HitGroup(hit, len(keys)) for hit, keys in zip(hits, shown, strict=True))
        return GroupedResults(tuple(groups), order.total, len(threads), more)

    async def _group_by_thread(self, keys: list[int]) -> list[list[int]]:
        """Return `keys` grouped by thread; keys and groups stay in the order of `keys`."""
        extents = await self._threads.extents(keys)
        threads: dict[int, list[int]] = {}
        for key in keys:
            first = extents[key].first if key in extents else key
            threads.setdefault(first, []).append(key)
        return list(threads.values())
