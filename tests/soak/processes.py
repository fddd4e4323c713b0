"""Processes of the bot that die between any two steps, on one database."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

from bot.archive.calendar import day_of
from bot.archive.digests.model import Choice, Content, Digest, Item, Sent, Target
from bot.archive.posts.post import Post
from bot.clock import Clock
from bot.services.digests.digests import Digests
from bot.services.digests.protocols import Poster
from bot.services.digests.scheduler import Scheduler
from bot.storage.database import Database
from bot.storage.state.digest_runs import Claim, StoredRuns
from bot.storage.state.digests import StoredDigests


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


class FatefulRuns(StoredRuns):
    """The ledger, with a death before and after each of its steps."""

    fate: Fate

    async def take(self, *arguments: Any) -> tuple[list[Claim], bool]:
        """Claim runs."""
        self.fate.step("before the claim")
        taken = await super().take(*arguments)
        if taken[0]:
            self.fate.step("after the claim")
        return taken

    async def begin(self, *arguments: Any) -> bool:
        """Note that a run is sent."""
        self.fate.step("before it is noted that it is sent")
        return await super().begin(*arguments)

    async def put_off(self, mark: str, owner: str, until: datetime, why: str) -> None:
        """Leave a run for later, and count that."""
        self.fate.put_off[why] += 1
        await super().put_off(mark, owner, until, why)

    async def record(self, *arguments: Any) -> None:
        """Note where a run stands."""
        self.fate.step("before the record")
        await super().record(*arguments)
        self.fate.step("after the record")


class FatefulPoster:
    """A poster, with a death before and after each request, and in the middle of one."""

    def __init__(self, poster: Poster, fate: Fate) -> None:
        self._poster = poster
        self._fate = fate
        self.looked = 0

    async def send(self, target: Target, content: Content, *, nonce: str, mark: str) -> Sent:
        """Post."""
        self._fate.step("before the send")
        sent = await self._poster.send(target, content, nonce=nonce, mark=mark)
        self._fate.step("after the send")
        return sent

    async def find(self, target: Target, mark: str, since: datetime) -> Sent | None:
        """Look."""
        self.looked += 1
        self._fate.step("before it is looked for")
        found = await self._poster.find(target, mark, since)
        self._fate.step("after it is looked for")
        return found

    async def publish(self, target: Target, sent: Sent) -> None:
        """Publish."""
        await self._poster.publish(target, sent)

    async def minds_nonces(self, target: Target) -> bool:
        """Tell whether nonces are known there."""
        return await self._poster.minds_nonces(target)

    async def tell(self, guild_id: int, text: str) -> None:
        """Say something."""
        await self._poster.tell(guild_id, text)


class OnePost:
    """Shows one post every day: what is shown is not what is looked at here."""

    def __init__(self, post: Post) -> None:
        self._post = post

    async def compose(self, _digest: Digest, local_date: date) -> Content:
        """Show it."""
        return Content(local_date, day_of(local_date), (Item(self._post),))

    async def recall(self, local_date: date, _choice: Choice) -> Content:
        """Show it again."""
        return Content(local_date, day_of(local_date), (Item(self._post),))


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
        self.digests = Digests(StoredDigests(self._database), runs, OnePost(post), clock)
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
