"""Search: from a query to the posts that match it best."""

from collections.abc import Callable
from datetime import UTC, tzinfo

from bot.archive.posts.ids.links import find_post_id
from bot.archive.search.completion import completions
from bot.archive.search.query.ast import Query
from bot.archive.search.query.notes import (
    NO_COUNTS,
    NO_TEXTS,
    needs_counts,
    needs_texts,
    notes,
)
from bot.archive.search.query.parser import parse
from bot.archive.search.sort_order import SortOrder
from bot.errors import BusyError, ReplacedError
from bot.services.archive_views import Archive, View
from bot.services.search.alternatives import find_alternatives
from bot.services.search.execution import time_limit
from bot.services.search.hits import load_hits
from bot.services.search.index_cache import IndexCache
from bot.services.search.nearest import Nearest
from bot.services.search.nearest_pages import nearest_results
from bot.services.search.results import Alternatives, Results
from bot.storage.archive.reader import ArchiveReader


class Search:
    """Searches an archive.

    The whole search, SQL and scoring, runs on a reader thread, so that neither blocks the event
    loop.
    """

    def __init__(self, archive: Archive, index: IndexCache, nearest: Nearest) -> None:
        self._archive = archive
        self._index = index
        self._nearest = nearest

    async def find(
        self,
        query: Query,
        zone: tzinfo = UTC,
        *,
        offset: int = 0,
        limit: int = 10,
        sort: SortOrder = SortOrder.RELEVANCE,
        within: View | None = None,
    ) -> Results:
        """Return at most `limit` posts that match `query`, beginning at `offset` (0-based).

        Days in the query are in the time zone `zone`. Raises TooLongError for a query that takes
        more than a second, BusyError if that is only because others are served first,
        ReplacedError if the same user begins a newer search meanwhile, and for a query with a
        meaning what `Nearest.find` raises.
        """
        meant = offset == 0 and self._nearest.is_installed

        def find(reader: ArchiveReader) -> Results:
            with time_limit(reader):
                execution = self._index.execution(reader, query, zone)
                page = execution.page(offset, offset + limit, sort)
                is_little = meant and execution.finds_little(page.total)
            hits = tuple(load_hits(reader, page.ranked, page.near_misses))
            return Results(hits, page.total, page.more, is_little)

        async with self._archive.view(within) as view:
            if query.meaning is None:
                return await view.search(find)
            nearest = await self._nearest.find(view, query, zone)
            order = query.sort or sort
            return await view.search(nearest_results, nearest, offset, limit, order)

    async def alternatives(
        self, query: Query, zone: tzinfo = UTC, *, within: View | None = None
    ) -> Alternatives:
        """Return alternatives to a query without results; for one with a meaning there are none."""
        if query.meaning is not None:
            return Alternatives()
        async with self._archive.view(within) as view:
            return await view.search(find_alternatives, self._index, query, zone)

    async def notes(
        self,
        query: Query,
        *,
        sort: SortOrder = SortOrder.RELEVANCE,
        within: View | None = None,
    ) -> list[str]:
        """Return sentences, without a full stop, on how `query` was understood.

        They contain words of the query. `sort` is the order of its results.
        """
        found = notes(query)
        if needs_counts(query, sort):
            async with self._archive.view(within) as view:
                if not await view.read(lambda reader: reader.search.has_counts()):
                    found.append(f"{NO_COUNTS}")
        if needs_texts(query):
            async with self._archive.view(within) as view:
                if not await view.read(lambda reader: reader.status.has_read_pictures()):
                    found.append(f"{NO_TEXTS}")
        return found

    async def notes_on_ref(self, ref: str) -> list[str]:
        """Return the notes on text that names a post: by an id, a link, or a query's words."""
        return [] if find_post_id(ref) else await self.notes(parse(ref))

    async def complete(self, typed: str) -> list[str]:
        """Return queries that complete `typed`.

        There are none if the user goes on typing meanwhile, or if too many others ask.
        """

        def complete(reader: ArchiveReader) -> list[str]:
            vocabulary = self._index.current(reader).vocabulary
            search = reader.search
            return completions(typed, vocabulary, search.accounts, search.has_shown)

        return await self._completed(complete)

    async def accounts(self, typed: str) -> list[str]:
        """Return the names of accounts with posts that contain `typed`, with or without @, sorted.

        There are none when `complete` returns none.
        """
        part = typed.strip().removeprefix("@").casefold()

        def containing(reader: ArchiveReader) -> list[str]:
            names = (name for name in reader.search.accounts() if part in name.casefold())
            return sorted(names, key=str.casefold)

        return await self._completed(containing)

    async def _completed(self, reading: Callable[[ArchiveReader], list[str]]) -> list[str]:
        async with self._archive.view() as view:
            try:
                return await view.read_latest("completion", reading)
            except (BusyError, ReplacedError):
                return []
