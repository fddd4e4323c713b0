"""Whose posts a file holds.

A body may quote a record of somebody else's, so the owner is whom most records name. A file made of
two archives holds two owners: what the second one's footers end is no text of the first one's.
"""

from collections import Counter
from collections.abc import Iterable

_FEWEST = 3  # records: people quote a record or two
_SHARE = 20  # and one in so many of the owner's

Owners = Counter[str]
"""How many whole records name each account, in small letters; who was named last stands last."""


def count(names: Iterable[str]) -> Owners:
    """Return how often each of `names` stands there."""
    counts: Owners = Counter()
    for name in names:
        counts[name] = counts.pop(name, 0) + 1  # puts it at the end
    return counts


def owner_in(owners: Owners) -> str | None:
    """Return whom most records name; of equals the one named last, None if none names any.

    A record that quotes another stands around it, so its own name comes last.
    """
    return max(reversed(owners), key=owners.__getitem__, default=None)


def others_in(owners: Owners, owner: str | None) -> frozenset[str]:
    """Return who owns posts of the file beside `owner`.

    That is who is named by three whole records or more, and by one for each twenty of the owner's.
    """
    enough = max(_FEWEST, owners[owner or ""] / _SHARE)
    return frozenset(name for name, times in owners.items() if name != owner and times >= enough)


def is_near_name(name: str, owner: str) -> bool:
    """Tell whether `name` is `owner`, or differs from it in one letter."""
    return len(name) == len(owner) and sum(map(str.__ne__, name, owner)) <= 1


def not_by_owner(name: str) -> str:
    """Return the reason not to read a post of an account that is not the file's owner."""
    return f"it is a post of @{name}; load it with --account {name}"
