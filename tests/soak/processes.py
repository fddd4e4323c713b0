"""Processes of the bot that crash between any two steps, on one database."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from bot.archive.calendar import day_of
from bot.archive.digests import reasons
from bot.archive.digests.model import (
    DeliveryTarget,
    Digest,
    DigestChoice,
    DigestContent,
    DigestItem,
    SentMessage,
    ShardSet,
)
from bot.archive.posts.post import Post
from bot.clock import Clock
from bot.languages import Message
from bot.services.digests.digests import DigestService
from bot.services.digests.protocols import Poster
from bot.services.digests.scheduler import Scheduler
from bot.storage.engines import StateDatabase
from bot.storage.state.digest_runs import Claim, DigestRunStore
from bot.storage.state.digests import DigestStore
from bot.storage.state.processes.presence import Processes, ProcessStore
from tests.storage.postgres.server import PROCESS_TIME

SECOND, MINUTE, HOUR = (timedelta(seconds=n) for n in (1, 60, 3600))

# The shortest and longest time until a crashed process restarts, and the weight.
_ABSENCES = (
    (5 * SECOND, 2 * MINUTE, 3),
    (2 * MINUTE, 5 * MINUTE, 2),
    (5 * MINUTE, HOUR, 8),
    (HOUR, 5 * HOUR, 4),
    (5 * HOUR, 20 * HOUR, 2),
)


class Crash(BaseException):
    """The end of a process."""


class CrashPlan:
    """Decides where processes crash, and counts it."""

    def __init__(self, rng: Random, chance: float) -> None:
        self._rng = rng
        self.chance = chance
        self.crashes: Counter[str] = Counter()
        self.put_off: Counter[str] = Counter()

    def step(self, name: str) -> None:
        """Crash here with probability `chance`."""
        if self._rng.random() < self.chance:
            self.crashes[name] += 1
            raise Crash(name)

    def absence(self) -> timedelta:
        """Return how long a process that died stays away."""
        shortest, longest, _ = self._rng.choices(_ABSENCES, [one[2] for one in _ABSENCES])[0]
        return shortest + self._rng.random() * (longest - shortest)


class CrashingRunStore(DigestRunStore):
    """The ledger, with a possible crash before and after each of its steps."""

    plan: CrashPlan

    async def claim_due(self, *arguments: Any) -> tuple[list[Claim], bool]:
        """Claim runs."""
        self.plan.step("before the claim")
        claims = await super().claim_due(*arguments)
        if claims[0]:
            self.plan.step("after the claim")
        return claims

    async def mark_sending(self, *arguments: Any) -> bool:
        """Record that a run is being sent."""
        self.plan.step("before it is noted that it is sent")
        return await super().mark_sending(*arguments)

    async def postpone(
        self, run_id: str, owner: str, now: datetime, pause: timedelta, why: str
    ) -> None:
        """Postpone a run, and count the reason."""
        self.plan.put_off[why] += 1
        await super().postpone(run_id, owner, now, pause, why)

    async def mark_posted(self, *arguments: Any) -> None:
        """Record the message of a run."""
        self.plan.step("before the record")
        await super().mark_posted(*arguments)
        self.plan.step("after the record")


class CrashingPoster:
    """A poster, with a possible crash before and after each request."""

    def __init__(self, poster: Poster, plan: CrashPlan) -> None:
        self._poster = poster
        self._plan = plan
        self.searches = 0

    async def send(
        self, target: DeliveryTarget, content: DigestContent, *, nonce: str, run_id: str
    ) -> SentMessage:
        """Post."""
        self._plan.step("before the send")
        sent = await self._poster.send(target, content, nonce=nonce, run_id=run_id)
        self._plan.step("after the send")
        return sent

    async def find(
        self, target: DeliveryTarget, run_id: str, since: datetime
    ) -> SentMessage | None:
        """Search for a message."""
        self.searches += 1
        self._plan.step("before it is looked for")
        found = await self._poster.find(target, run_id, since)
        self._plan.step("after it is looked for")
        return found

    async def publish(self, target: DeliveryTarget, sent: SentMessage) -> None:
        """Publish."""
        await self._poster.publish(target, sent)

    async def honours_nonces(self, target: DeliveryTarget) -> bool:
        """Return whether nonces are known in the channel."""
        return await self._poster.honours_nonces(target)

    async def notify_guild(self, guild_id: int, text: str) -> None:
        """Send a notice."""
        await self._poster.notify_guild(guild_id, text)


class OnePost:
    """A composer that shows one post every day: the contents do not matter here."""

    def __init__(self, post: Post) -> None:
        self._post = post

    async def compose(self, _digest: Digest, local_date: date) -> DigestContent:
        """Return the content of a day."""
        return DigestContent(local_date, day_of(local_date), (DigestItem(self._post),))

    async def why_nothing(self, _digest: Digest) -> Message:
        """Return a reason; there is always something."""
        return reasons.NOTHING

    async def recall(
        self, _digest: Digest, local_date: date, _choice: DigestChoice
    ) -> DigestContent:
        """Return the content of a day again."""
        return DigestContent(local_date, day_of(local_date), (DigestItem(self._post),))


class CrashingProcessStore(ProcessStore):
    """The processes that are there, with a possible crash before and after each note."""

    plan: CrashPlan

    async def note(self, *arguments: Any) -> Processes:
        """Note that a process is there."""
        self.plan.step("before it is noted that it runs")
        found = await super().note(*arguments)
        self.plan.step("after it is noted that it runs")
        return found


class Process:
    """A process of the bot: its own database connections, scheduler and owner id."""

    def __init__(
        self,
        database: StateDatabase,
        clock: Clock,
        poster: Poster,
        plan: CrashPlan,
        post: Post,
        shards: ShardSet,
    ) -> None:
        self._database = database
        self._open = AsyncExitStack()
        ledger = CrashingRunStore(self._database)
        ledger.plan = plan
        composer = OnePost(post)
        self.poster = CrashingPoster(poster, plan)
        self.digests = DigestService(DigestStore(self._database), ledger, composer, clock)
        processes = None
        if database.has_processes:
            processes = CrashingProcessStore(database)
            processes.plan = plan
        self.scheduler = Scheduler(
            ledger, composer, clock, self.poster, shard_set=shards, processes=processes
        )

    async def start(self) -> None:
        """Open the database."""
        await self._open.enter_async_context(self._database)

    async def use_its_clock(self) -> None:
        """Have PostgreSQL return the process's time for its own."""
        await self._database.execute_one(PROCESS_TIME)

    async def tick(self) -> None:
        """Post what is due. Raises Crash."""
        await self.scheduler.tick()

    async def note(self) -> None:
        """Note that it runs, if it shares the state with others. Raises Crash."""
        if self.scheduler._takeover is not None:
            await self.scheduler._takeover.others(self.scheduler.shard_set)

    async def kill(self) -> None:
        """End at once, cancelling what is under way."""
        tasks = list(self.scheduler._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._open.aclose()


def ignore_crashes(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Do not report runs that a crash ended: several may end at the same moment."""
    if not isinstance(context.get("exception"), Crash):
        loop.default_exception_handler(context)
