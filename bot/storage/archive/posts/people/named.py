"""The accounts that a name means, as SQL; see `bot/archive/posts/ids/account_names.py`."""

import sqlite3

from bot.archive.posts.ids.account_names import BLUESKY_DOMAIN, is_bare, is_did

Parameters = tuple[object, ...]

_OF_DID = "SELECT account FROM accounts WHERE network = 'bluesky' AND id = ?"
_OF_NAME = "SELECT account FROM account_names WHERE name = ?"
# Of Mastodon's names those with any host. "[" follows the sign @ where case does not matter.
_AT_ANY_HOST = f"""{_OF_NAME}
 UNION SELECT account FROM account_names WHERE name >= ? || '@' AND name < ? || '['"""  # noqa: S608 - constants
# Under any name that an account has had; and what else is of the same person.
_OF_PERSON = f"""WITH named AS (
 {_AT_ANY_HOST} UNION {_OF_NAME}
) SELECT account FROM named UNION SELECT mate.account FROM people AS mine
 JOIN people AS mate USING (person) WHERE mine.account IN (SELECT account FROM named)"""  # noqa: S608 - constants


def accounts_named(name: str) -> tuple[str, Parameters]:
    """Return the query for the keys of the accounts that a name means, and its parameters.

    `name` is without @; case does not matter. A bare one also means the other accounts of the same
    person, on all networks.
    """
    name = name.lower()
    if is_did(name):
        return _OF_DID, (name,)
    if "@" in name:
        return _OF_NAME, (name,)
    if not is_bare(name):
        return _AT_ANY_HOST, (name, name, name)
    return _OF_PERSON, (name, name, name, name + BLUESKY_DOMAIN)


def keys_named(connection: sqlite3.Connection, name: str) -> list[int]:
    """Return the keys of the accounts that a name means."""
    return [row[0] for row in connection.execute(*accounts_named(name))]
