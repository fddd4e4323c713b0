"""Pages of a list of items."""

from dataclasses import dataclass
from typing import Self

MANY_PAGES = 4
"""From so many pages on, they are not only turned one by one."""


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page is shown: `number`, counted from 0, out of `pages`."""

    number: int
    pages: int

    @classmethod
    def of(cls, number: int, pages: int) -> Self:
        """Return the paging at page `number`, or at the last page if there is no such page.

        A button may ask for a missing page: posts were hidden or merged since it was sent.
        """
        return cls(max(0, min(number, pages - 1)), pages)

    @classmethod
    def of_items(cls, number: int, count: int, page_size: int) -> Self:
        """Return the same for `count` items, `page_size` on each page."""
        return cls.of(number, -(-count // page_size))

    def items(self, page_size: int) -> slice:
        """Return the slice of all items that is on this page, `page_size` on each."""
        return slice(self.number * page_size, (self.number + 1) * page_size)
