"""Services over an archive that is made for each test."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import MovableClock
from bot.services.container import Services
from bot.services.posts.import_report import ImportReport
from tests.archives import archive

Load = Callable[..., Awaitable[ImportReport]]


@pytest.fixture
def clock() -> MovableClock:
    """A clock that is set to a day in November 2022."""
    return MovableClock(datetime(2022, 11, 24, 12, tzinfo=UTC))


on_each_engine = pytest.mark.parametrize("services", ["sqlite", "postgres"], indirect=True)
"""Has a test run twice: with the state in SQLite, and in PostgreSQL."""


@pytest.fixture
async def services(
    request: pytest.FixtureRequest, tmp_path: Path, clock: MovableClock
) -> AsyncIterator[Services]:
    """Services over an empty archive."""
    if getattr(request, "param", "sqlite") == "sqlite":
        async with Services(tmp_path / "archive.db", clock) as opened:
            yield opened
        return
    server = request.getfixturevalue("postgres")
    from tests.storage.postgres.schemas import emptied  # noqa: PLC0415 - asyncpg may be missing

    state = await emptied(server)
    async with Services(tmp_path / "archive.db", clock, state_database=state) as opened:
        yield opened


@pytest.fixture
def load(services: Services, tmp_path: Path) -> Load:
    """Write records into a file and import it."""

    async def write_and_import(*records: str, name: str = "output.md") -> ImportReport:
        path = tmp_path / name
        path.write_text(archive(list(records)), "utf-8", newline="")
        return await services.imports.run([path])

    return write_and_import
