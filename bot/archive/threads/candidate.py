"""Candidate links: a post, the earlier one that it may continue, and what speaks for it."""

from typing import NamedTuple

from bot.archive.threads.features import Features
from bot.archive.threads.length import are_long

# Looked up: operators of IntFlag take a microsecond, and some answers look at every candidate link.
_IN_CONVERSATION = [
    bool(features & Features.SAME_MENTIONS) for features in range(max(Features) << 1)
]


class CandidateLink(NamedTuple):
    """A post that may continue another, both by their ids, and what speaks for it.

    `account` is the database key of the author, `posted_at` the time of the child in milliseconds
    since 1970, `gap_ms` how much later than the parent that is. Lengths are in characters, see
    `length.py`; None in what an earlier build stored. `keys` are those of child and parent in the
    database. `rarity` is the weight of the rarest word that both have, 0 without one, and None
    where it was not looked up; `word` is that word if it says something.
    """

    child: str
    parent: str
    account: int
    posted_at: int
    gap_ms: int
    features: Features
    parent_length: int | None = None
    child_length: int | None = None
    keys: tuple[int, int] = (0, 0)
    rarity: float | None = None
    word: str = ""

    @property
    def in_conversation(self) -> bool:
        """Whether both posts begin with the same mentions."""
        return _IN_CONVERSATION[self.features]

    @property
    def both_long(self) -> bool:
        """Whether both posts are long."""
        return are_long(self.parent_length or 0, self.child_length or 0)


class SeenPair(NamedTuple):
    """A candidate link, and whether the child continues the parent: as is known, not inferred."""

    candidate: CandidateLink
    followed: bool
