"""Autocompletion of threads: first posts of threads that contain the typed words."""

from collections.abc import Hashable
from datetime import tzinfo

from bot.archive.posts.post import Post
from bot.archive.search.query.parser import parse
from bot.errors import BadDateError, BadQueryError, TooLongError
from bot.services.posts.hidden import HiddenPosts
from bot.services.search.search import Search
from bot.storage.archive.posts.posts import PostStore
from bot.storage.archive.threads.threads import ThreadStore

_HITS = 200  # the best hits, of which only those in threads are offered


class ThreadCompletion:
    """Finds threads by the text typed so far."""

    def __init__(
        self,
        posts: PostStore,
        threads: ThreadStore,
        search: Search,
        hidden: HiddenPosts,
    ) -> None:
        self._posts = posts
        self._threads = threads
        self._search = search
        self._hidden = hidden

    async def complete(
        self, typed: str, limit: int, zone: tzinfo, requester: Hashable = None
    ) -> list[Post]:
        """Return the first posts of threads that match the text typed so far, the best first.

        Without any text they are those of the newest threads. Text that cannot be parsed, such as
        an open quote, matches nothing. Days are in the time zone `zone`. `requester` is the user
        who types: see `Search.complete`.
        """
        hidden = await self._hidden.keys()
        if not typed.strip():
            newest = await self._threads.newest_starts(limit + len(hidden))
            return await self._posts.by_keys([key for key in newest if key not in hidden][:limit])
        try:
            query, key = parse(typed), ("thread", requester)
            keys = await self._search.best_while_typing(query, _HITS, zone, key)
        except (BadQueryError, BadDateError, TooLongError):
            return []
        extents = await self._threads.extents(keys)
        found = (extents[key] for key in keys if key in extents)
        firsts = dict.fromkeys(extent.first for extent in found if extent.length > 1)
        return await self._posts.by_keys([key for key in firsts if key not in hidden][:limit])
