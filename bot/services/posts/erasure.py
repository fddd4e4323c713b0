"""Erasure on request: of posts, or of all of an account, without a way back."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.archive.posts.ids.links import post_id
from bot.archive.posts.ids.networks import Network, network_of
from bot.archive.posts.ids.synthetic_id import is_synthetic
from bot.archive.posts.post import UNKNOWN
from bot.archive.timestamps import to_milliseconds
from bot.clock import Clock
from bot.errors import BadQueryError, DatabaseError, NotInArchiveError
from bot.languages import lazy
from bot.services.posts.media_cache import MediaCache
from bot.storage.archive.erasing import ErasingStore
from bot.storage.archive.posts.references import CurrentIds
from bot.storage.database import Database
from bot.storage.engines import StateDatabase
from bot.storage.files.leftovers import copies_with
from bot.storage.state.backups import BackupStore
from bot.storage.state.erasing import StateErasingStore


@dataclass(frozen=True, slots=True)
class ErasurePlan:
    """What an erasure would erase, before it does.

    `posts` are the current ids of the posts that the archive has, `missing` the ids that it lacks,
    `accounts` the keys of the accounts, of which all posts are among `posts`.
    """

    ids: tuple[str, ...]
    posts: tuple[str, ...]
    missing: tuple[str, ...]
    accounts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ErasureReport:
    """What was erased: the numbers of posts and of media files, and the ids that no post had.

    `copies` are files that still hold posts that were erased, now or earlier: an erasure that was
    interrupted named none.
    """

    posts: int
    media: int
    missing: tuple[str, ...]
    copies: tuple[Path, ...]


class Erasure:
    """Erases posts from both databases, the media folder, and the cache of prepared files.

    What was erased is remembered by its id, so that no import brings it back.
    """

    def __init__(self, archive: Database, state: StateDatabase, clock: Clock) -> None:
        self._archive = archive
        self._state = state
        self._clock = clock
        self._posts = ErasingStore(archive)
        self._current_ids = CurrentIds(archive)
        self._references = StateErasingStore(state)
        self._backups = BackupStore(state)

    async def plan(self, refs: Sequence[str], account: str | None = None) -> ErasurePlan:
        """Return what would be erased: posts, by ids or links, and all posts of an account.

        An account is given by its name or its id. Raises BadQueryError for what is neither id nor
        link and for a name of several accounts, NotInArchiveError for an unknown account.
        """
        stated = list(dict.fromkeys(map(post_id, refs)))
        current = await self._current_ids.of([id for id in stated if not is_synthetic(id)])
        # An id of before an edit stays as it is given: it is remembered too.
        ids = tuple(
            current.get(id, id) if network_of(current.get(id, id)) is not Network.TWITTER else id
            for id in stated
        )
        accounts = () if account is None else await self._account(account)
        missing = tuple([id for id in ids if not await self._posts.held([id])])
        return ErasurePlan(ids, tuple(await self._posts.held(ids, accounts)), missing, accounts)

    async def erase(self, plan: ErasurePlan) -> ErasureReport:
        """Erase what was planned. Doing the same again completes what was interrupted.

        Raises DatabaseError if something of it may be left; the sentence says what to do.
        """
        at = to_milliseconds(self._clock.now())
        async with self._posts.erasing(plan.ids, plan.accounts, at) as erased:
            await self._references.erase(erased.ids, erased.words, erased.texts)
        # No name in the cache says which post's file it is made of.
        await asyncio.to_thread(MediaCache(self._archive.path.absolute().parent).clear)
        try:
            await self._archive.rewrite()
            await self._state.rewrite()
        except DatabaseError as error:
            raise DatabaseError(
                lazy(
                    "The posts are erased and in no answer, but the file may still hold their "
                    "bytes: {error} Give the command again, with the bot stopped.",
                    error=error,
                )
            ) from error
        folders = await self._backups.folders()
        ids = await self._posts.erased_ids()
        copies = await asyncio.to_thread(copies_with, self._archive.path, ids, folders)
        return ErasureReport(erased.posts, erased.media, plan.missing, tuple(copies))

    async def _account(self, ref: str) -> tuple[int, ...]:
        found = {} if ref.casefold() == UNKNOWN else await self._posts.accounts(ref)
        if not found and not await self._posts.was_erased(ref):
            raise NotInArchiveError(lazy("The archive knows no account @{name}.", name=ref))
        if len(found) > 1:
            raise BadQueryError(
                lazy(
                    "Several accounts were called @{name}. Give the id of one instead of the name: "
                    "{ids}.",
                    name=ref,
                    ids=", ".join(sorted(found.values())),
                )
            )
        return tuple(found)
