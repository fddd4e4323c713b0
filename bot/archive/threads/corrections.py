"""Corrections: what an owner says of links between posts, which outweighs all else."""

from dataclasses import dataclass
from enum import StrEnum

from bot.archive.posts.post import NETWORK


class Verdict(StrEnum):
    """What a correction says. The values are in files, so their meaning must never change."""

    LINK = "link"
    """The child continues the parent."""
    UNLINK = "unlink"
    """The child continues no post."""
    REJECT = "reject"
    """The child does not continue the parent; it may continue another post."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What was said of a post, by its id, and of the `parent`: None if it continues no post.

    `at` is in milliseconds since 1970; `by` is the id of a Discord user, "terminal", or "forgotten"
    if the user wanted that. Of two corrections that exclude each other, the later one counts.
    """

    verdict: Verdict
    child: str
    parent: str | None
    at: int
    by: str
    network: str = NETWORK
