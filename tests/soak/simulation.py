"""A year of digests in every time zone, with crashes, restarts, outages and clock jumps.

The scheduler, the ledger, the database and the poster are the real ones, and so is the client that
speaks to the sandbox over HTTP. There are two clocks: Discord's, which is true, and the host's,
which all processes of the bot use, and which jumps. Discord forgets nonces after five minutes.

Over a state.db there are two processes of one shard. Over PostgreSQL there are three, each with a
third of the shards; they post for one that is gone.
"""

import asyncio
import sys
import time as machine
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import discord
import yarl

from bot.archive.digests.model import (
    ALL_SHARDS,
    Digest,
    DigestOptions,
    DigestRun,
    RunState,
    ShardSet,
)
from bot.archive.digests.schedule import Schedule
from bot.archive.posts.post import Post
from bot.delivery.pacer import Pacer
from bot.delivery.poster import DiscordPoster
from bot.sandbox import UNLIMITED, Channel, ChannelKind, Guild, Permission, Sandbox
from bot.storage.database import Database
from bot.storage.engines import StateDatabase
from bot.storage.postgres.opening import postgres_state
from bot.storage.state.processes.presence import ABSENT_AFTER
from tests.soak.clocks import HostClock, TrueClock
from tests.soak.figures import Figures
from tests.soak.oracle import Opportunities, Stretch, due_times, stretches
from tests.soak.processes import Crash, CrashPlan, Process, ignore_crashes

SECOND, MINUTE, HOUR, DAY = (timedelta(seconds=n) for n in (1, 60, 3600, 86_400))
_CHANNELS = 25  # per guild, each with a digest
_KEPT = 40  # messages per channel
_SEEN = (70 * SECOND, 35 * SECOND)  # before its next poll: long enough to take over
_CALM_AFTER = 25 * MINUTE  # after a disturbance every lease and pause has expired
_POST = Post("20", "jack", datetime(2006, 3, 21, tzinfo=UTC), "just setting up my twttr", "")


class Simulation:
    """Digests of `zones` over `days` days from `start` on, all drawn from `seed`.

    `state` is the path of a new state.db, or the URL of an empty schema in PostgreSQL.
    """

    def __init__(
        self,
        state: Path | str,
        zones: list[str],
        days: int,
        seed: int,
        start: date,
        crashes: float,
    ) -> None:
        self.figures = Figures(len(zones), days)
        self._rng = Random(seed)
        self._zones = zones
        self._start = datetime.combine(start, time(), UTC)
        self._end = self._start + days * DAY
        self._true = TrueClock(self._start)
        self._host = HostClock(self._true)
        self._plan = CrashPlan(self._rng, crashes)
        self._opportunities = Opportunities()
        self._disturbed = self._latest = self._start
        self._state = state
        self._sandbox = Sandbox(
            self._true.now, limits=UNLIMITED, keeps_requests=False, keeps_messages=_KEPT
        )
        self._client: discord.Client
        count = 2 if isinstance(state, Path) else 3
        self._processes: list[Process | None] = [None] * count
        self._back_at = [self._start] * count
        self._started_at = [self._start] * count
        self._digests: list[tuple[Digest, Channel]] = []
        self._unreadable: set[int] = set()
        self._messages: Counter[str] = Counter()
        self._harvested: dict[int, int] = {}

    async def run(self) -> Figures:
        """Run the simulation and check the result."""
        began = machine.perf_counter()
        asyncio.get_running_loop().set_exception_handler(ignore_crashes)
        async with self._sandbox, self._connected():
            await self._set_up()
            reported = self._start
            while self._true.moment < self._end:
                await self._advance()
                if self._true.moment - reported > 30 * DAY:
                    reported = self._true.moment
                    taken = machine.perf_counter() - began
                    print(f"{reported:%d %B}: {taken:.0f} s", file=sys.stderr)
            await self._settle_down()
            await self._check()
        self.figures.seconds = machine.perf_counter() - began
        self.figures.crashes = self._plan.crashes
        self.figures.put_off = self._plan.put_off
        return self.figures

    async def _set_up(self) -> None:
        guild: Guild | None = None
        first = self._process(0)
        await first.start()
        if isinstance(self._state, str):
            await first.use_its_clock()
        for number, zone in enumerate(self._zones):
            if guild is None or number % _CHANNELS == 0:
                guild = self._sandbox.add_guild(f"Guild {number}")
            channel = self._open_channel(guild, number)
            at = time(self._rng.randrange(24), self._rng.randrange(60))
            options = DigestOptions(channel.id, Schedule(at, zone))
            self._digests.append((await first.digests.add(guild.id, options), channel))
        await first.kill()
        await asyncio.sleep(0.05)  # until the client knows all channels

    def _open_channel(self, guild: Guild, number: int) -> Channel:
        kind = {4: ChannelKind.FORUM, 5: ChannelKind.ANNOUNCEMENT}.get(
            number % 10, ChannelKind.TEXT
        )
        channel = guild.add_channel(f"channel-{number}", kind)
        if number % 20 == 7:
            channel.set_permissions(guild.everyone, deny=Permission.READ_MESSAGE_HISTORY)
            self._unreadable.add(channel.id)
        if number % 20 == 8:
            thread = guild.add_channel("thread", ChannelKind.THREAD, parent=channel)
            thread.archive()
            return thread
        return channel

    async def _advance(self) -> None:
        """Let some minutes pass, with random events."""
        rng = self._rng
        minutes = rng.expovariate(1 / 9) if rng.random() < 0.9 else rng.random() / 2
        await self._pass(minutes * MINUTE)
        if rng.random() < minutes / (4 * 1440):
            await self._power_off()
        if rng.random() < minutes / (3 * 1440):
            jump = rng.choice([0, 0, 1, -1, 9, -9, 60, -60, 180, -180])
            self._host.wrong_by = jump * MINUTE
            self._disturbed = self._true.moment
            self.figures.jumps += 1
        if rng.random() < 0.02:
            self._sandbox.faults.next("POST", "/channels/*", reset=True, applied=rng.random() < 0.5)
        put_off = self._plan.put_off.total()
        calm = await asyncio.gather(*map(self._tick, range(len(self._processes))))
        if self._plan.put_off.total() > put_off or not all(calm):
            self._disturbed = self._true.moment
        # A clock that was set back shows times again whose runs are final.
        is_new = self._host.now() >= self._latest
        is_calm = self._true.moment - self._disturbed > _CALM_AFTER
        if is_new and is_calm and any(map(self._posts_all, range(len(self._processes)))):
            self._opportunities.add(self._host.now())
        self._latest = max(self._latest, self._host.now())
        if rng.random() < 0.01:
            await self._harvest()

    def _posts_all(self, number: int) -> bool:
        """Return whether a process posts for those that are gone too: not when it just started."""
        shares = isinstance(self._state, str)
        watched = self._true.moment - self._started_at[number] if shares else ABSENT_AFTER
        return self._processes[number] is not None and watched >= ABSENT_AFTER

    async def _pass(self, duration: timedelta) -> None:
        """Let time pass; those that live are seen in its last minute, as all the time in life."""
        end = self._true.moment + duration
        for before in _SEEN:
            if self._true.moment < end - before:
                self._true.moment = end - before
                await asyncio.gather(*map(self._note, range(len(self._processes))))
        self._true.moment = end

    async def _note(self, number: int) -> None:
        process = self._processes[number]
        if process is not None:
            try:
                await process.note()
            except Crash:
                await self._die(number, self._plan.absence())

    async def _tick(self, number: int) -> bool:
        """Run a tick of a process, starting it if it is due; return whether it survived."""
        process = self._processes[number]
        if process is None:
            if self._true.moment < self._back_at[number]:
                return True
            process = self._processes[number] = self._process(number)
            await process.start()
            self._started_at[number] = self._true.moment
            self.figures.restarts += 1
        self.figures.ticks += 1
        try:
            await process.tick()
        except Crash:
            await self._die(number, self._plan.absence())
            return False
        return True

    async def _die(self, number: int, absence: timedelta) -> None:
        process = self._processes[number]
        self._processes[number] = None
        self._back_at[number] = self._true.moment + absence
        self._disturbed = self._true.moment
        self.figures.late_restarts += absence > 5 * MINUTE
        if process is not None:
            self.figures.searches += process.poster.searches
            await process.kill()

    async def _power_off(self) -> None:
        """Stop the whole machine for a while."""
        self.figures.outages += 1
        absence = self._plan.absence()
        for number in range(len(self._processes)):
            await self._die(number, absence)

    async def _settle_down(self) -> None:
        """Stop all disturbances, and let open runs reach their final state."""
        self._plan.chance = 0
        self._sandbox.faults.pending.clear()
        self._host.wrong_by = timedelta()
        self._back_at = [self._true.moment] * len(self._back_at)
        for _ in range(8):
            self._true.moment += 15 * MINUTE
            await self._tick(0)

    async def _check(self) -> None:
        """Compare every local date with the oracle, and record faults."""
        await self._harvest()
        process = self._processes[0]
        assert process is not None
        clocks: dict[str, list[Stretch]] = {}
        known: set[str] = set()
        days = [self._start.date() + n * DAY for n in range(-1, self.figures.days + 2)]
        for digest, channel in self._digests:
            schedule = digest.options.schedule
            if schedule.zone not in clocks:
                zone = ZoneInfo(schedule.zone)
                clocks[schedule.zone] = stretches(zone, self._start - 2 * DAY, self._end + 2 * DAY)
            runs = await process.digests.history(digest.guild_id, digest.id, 1_000)
            entries = {run.date: run for run in runs}
            known |= {run.run_id for run in runs}
            for day, moment in due_times(clocks[schedule.zone], schedule.time, days):
                if self._start < moment <= self._end - schedule.late:
                    wrong = self._check_run(entries.get(day), moment, schedule.late, channel)
                    self._fault(f"{schedule.zone} {schedule.time} {day}", wrong)
        for run_id in self._messages.keys() - known:
            self._fault(run_id, ["a message of no run"])

    def _check_run(
        self, run: DigestRun | None, moment: datetime, late: timedelta, channel: Channel
    ) -> Iterator[str]:
        """Yield the faults of the run that was due at a moment."""
        if run is None:
            yield "no entry"
            return
        self.figures.states[run.state] += 1
        posts = self._messages[run.run_id]
        least = run.state is RunState.POSTED
        most = run.state in {RunState.POSTED, RunState.UNCERTAIN}
        if not least <= posts <= most:
            yield f"{run.state}, but {posts} messages"
        if run.due_at != moment:
            yield f"due at {run.due_at}, not {moment}"
        if run.state is RunState.UNCERTAIN:
            if channel.id not in self._unreadable:
                yield "uncertain, where history can be read"
        elif not least and self._opportunities.any_within(moment, moment + late):
            yield f"{run.state} ({run.why}), though there was time"

    def _fault(self, what: str, wrong: Iterable[str]) -> None:
        self.figures.faults += (f"{what}: {one}" for one in wrong)

    def _process(self, number: int) -> Process:
        database: StateDatabase
        if isinstance(self._state, Path):
            database, shards = Database(self._state, "state", wait=30), ALL_SHARDS
        else:
            database = postgres_state(self._state, wait=30)
            shards = ShardSet(frozenset({number}), len(self._processes))
        poster = DiscordPoster(self._client, Pacer(1_000_000).wait_turn, shards=shards)
        return Process(database, self._host, poster, self._plan, _POST, shards)

    async def _harvest(self) -> None:
        """Count new messages, and archive and delete old forum posts."""
        for guild in self._sandbox.guilds:
            for channel in list(guild.channels.values()):
                self._count(channel)
                if channel.parent is not None and channel.parent.kind is ChannelKind.FORUM:
                    age = self._true.moment - (channel.created_at or self._start)
                    if age > 20 * DAY:
                        channel.delete()
                    elif age > DAY and not channel.archived:
                        channel.archive()
        await asyncio.sleep(0)

    def _count(self, channel: Channel) -> None:
        last = self._harvested.get(channel.id, 0)
        for message in channel.history:
            if message.id > last:
                self._messages[_run_id(message.components)] += 1
                self._harvested[channel.id] = message.id
                self.figures.messages += 1

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[None]:
        """Connect the real client: it caches the channels and makes the requests."""
        discord.http.Route.BASE = self._sandbox.api_url
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(self._sandbox.gateway_url)
        self._client = discord.AutoShardedClient(
            intents=discord.Intents(guilds=True),
            guild_ready_timeout=0,
            max_messages=None,
            shard_count=1,
        )
        async with self._client:
            life = asyncio.create_task(self._client.start(self._sandbox.token))
            await self._sandbox.wait_ready()
            await self._client.wait_until_ready()
            try:
                yield
            finally:
                for number in range(len(self._processes)):
                    await self._die(number, DAY)
                await self._client.close()
                await asyncio.gather(life, return_exceptions=True)


def _run_id(components: list[dict[str, object]]) -> str:
    """Return the run id in a digest's message."""
    text = str(components)
    return text[text.index("'d1:") + 4 :][:16]
