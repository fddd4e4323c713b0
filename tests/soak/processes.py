"""Processes of the bot that die between any two steps, on one database."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from bot.archive.calendar import day_of
from bot.archive.digests.model import (
    DeliveryTarget,
    Digest,
    DigestChoice,
    DigestContent,
    DigestItem,
    SentMessage,
)
from bot.archive.posts.post import Post
from bot.clock import Clock
from bot.services.digests.digests import Digests
from bot.services.digests.protocols import Poster
from bot.services.digests.scheduler import Scheduler
from bot.storage.database import Database
from bot.storage.state.digest_runs import Claim, DigestRunStore
from bot.storage.state.digests import DigestStore

SECOND, MINUTE, HOUR = (timedelta(seconds=n) for n in (1, 60, 3600))

# How long a process stays away after it died, and how likely that is.
_ABSENCES = (
    (5 * SECOND, 2 * MINUTE, 3),
    (2 * MINUTE, 5 * MINUTE, 2),
    (5 * MINUTE, HOUR, 8),
    (HOUR, 5 * HOUR, 4),
    (5 * HOUR, 20 * HOUR, 2),
)


class Crash(BaseException):
    """The end of a process."""


class Fate:
    """Decides where processes die, and counts it."""

    def __init__(self, dice: Random, chance: float) -> None:
        self._dice = dice
        self.chance = chance
        self.crashes: Counter[str] = Counter()
        self.put_off: Counter[str] = Counter()

    def step(self, name: str) -> None:
        """Die here, perhaps."""
        if self._dice.random() < self.chance:
            self.crashes[name] += 1
            raise Crash(name)

    def absence(self) -> timedelta:
        """Return how long a process that died stays away."""
        shortest, longest, _ = self._dice.choices(_ABSENCES, [one[2] for one in _ABSENCES])[0]
        return shortest + self._dice.random() * (longest - shortest)


class FatefulRuns(DigestRunStore):
    """The ledger, with a death before and after each of its steps."""

    fate: Fate

    async def claim_due(self, *arguments: Any) -> tuple[list[Claim], bool]:
        """Claim runs."""
        self.fate.step("before the claim")
        taken = await super().claim_due(*arguments)
        if taken[0]:
            self.fate.step("after the claim")
        return taken

    async def mark_sending(self, *arguments: Any) -> bool:
        """Note that a run is sent."""
        self.fate.step("before it is noted that it is sent")
        return await super().mark_sending(*arguments)

    async def postpone(self, run_id: str, owner: str, until: datetime, why: str) -> None:
        """Leave a run for later, and count that."""
        self.fate.put_off[why] += 1
        await super().postpone(run_id, owner, until, why)

    async def mark_posted(self, *arguments: Any) -> None:
        """Note where a run stands."""
        self.fate.step("before the record")
        await super().mark_posted(*arguments)
        self.fate.step("after the record")


class FatefulPoster:
    """A poster, with a death before and after each request, and in the middle of one."""

    def __init__(self, poster: Poster, fate: Fate) -> None:
        self._poster = poster
        self._fate = fate
        self.looked = 0

    async def send(
        self, target: DeliveryTarget, content: DigestContent, *, nonce: str, run_id: str
    ) -> SentMessage:
        """Post."""
        self._fate.step("before the send")
        sent = await self._poster.send(target, content, nonce=nonce, run_id=run_id)
        self._fate.step("after the send")
        return sent

    async def find(
        self, target: DeliveryTarget, run_id: str, since: datetime
    ) -> SentMessage | None:
        """Look."""
        self.looked += 1
        self._fate.step("before it is looked for")
        found = await self._poster.find(target, run_id, since)
        self._fate.step("after it is looked for")
        return found

    async def publish(self, target: DeliveryTarget, sent: SentMessage) -> None:
        """Publish."""
        await self._poster.publish(target, sent)

    async def honours_nonces(self, target: DeliveryTarget) -> bool:
        """Tell whether nonces are known there."""
        return await self._poster.honours_nonces(target)

    async def tell(self, guild_id: int, text: str) -> None:
        """Say something."""
        await self._poster.tell(guild_id, text)


class OnePost:
    """Shows one post every day: what is shown is not what is looked at here."""

    def __init__(self, post: Post) -> None:
        self._post = post

    async def compose(self, _digest: Digest, local_date: date) -> DigestContent:
        """Show it."""
        return DigestContent(local_date, day_of(local_date), (DigestItem(self._post),))

    async def recall(self, local_date: date, _choice: DigestChoice) -> DigestContent:
        """Show it again."""
        return DigestContent(local_date, day_of(local_date), (DigestItem(self._post),))


class Process:
    """A process of the bot: its own database connections, scheduler and name as an owner."""

    def __init__(
        self, database: Path, clock: Clock, poster: Poster, fate: Fate, post: Post
    ) -> None:
        self._database = Database(database, "state", wait=30)
        self._open = AsyncExitStack()
        runs = FatefulRuns(self._database)
        runs.fate = fate
        self.poster = FatefulPoster(poster, fate)
        self.digests = Digests(DigestStore(self._database), runs, OnePost(post), clock)
        self.scheduler = Scheduler(self.digests, self.poster)

    async def start(self) -> None:
        """Begin to live."""
        await self._open.enter_async_context(self._database)

    async def tick(self) -> None:
        """Post what is due. Raises Crash."""
        await self.scheduler.tick()

    async def kill(self) -> None:
        """End at once, whatever is under way."""
        tasks = list(self.scheduler._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._open.aclose()


def ignore_crashes(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Be silent on runs that a crash ended: several may die in one moment."""
    if not isinstance(context.get("exception"), Crash):
        loop.default_exception_handler(context)
