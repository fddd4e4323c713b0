"""python -m tests.bench.posting URL API GATEWAY TOKEN NUMBER COUNT SPEED MOMENT: one that posts.

It is process NUMBER of COUNT, whose state is at URL. It prints a line when it is connected; after
one on stdin it posts what is due at MOMENT, and prints how many digests it posted, its requests,
the CPU seconds that it took, and when it began and ended. A SPEED of 0 lifts its pace. All digests
show the same post: only the posting is measured.
"""

import asyncio
import json
import sys
import time
from datetime import UTC, datetime, timedelta

import discord
import yarl
from discord.http import Route

from bot.archive.digests.model import RunState, ShardSet
from bot.archive.posts.post import Post
from bot.clock import MovableClock
from bot.delivery.pace import pace_of
from bot.delivery.pacer import Pacer
from bot.delivery.poster import DiscordPoster
from bot.services.digests.scheduler import CONCURRENCY, Scheduler
from bot.storage.postgres.opening import postgres_state
from bot.storage.state.digest_runs import DigestRunStore
from bot.storage.state.processes.presence import ProcessStore
from tests.soak.processes import OnePost

_POST = Post("20", "jack", datetime(2006, 3, 21, tzinfo=UTC), "just setting up my twttr", "")


async def main(
    url: str, api: str, gateway: str, token: str, number: int, count: int, speed: float, at: str
) -> None:
    """Post until nothing is due."""
    moment = datetime.fromisoformat(at)
    clock = MovableClock(moment - timedelta(hours=1))
    shards = ShardSet(frozenset({number}), count)
    pace = pace_of(shards)
    pacer = Pacer(pace.per_second, 1 / speed) if speed else Pacer(1_000_000)
    requests = 0
    outcomes: list[str] = []

    async def turn() -> None:
        nonlocal requests
        requests += 1
        await pacer.wait_turn()

    Route.BASE = api
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
    client = discord.AutoShardedClient(
        intents=discord.Intents(guilds=True), guild_ready_timeout=0.5, max_messages=None,
        shard_ids=[number], shard_count=count,
    )  # fmt: skip
    async with postgres_state(url, wait=30.0) as state, client:
        life = asyncio.create_task(client.start(token))
        await asyncio.sleep(0)
        while not client.is_ready() and not life.done():  # noqa: ASYNC110 - it has no event yet
            await asyncio.sleep(0.05)
        scheduler = Scheduler(
            DigestRunStore(state), OnePost(_POST), clock, DiscordPoster(client, turn),
            concurrency=pace.at_once if speed else CONCURRENCY,
            shard_set=shards, processes=ProcessStore(state),
            on_outcome=lambda outcome, _seconds: outcomes.append(outcome),
        )  # fmt: skip
        print(flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        clock.set(moment)
        cpu, began = time.process_time(), time.time()
        await scheduler.tick()
        used, ended = time.process_time() - cpu, time.time()
        posted = outcomes.count(RunState.POSTED)
        print(json.dumps([posted, requests, used, began, ended]), flush=True)
        await client.close()
        await asyncio.gather(life, return_exceptions=True)


if __name__ == "__main__":
    url, api, gateway, token, number, count, speed, at = sys.argv[1:]
    asyncio.run(main(url, api, gateway, token, int(number), int(count), float(speed), at))
