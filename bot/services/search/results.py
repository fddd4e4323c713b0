"""What a query is answered from, and with."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.archive.search.ranking import Ranked
from bot.archive.search.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """What is kept in memory of one state of the archive."""

    generation: int
    vocabulary: Vocabulary
    total: int
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RankedPage:
    """Some of the answers, in order, and how many there are; with `more`, at least so many."""

    ranked: Sequence[Ranked]
    total: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class ResultOrder:
    """The first answers by their keys, in order, and how many there are; `more` as in Answers.

    `best` are those whose points decided on the order.
    """

    keys: list[int]
    best: Sequence[Ranked]
    total: int
    more: bool
