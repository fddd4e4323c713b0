"""Things in groups that only grow together."""

from collections import Counter
from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


class UnionFind(Generic[T]):
    """Groups of things that were joined two by two. Each goes by one of its own."""

    def __init__(self) -> None:
        self._above: dict[T, T] = {}

    def union(self, one: T, other: T) -> None:
        """Bring the groups of two together."""
        one, other = self.find(one), self.find(other)
        self._above.setdefault(other, other)
        self._above[one] = other

    def find(self, one: T) -> T:
        """Return what the group of one goes by; itself if it was never joined."""
        first = one
        while (above := self._above.get(first, first)) != first:
            first = above
        while one != first:  # so that the next way is short
            self._above[one], one = first, self._above[one]
        return first

    def sizes(self) -> Counter[T]:
        """Return how many each group has, by what it goes by."""
        return Counter(map(self.find, list(self._above)))
