"""The in-memory index that queries run against, and their results."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.archive.search.ranking import Ranked
from bot.archive.search.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """The part of the search index in memory, for one generation of the archive.

    `total` is the number of posts, `accounts` the names of all accounts with posts.
    """

    generation: int
    vocabulary: Vocabulary
    total: int
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RankedPage:
    """A page of ranked results in order.

    `total` is the number of all results, or with `more` a lower bound of it.
    """

    ranked: Sequence[Ranked]
    total: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class ResultOrder:
    """The keys of the first results in order; `total` and `more` as in RankedPage.

    `best` are the results that were ordered by their scores.
    """

    keys: list[int]
    best: Sequence[Ranked]
    total: int
    more: bool
