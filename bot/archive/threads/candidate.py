"""Candidate links: a post, the earlier one that it may continue, and what speaks for it."""

from typing import NamedTuple

from bot.archive.threads.features import Features

LONG_PARENT, LONG_CHILD = 168, 112
"""Two posts with more characters than these are both long, as those of threads are."""


class CandidateLink(NamedTuple):
    """A post that may continue another, both by their ids, and what speaks for it.

    `account` is the database key of the author, `posted_at` the time of the child in milliseconds
    since 1970, `gap_ms` how much later than the parent that is. Lengths are in characters, see
    `text_length`; None in what an earlier build stored. `shared` are the stems of the words that
    both have. `rarity` is the weight of the rarest of these, and `word` that word as the child has
    it; 0 and "" where they were not looked up or nothing is shared.
    """

    child: str
    parent: str
    account: int
    posted_at: int
    gap_ms: int
    features: Features
    parent_length: int | None = None
    child_length: int | None = None
    shared: tuple[str, ...] = ()
    rarity: float = 0.0
    word: str = ""

    @property
    def in_conversation(self) -> bool:
        """Whether both posts begin with the same mentions."""
        return bool(self.features & Features.SAME_MENTIONS)

    @property
    def both_long(self) -> bool:
        """Whether both posts are long."""
        return are_long(self.parent_length or 0, self.child_length or 0)


class SeenPair(NamedTuple):
    """A candidate link, and whether the child continues the parent: as is known, not inferred."""

    candidate: CandidateLink
    followed: bool


def are_long(parent: int, child: int) -> bool:
    """Return whether two posts of these lengths, in characters, are both long."""
    return parent > LONG_PARENT and child > LONG_CHILD
