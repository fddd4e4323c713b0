"""python -m tests.soak [options]: a simulated year of digests in every time zone, with failures.

With --minutes instead a realistic mix on a real bot for so long, whose memory must stay flat.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from random import Random
from zoneinfo import available_timezones

from tests.soak import mix
from tests.soak.figures import Figures
from tests.soak.simulation import Simulation
from tests.storage.postgres.server import new_server

_SHOWN = 20  # faults


def simulate_once(
    zones: int | None = None,
    days: int = 366,
    seed: int = 1,
    start: date = date(2024, 1, 1),
    crashes: float = 0.004,
    state: str | None = None,
) -> Figures:
    """Run one simulation and return its figures; without `zones`, with all time zones.

    `state` is the URL of an empty schema in PostgreSQL; without it the state is in SQLite.
    """
    names = sorted(available_timezones())
    if zones is not None:
        names = Random(seed).choices(names, k=zones)

    async def simulate(folder: Path) -> Figures:
        return await Simulation(
            state or folder / "state.db", names, days, seed, start, crashes
        ).run()

    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(simulate(Path(folder)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a simulation, print its figures, and return 1 if a day has two posts or lacks one."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--zones", type=int, metavar="N", help="so many drawn at random, not all")
    parser.add_argument("--days", type=int, default=366, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--start", type=date.fromisoformat, default=date(2024, 1, 1))
    parser.add_argument(
        "--crashes", type=float, default=0.004, metavar="SHARE", help="how likely each step ends it"
    )
    parser.add_argument("--state", metavar="URL", help="of an empty schema in PostgreSQL")
    parser.add_argument(
        "--postgres", action="store_true", help="start a PostgreSQL server to keep the state in"
    )
    mixed = parser.add_argument_group("of the mix alone")
    mixed.add_argument("--minutes", type=float, metavar="N", help="run the mix for so long")
    mixed.add_argument("--posts", type=int, default=20_000, metavar="N", help="that are generated")
    mixed.add_argument("--archive", type=Path, metavar="PATH", help="an archive.db to use instead")
    chosen = parser.parse_args(arguments)
    if chosen.minutes:
        return 0 if asyncio.run(mix.measure(chosen.minutes, chosen.posts, chosen.archive)) else 1
    with ExitStack() as stack:
        if chosen.postgres:
            chosen.state = stack.enter_context(new_server()).url
        figures = simulate_once(
            chosen.zones, chosen.days, chosen.seed, chosen.start, chosen.crashes, chosen.state
        )
    print(figures)
    for fault in figures.faults[:_SHOWN]:
        print(f"  {fault}")
    return 1 if figures.faults else 0


if __name__ == "__main__":
    sys.exit(main())
