"""All services over one pair of databases."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Self

from bot.clock import Clock
from bot.services.digests.composer import DigestComposer
from bot.services.digests.digests import Digests
from bot.services.memories.memories import Memories
from bot.services.memories.shuffles import Shuffles
from bot.services.page_requests import PageRequests
from bot.services.posts.hidden import Hidden
from bot.services.posts.imports import Imports
from bot.services.posts.repairs import Repairs
from bot.services.reader_threads import ReaderThreads
from bot.services.search.grouping import GroupedSearch
from bot.services.search.search import Search
from bot.services.threads.completion import ThreadCompletion
from bot.services.threads.corrections import Corrections
from bot.services.threads.likely_links import LikelyLinks
from bot.services.threads.threads import Threads
from bot.storage.archive.posts.posts import PostStore
from bot.storage.archive.repairs import RepairStore
from bot.storage.archive.threads.corrections import CorrectionStore
from bot.storage.archive.threads.threads import ThreadStore
from bot.storage.database import Database
from bot.storage.state.digest_choices import DigestChoiceStore
from bot.storage.state.digest_runs import DigestRunStore
from bot.storage.state.digests import DigestStore
from bot.storage.state.guilds import GuildStore
from bot.storage.state.hidden import HiddenPostStore
from bot.storage.state.page_requests import PageRequestStore
from bot.storage.state.settings import SettingStore
from bot.storage.state.shuffles import ShuffleStore

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
        stored_threads = ThreadStore(self._archive)
        self.posts = PostStore(self._archive)
        self.settings = SettingStore(self._state)
        self.guilds = GuildStore(self._state)
        self.page_requests = PageRequests(PageRequestStore(self._state), clock)
        self.search = Search(self._threads, self.posts)
        self.hidden = Hidden(HiddenPostStore(self._state, self._archive), self._threads, clock)
        likely = LikelyLinks(stored_threads, likely_from)
        self.threads = Threads(self.posts, stored_threads, likely, self.hidden)
        self.corrections = Corrections(
            CorrectionStore(self._archive), self.posts, stored_threads, clock
        )
        self.grouped_search = GroupedSearch(self.search, stored_threads)
        self.thread_completion = ThreadCompletion(
            self.posts, stored_threads, self.search, self.hidden
        )
        shuffles = Shuffles(ShuffleStore(self._state), self.search, self.posts, clock, Random())  # noqa: S311 - nothing secret
        self.memories = Memories(self.posts, stored_threads, self.search, shuffles, clock)
        runs = DigestRunStore(self._state)
        choices = DigestChoiceStore(self._state)
        composing = DigestComposer(self.memories, self.threads, self.posts, self.hidden, choices)
        self.digests = Digests(DigestStore(self._state), runs, composing, clock)
        self.imports = Imports(self._archive, self.search.reload)
        self.repairs = Repairs(RepairStore(self._archive))

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as opening:
            await opening.enter_async_context(self._archive)
            if self._with_state:
                await opening.enter_async_context(self._state)
            opening.push_async_callback(self._threads.close)
            if self._with_state:
                opening.push_async_callback(_end, asyncio.create_task(self.search.watch()))
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
