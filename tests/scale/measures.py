"""What is measured of a fleet: answers, memory, digests. Each returns the figures of a row."""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from bot.clock import SystemClock
from bot.sandbox import Actor, Channel, NoAnswerError
from tests.bench.bots import cpu_seconds, fill
from tests.bench.idle import memory_of
from tests.bench.invocations import Invocation
from tests.scale.fleet import Fleet

_PATIENCE = 30.0  # seconds
_SETTLES = 2.0  # seconds
_LEAD = timedelta(seconds=5)
_SAMPLE = 0.05  # seconds
OF_A_GUILD = 25  # digests, the most that a server may have
_ADDED_A_SECOND, _ADDED_AT_ONCE = 8, 8


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers a second of all processes together, their median in milliseconds, the CPU of one.

    `cores` is how much of a core the processes used together. `without` are commands that were not
    answered within Discord's three seconds.
    """

    a_second: float
    p50: float
    cpu: float
    cores: float
    without: int


async def answers(
    fleet: Fleet, asked: Sequence[Invocation], at_once: int, seconds: float
) -> Answers:
    """Have `at_once` users give commands, each one after the other, for so many seconds."""
    rng = random.Random(7)
    times: list[float] = []
    without = 0
    end = time.perf_counter() + seconds

    async def give(users: Sequence[Actor]) -> None:
        nonlocal without
        while time.perf_counter() < end:
            one = rng.choice(asked)
            began = time.perf_counter()
            try:
                await rng.choice(users).slash(one.command, timeout=_PATIENCE, **one.options)
                times.append((time.perf_counter() - began) * 1_000)
            except NoAnswerError:
                without += 1

    cpu, began = _cpu(fleet), time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(at_once):
            group.create_task(give(fleet.users[number % len(fleet.users)]))
    taken, used = time.perf_counter() - began, _cpu(fleet) - cpu
    return Answers(
        len(times) / taken, median(times), used * 1_000 / len(times), used / taken, without
    )


@dataclass(frozen=True, slots=True)
class Memory:
    """The resident MB of the largest process, and the KB that each server on its shard adds."""

    largest: float
    a_guild: float


async def memory(fleet: Fleet, guilds: int) -> Memory:
    """Let the bot join servers, each with 20 channels and 10 roles."""
    before = _resident(fleet)
    first = fleet.sandbox.world.mint()
    for number in range(guilds):
        fill(fleet.sandbox.add_guild(f"Others {number}", id=first + (number << 22)))
        await asyncio.sleep(0)
    await _quiet(fleet)
    after = _resident(fleet)
    return Memory(max(after), (sum(after) - sum(before)) * 1_000 / guilds)


@dataclass(frozen=True, slots=True)
class Digests:
    """How many digests were posted a minute, the most in a second, and the 429s of Discord."""

    a_minute: float
    most: int
    throttled: int
    cpu: float


async def digests(fleet: Fleet, count: int) -> Digests:
    """Add digests that are due in one minute, and wait until all are posted."""
    at = SystemClock().now() + _LEAD + timedelta(seconds=count / _ADDED_A_SECOND)
    minute = (at + timedelta(minutes=1)).replace(second=0, microsecond=0)
    turns = asyncio.Semaphore(_ADDED_AT_ONCE)

    async def add(number: int) -> Channel:
        guild = fleet.guilds[number // OF_A_GUILD % len(fleet.guilds)]
        channel = guild.add_channel(f"digest-{number}")
        manager = guild.add_member(f"manager {number}", manager=True)
        async with turns:
            await manager.slash(
                "digest add", channel_=channel, time=f"{minute:%H:%M}", content="random", count=1,
                timeout=_PATIENCE,
            )  # fmt: skip
        return channel

    channels = await asyncio.gather(*(add(number) for number in range(count)))
    if SystemClock().now() >= minute:
        raise RuntimeError("this machine is too slow to add so many digests in a minute")
    await asyncio.sleep((minute - SystemClock().now()).total_seconds() - _SAMPLE)
    throttled, cpu = len(fleet.sandbox.throttled), _cpu(fleet)
    samples: list[tuple[float, int]] = []
    while not samples or samples[-1][1] < count:
        samples.append((time.perf_counter(), sum(channel.sent for channel in channels)))
        await asyncio.sleep(_SAMPLE)
    first = next(moment for moment, sent in samples if sent)
    window = round(1 / _SAMPLE)
    most = max(
        later[1] - earlier[1]
        for earlier, later in zip(samples, samples[window:] or samples[-1:], strict=False)
    )
    return Digests(
        count * 60 / (samples[-1][0] - first + _SAMPLE),
        most,
        len(fleet.sandbox.throttled) - throttled,
        (_cpu(fleet) - cpu) * 1_000 / count,
    )


def _cpu(fleet: Fleet) -> float:
    return sum(cpu_seconds(pid) for pid in fleet.pids)


def _resident(fleet: Fleet) -> list[float]:
    return [memory_of(pid).resident for pid in fleet.pids]


async def _quiet(fleet: Fleet) -> None:
    """Wait until the processes compute next to nothing any more."""
    before = -1.0
    while (now := _cpu(fleet)) - before > 0.02 * len(fleet.pids):
        before = now
        await asyncio.sleep(0.3)
