"""All services over one pair of databases."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Self

from bot.clock import Clock
from bot.services.digests.composer import Composing
from bot.services.digests.digests import Digests
from bot.services.memories.memories import Memories
from bot.services.memories.shuffles import Shuffles
from bot.services.page_requests import Pages
from bot.services.posts.hidden import Hidden
from bot.services.posts.imports import Imports
from bot.services.posts.repairs import Repairs
from bot.services.reader_threads import ReaderThreads
from bot.services.search.grouping import Places
from bot.services.search.search import Search
from bot.services.threads.completion import Beginnings
from bot.services.threads.corrections import Corrections
from bot.services.threads.likely_links import Likely
from bot.services.threads.threads import Threads
from bot.storage.archive.posts.posts import Posts
from bot.storage.archive.repairs import Repairs as StoredRepairs
from bot.storage.archive.threads.corrections import Corrections as StoredCorrections
from bot.storage.archive.threads.starts import Beginnings as StoredBeginnings
from bot.storage.archive.threads.threads import Threads as StoredThreads
from bot.storage.database import Database
from bot.storage.state.digest_choices import StoredChoices
from bot.storage.state.digest_runs import StoredRuns
from bot.storage.state.digests import StoredDigests
from bot.storage.state.guilds import StoredGuilds
from bot.storage.state.hidden import StoredHidden
from bot.storage.state.page_requests import StoredPages
from bot.storage.state.settings import StoredSettings
from bot.storage.state.shuffles import StoredShuffles

STATE_FILE = "state.db"

_IMPORT_WAIT = 120.0  # seconds that one import waits for another to finish


class Services:
    """Opens the databases at `archive_path` and beside it, and holds what works on them.

    Without `state` the state database is left alone but for what it tells to be hidden, and with it
    `settings`, `guilds`, `pages`, `digests` and shuffles, and nothing follows what others write:
    the terminal asks the archive once and keeps nothing. `likely_from` is the probability from
    which on a continuation is likely; None: what measures best.
    """

    def __init__(
        self,
        archive_path: Path,
        clock: Clock,
        *,
        state: bool = True,
        likely_from: float | None = None,
    ) -> None:
        self._with_state = state
        self._open = AsyncExitStack()
        self._archive = Database(archive_path, "archive", wait=_IMPORT_WAIT)
        state_path = archive_path.with_name(STATE_FILE)
        self._state = Database(state_path, "state")
        self._threads = ReaderThreads(archive_path, state_path)
        stored_threads = StoredThreads(self._archive)
        self.posts = Posts(self._archive)
        self.settings = StoredSettings(self._state)
        self.guilds = StoredGuilds(self._state)
        self.pages = Pages(StoredPages(self._state), clock)
        self.search = Search(self._threads, self.posts)
        self.hidden = Hidden(StoredHidden(self._state, self._archive), self._threads, clock)
        likely = Likely(stored_threads, likely_from)
        self.threads = Threads(self.posts, stored_threads, likely, self.hidden)
        self.corrections = Corrections(
            StoredCorrections(self._archive), self.posts, stored_threads, clock
        )
        self.places = Places(self.search, stored_threads)
        self.beginnings = Beginnings(
            self.posts, stored_threads, StoredBeginnings(self._archive), self.search, self.hidden
        )
        shuffles = Shuffles(StoredShuffles(self._state), self.search, self.posts, clock, Random())  # noqa: S311 - nothing secret
        self.memories = Memories(self.posts, stored_threads, self.search, shuffles, clock)
        runs = StoredRuns(self._state)
        choices = StoredChoices(self._state)
        composing = Composing(self.memories, self.threads, self.posts, self.hidden, choices)
        self.digests = Digests(StoredDigests(self._state), runs, composing, clock)
        self.imports = Imports(self._archive, self.search.renew)
        self.repairs = Repairs(StoredRepairs(self._archive))

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as opening:
            await opening.enter_async_context(self._archive)
            if self._with_state:
                await opening.enter_async_context(self._state)
            opening.push_async_callback(self._threads.close)
            if self._with_state:
                opening.push_async_callback(_end, asyncio.create_task(self.search.follow()))
            self._open = opening.pop_all()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._open.aclose()


async def _end(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.wait([task])
