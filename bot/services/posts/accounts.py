"""Accounts: which are of one person, and what they are called."""

import re
from collections.abc import Awaitable, Callable

from bot.archive.posts.ids.account_names import is_did
from bot.archive.posts.ids.networks import network_name
from bot.archive.posts.people import KnownAccount
from bot.archive.timestamps import to_milliseconds
from bot.clock import Clock
from bot.errors import BadQueryError, NotInArchiveError
from bot.languages import lazy
from bot.languages.punctuation import commas, parentheses
from bot.storage.archive.posts.people.accounts import AccountStore

_HANDLE = re.compile(
    r"(?=.{3,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?",
    re.ASCII,
)


class Accounts:
    """The accounts of an archive. `after_change` is called after each change."""

    def __init__(
        self, store: AccountStore, clock: Clock, after_change: Callable[[], Awaitable[None]]
    ) -> None:
        self._store = store
        self._clock = clock
        self._after_change = after_change

    async def all(self) -> list[KnownAccount]:
        """Return all accounts that have posts, by network and name."""
        return await self._store.all()

    async def join(self, one: str, other: str) -> tuple[KnownAccount, KnownAccount]:
        """Note that two accounts, by name or id, are of one person, and return them.

        So is who either was joined with before. Raises the errors of `_one`, and BadQueryError if
        both are the same account.
        """
        first, second = await self._one(one), await self._one(other)
        if first.ref == second.ref:
            raise BadQueryError(lazy("These are the same account: @{name}.", name=first.name))
        await self._store.join([first.ref, second.ref])
        await self._after_change()
        return first, second

    async def part(self, name: str) -> KnownAccount:
        """Note that an account, by name or id, is of nobody else, and return it.

        Raises the errors of `_one`, and BadQueryError if it was joined with none.
        """
        found = await self._one(name)
        if not await self._store.part(found.ref):
            raise BadQueryError(
                lazy("@{name} is not joined with another account.", name=found.name)
            )
        await self._after_change()
        return found

    async def set_handle(self, did: str, handle: str) -> str:
        """Give an account of Bluesky, by its DID, the handle that it has now, and return that.

        Raises BadQueryError for what is no DID or no handle, and the errors of `_one`.
        """
        handle = handle.strip().removeprefix("@").lower()
        if not is_did(did):
            raise BadQueryError(
                lazy("{text} is no DID, such as {example}.", text=did, example="did:plc:abc234")
            )
        if not _HANDLE.fullmatch(handle):
            raise BadQueryError(
                lazy(
                    "{text} is no handle, such as {example}.",
                    text=handle,
                    example="ada.bsky.social",
                )
            )
        found = await self._one(did)
        await self._store.rename(found.ref, handle, to_milliseconds(self._clock.now()))
        await self._after_change()
        return handle

    async def _one(self, name: str) -> KnownAccount:
        """Return the account that a name or an id means.

        Raises NotInArchiveError if there is none, and BadQueryError if there are several.
        """
        name = name.strip().removeprefix("@")
        found = await self._store.meant(name)
        if not found:
            raise NotInArchiveError(lazy("The archive has no account {name}.", name=name))
        if len(found) > 1:
            ids = (parentheses(one.ref.id, network_name(one.network)) for one in found)
            raise BadQueryError(
                lazy(
                    "{name} may be any of these accounts: {accounts}. Give the whole name or the "
                    "id of one.",
                    name=name,
                    accounts=commas(ids),
                )
            )
        return found[0]
