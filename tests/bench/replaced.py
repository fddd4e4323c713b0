"""Searches at a steady pace while the archive is replaced by copies, again and again.

The bot has a process of its own, and Discord is the sandbox, in this one. Each copy has a text of
its own in one post, by which it is known when the bot reads that copy.
"""

import asyncio
import os
import shutil
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from statistics import median

from bot.sandbox import Actor, NoAnswerError
from tests.bench import invocations
from tests.bench.bots import RunningBot, running
from tests.bench.commands import HERE, make
from tests.bench.invocations import Invocation
from tests.bench.percentiles import p99

_FEW = 1_000  # posts
_TIMES, _PER_SECOND = 20, 50
_FEW_TIMES, _FEW_PER_SECOND = 1, 10
_GUILDS = 10  # a server has a cooldown of its own
_USERS = 20  # of a server: a newer search of a user replaces the one before
_WARM_UP, _FEW_WARM_UP = 60.0, 1.0  # seconds of searches before, to compare with; a tenth after
_PATIENCE = 120.0  # seconds until a copy is read
_EACH = 5  # invocations of a kind
# Searches under way, as many as run: a slow machine is not flooded, and the pace is printed.
_AT_ONCE = 2


@dataclass(slots=True)
class Searches:
    """The milliseconds of searches that posts answered, and what the others ended with."""

    whole: list[float] = field(default_factory=list)
    failed: Counter[str] = field(default_factory=Counter)


async def measure(posts: int, archive: Path | None = None) -> None:
    """Print how many searches failed, and the bot's descriptors and memory, before and after.

    Uses `archive`, an archive.db, which is made of `posts` generated posts if it does not exist.
    """
    full = posts > _FEW or archive is not None
    times, pace = (_TIMES, _PER_SECOND) if full else (_FEW_TIMES, _FEW_PER_SECOND)
    with tempfile.TemporaryDirectory(dir=archive and archive.parent) as name:
        folder = Path(name)
        made = archive or folder / "made.db"
        if not made.exists():
            make(made, posts, HERE, folder)
        (folder / "bot").mkdir()
        shutil.copy(made, folder / "bot" / "archive.db")
        asked = [one for one in invocations.draw(made, _EACH) if one.command == "search"]
        start = running("bot", HERE, folder / "bot", "bot", "run", guilds=_GUILDS)
        async with start as bot:
            await _replace(bot, asked, made, folder, times, pace)


async def _replace(
    bot: RunningBot,
    asked: Sequence[Invocation],
    made: Path,
    folder: Path,
    times: int,
    pace: int,
) -> None:
    searches, stop = Searches(), asyncio.Event()
    searching = asyncio.create_task(_search(bot, asked, pace, searches, stop))
    warm_up = _WARM_UP if times == _TIMES else _FEW_WARM_UP
    await asyncio.sleep(warm_up)
    before, memory, most, waits = _descriptors(bot.pid), _resident(bot.pid), 0, []
    began_at = time.perf_counter() - warm_up
    print(
        f"before: {len(searches.whole) / warm_up:.1f} a second, {searches.failed.total()} failed, "
        f"p50 {median(searches.whole or [0]):.1f} ms, {before} descriptors, {memory / 1e6:.1f} MB",
        flush=True,
    )
    for number in range(times):
        text = f"wombats in copy {number}"
        id = await asyncio.to_thread(_copy, made, folder / "bot" / "part", text)
        (folder / "bot" / "part").replace(folder / "bot" / "archive.db")
        began = time.perf_counter()
        while text not in (await bot.ask("search", query=id)).answer.text:
            most = max(most, _descriptors(bot.pid))
            if time.perf_counter() > began + _PATIENCE:
                raise RuntimeError(f"copy {number} is not read")
            await asyncio.sleep(0.2)
        waits.append(time.perf_counter() - began)
        print(
            f"copy {number + 1:2}: read after {waits[-1]:5.1f} s,"
            f" {len(searches.whole):6,} answers, {searches.failed.total()} failed,"
            f" {_descriptors(bot.pid)} descriptors, {_resident(bot.pid) / 1e6:.1f} MB",
            flush=True,
        )
    await asyncio.sleep(warm_up / 10)
    stop.set()
    await searching
    whole, taken = searches.whole, time.perf_counter() - began_at
    print(
        f"{times} copies, read after {median(waits):.1f} s (worst {max(waits):.1f} s); "
        f"{len(whole) + searches.failed.total():,} searches, {searches.failed.total()} failed; "
        f"{len(whole) / taken:.1f} a second, p50 {median(whole):.1f} ms, "
        f"p99 {p99(whole):.1f} ms, worst {max(whole):.1f} ms; "
        f"descriptors {before} before, {most} at most, {_descriptors(bot.pid)} after; "
        f"memory {memory / 1e6:.1f} MB before, {_resident(bot.pid) / 1e6:.1f} MB after"
    )
    for text, count in searches.failed.most_common():
        print(f"{count:6} {text}")


async def _search(
    bot: RunningBot,
    asked: Sequence[Invocation],
    pace: int,
    searches: Searches,
    stop: asyncio.Event,
) -> None:
    """Begin so many searches a second, or what the machine can answer, until `stop` is set."""
    room = asyncio.Semaphore(_AT_ONCE)
    users = cycle(
        user.guild.add_member(f"user {number}")
        for number in range(_USERS)
        for user in bot.users
        if user.guild is not None
    )
    loop = asyncio.get_running_loop()
    due = loop.time()
    async with asyncio.TaskGroup() as group:
        for user, invocation in zip(users, cycle(asked), strict=False):
            if stop.is_set():
                return
            await room.acquire()
            task = group.create_task(_ask(user, invocation, searches))
            task.add_done_callback(lambda _: room.release())
            due = max(due + 1 / pace, loop.time() - 1)
            await asyncio.sleep(max(0.0, due - loop.time()))


async def _ask(user: Actor, invocation: Invocation, searches: Searches) -> None:
    began = time.perf_counter()
    try:
        answer = await user.slash("search", timeout=_PATIENCE, **invocation.options)
    except NoAnswerError:
        searches.failed["no answer"] += 1
        return
    if "<t:" in str(answer.message["components"]):
        searches.whole.append((time.perf_counter() - began) * 1_000)
    else:
        searches.failed[answer.text[:80]] += 1


def _copy(made: Path, path: Path, text: str) -> str:
    """Copy an archive, and give its first post a text; return the id of that post."""
    shutil.copy(made, path)
    with closing(sqlite3.connect(path)) as connection:
        (post, id) = connection.execute("SELECT min(post), id FROM posts").fetchone()
        connection.execute("UPDATE posts SET text = ? WHERE post = ?", (text, post))
        connection.commit()
        connection.execute("PRAGMA journal_mode = DELETE")
    return str(id)


def _descriptors(pid: int) -> int:
    """Return how many descriptors a process has open; 0 where the system does not say."""
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))  # noqa: PTH208 - names alone
    except OSError:
        return 0


def _resident(pid: int) -> int:
    """Return the resident memory of a process in bytes; 0 where the system does not say."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
