"""A page of hits without pictures: how long it takes to build, beside an older build."""

import asyncio
import os
import sys
from pathlib import Path
from statistics import median

_ROUNDS = 8
# Run in the folder of each build: it may use only what both have.
_PROGRAM = """
import sys, time
from datetime import UTC, datetime
from statistics import median

from bot.archive.paging import Paging
from bot.ui.cards import page
from bot.ui.hits import hit_card
from bot.ui.interactions.page_buttons import paging_buttons, paging_hint
from bot.ui.interactions.requests import SearchRequest
from tests.archives import post

WHEN = datetime(2022, 10, 28, tzinfo=UTC)
TEXT = "It was not the last page: a parish register came, which a mouse has read closely. "
POSTS = [post(WHEN, TEXT * 2 + str(number)) for number in range(5)]
REQUEST, PAGING = SearchRequest("register mouse"), Paging.of(0, 40)


def build():
    cards = [hit_card(one, (), "", 1) for one in POSTS]
    hint, buttons = paging_hint(PAGING), paging_buttons(PAGING, REQUEST)
    heading = "### 200 posts for “register mouse”"
    return page(heading, cards, hint=hint, paging=buttons).to_components()


times = []
for _ in range(int(sys.argv[1]) + 1):  # the first loads and compiles
    began = time.process_time()
    build()
    times.append(time.process_time() - began)
print(median(times[1:]) * 1000)
"""


async def measure(posts: int, *, before: Path | None = None) -> None:
    """Print the CPU time at p50 of a page of five hits, with `before` also an older build's.

    The builds take turns, in processes of their own. Of each the best of some rounds counts: other
    work on the machine only adds to it.
    """
    builds = {"now": Path()} | ({"before": before} if before else {})
    pages = max(posts // 30, 10)
    times: dict[str, list[float]] = {name: [] for name in builds}
    for _ in range(_ROUNDS if posts >= 1_000 else 1):
        for name, checkout in builds.items():
            times[name].append(await _run(checkout, pages))
    best = {name: min(taken) for name, taken in times.items()}
    figures = ", ".join(
        f"{name} {best[name]:.3f} ms (median of rounds {median(taken):.3f})"
        for name, taken in times.items()
    )
    ratio = f": {best['now'] / best['before']:.2f} x" if before else ""
    print(f"a page of five posts without pictures, p50 of {pages:,}: {figures}{ratio}")


async def _run(checkout: Path, pages: int) -> float:
    folder = await asyncio.to_thread(checkout.absolute)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _PROGRAM, f"{pages}",
        cwd=folder, env=os.environ | {"PYTHONPATH": f"{folder}"}, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    output, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"the build in {checkout} cannot make the page")
    return float(output)
