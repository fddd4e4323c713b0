"""Posts that begin threads, for whoever types the words of one."""

from collections.abc import Hashable
from datetime import tzinfo

from bot.archive.posts.post import Post
from bot.archive.search.query.parser import parse
from bot.errors import BadDateError, BadQueryError, TooLongError
from bot.services.posts.hidden import Hidden
from bot.services.search.search import Search
from bot.storage.archive.posts.posts import PostStore
from bot.storage.archive.threads.threads import ThreadStore

_HITS = 200  # the best, that are looked at for those in threads


class ThreadCompletion:
    """Finds threads by what is typed."""

    def __init__(
        self,
        posts: PostStore,
        threads: ThreadStore,
        search: Search,
        hidden: Hidden,
    ) -> None:
        self._posts = posts
        self._threads = threads
        self._search = search
        self._hidden = hidden

    async def complete(
        self, typed: str, limit: int, zone: tzinfo, lane: Hashable = None
    ) -> list[Post]:
        """Return the first posts of threads that the words typed so far are in, the best first.

        Of none typed, those of the newest threads. What cannot be read, as an open quote, is in
        none. Days are those of `zone`. `lane` is who types: see `Search.complete`.
        """
        hidden = await self._hidden.keys()
        if not typed.strip():
            newest = await self._threads.newest_starts(limit + len(hidden))
            return await self._posts.by_keys([key for key in newest if key not in hidden][:limit])
        try:
            query, who = parse(typed), ("thread", lane)
            keys = await self._search.best_while_typing(query, _HITS, zone, who)
        except (BadQueryError, BadDateError, TooLongError):
            return []
        extents = await self._threads.extents(keys)
        found = (extents[key] for key in keys if key in extents)
        firsts = dict.fromkeys(one.first for one in found if one.length > 1)
        return await self._posts.by_keys([key for key in firsts if key not in hidden][:limit])
