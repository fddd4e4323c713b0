"""What the results of a query are to be near to: words, or a post. A query has one at most.

It is no part of the tree, as an order is none: which posts are near depends on all others. So it
has no NOT, no OR and no parentheses.
"""

from dataclasses import dataclass
from typing import ClassVar, TypeAlias


@dataclass(frozen=True, slots=True)
class About:
    """Near to what `text` says, in whatever words. It has no quotation mark."""

    text: str

    def __str__(self) -> str:
        return f'~"{self.text}"'


@dataclass(frozen=True, slots=True)
class Like:
    """Near to the post with this id, which may be an earlier one as in `filters.Id`."""

    name: ClassVar[str] = "like"

    id: str

    def __str__(self) -> str:
        return f"like:{self.id}"


Meaning: TypeAlias = About | Like
