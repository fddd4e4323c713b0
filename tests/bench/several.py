"""An archive of one person on three networks, beside one of as many posts on one network.

A tenth of the posts on two of the networks are cross-posts of those on the first. Both archives
are asked the same, in turns, so that what else the machine does slows both.
"""

import asyncio
import random
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

from bot.archive.calendar import Day
from bot.archive.posts.ids.networks import Network
from bot.archive.posts.people import AccountRef, Person
from bot.archive.posts.post import Post
from bot.archive.posts.row import row_of
from bot.archive.search.query.parser import parse
from bot.clock import SystemClock
from bot.services.container import Services
from bot.storage.archive import imports
from bot.storage.database import Database
from tests.bench.english import posts as english_posts
from tests.bench.percentiles import p99
from tests.ingest.bluesky.repositories import DID, POST, tid

_MOST = 1.1  # times as long as one network
_CROSS_POSTED = 0.1
_BATCH = 2_000  # posts
_ZONE = ZoneInfo("America/New_York")
_PERSON = Person(
    tuple(AccountRef(network, DID) for network in Network),
)

_Ask = Callable[[Services, random.Random], Awaitable[object]]


async def measure(posts: int) -> None:
    """Print how long answers take over three networks, beside those over one of as many posts."""
    with tempfile.TemporaryDirectory() as name:
        one, three = Path(name, "one"), Path(name, "three")
        for folder in (one, three):
            await asyncio.to_thread(folder.mkdir)
        written = await _save(one, _of_one(posts), joined=False)
        again = await _save(three, _of_three(posts), joined=True)
        print(f"{posts:,} posts, written in {written:.1f} s, on three networks in {again:.1f} s")
        async with AsyncExitStack() as stack:
            both = [
                await stack.enter_async_context(Services(path / "archive.db", SystemClock()))
                for path in (one, three)
            ]
            for services in both:
                await services.search_index.warm_up()
            queries = [one.text for one in english_posts(200)]
            for what, ask in _asked(queries).items():
                await _compare(what, ask, both, max(20, min(300, posts // 10)))


def _asked(texts: list[str]) -> dict[str, _Ask]:
    """Return what is asked; a digest of random posts draws as `draw` does, one of days as `day`."""

    async def search(services: Services, rng: random.Random) -> object:
        words = rng.choice(texts).split()[:2]
        return await services.grouped_search.find(parse(" ".join(words)), page_size=5)

    async def any_post(services: Services, _: random.Random) -> object:
        return await services.memories.random()

    async def draw(services: Services, _: random.Random) -> object:
        return await services.memories.draw("digest", None, _ZONE)

    async def day(services: Services, rng: random.Random) -> object:
        asked = Day(rng.randint(1, 12), rng.randint(1, 28))
        return await services.memories.page(asked, _ZONE, page_size=5)

    return {"search": search, "random": any_post, "digest's draw": draw, "on this day": day}


async def _compare(what: str, ask: _Ask, both: list[Services], rounds: int) -> None:
    times: list[list[float]] = [[], []]
    for number in range(rounds):
        for services, taken in zip(both, times, strict=True):
            began = time.perf_counter()
            await ask(services, random.Random(number))
            taken.append((time.perf_counter() - began) * 1_000)
    one, three = times
    print(
        f"{what:>16}  one: p50 {median(one):7.2f} ms, p99 {p99(one):7.2f} ms   "
        f"three: p50 {median(three):7.2f} ms, p99 {p99(three):7.2f} ms   "
        f"{median(three) / median(one):.2f}, at most {_MOST}"
    )


async def _save(folder: Path, posts: Iterator[Post], *, joined: bool) -> float:
    """Write an archive as an import does, and return the seconds."""
    began = time.perf_counter()
    async with Database(folder / "archive.db", "archive") as database, database.write() as tx:
        await imports.begin_tracking(tx)
        words = imports.NewWords()
        batch: list[Post] = []
        for post in posts:
            batch.append(post)
            if len(batch) == _BATCH:
                await imports.save_posts(tx, [row_of(one) for one in batch], words)
                batch = []
        await imports.save_posts(tx, [row_of(one) for one in batch], words)
        if joined:
            await imports.save_person(tx, _PERSON, await imports.erased_posts(tx))
        await imports.finish_import(tx, 1, words)
    return time.perf_counter() - began


def _of_one(count: int) -> Iterator[Post]:
    for post in english_posts(count):
        yield replace(post, account_id=DID)


def _of_three(count: int) -> Iterator[Post]:
    """Yield posts of three networks, all accounts under the same id, and cross-posts."""
    rng = random.Random(5)
    before: Post | None = None
    for number, post in enumerate(_of_one(count)):
        own = post
        if before is not None and number % 3 and rng.random() < _CROSS_POSTED:
            own = replace(
                before, created_at=before.created_at + timedelta(seconds=number % 3), id=post.id
            )
        if number % 3 == 0:
            before = post
            yield own
        elif number % 3 == 1:
            address = f"https://social.example/users/ada/statuses/{own.id}"
            yield replace(own, network=Network.MASTODON, id=address)
        else:
            key = tid(post.created_at)
            yield replace(own, network=Network.BLUESKY, id=f"at://{DID}/{POST}/{key}")
