"""Searches for posts that are near to something: what they need of the feature behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Protocol

from bot.archive.search.query.ast import Query
from bot.archive.search.sort_order import SortOrder
from bot.errors import BadQueryError
from bot.languages import lazy, ngettext
from bot.services.archive_views import View
from bot.storage.archive.reader import ArchiveReader
from bot.storage.archive.search.filters import Condition


class SearchOnlyError(BadQueryError):
    """A query for near posts where posts are chosen, of which none is nearer than another."""

    sentence = lazy("~words and like: are for a search alone; leave them out here.")


@dataclass(frozen=True, slots=True)
class NearestPosts:
    """The keys of posts that are near, the nearest first, each text once.

    `missing` posts of the archive were not compared: their meaning was not taken yet.
    """

    keys: Sequence[int]
    missing: int

    def shown(self, reader: ArchiveReader, sort: SortOrder = SortOrder.RELEVANCE) -> list[int]:
        """Return the keys of those that a reader has, in an order; cross-posts once.

        The nearest come first, unless by another order.
        """
        passing = reader.search.passing(self.keys, Condition("1"))
        keys = [*reader.cross_posts.once(key for key in self.keys if key in passing)]
        return keys if sort is SortOrder.RELEVANCE else reader.search.ordered(keys, sort)


class Nearest(Protocol):
    """Finds the posts that are nearest to the meaning of a query."""

    @property
    def is_installed(self) -> bool:
        """Whether what it needs is installed."""

    async def find(self, view: View, query: Query, zone: tzinfo) -> NearestPosts:
        """Return the nearest of the posts that match the tree of `query`.

        Days in it are those of `zone`. Raises a ThrowbackError where that is not possible.
        """


def not_compared(missing: int) -> list[str]:
    """Return a sentence, without a full stop, on posts that were not compared; of none nothing."""
    if not missing:
        return []
    return [
        ngettext(
            "The meaning of {count:,} post was not taken yet; `throwback meaning build` does that",
            "The meaning of {count:,} posts was not taken yet; `throwback meaning build` does that",
            missing,
        )
    ]
