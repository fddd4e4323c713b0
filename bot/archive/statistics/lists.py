"""Very many short lists of positions."""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

from bot.archive.statistics.masks import values_at


@dataclass(frozen=True, slots=True)
class Lists:
    """Lists of positions one after the other in `members`; `ends` are where each of them ends.

    An array for each would take many times the memory, and the time to count.
    """

    members: "array[int]"
    ends: "array[int]"

    @classmethod
    def of(cls, lists: Iterable[Iterable[int]]) -> Self:
        """Return the same lists together."""
        members, ends = array("I"), array("I")
        for one in lists:
            members.extend(one)
            ends.append(len(members))
        return cls(members, ends)

    def __getitem__(self, number: int) -> "array[int]":
        """Return the list with a number, counted from 0."""
        return self.members[self.ends[number - 1] if number else 0 : self.ends[number]]

    def counts(self, mask: bytes) -> Iterator[int]:
        """Yield for each list at how many of its positions a mask is 1."""
        found = values_at(mask, self.members)
        return (found.count(1, start, end) for start, end in pairwise((0, *self.ends)))
