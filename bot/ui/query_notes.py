"""Notes on a query, as small print below a heading."""

from collections.abc import Sequence

from bot.ui.text import escape

MAX_QUERY_SHOWN = 300
"""Characters of a query, escaped, in a heading: so that the notes on it fit as well."""


def small_print(notes: Sequence[str]) -> str:
    """Return plain sentences as a line of small print that begins with a line break.

    Without any it is empty.
    """
    return f"\n-# {escape(' · '.join(notes))}" if notes else ""
