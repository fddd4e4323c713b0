"""A union-find structure: disjoint groups that can only be merged."""

from collections import Counter, defaultdict
from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


class UnionFind(Generic[T]):
    """Disjoint groups of items, joined pair by pair. One member represents each group."""

    def __init__(self) -> None:
        self._parents: dict[T, T] = {}

    def union(self, one: T, other: T) -> None:
        """Merge the groups of two items."""
        one, other = self.find(one), self.find(other)
        self._parents.setdefault(other, other)
        self._parents[one] = other

    def find(self, item: T) -> T:
        """Return the representative of an item's group; the item itself if it was never joined."""
        root = item
        while (parent := self._parents.get(root, root)) != root:
            root = parent
        while item != root:  # compress the path, which makes later calls fast
            self._parents[item], item = root, self._parents[item]
        return root

    def sizes(self) -> Counter[T]:
        """Return the size of each group, by its representative."""
        return Counter(map(self.find, list(self._parents)))

    def groups(self) -> dict[T, list[T]]:
        """Return the members of each group, by its representative."""
        found: dict[T, list[T]] = defaultdict(list)
        for item in list(self._parents):
            found[self.find(item)].append(item)
        return dict(found)

    def __contains__(self, item: T) -> bool:
        """Return whether an item was ever joined, with another or itself."""
        return item in self._parents
