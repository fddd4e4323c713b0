"""python -m tests.scale [options]: N processes of the bot in M servers, where each limit bends.

Discord is the sandbox, in this process, with Discord's own limits. The processes start in one
moment, each with one shard; then users ask, the bot joins servers, and digests are due in one
minute.
"""

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.bench import invocations
from tests.scale import measures
from tests.scale.fleet import make_archive, running
from tests.scale.sizes import sizes

COMMANDS = ("random", "search")
_TOO_LATE = 10062  # Discord's code for an answer after three seconds, which the row counts
_ASKED_IN = 40  # servers, in which users ask and digests are posted


async def simulate(chosen: argparse.Namespace) -> None:
    """Print a row of figures for each number of processes."""
    print(f"{chosen.guilds:,} servers; {os.cpu_count()} cores, one of them for Discord itself")
    print(
        f"{'processes':>9}{'connected s':>13}{'too early':>11}{'/random a second':>18}{'p50 ms':>8}"
        f"{'CPU ms':>8}{'cores':>7}{'/search':>9}{'p50 ms':>8}{'CPU ms':>8}{'cores':>7}{'late':>6}"
        f"{'MB':>8}{'KB a server':>13}"
        + f"{'digests a minute':>18}{'a second':>10}{'429':>5}{'CPU ms':>8}"
        * bool(chosen.digests)
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        archive = chosen.archive or await make_archive(folder, chosen.posts)
        drawn = await asyncio.to_thread(invocations.draw, archive, 5 if chosen.posts > 1_000 else 1)
        for processes in chosen.processes:
            async with running(
                processes, archive, folder / f"{processes}",
                guilds=min(chosen.guilds, _ASKED_IN), max_concurrency=chosen.max_concurrency,
                state=chosen.state,
            ) as fleet:  # fmt: skip
                row = f"{processes:9}{fleet.connected_after:13.1f}"
                row += f"{fleet.sandbox.gateway.too_early:11}"
                late = 0
                for command, width in zip(COMMANDS, (18, 9), strict=True):
                    asked = [one for one in drawn if one.command == command]
                    got = await measures.answers(fleet, asked, chosen.at_once, chosen.seconds)
                    row += f"{got.a_second:{width}.1f}{got.p50:8.1f}{got.cpu:8.1f}{got.cores:7.2f}"
                    late += got.without
                memory = await measures.memory(fleet, max(1, chosen.guilds - _ASKED_IN))
                row += f"{late:6}{memory.largest:8.1f}{memory.a_guild:13.1f}"
                if chosen.digests:
                    posted = await measures.digests(fleet, chosen.digests)
                    row += f"{posted.a_minute:18.0f}{posted.most:10}{posted.throttled:5}"
                    row += f"{posted.cpu:8.1f}"
                print(row, flush=True)
                refused = [one for one in fleet.sandbox.refusals if one.code != _TOO_LATE]
                if refused:
                    raise RuntimeError(f"Discord would have refused {refused[:3]}")
        if not chosen.state:
            for table, rows, each in sizes(folder / f"{chosen.processes[-1]}" / "state.db"):
                print(f"{table:>16}{rows:8,} rows{each:8.0f} bytes each")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the simulation."""
    parser = argparse.ArgumentParser(prog="python -m tests.scale", description=__doc__)
    add = parser.add_argument
    add("--processes", type=int, nargs="+", default=[1, 2, 4], metavar="N")
    add("--guilds", type=int, default=500, metavar="N", help="servers that the bot is in")
    add("--posts", type=int, default=20_000, metavar="N", help="that are generated")
    add("--archive", type=Path, metavar="PATH", help="an archive.db to copy instead")
    add("--at-once", type=int, default=50, metavar="N", help="users who ask, one after the other")
    add("--seconds", type=float, default=10.0, metavar="N", help="that they ask for each command")
    add("--digests", type=int, default=600, metavar="N", help="due in one minute; 0 for none")
    add("--max-concurrency", type=int, default=1, metavar="N", help="shards that may identify")
    add("--state", metavar="URL", help="STATE_URL of the processes; without it a file of SQLite")
    chosen = parser.parse_args(arguments)
    most = min(chosen.guilds, _ASKED_IN) * measures.OF_A_GUILD
    if chosen.digests > most:
        parser.error(
            f"at most {most:,} digests: {measures.OF_A_GUILD} in each server where users ask"
        )
    asyncio.run(simulate(chosen))
    return 0


if __name__ == "__main__":
    sys.exit(main())
