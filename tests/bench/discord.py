"""python -m tests.bench.discord GUILDS CHANNELS SPEED START DELAY: a Discord, on loopback.

It prints its addresses, and for each line of stdin how many messages it has and how many requests
it refused because they came too fast. The limits are Discord's own, times SPEED; a message takes
DELAY seconds to be sent.
"""

import asyncio
import json
import sys
from datetime import datetime

from bot.clock import MovableClock
from bot.sandbox import Limits, RateLimit, Sandbox


async def main(guilds: int, channels: int, speed: float, start: str, delay: float) -> None:
    """Serve until stdin ends."""
    clock = MovableClock(datetime.fromisoformat(start))
    usual = Limits()
    limits = Limits(
        *(
            RateLimit(pace.requests, pace.seconds / speed)
            for pace in (usual.everything, usual.messages, usual.others)
        )
    )
    async with Sandbox(clock.now, limits=limits) as sandbox:
        if delay:
            sandbox.faults.next("POST", "*/messages", times=-1, delay=delay)
        first = sandbox.world.mint()
        made = [  # one after the other on each shard
            sandbox.add_guild(f"Guild {number}", id=first + (number << 22))
            for number in range(guilds)
        ]
        ids = [
            (guild.id, guild.add_channel(f"channel-{number}").id)
            for guild in made
            for number in range(channels)
        ]
        _tell([sandbox.api_url, sandbox.gateway_url, sandbox.token, ids])
        while await asyncio.to_thread(sys.stdin.readline):
            there = [channel for guild in made for channel in guild.channels.values()]
            _tell([sum(len(channel.messages) for channel in there), len(sandbox.throttled)])


def _tell(what: object) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    guilds, channels, speed, start, delay = sys.argv[1:]
    asyncio.run(main(int(guilds), int(channels), float(speed), start, float(delay)))
