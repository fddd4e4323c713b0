"""Notes on a query: how it was understood where that may not be what was meant."""

import re
from collections.abc import Iterator

from bot.archive.search.query.ast import Query, Word, leaves
from bot.archive.search.query.filters import (
    After,
    Before,
    Content,
    Has,
    MinLikes,
    MinReposts,
    Until,
)
from bot.archive.search.query.signs import COLONS
from bot.archive.search.sort_order import SortOrder
from bot.languages import _, joined, lazy, ngettext

NO_COUNTS = lazy(
    "No post of this archive has counts of likes and reposts; only X's own export has them"
)
NO_TEXTS = lazy(
    "No picture of this archive was read yet, so none is found by its text. The owner of the "
    "archive can have that done: throwback media read"
)

# Not an address, a time of day, a smiley, a name in a program with two colons.
_KEYED = re.compile(rf"([^\W\d][\w-]{{1,39}})[{COLONS}](?!//)[^\s{COLONS}]")
_MOST_NAMED = 3  # what is no filter
_LONGEST_NAME = 20  # characters


def needs_counts(query: Query, sort: SortOrder = SortOrder.RELEVANCE) -> bool:
    """Return whether a query, whose results come in the order `sort`, is about likes or reposts.

    An order in the query itself goes before `sort`.
    """
    found = (isinstance(leaf, MinLikes | MinReposts) for leaf, _negated in leaves(query.root))
    return (query.sort or sort) is SortOrder.POPULAR or any(found)


def needs_texts(query: Query) -> bool:
    """Return whether a query is about the text in pictures."""
    return Has(Content.TEXT) in [leaf for leaf, _negated in leaves(query.root)]


def notes(query: Query) -> list[str]:
    """Return sentences, without a full stop, on what may be taken for a filter or for its limits.

    They contain words of the query.
    """
    return [*_unknown_filters(query), *_days(query)]


def _unknown_filters(query: Query) -> Iterator[str]:
    words = (leaf.text for leaf, _negated in leaves(query.root) if isinstance(leaf, Word))
    found = dict.fromkeys(match[1] for text in words if (match := _KEYED.match(text)))
    shown = [f"{_shorten(name)}:" for name in found][:_MOST_NAMED]
    names = [_("“{text}”", text=name) for name in shown]
    if names:
        yield ngettext(
            "{names} is no filter here; it was searched as text",
            "{names} are no filters here; they were searched as text",
            len(names),
            names=joined(names),
        )


def _days(query: Query) -> Iterator[str]:
    kinds = {type(leaf) for leaf, _negated in leaves(query.root)}
    if Until in kinds:
        yield _("until: counts that date as well")
    for kind in (After, Before):
        if kind in kinds:
            yield _("{name}: leaves that date out", name=kind.name)


def _shorten(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"
