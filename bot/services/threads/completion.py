"""Autocompletion of threads: first posts of threads that contain the typed words."""

from datetime import tzinfo

from bot.archive.posts.post import Post
from bot.archive.search.query.ast import Query
from bot.archive.search.query.parser import parse
from bot.archive.search.sort_order import SortOrder
from bot.errors import BadDateError, BadQueryError, BusyError, ReplacedError, TooLongError
from bot.services.archive_views import Archive
from bot.services.search.execution import time_limit
from bot.services.search.index_cache import IndexCache
from bot.storage.archive.reader import ArchiveReader

_KIND = "thread completion"  # never translated
_HITS = 200  # the best hits, of which only those in threads are offered


class ThreadCompletion:
    """Finds threads by the text typed so far."""

    def __init__(self, archive: Archive, index: IndexCache) -> None:
        self._archive = archive
        self._index = index

    async def complete(self, typed: str, limit: int, zone: tzinfo) -> list[Post]:
        """Return the first posts of threads that match the text typed so far, the best first.

        Without any text they are those of the newest threads. Text that cannot be parsed, such as
        an open quote, matches nothing. Days are in the time zone `zone`. None if the user goes on
        typing meanwhile, or if too many others ask.
        """
        async with self._archive.view() as view:
            try:
                if not typed.strip():
                    return await view.read_latest(_KIND, _newest, limit)
                return await view.read_latest(_KIND, self._find, parse(typed), limit, zone)
            except (BadQueryError, BadDateError, BusyError, ReplacedError, TooLongError):
                return []

    def _find(self, reader: ArchiveReader, query: Query, limit: int, zone: tzinfo) -> list[Post]:
        with time_limit(reader):
            execution = self._index.execution(reader, query, zone)
            keys = execution.ordering(_HITS, SortOrder.RELEVANCE).keys
        extents = reader.threads.extents(keys)
        found = (extents[key] for key in keys)
        firsts = dict.fromkeys(extent.first for extent in found if extent.length > 1)
        return reader.posts.by_keys(
            [key for key in firsts if key not in reader.hidden.keys][:limit]
        )


def _newest(reader: ArchiveReader, limit: int) -> list[Post]:
    # Nobody asked for these, so none is for followers alone.
    left_out = reader.hidden.keys | reader.times.for_followers()
    newest = reader.threads.newest_starts(limit + len(left_out))
    return reader.posts.by_keys([key for key in newest if key not in left_out][:limit])
