"""Grouped search: the hits of a query, grouped by thread."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, tzinfo

from bot.archive.paging import Paging
from bot.archive.search.query.ast import Query
from bot.archive.search.ranking import Ranked
from bot.archive.search.sort_order import SortOrder
from bot.services.archive_views import Archive, View
from bot.services.search.alternatives import find_alternatives
from bot.services.search.execution import MAX_COUNTED, QueryExecution, time_limit
from bot.services.search.hits import load_hits
from bot.services.search.index_cache import IndexCache
from bot.services.search.nearest import Nearest
from bot.services.search.nearest_pages import nearest_groups
from bot.services.search.results import GroupedResults, HitGroup, ResultOrder
from bot.storage.archive.reader import ArchiveReader
from bot.storage.archive.threads.reader import Extents


class GroupedSearch:
    """Searches and groups the hits by thread."""

    def __init__(self, archive: Archive, index: IndexCache, nearest: Nearest) -> None:
        self._archive = archive
        self._index = index
        self._nearest = nearest

    async def find(
        self,
        query: Query,
        zone: tzinfo = UTC,
        *,
        page: int = 0,
        page_size: int = 10,
        sort: SortOrder = SortOrder.RELEVANCE,
        within: View | None = None,
    ) -> GroupedResults:
        """Return a page, counted from 0, of the groups that match `query`, or the last page.

        The first hit of a thread determines its position, so that it is on one page only. As many
        posts are grouped as are counted exactly, or more if the requested page lies beyond those.
        Raises the same errors as `Search.find`.
        """
        async with self._archive.view(within) as view:
            if query.meaning is None:
                return await view.search(self._find, query, zone, page, page_size, sort)
            nearest = await self._nearest.find(view, query, zone)
            return await view.search(nearest_groups, nearest, page, page_size, query.sort or sort)

    def _find(
        self,
        reader: ArchiveReader,
        query: Query,
        zone: tzinfo,
        page: int,
        page_size: int,
        sort: SortOrder,
    ) -> GroupedResults:
        with time_limit(reader):
            execution = self._index.execution(reader, query, zone)
            meant = page == 0 and self._nearest.is_installed
        max_keys = MAX_COUNTED
        while True:
            with time_limit(reader):
                order = execution.ordering(max_keys, sort)
            extents = reader.threads.extents(order.keys)
            threads, counts = _group_by_thread(order.keys, extents)
            more = order.more or order.total > len(order.keys)
            if not more or len(threads) > (page + 1) * page_size:
                break
            max_keys *= 2
        paging = Paging.of_items(page, len(threads), page_size)
        shown = threads[paging.items(page_size)]
        groups = _load_groups(reader, execution, order, shown, counts, extents)
        with time_limit(reader):
            is_little = meant and execution.finds_little(order.total)
        results = GroupedResults(
            tuple(groups), order.total, len(threads), more, paging, is_little=is_little
        )
        if threads:
            return results
        return replace(results, alternatives=find_alternatives(reader, self._index, query, zone))


def _group_by_thread(keys: Sequence[int], extents: Extents) -> tuple[list[int], Mapping[int, int]]:
    """Return the first of `keys` in each thread, in their order; how many the others have by it.

    A thread that is not counted has one of `keys`.
    """
    if not extents:
        return [*keys], {}
    first_hits: dict[int, int] = {}
    counts: dict[int, int] = {}
    for key in keys:
        hit = first_hits.setdefault(extents[key].first if key in extents else key, key)
        if hit != key:
            counts[hit] = counts.get(hit, 1) + 1
    return [*first_hits.values()], counts


def _load_groups(
    reader: ArchiveReader,
    execution: QueryExecution,
    order: ResultOrder,
    keys: Sequence[int],
    counts: Mapping[int, int],
    extents: Extents,
) -> list[HitGroup]:
    """Return the groups whose first hits are `keys`, which are loaded."""
    ranked = _ranked(reader, execution, order, keys)
    hits = load_hits(reader, ranked, order.near_misses(ranked), extents)
    return [HitGroup(hit, counts.get(key, 1)) for key, hit in zip(keys, hits, strict=True)]


def _ranked(
    reader: ArchiveReader, execution: QueryExecution, order: ResultOrder, keys: Sequence[int]
) -> list[Ranked]:
    """Return the results of `order` that have these keys; those behind the best are read again."""
    known = {one.key: one for one in order.best}
    if missing := [key for key in keys if key not in known]:
        with time_limit(reader):
            known |= {one.key: one for one in execution.ranked(missing)}
    return [known[key] for key in keys]
