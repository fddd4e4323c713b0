"""The order of answers."""

from enum import StrEnum


class Sort(StrEnum):
    """The order of the answers."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
