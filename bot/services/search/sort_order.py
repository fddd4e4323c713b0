"""The sort orders of search results."""

from enum import StrEnum


class Sort(StrEnum):
    """A sort order of search results."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
