"""The service container: all services, built on one pair of databases."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Self

from bot.clock import Clock
from bot.services.archive_views import Archive
from bot.services.digests.composer import DigestComposer
from bot.services.digests.digests import DigestService
from bot.services.guilds import Guilds
from bot.services.identify_turns import IdentifyTurns
from bot.services.meaning.at_import import MeaningAtImport
from bot.services.meaning.below import BelowWords
from bot.services.meaning.by_meaning import ByMeaning
from bot.services.memories.browsing import Browsing
from bot.services.memories.memories import Memories
from bot.services.memories.quiet import QuietRules
from bot.services.memories.selection import Selections
from bot.services.memories.shuffles import Shuffles
from bot.services.page_requests import PageRequests
from bot.services.posts.accounts import Accounts
from bot.services.posts.erasure import Erasure
from bot.services.posts.hidden import HiddenPosts
from bot.services.posts.hidden_in_guilds import HiddenInGuilds
from bot.services.posts.import_report import ImportReport
from bot.services.posts.import_thread import run_on_thread
from bot.services.posts.imports import ImportOptions, Imports
from bot.services.posts.media import MAX_PIXELS, MediaFiles
from bot.services.posts.posts import Posts
from bot.services.posts.progress import OnProgress
from bot.services.posts.repairs import Repairs
from bot.services.posts.status import Status
from bot.services.privacy import Privacy
from bot.services.reopening import Reopening
from bot.services.search.examples import Examples
from bot.services.search.grouping import GroupedSearch
from bot.services.search.index_cache import IndexCache
from bot.services.search.search import Search
from bot.services.statistics.pictures import StatisticsPictures
from bot.services.statistics.statistics import StatisticsOfArchive
from bot.services.threads.completion import ThreadCompletion
from bot.services.threads.corrections import Corrections
from bot.services.threads.likely_links import LikelyLinks
from bot.services.threads.teaching import Teaching
from bot.services.threads.threads import Threads
from bot.services.upgrades import INDEX, LINKS, Upgrade
from bot.storage.archive.posts.left_out.deletions import DeletionStore
from bot.storage.archive.posts.people.accounts import AccountStore
from bot.storage.archive.posts.references import CurrentIds
from bot.storage.archive.repairs import RepairStore
from bot.storage.archive.threads.corrections import CorrectionStore
from bot.storage.archive_database import ArchiveDatabase
from bot.storage.database import Database
from bot.storage.engines import SharedState, StateDatabase
from bot.storage.files.shard_lock import shard_lock
from bot.storage.postgres.opening import postgres_state
from bot.storage.state.backups import BackupStore
from bot.storage.state.copies.local_copy import LocalCopy
from bot.storage.state.digest_choices import DigestChoiceStore
from bot.storage.state.digest_runs import DigestRunStore
from bot.storage.state.digests import DigestStore
from bot.storage.state.guilds import GuildStore
from bot.storage.state.hidden import HiddenPostStore
from bot.storage.state.hidden_in_guilds import HiddenInGuildStore
from bot.storage.state.memories.quiet import QuietRuleStore
from bot.storage.state.page_requests import PageRequestStore
from bot.storage.state.processes.presence import ProcessStore
from bot.storage.state.settings import IdentifyTurnStore, SettingStore
from bot.storage.state.shuffles import ShuffleStore
from bot.storage.state.threads.teaching import TeachingStore

STATE_FILE = "state.db"

_FILE_POLL = 1.0  # seconds between two looks whether state.db was replaced
_IMPORT_WAIT = 120.0  # seconds that one import waits for another one to finish


class Services:
    """All services over the archive at `archive_path` and the state database next to it.

    With `state=False` the state database is not opened, so `settings`, `guilds`, `page_requests`,
    `digests` and shuffles are unusable; only its list of hidden posts is read. The search index
    also ignores changes by other processes then: the terminal queries the archive once and stores
    nothing. `likely_from` is the lowest probability at which a continuation counts as likely; None
    selects the threshold that measures best. `accounts` has, for each server that sees some
    accounts alone, their names and ids. A picture of more than `max_pixels` is not read.
    `copied_from` is as in MediaFiles. With `litestream` that program makes the checkpoints. With
    `read_only` the archive is a copy that is made elsewhere: what would change it is refused.
    `state_url` is that of a state in PostgreSQL, which then is opened in any case; `state_database`
    is one over it already.
    """

    def __init__(
        self,
        archive_path: Path,
        clock: Clock,
        *,
        state: bool = True,
        likely_from: float | None = None,
        accounts: Mapping[int, frozenset[str]] | None = None,
        max_pixels: int = MAX_PIXELS,
        copied_from: Path | None = None,
        litestream: bool = False,
        state_url: str | None = None,
        state_database: SharedState | None = None,
        read_only: bool = False,
    ) -> None:
        self._with_state, self._clock = state, clock
        self._exit_stack = AsyncExitStack()
        self._open_archive = partial(
            ArchiveDatabase,
            archive_path,
            wait=_IMPORT_WAIT,
            litestream=litestream,
            read_only=read_only,
        )
        self._archive_database = self._open_archive()
        shared = postgres_state(state_url) if state_url else state_database
        self._state, self._local_copy, state_path = _state(
            shared, archive_path.with_name(STATE_FILE), litestream=litestream
        )
        archive = self.archive = Archive(
            archive_path, state_path, accounts, self._archive_database.file, self._check_state
        )
        index = self.search_index = IndexCache(archive)
        self.posts = Posts(archive)
        self.status = Status(archive, archive_path, shared)
        self.media = MediaFiles(archive_path, max_pixels, copied_from)
        self.settings = SettingStore(self._state)
        self.backups = BackupStore(self._state)
        self.identify_turns = IdentifyTurns(IdentifyTurnStore(self._state), clock)
        self.guilds = Guilds(GuildStore(self._state))
        self.page_requests = PageRequests(PageRequestStore(self._state), clock)
        self.by_meaning = ByMeaning(archive_path, archive, index)
        self.below_words = BelowWords(self.by_meaning, index)
        self.search = Search(archive, index, self.by_meaning)
        selections = Selections(index)
        self.examples = Examples(archive, index, selections.left_out)
        self.grouped_search = GroupedSearch(archive, index, self.by_meaning)
        hidden = HiddenPostStore(self._state)
        self.hidden = HiddenPosts(
            hidden,
            CurrentIds(self._archive_database),
            DeletionStore(self._archive_database),
            clock,
        )
        hidden_in_guilds = HiddenInGuildStore(self._state)
        self.hidden_in_guilds = HiddenInGuilds(hidden_in_guilds, archive, clock)
        self.erasure = Erasure(self._archive_database, self._state, clock)
        self.statistics = StatisticsOfArchive(archive, index)
        self.statistics_pictures = StatisticsPictures(archive_path.parent)
        likely = LikelyLinks(likely_from)
        self.threads = Threads(archive, index, likely)
        self.thread_completion = ThreadCompletion(archive, index)
        corrections = CorrectionStore(self._archive_database)
        self.corrections = Corrections(corrections, archive, clock)
        random = Random()  # noqa: S311 - nothing secret
        asked, rounds = TeachingStore(self._state), ShuffleStore(self._state)
        self.teaching = Teaching(
            archive, likely, corrections, asked, clock, random, selections.left_out
        )
        self.privacy = Privacy(hidden, hidden_in_guilds, corrections, asked, rounds)
        shuffles = Shuffles(rounds, archive, selections, self.by_meaning, clock, random)
        self.memories = Memories(archive, selections, shuffles, clock)
        self.browsing = Browsing(archive)
        self.quiet = QuietRules(QuietRuleStore(self._state), archive, selections, clock)
        self.digest_composer = DigestComposer(
            self.memories, self.quiet, self.posts, self.by_meaning, DigestChoiceStore(self._state)
        )
        self.digest_ledger = DigestRunStore(self._state)
        self.digests = DigestService(
            DigestStore(self._state), self.digest_ledger, self.digest_composer, clock
        )
        self.imports = Imports(self._archive_database, clock, index.reload)
        self.index_upgrade, self.links_upgrade = (
            Upgrade(step, self._open_archive, index.reload) for step in (INDEX, LINKS)
        )
        self._reopening = Reopening(
            self._archive_database, archive, index, (self.index_upgrade, self.links_upgrade)
        )
        self.accounts = Accounts(AccountStore(self._archive_database), clock, index.reload)
        self.repairs = Repairs(RepairStore(self._archive_database))

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._archive_database)
            local = self._local_copy
            if self._with_state or local is not None:
                await stack.enter_async_context(self._state)
            if local is not None:
                await stack.enter_async_context(local)
            if self._with_state:
                await self.guilds.load()
                await asyncio.to_thread(self.archive.readers.open_spare)
            stack.push_async_callback(self.archive.close)
            stack.push_async_callback(self.media.close)
            stack.push_async_callback(self.by_meaning.close)
            stack.push_async_callback(self.statistics_pictures.close)
            if self._with_state:
                for watch in (self.search_index.watch(), self._reopening.watch()):
                    stack.push_async_callback(_cancel, asyncio.create_task(watch))
            self._exit_stack = stack.pop_all()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._exit_stack.aclose()

    async def import_beside(
        self, paths: Sequence[Path], options: ImportOptions, progress: OnProgress
    ) -> ImportReport:
        """Import archives while users are answered: as Imports does, on a thread of its own.

        It opens the database once more, so all other writes wait for it as for another process.
        """

        async def run() -> ImportReport:
            self._archive_database.check_writable()
            async with self._open_archive() as database:
                report = await Imports(database, self._clock).run(paths, options, progress)
                return await MeaningAtImport().run(database, report, options)

        report = await run_on_thread(run)
        await self.search_index.reload()
        return report

    async def until_replaced(self) -> None:
        """Return when all has to be closed before what is at the paths can be opened.

        That is so when another file is in the place of state.db, and both files are there; until
        then what needs it fails with a sentence. Another archive.db is opened while this runs.
        """
        state = self._state if isinstance(self._state, Database) else None
        paths = [self._archive_database.path, *([state.path] if state else [])]
        while True:
            await asyncio.sleep(_FILE_POLL)
            is_replaced = state is not None and state.file.is_replaced()
            if (is_replaced or self._archive_database.file.is_back()) and all(
                map(Path.exists, paths)
            ):
                return

    def _check_state(self) -> None:
        if isinstance(self._state, Database):
            self._state.file.check()

    @property
    def processes(self) -> ProcessStore | None:
        """Those that use the state, if it is one for several machines."""
        return ProcessStore(self._state) if self._state.has_processes else None

    @property
    def queues(self) -> dict[str, int]:
        """How much waits for a thread or for the writer of a database, by the name of the queue."""
        return {
            "searches": self.archive.searches.waiting,
            "answers": self.archive.answers.waiting,
            "long_work": self.archive.long_work.waiting,
            "archive_writes": self._archive_database.writing,
            "state_writes": self._state.writing,
        }

    @property
    def readable(self) -> Mapping[str, Callable[[], Awaitable[bool]]]:
        """What returns whether a database can be read now, by the databases' names."""
        return {"archive": self._archive_database.is_readable, "state": self._state.is_readable}

    def lock_shards(self, token: str, shards: Collection[int]) -> None:
        """Keep other processes from running these shards of the bot here; without `shards`, any.

        Raises AlreadyRunningError if one runs them already, DatabaseError if that cannot be known.
        """
        self._exit_stack.enter_context(
            shard_lock(self._archive_database.path.with_name(STATE_FILE), token, shards)
        )


def _state(
    shared: SharedState | None, path: Path, *, litestream: bool
) -> tuple[StateDatabase, LocalCopy | None, Path]:
    """Return the state, if it is shared what copies it for readers, and the file that they read."""
    if shared is None:
        return Database(path, "state", litestream=litestream), None, path
    local = LocalCopy(shared)
    return shared, local, local.path


async def _cancel(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.wait([task])
