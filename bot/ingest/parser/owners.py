"""The owners of a file's posts.

A body may quote another account's record, so the owner is the account that most records name. A
file made of two archives has two owners: the second one's records are no text of the first one's.
"""

from collections import Counter
from collections.abc import Iterable

from bot.languages import Message, lazy

_MIN_RECORDS = 3  # records; people may quote one or two
_OWNER_RECORDS_PER_OTHER = 20  # the most records of the owner for each one of another owner

Owners = Counter[str]
"""How many whole records name each account, in lower case; the one named last comes last."""


def count(names: Iterable[str]) -> Owners:
    """Return how often each of `names` occurs, ordered by their last occurrences."""
    counts: Owners = Counter()
    for name in names:
        counts[name] = counts.pop(name, 0) + 1  # moves it to the end
    return counts


def owner_in(owners: Owners) -> str | None:
    """Return the account that most records name, the last one of equals; None if there is none.

    A record that quotes another contains it, so its own name comes last.
    """
    return max(reversed(owners), key=owners.__getitem__, default=None)


def others_in(owners: Owners, owner: str | None) -> frozenset[str]:
    """Return the other accounts that own posts of the file.

    Those are named by at least three whole records, and by one for each twenty of the owner's.
    """
    enough = max(_MIN_RECORDS, owners[owner or ""] / _OWNER_RECORDS_PER_OTHER)
    return frozenset(name for name, times in owners.items() if name != owner and times >= enough)


def is_near_name(name: str, owner: str) -> bool:
    """Return whether `name` is `owner`, or differs from it in one letter."""
    return len(name) == len(owner) and sum(map(str.__ne__, name, owner)) <= 1


def not_by_owner(name: str) -> Message:
    """Return the reason to refuse a post of an account that is not the file's owner."""
    return lazy("it is a post of @{name}; load it with --account {name}", name=name)
