"""The tour, as it is printed where no person types."""

from io import StringIO
from pathlib import Path

from rich.console import Console

from bot.demo.harness import DemoHarness
from bot.demo.screen import Screen
from bot.demo.tour import tour
from bot.demo.web.serving import served_page
from tests.conftest import OPENAPI, operations

_kept: list[str] = []


async def toured(path: Path | None = None, *, meaning: bool = True) -> str:
    """Return what the tour over an archive prints; without `meaning` as without that extra."""
    printed = StringIO()
    async with DemoHarness(path, openapi=Path(OPENAPI) if OPENAPI else None) as stage:
        if not meaning:
            stage.services.by_meaning.model = None
        async with served_page(stage) as url:
            await tour(stage, Screen(Console(file=printed, width=100)), url)
        assert not stage.sandbox.refusals
    operations.update(stage.sandbox.operations)
    return printed.getvalue()


async def english_tour() -> str:
    """Return what the tour over the sample prints in English; it is run once for all tests."""
    if not _kept:
        _kept.append(await toured())
    return _kept[0]
