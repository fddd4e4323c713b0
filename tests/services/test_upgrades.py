"""What an earlier version stored, made anew beside the running bot or by an import."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.archive.threads.links import Evidence
from bot.services.container import Services
from bot.services.posts.imports import ImportOptions
from bot.services.upgrades import beside
from bot.storage.database import Database
from tests.archives import record, snowflake
from tests.services.conftest import Load
from tests.storage.archive.threads.test_relinking import make_old

WHEN = datetime(2022, 11, 24, 12, 0, 0, 120_000, tzinfo=UTC)
THEN = WHEN + timedelta(seconds=40)
PAIR = record(WHEN, "1/ one"), record(THEN, "2/ two")


@pytest.fixture
async def _old(load: Load, tmp_path: Path) -> None:
    await load(*PAIR)
    async with Database(tmp_path / "archive.db", "archive") as database:
        await make_old(database)


async def evidence(services: Services) -> Evidence:
    """Return the evidence for the link of the pair."""
    id = snowflake(THEN)
    links = await services.threads.links_to_parents(await services.posts.visible([id]))
    return links[id].evidence


@pytest.mark.usefixtures("_old")
async def test_the_bot_finds_links_beside(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    """The old ones are shown until then; the log says when it is done."""
    caplog.set_level("INFO")
    assert await evidence(services) is Evidence.LIKELY
    async with beside(services.index_upgrade, services.links_upgrade):
        while "Threads have the new links" not in caplog.text:
            assert await evidence(services) in {Evidence.LIKELY, Evidence.CERTAIN}
    assert await evidence(services) is Evidence.CERTAIN
    assert "Search has the new index" not in caplog.text
    assert not await services.links_upgrade.run()


@pytest.mark.usefixtures("_old")
async def test_an_import_finds_them_too(services: Services, load: Load, tmp_path: Path) -> None:
    """The next import finds all links anew; a dry run does not."""
    path = tmp_path / "output.md"
    await services.imports.run([path], ImportOptions(dry_run=True))
    assert await evidence(services) is Evidence.LIKELY
    lone = [record(WHEN + timedelta(days=n), f"day {n}") for n in range(1, 40)]
    await load(*lone, name="more.md")
    assert await evidence(services) is Evidence.CERTAIN
