"""The vocabulary in memory: loaded once, and again after each change of the archive."""

import asyncio
import logging
import threading
from datetime import tzinfo

from bot.archive.search.analysis.of_posts import VERSION
from bot.archive.search.query.ast import Query
from bot.archive.search.vocabulary import NO_WORDS
from bot.errors import DatabaseError
from bot.services.archive_views import Archive
from bot.services.search.execution import QueryExecution
from bot.services.search.named_posts import resolve_named_posts
from bot.services.search.results import SearchIndex
from bot.storage.archive.reader import ArchiveReader

_POLL_SECONDS = 0.5  # between two checks whether the archive has changed

_UNKNOWN_TOTAL = 1 << 32  # posts; more than any archive has

_log = logging.getLogger(__name__)


class IndexCache:
    """Keeps the part of the search index that is in memory.

    After an import has changed the archive, queries use the old vocabulary until the new one is
    loaded.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._index: SearchIndex | None = None
        # Held only by a thread that is loading, and never while that waits for another thread.
        self._load_lock = threading.Lock()

    async def warm_up(self) -> None:
        """Load the vocabulary now, so that the first search does not have to."""
        async with self._archive.view() as view:
            await view.read(self.current)

    async def reload(self) -> None:
        """Reload the vocabulary if one is in memory and the archive has changed since."""
        async with self._archive.view() as view:
            await view.read_long(self._reload_if_stale)

    async def watch(self) -> None:
        """Follow changes of the archive by any process: check twice a second until cancelled.

        What fails is logged once, until something else fails or nothing does.
        """
        known = ""
        while True:
            await asyncio.sleep(_POLL_SECONDS)
            try:
                async with self._archive.view() as view:
                    is_stale = await view.read(self._is_stale)
                if is_stale:
                    await self.reload()
                known = ""
            except Exception as error:  # noqa: BLE001 - nothing else would ever renew the vocabulary
                why = f"{error}" if isinstance(error, DatabaseError) else type(error).__name__
                if why != known:
                    _log.warning("The vocabulary could not be renewed; the old one serves: %s", why)
                known = why

    @property
    def vocabulary_size(self) -> int:
        """The number of words in memory."""
        return 0 if self._index is None else len(self._index.vocabulary)

    @property
    def generation(self) -> int:
        """The generation of the archive that the vocabulary is from; -1: none is loaded."""
        return -1 if self._index is None else self._index.generation

    def current(self, reader: ArchiveReader) -> SearchIndex:
        """Return the index in memory; load it on first use, and once the archive is analysed anew.

        The words of an earlier analysis are not those of the new postings.
        """
        index = self._index
        if index is None or self._is_of_earlier_analysis(index, reader):
            with self._load_lock:
                index = self._index
                if index is None or self._is_of_earlier_analysis(index, reader):
                    return self._load(reader)
        return index

    @staticmethod
    def _is_of_earlier_analysis(index: SearchIndex, reader: ArchiveReader) -> bool:
        return index.analysis < VERSION and index.analysis < reader.search.analysis()

    def execution(self, reader: ArchiveReader, query: Query, zone: tzinfo) -> QueryExecution:
        """Return the execution of a query, without the vocabulary if the query has no words.

        Days in the query are in the time zone `zone`. Links to posts, and ids, are resolved.
        """
        query = resolve_named_posts(reader, query)
        if query.words or query.phrases:
            index = self.current(reader)
        else:
            index = SearchIndex(self.generation, NO_WORDS, _UNKNOWN_TOTAL)
        return QueryExecution(reader, index, query.analysed_by(index.analysis), zone)

    def cache_key(self, reader: ArchiveReader) -> tuple[int, ...]:
        """Return a key that changes whenever a query may match other posts than before."""
        return (self.generation, *reader.hidden.cache_key)

    def _is_stale(self, reader: ArchiveReader) -> bool:
        return self._index is not None and self._index.generation < reader.generation()

    def _reload_if_stale(self, reader: ArchiveReader) -> None:
        with self._load_lock:  # a first load in progress may have begun before the change
            if self._is_stale(reader):
                self._load(reader)

    def _load(self, reader: ArchiveReader) -> SearchIndex:
        self._index = SearchIndex(
            reader.generation(),
            reader.search.vocabulary(),
            reader.search.total(),
            reader.search.languages(),
            reader.search.analysis(),
        )
        return self._index
