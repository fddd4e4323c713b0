"""The neighbours of a post."""

from enum import StrEnum


class Neighbour(StrEnum):
    """The post that the same author wrote before another one, or after it."""

    BEFORE = "before"
    AFTER = "after"
