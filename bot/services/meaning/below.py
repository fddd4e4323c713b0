"""What is found by meaning below the answers to words, where words find nothing or little."""

from collections.abc import Collection
from datetime import tzinfo

from bot.archive.posts.ids.links import find_post_id
from bot.archive.search.query.ast import (
    Node,
    Not,
    Phrase,
    Query,
    Word,
    all_of,
    is_filter,
    leaves,
)
from bot.archive.search.query.meaning import About
from bot.errors import ThrowbackError
from bot.languages import _
from bot.services.archive_views import View
from bot.services.meaning.by_meaning import ByMeaning
from bot.services.search.index_cache import IndexCache
from bot.services.search.nearest import NearestPosts
from bot.services.search.nearest_pages import nearest_hits
from bot.services.search.results import Hit
from bot.storage.archive.reader import ArchiveReader
from bot.workers.encoder_jobs import PACKAGE

MOST_BELOW = 3
"""Posts that are shown so."""

PATIENCE = 1.5
"""Seconds that an answer waits for them: the first one after a while may be given without."""


class BelowWords:
    """Finds the posts that are near to the words of a query and do not have them."""

    def __init__(self, by_meaning: ByMeaning, index: IndexCache) -> None:
        self._by_meaning = by_meaning
        self._index = index

    async def advice(self, query: Query, *, within: View) -> list[str]:
        """Return a sentence, without a full stop, on what a query without results lacks.

        That is for owners. Where nothing is lacking there is none.
        """
        if near_words(query) is None:
            return []
        if not self._by_meaning.is_installed:
            return [
                _(
                    "Posts are found by what they mean as well if you install {package} and give "
                    "the command `throwback meaning build`",
                    package=PACKAGE,
                )
            ]
        if await self._by_meaning.problem(within=within) is not None:  # not built by this model
            return [
                _(
                    "Posts are found by what they mean as well if you give the command "
                    "`throwback meaning build`"
                )
            ]
        return []

    async def find(
        self,
        query: Query,
        zone: tzinfo,
        shown: Collection[str],
        *,
        within: View,
        patience: float = PATIENCE,
    ) -> list[Hit]:
        """Return up to MOST_BELOW posts, the nearest first, for a query that finds little.

        Not among them are those with the ids `shown`, others of their threads, and what has all
        words of the query. None where search by meaning is not installed, nothing is built, or it
        takes more than `patience` seconds: an answer is not worse without.
        """
        near = near_words(query)
        if near is None or not self._by_meaning.is_installed:
            return []

        def load(reader: ArchiveReader, nearest: NearestPosts) -> list[Hit]:
            keys = self._others(reader, query, zone, nearest.shown(reader), shown)
            return nearest_hits(reader, keys)

        try:
            nearest = await self._by_meaning.find(within, near, zone, patience=patience)
            return await within.search(load, nearest)
        except ThrowbackError:
            return []

    def _others(
        self,
        reader: ArchiveReader,
        query: Query,
        zone: tzinfo,
        keys: list[int],
        shown: Collection[str],
    ) -> list[int]:
        hits = self._index.execution(reader, query, zone).matching_among(keys)
        known = [*reader.posts.keys([*shown]).values()]
        extents = reader.threads.extents([*keys, *known])
        seen = {extents[key].first for key in known}
        found = []
        for key in keys:
            if key not in hits and extents[key].first not in seen:
                seen.add(extents[key].first)
                found.append(key)
        return found[:MOST_BELOW]


def near_words(query: Query) -> Query | None:
    """Return the query for what is near to the words of a query, with its filters and exclusions.

    None if it has no words, names posts, or has words and filters as alternatives.
    """
    if query.meaning is not None:
        return None
    kept: list[Node] = []
    words: list[str] = []
    for part in query.parts:
        if is_filter(part) or isinstance(part, Not):
            kept.append(part)
            continue
        for leaf, wanted in leaves(part):
            if not isinstance(leaf, Word | Phrase):
                return None
            if wanted:
                words.append(leaf.text)
    if not any(map(str.isalpha, "".join(words))) or any(map(find_post_id, words)):
        return None
    return Query(all_of(kept), query.text, meaning=About(" ".join(words)))
