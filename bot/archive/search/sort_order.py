"""The sort orders of search results."""

from enum import StrEnum


class SortOrder(StrEnum):
    """A sort order of search results."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
