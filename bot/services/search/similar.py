"""The lines between hits: which of them have the words of the query only as similar ones."""

from collections.abc import Sequence
from typing import Final

from bot.languages import lazy
from bot.services.search.results import Hit

_SIMILAR: Final = lazy("Similar words")
BY_MEANING: Final = lazy("By meaning")
"""The line above what none of the words found."""

_NOT_ALL: Final = lazy("Not all of the words")


def headings(hits: Sequence[Hit]) -> list[str]:
    """Return the line above each of the hits of a page, in order; most have none, which is empty.

    Near misses are below a line. What comes behind those has less of the query, and so a line too.
    """
    lines, before = [], False
    for hit in hits:
        if hit.is_near_miss == before:
            lines.append("")
        else:
            lines.append(f"{_SIMILAR if hit.is_near_miss else _NOT_ALL}")
        before = hit.is_near_miss
    return lines
