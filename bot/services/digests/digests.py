"""Digests: what a server's managers say of them. `scheduler.py` posts them."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.archive.digests.model import (
    ALL_SHARDS,
    Digest,
    DigestContent,
    DigestOptions,
    DigestRun,
    ShardSet,
)
from bot.archive.digests.schedule import run_moment
from bot.archive.search.query.parser import parse
from bot.clock import Clock
from bot.errors import BadDigestError
from bot.services import time_zones as zones
from bot.services.digests.protocols import Composer
from bot.storage.state.digest_runs import DigestRunStore
from bot.storage.state.digests import DigestStore

MOST = 25
"""Digests that a server may have."""

MOST_POSTS = 5
"""Posts that a digest may show."""

KEPT_AFTER_LEAVING = timedelta(days=30)
"""How long the digests of a server wait for the bot to come back."""

_LEAST_LATE, _MOST_LATE = timedelta(minutes=10), timedelta(hours=23)
_PAUSED = "Paused by hand."


@dataclass(frozen=True, slots=True)
class RunInfo:
    """A run, and the digest that it is one of."""

    run: DigestRun
    digest: Digest


class Digests:
    """Keeps the digests of servers. A number that names no digest of the server is refused."""

    def __init__(
        self, stored: DigestStore, runs: DigestRunStore, composer: Composer, clock: Clock
    ) -> None:
        self.stored = stored
        self.runs = runs
        self.composer = composer
        self._clock = clock

    async def add(self, guild_id: int, options: DigestOptions) -> Digest:
        """Begin a digest with the next time that is to come. `next_at` tells when that is.

        Raises BadDigestError for what cannot be, BadQueryError for a query that cannot be read.
        """
        _check(options)
        number = await self.stored.add(guild_id, options, self._clock.now(), MOST)
        if number is None:
            raise BadDigestError(
                f"A server can have {MOST} digests, and this one has. Remove one first."
            )
        return await self.get(guild_id, number)

    async def edit(self, guild_id: int, number: int, **changes: Any) -> Digest:
        """Change some of a digest's Options; `next_at` tells when it runs next.

        A day that had its run gets no other. A digest that is paused stays so. Raises as `add`.
        """
        options = (await self.get(guild_id, number)).options
        return await self.change(guild_id, number, replace(options, **changes))

    async def change(self, guild_id: int, number: int, options: DigestOptions) -> Digest:
        """Give a digest other Options: see `edit`."""
        if (await self.get(guild_id, number)).options.schedule.zone == options.schedule.zone:
            zones.of_digest(options.schedule.zone)
        _check(options)
        await self.stored.edit(guild_id, number, options, self._clock.now())
        return await self.get(guild_id, number)

    async def pause(self, guild_id: int, number: int) -> Digest:
        """Let a digest run no more until it is resumed."""
        await self.stored.pause(guild_id, number, _PAUSED, self._clock.now())
        return await self.get(guild_id, number)

    async def resume(self, guild_id: int, number: int) -> Digest:
        """Let a paused digest run again, from its next time on.

        Raises BadZoneError if its time zone does not exist any more.
        """
        zones.of_digest((await self.get(guild_id, number)).options.schedule.zone)
        await self.stored.resume(guild_id, number, self._clock.now())
        return await self.get(guild_id, number)

    async def remove(self, guild_id: int, number: int) -> None:
        """Drop a digest and its history."""
        if not await self.stored.remove(guild_id, number):
            raise _unknown(number)

    async def of(self, guild_id: int) -> list[Digest]:
        """Return the digests of a server, oldest first."""
        return await self.stored.of(guild_id)

    async def get(self, guild_id: int, number: int) -> Digest:
        """Return a digest of a server."""
        digest = await self.stored.get(guild_id, number)
        if digest is None:
            raise _unknown(number)
        return digest

    async def history(self, guild_id: int, number: int, limit: int = 10) -> list[DigestRun]:
        """Return the last runs of a digest, newest first."""
        return await self.runs.history((await self.get(guild_id, number)).id, limit)

    async def preview(self, guild_id: int, number: int) -> DigestContent | None:
        """Return what the next run of a digest would post; None if it would have nothing to.

        Of one that is paused it is the run that it would have next if it were resumed now. Raises
        BadZoneError if its time zone does not exist any more.
        """
        digest = await self.get(guild_id, number)
        schedule = digest.options.schedule
        zone = zones.of_digest(schedule.zone)
        if digest.next_at is None:
            slot = await self.stored.next_if_resumed(digest.id, self._clock.now())
            return await self.composer.compose(digest, slot.date) if slot else None
        when = digest.next_at
        local = when.astimezone(zone).date()
        before = local - timedelta(days=1)
        if run_moment(before, schedule.time, zone) == when:  # its time was skipped with midnight
            local = before
        return await self.composer.compose(digest, max(local, digest.first))

    async def run_info(self, run_id: str) -> RunInfo:
        """Return the run whose message has this mark. Raises BadDigestError if it is gone."""
        found = await self.runs.by_run_id(run_id)
        if found is None:
            raise BadDigestError("The digest that posted this was removed, or it is too long ago.")
        return RunInfo(found.run, found.digest)

    async def guild_left(self, guild_id: int) -> None:
        """Let the digests of a server rest that the bot is no longer in."""
        await self.stored.guild_left(guild_id, self._clock.now())

    async def guild_joined(self, guild_id: int) -> int:
        """Let the digests of a server that the bot is back in run again; return how many."""
        return await self.stored.guild_joined(guild_id, self._clock.now())

    async def sync_guilds(self, guilds: Collection[int], share: ShardSet = ALL_SHARDS) -> None:
        """Hear which servers of its share the bot is in, as it may have missed how that changed."""
        for guild, was_left in (await self.stored.guilds()).items():
            if guild not in share:
                continue
            if was_left and guild in guilds:
                await self.guild_joined(guild)
            elif not was_left and guild not in guilds:
                await self.guild_left(guild)

    async def delete_left(self) -> int:
        """Drop the digests of servers that the bot left 30 days ago; return how many."""
        return await self.stored.delete_left(self._clock.now() - KEPT_AFTER_LEAVING)

    def now(self) -> datetime:
        """Return the present moment."""
        return self._clock.now()


def _check(options: DigestOptions) -> None:
    schedule = options.schedule
    if zones.kept(schedule.zone) is None:
        raise BadDigestError(
            "There is no time zone of that name. Choose one that is offered, such as Europe/Berlin."
        )
    if not schedule.weekdays or not schedule.weekdays <= set(range(7)):
        raise BadDigestError("A digest needs a weekday to run on, such as mon.")
    if not 1 <= options.count <= MOST_POSTS:
        raise BadDigestError(f"A digest shows 1 to {MOST_POSTS} posts.")
    if not _LEAST_LATE <= schedule.late <= _MOST_LATE:
        raise BadDigestError("A digest may be 10 minutes to 23 hours late, not less or more.")
    if options.query:
        parse(options.query)


def _unknown(number: int) -> BadDigestError:
    return BadDigestError(f"This server has no digest {number}. /digest list shows those it has.")
