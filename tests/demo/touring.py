"""The tour, as it is printed where no person types."""

import asyncio
import fcntl
from contextlib import ExitStack
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot.demo.harness import DemoHarness
from bot.demo.screen import Screen
from bot.demo.tour import tour
from bot.demo.web.serving import served_page
from bot.services.statistics.pictures import StatisticsPictures
from tests.conftest import OPENAPI, operations


async def toured(path: Path | None = None, *, meaning: bool = True, pictures: bool = True) -> str:
    """Return what the tour over an archive prints.

    Without `meaning` it is as without that extra, without `pictures` of figures as without plots.
    """
    printed = StringIO()
    with ExitStack() as patches:
        if not pictures:
            patch = patches.enter_context(pytest.MonkeyPatch.context())
            patch.setattr(StatisticsPictures, "are_possible", False)
        async with DemoHarness(path, openapi=Path(OPENAPI) if OPENAPI else None) as stage:
            if not meaning:
                stage.services.by_meaning.model = None
            async with served_page(stage) as url:
                await tour(stage, Screen(Console(file=printed, width=100)), url)
            assert not stage.sandbox.refusals
    operations.update(stage.sandbox.operations)
    return printed.getvalue()


def toured_once(kept: Path) -> str:
    """Return what the tour over the sample prints in English, from the file `kept` if it is there.

    Of several processes that want it in the same moment, one makes it: a tour takes 13 seconds.
    """
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_bytes(asyncio.run(toured()).encode())
    return kept.read_bytes().decode()
