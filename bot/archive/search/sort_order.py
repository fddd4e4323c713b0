"""The sort orders of search results."""

from enum import StrEnum


class SortOrder(StrEnum):
    """A sort order of search results."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    POPULAR = "popular"
    """The most liked first, and posts whose likes are not known last."""
