"""What the results of a query are to be near to: words, or a post. A query has one at most.

It is no part of the tree, as an order is none: which posts are near depends on all others. So it
has no NOT, no OR and no parentheses.
"""

from dataclasses import dataclass
from typing import ClassVar, TypeAlias


@dataclass(frozen=True, slots=True)
class About:
    """Posts that mean something like `text`, which has no quotation mark."""

    text: str

    def __str__(self) -> str:
        return f'~"{self.text}"'


@dataclass(frozen=True, slots=True)
class Like:
    """Posts that mean something like the one with this id, or an earlier one: see `filters.Id`."""

    name: ClassVar[str] = "like"

    id: str

    def __str__(self) -> str:
        return f"like:{self.id}"


Meaning: TypeAlias = About | Like
