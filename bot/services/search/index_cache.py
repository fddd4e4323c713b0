"""The vocabulary in memory: loaded once, and again after each change of the archive."""

import asyncio
import logging
import math
import threading
from datetime import tzinfo

from bot.archive.search.analysis.of_posts import VERSION
from bot.archive.search.query.ast import Query
from bot.archive.search.vocabulary import NO_WORDS
from bot.errors import DatabaseError
from bot.services.archive_views import Archive
from bot.services.search.execution import QueryExecution
from bot.services.search.named_posts import resolve_named_posts
from bot.services.search.nearest import SearchOnlyError
from bot.services.search.results import SearchIndex
from bot.storage.archive.reader import ArchiveReader
from bot.storage.archive.readers import Readers
from bot.storage.transaction import await_uncancelled

_POLL_SECONDS = 0.5  # between two checks whether the archive has changed

_UNKNOWN_TOTAL = 1 << 32  # posts; more than any archive has

_log = logging.getLogger(__name__)


class IndexCache:
    """Keeps the part of the search index that is in memory, of each archive file that is read.

    After an import has changed the archive, queries use the old vocabulary until the new one is
    loaded. Views of a file that another one has replaced use the vocabulary of that file.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._by_file: dict[int, SearchIndex] = {}  # by the number of the file
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

    async def load(self, readers: Readers) -> None:
        """Load the vocabulary of a file before views read it. Raises DatabaseError."""

        def read() -> None:
            reader = readers.take(None)
            try:
                with reader.reading(math.inf, lambda: True), self._load_lock:
                    self._load(reader)
            finally:
                readers.give_back(reader)

        readers.enter()
        try:
            await await_uncancelled(asyncio.to_thread(read))
        finally:
            readers.leave()

    @property
    def is_loaded(self) -> bool:
        """Whether a vocabulary is in memory."""
        return bool(self._by_file)

    def forget(self, opened: int) -> None:
        """Drop the vocabulary of a file that nobody reads any more, by its number."""
        self._by_file.pop(opened, None)

    @property
    def _index(self) -> SearchIndex | None:
        """The vocabulary of the file that was opened last."""
        return self._by_file[max(self._by_file)] if self._by_file else None

    @property
    def vocabulary_size(self) -> int:
        """The number of words in memory."""
        index = self._index
        return 0 if index is None else len(index.vocabulary)

    @property
    def generation(self) -> int:
        """The generation of the archive that the vocabulary is from; -1: none is loaded."""
        index = self._index
        return -1 if index is None else index.generation

    def current(self, reader: ArchiveReader) -> SearchIndex:
        """Return the index in memory; load it on first use, and once the archive is analysed anew.

        The words of an earlier analysis are not those of the new postings.
        """
        index = self._by_file.get(reader.opened)
        if index is None or self._is_of_earlier_analysis(index, reader):
            with self._load_lock:
                index = self._by_file.get(reader.opened)
                if index is None or self._is_of_earlier_analysis(index, reader):
                    return self._load(reader)
        return index

    @staticmethod
    def _is_of_earlier_analysis(index: SearchIndex, reader: ArchiveReader) -> bool:
        return index.analysis < VERSION and index.analysis < reader.search.analysis()

    def execution(self, reader: ArchiveReader, query: Query, zone: tzinfo) -> QueryExecution:
        """Return the execution of a query, without the vocabulary if the query has no words.

        Days in the query are in the time zone `zone`. Links to posts, and ids, are resolved. Raises
        SearchOnlyError for one with a meaning, which needs more than this thread.
        """
        if query.meaning is not None:
            raise SearchOnlyError
        query = resolve_named_posts(reader, query)
        if query.words or query.phrases:
            index = self.current(reader)
        else:
            index = SearchIndex(self._generation(reader), NO_WORDS, _UNKNOWN_TOTAL)
        return QueryExecution(reader, index, query.analysed_by(index.analysis), zone)

    def cache_key(self, reader: ArchiveReader) -> tuple[int, ...]:
        """Return a key that changes whenever a query may match other posts than before."""
        return (self._generation(reader), *reader.hidden.cache_key)

    def _is_stale(self, reader: ArchiveReader) -> bool:
        return 0 <= self._generation(reader) < reader.generation()

    def _generation(self, reader: ArchiveReader) -> int:
        """Return the generation of the vocabulary for a reader; -1: none is loaded."""
        index = self._by_file.get(reader.opened)
        return -1 if index is None else index.generation

    def _reload_if_stale(self, reader: ArchiveReader) -> None:
        with self._load_lock:  # a first load in progress may have begun before the change
            if self._is_stale(reader):
                self._load(reader)

    def _load(self, reader: ArchiveReader) -> SearchIndex:
        index = self._by_file[reader.opened] = SearchIndex(
            reader.generation(),
            reader.search.vocabulary(),
            reader.search.total(),
            reader.search.languages(),
            reader.search.analysis(),
        )
        return index
