"""Accounts as JSON: a contract that other tools rely on."""

from collections.abc import Iterable

from bot.archive.posts.people import KnownAccount
from bot.formats.post_records import JsonObject


def account_records(accounts: Iterable[KnownAccount]) -> list[JsonObject]:
    """Return accounts; `same_as` are those of the same person, an id or a name with an @."""
    return [
        {
            "network": one.network,
            "name": one.name,
            "id": one.id,
            "posts": one.posts,
            "same_as": [{"network": ref.network, "id": ref.id} for ref in one.same],
        }
        for one in accounts
    ]
