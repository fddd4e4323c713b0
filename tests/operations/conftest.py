"""Archives for the tests of backups: made by an import, with a picture and a state database."""

import asyncio
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import MovableClock
from bot.services.container import Services
from tests.archives import archive, record

IMPORTED = datetime(2026, 3, 1, 12, tzinfo=UTC)
"""When the posts were imported."""

PICTURE = b"\x89PNG picture"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both databases, of twelve posts, and one of two pictures; only to be copied."""
    folder = tmp_path_factory.mktemp("template")
    start = datetime(2022, 10, 28, 3, 44, 43, tzinfo=UTC)
    posts = [record(start + timedelta(days=n), f"post {n} on lighthouses") for n in range(12)]
    (folder / "tweets.md").write_text(archive(posts), "utf-8")
    path = folder / "data" / "archive.db"
    path.parent.mkdir()
    asyncio.run(_import(path, folder / "tweets.md"))
    (path.parent / "media").mkdir()
    (path.parent / "media" / "1-a.png").write_bytes(PICTURE)
    return path.parent


async def _import(path: Path, file: Path) -> None:
    async with Services(path, MovableClock(IMPORTED)) as services:
        await services.imports.run([file])
        async with services.imports._database.write() as tx:
            await tx.execute_many(
                "INSERT INTO media VALUES (?, 0, 'image', ?, NULL, NULL)",
                [(1, "media/1-a.png"), (2, "media/2-b.png")],
            )


@pytest.fixture
def data(template: Path, tmp_path: Path) -> Path:
    """A folder with both databases and a picture, for a test to use."""
    return shutil.copytree(template, tmp_path / "data")


async def hide_a_post(path: Path, at: datetime) -> None:
    """Hide a post, which changes the state database beside an archive."""
    async with Services(path, MovableClock(at)) as services:
        await services.hidden.hide(["17"], "terminal")
