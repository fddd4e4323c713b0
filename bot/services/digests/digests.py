"""Digests: their configuration by the managers of a server. `scheduler.py` posts them."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from bot.archive.digests.model import (
    ALL_SHARDS,
    UNDO,
    ContentKind,
    Digest,
    DigestContent,
    DigestOptions,
    DigestRun,
    RemovedDigest,
    ShardSet,
)
from bot.archive.digests.reasons import BY_HAND, kept
from bot.archive.digests.schedule import run_moment
from bot.archive.search.query.parser import parse
from bot.clock import Clock
from bot.errors import BadDigestError
from bot.languages import CommandName, lazy
from bot.services import time_zones as zones
from bot.services.digests.protocols import Composer
from bot.services.digests.related import related_query
from bot.services.search.nearest import SearchOnlyError
from bot.storage.state.digest_runs import DigestRunStore
from bot.storage.state.digests import DigestStore

MAX_DIGESTS = 25
"""The most digests that a server may have."""

MAX_POSTS = 5
"""The most posts that a digest may show."""

_MIN_LATE, _MAX_LATE = timedelta(minutes=10), timedelta(hours=23)


@dataclass(frozen=True, slots=True)
class RunInfo:
    """A run and its digest."""

    run: DigestRun
    digest: Digest


class DigestService:
    """Manages the digests of servers.

    Methods raise BadDigestError for a number that is not of a digest of the server.
    """

    def __init__(
        self, store: DigestStore, ledger: DigestRunStore, composer: Composer, clock: Clock
    ) -> None:
        self._store = store
        self._ledger = ledger
        self._composer = composer
        self._clock = clock

    async def add(self, guild_id: int, options: DigestOptions) -> Digest:
        """Add a digest and return it; `next_at` of the result is its first run.

        Raises BadDigestError for invalid options or a full server, BadQueryError for a query that
        cannot be parsed.
        """
        _validate(options)
        number = await self._store.add(guild_id, options, self._clock.now(), MAX_DIGESTS)
        if number is None:
            raise _full()
        return await self.get(guild_id, number)

    async def edit(self, guild_id: int, number: int, **changes: Any) -> Digest:
        """Change some fields of a digest's DigestOptions; `next_at` of the result is its next run.

        A day that already had its run gets no second one. A paused digest stays paused. Raises the
        same errors as `add`.
        """
        options = (await self.get(guild_id, number)).options
        return await self.replace_options(guild_id, number, replace(options, **changes))

    async def replace_options(self, guild_id: int, number: int, options: DigestOptions) -> Digest:
        """Replace the DigestOptions of a digest: see `edit`.

        Raises BadZoneError if its time zone is unchanged and no longer exists.
        """
        if (await self.get(guild_id, number)).options.schedule.zone == options.schedule.zone:
            zones.require_stored(options.schedule.zone)
        _validate(options)
        await self._store.edit(guild_id, number, options, self._clock.now())
        return await self.get(guild_id, number)

    async def pause(self, guild_id: int, number: int) -> Digest:
        """Pause a digest until it is resumed."""
        await self._store.pause(guild_id, number, kept(BY_HAND), self._clock.now())
        return await self.get(guild_id, number)

    async def resume(self, guild_id: int, number: int) -> Digest:
        """Resume a paused digest, beginning with its next regular run.

        Raises BadZoneError if its time zone no longer exists.
        """
        zones.require_stored((await self.get(guild_id, number)).options.schedule.zone)
        await self._store.resume(guild_id, number, self._clock.now())
        return await self.get(guild_id, number)

    async def remove(self, guild_id: int, number: int) -> RemovedDigest:
        """Remove a digest and its history, and return what can be restored for the time of UNDO.

        One that is removed already stays so: its button may be pressed twice.
        """
        await self._store.remove(guild_id, number, self._clock.now())
        for removed in await self.removed(guild_id):
            if removed.digest.id == number:
                return removed
        raise _unknown(number)

    async def removed(self, guild_id: int) -> list[RemovedDigest]:
        """Return the digests of a server that can be restored, the oldest first."""
        return await self._store.removed(guild_id, self._clock.now() - UNDO)

    async def restore(self, guild_id: int, number: int) -> Digest:
        """Bring back a digest with its history, and return it; a paused one stays paused.

        No run of the meantime is caught up. One that is there already stays as it is. Raises
        BadDigestError if it was removed too long ago, and for a full server.
        """
        now = self._clock.now()
        restored = await self._store.restore(guild_id, number, now - UNDO, now, MAX_DIGESTS)
        if restored is None:
            raise _full()
        if not restored and await self._store.get(guild_id, number) is None:
            raise BadDigestError(
                lazy(
                    "This server has no digest {number} that could be brought back: that is "
                    "possible for a day after it was removed.",
                    number=number,
                )
            )
        return await self.get(guild_id, number)

    async def of_guild(self, guild_id: int) -> list[Digest]:
        """Return the digests of a server, oldest first."""
        return await self._store.of_guild(guild_id)

    async def all(self) -> list[Digest]:
        """Return the digests of all servers, oldest first."""
        found = [await self.of_guild(guild_id) for guild_id in await self._store.guilds()]
        return sorted((digest for digests in found for digest in digests), key=lambda one: one.id)

    async def find(self, number: int) -> Digest:
        """Return the digest with a number, of any server: no two have the same number."""
        found = [digest for digest in await self.all() if digest.id == number]
        if not found:
            raise BadDigestError(
                lazy(
                    "There is no digest {number}; throwback digest list shows those there are.",
                    number=number,
                )
            )
        return found[0]

    async def get(self, guild_id: int, number: int) -> Digest:
        """Return a digest of a server."""
        digest = await self._store.get(guild_id, number)
        if digest is None:
            raise _unknown(number)
        return digest

    async def history(self, guild_id: int, number: int, limit: int = 10) -> list[DigestRun]:
        """Return the last runs of a digest, newest first."""
        return await self._ledger.history((await self.get(guild_id, number)).id, limit)

    async def preview(self, guild_id: int, number: int) -> DigestContent | None:
        """Return the content of the next run of a digest; None if it would have nothing to post.

        For a paused digest this is the run that would be next if it were resumed now. Raises
        BadZoneError if its time zone no longer exists.
        """
        digest = await self.get(guild_id, number)
        schedule = digest.options.schedule
        zone = zones.require_stored(schedule.zone)
        if digest.next_at is None:
            slot = await self._store.next_if_resumed(digest.id, self._clock.now())
            return await self._composer.compose(digest, slot.date) if slot else None
        next_at = digest.next_at
        local_date = next_at.astimezone(zone).date()
        day_before = local_date - timedelta(days=1)
        # A run whose time is skipped along with midnight belongs to the day before.
        if run_moment(day_before, schedule.time, zone) == next_at:
            local_date = day_before
        return await self._composer.compose(digest, max(local_date, digest.first_date))

    async def run_info(self, guild_id: int | None, run_id: str) -> RunInfo:
        """Return the run with an id, and its digest.

        Raises BadDigestError if it is gone, or of another server than that with `guild_id`.
        """
        found = await self._ledger.by_run_id(run_id)
        if found is None or found.digest.guild_id != guild_id:
            raise BadDigestError(
                lazy("The digest that posted this was removed, or it is too long ago.")
            )
        return RunInfo(found.run, found.digest)

    async def guild_left(self, guild_id: int) -> None:
        """Suspend the digests of a server that the bot has left."""
        await self._store.guild_left(guild_id, self._clock.now())

    async def guild_joined(self, guild_id: int) -> int:
        """Reactivate the digests of a server that the bot has rejoined; return how many."""
        return await self._store.guild_joined(guild_id, self._clock.now())

    async def sync_guilds(self, guilds: Collection[int], shard_set: ShardSet = ALL_SHARDS) -> None:
        """Apply joins and leaves that the bot missed, given the `guilds` that it is in now.

        Only servers of `shard_set` are considered.
        """
        for guild_id, was_left in (await self._store.guilds()).items():
            if guild_id not in shard_set:
                continue
            if was_left and guild_id in guilds:
                await self.guild_joined(guild_id)
            elif not was_left and guild_id not in guilds:
                await self.guild_left(guild_id)


def _validate(options: DigestOptions) -> None:
    schedule = options.schedule
    if zones.find_stored(schedule.zone) is None:
        raise BadDigestError(
            lazy(
                "There is no time zone of that name. Choose one that is offered, such as "
                "Europe/Berlin."
            )
        )
    if not schedule.weekdays or not schedule.weekdays <= set(range(7)):
        raise BadDigestError(lazy("A digest needs a weekday to run on, such as mon."))
    if not 1 <= options.count <= MAX_POSTS:
        raise BadDigestError(lazy("A digest shows 1 to {most} posts.", most=MAX_POSTS))
    if not _MIN_LATE <= schedule.late <= _MAX_LATE:
        raise BadDigestError(lazy("A digest may be 10 minutes to 23 hours late, not less or more."))
    if options.holds is ContentKind.RELATED:
        if not options.query or related_query(options.query) is None:
            raise BadDigestError(
                lazy(
                    "A digest of related posts needs a query with words, such as “rain in the "
                    "city”: its posts are those that are nearest to what these mean."
                )
            )
    elif options.query and parse(options.query).meaning is not None:
        raise SearchOnlyError


def _full() -> BadDigestError:
    return BadDigestError(
        lazy(
            "A server can have {most} digests, and this one has. Remove one first.",
            most=MAX_DIGESTS,
        )
    )


def _unknown(number: int) -> BadDigestError:
    return BadDigestError(
        lazy(
            "This server has no digest {number}. {command} shows those it has.",
            number=number,
            command=CommandName("digest list"),
        )
    )
