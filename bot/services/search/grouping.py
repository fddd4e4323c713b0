"""Search for people: posts of one thread that answer a query stand in one place."""

from dataclasses import dataclass
from datetime import UTC, tzinfo

from bot.archive.search.query.ast import Query
from bot.services.search.execution import MAX_COUNTED
from bot.services.search.search import Hit, Search
from bot.services.search.sort_order import Sort
from bot.storage.archive.threads.threads import ThreadStore


@dataclass(frozen=True, slots=True)
class HitGroup:
    """The first post of a thread that answers, and how many of the thread's posts do."""

    hit: Hit
    matching: int = 1


@dataclass(frozen=True, slots=True)
class GroupedResults:
    """Part of the places that answer a query, in order.

    `total` is how many posts answer, `count` how many places they stand in. With `more` these are
    at least so many.
    """

    groups: tuple[HitGroup, ...]
    total: int
    count: int
    more: bool


class GroupedSearch:
    """Searches, and puts the answers of each thread together."""

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
        sort: Sort = Sort.RELEVANCE,
    ) -> GroupedResults:
        """Return the places that answer `query`, from the `offset`-th (0-based) on.

        A thread has the place of its first post in the order, so that it stands on one page only.
        As many posts are put together as are counted exactly; more, if the places asked for lie
        beyond. Raises as `Search.find` does.
        """
        most = MAX_COUNTED
        while True:
            order = await self._search.ordering(query, most, zone, sort)
            threads = await self._together(order.keys)
            more = order.more or order.total > len(order.keys)
            if not more or len(threads) > offset + limit:
                break
            most *= 2
        shown = threads[offset : offset + limit]
        hits = await self._search.hits(query, order, [keys[0] for keys in shown], zone)
        places = (HitGroup(hit, len(keys)) for hit, keys in zip(hits, shown, strict=True))
        return GroupedResults(tuple(places), order.total, len(threads), more)

    async def _together(self, keys: list[int]) -> list[list[int]]:
        """Return the keys of each thread, in their order, threads in that of their first ones."""
        extents = await self._threads.extents(keys)
        threads: dict[int, list[int]] = {}
        for key in keys:
            first = extents[key].first if key in extents else key
            threads.setdefault(first, []).append(key)
        return list(threads.values())
