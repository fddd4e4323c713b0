"""Corrections of links by the owner."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.archive.threads.links import Evidence
from bot.errors import BadLinkError, BadQueryError, NotInArchiveError
from bot.services.container import Services
from bot.storage.database import Database
from tests.archives import record, snowflake
from tests.services.conftest import Load

WHEN = datetime(2022, 10, 28, 3, 44, 43, 200_000, tzinfo=UTC)
GAPS = 0, 0.5, 30, 9000
A, B, C, D = (snowflake(WHEN + timedelta(seconds=gap)) for gap in GAPS)
RECORDS = [record(WHEN + timedelta(seconds=gap), f"after {gap}") for gap in GAPS]


@pytest.fixture(autouse=True)
async def _archive(load: Load) -> None:
    await load(*RECORDS)


async def follows(services: Services, id: str) -> tuple[Evidence, str] | None:
    """Return the parent of a post and its evidence."""
    posts = await services.posts.visible([id])
    link = (await services.threads.links_to_parents(posts)).get(id)
    return (link.evidence, link.parent) if link else None


async def members(services: Services, id: str) -> list[str]:
    """Return the ids of the thread of a post."""
    return [post.id for post in (await services.threads.assemble(id)).posts]


async def test_a_link_by_hand(services: Services, load: Load) -> None:
    """A manual link joins two posts, survives imports, and is undone by unlinking."""
    answer = await services.corrections.link(f"https://x.com/ada/status/{D}", A, "ada")
    assert answer == f"Post {D} now continues post {A}, by hand."
    assert await follows(services, D) == (Evidence.BY_HAND, A)
    await load(*RECORDS, record(WHEN + timedelta(seconds=9000.5), "new"), name="again.md")
    assert await follows(services, D) == (Evidence.BY_HAND, A)
    assert set(await members(services, A)) >= {A, B, D}
    await services.corrections.unlink(D, "ada")
    assert await follows(services, D) is None


async def test_unlinking_a_certain_link(services: Services, load: Load) -> None:
    """An unlinked post stays so through imports; linking it again restores the old evidence."""
    await services.corrections.unlink(B, "ada")
    await load(*RECORDS, name="again.md")
    assert await follows(services, B) is None
    assert await members(services, A) == [A]
    answer = await services.corrections.link(B, A, "ada")
    assert answer == f"Post {B} now continues post {A}, as before: posted 0.50 s after it."
    assert await follows(services, B) == (Evidence.CERTAIN, A)


async def test_unlinking_a_likely_link(services: Services) -> None:
    """A likely link that is unlinked is not inferred again; a confirmed one is manual."""
    assert await follows(services, C) == (Evidence.LIKELY, B)
    await services.corrections.unlink(C, "ada")
    assert await follows(services, C) is None
    await services.corrections.link(C, B, "ada")
    assert await follows(services, C) == (Evidence.BY_HAND, B)
    assert "likely" in await services.corrections.unlink(C, "ada")
    assert await follows(services, C) == (Evidence.LIKELY, B)


async def test_another_parent_than_the_archive_says(services: Services) -> None:
    """A manual link replaces a certain one, and unlinking does not restore that."""
    await services.corrections.link(D, C, "ada")
    await services.corrections.link(B, A, "ada")
    await services.corrections.link(C, A, "ada")
    assert await follows(services, C) == (Evidence.BY_HAND, A)
    await services.corrections.unlink(B, "ada")
    assert await follows(services, B) is None


async def test_what_cannot_be_linked(services: Services) -> None:
    """A post cannot continue itself, a later post, or a missing one."""
    for child, parent in ((A, A), (A, D)):
        with pytest.raises(BadLinkError, match="not older"):
            await services.corrections.link(child, parent, "ada")
    with pytest.raises(NotInArchiveError):
        await services.corrections.link(A, "17", "ada")
    with pytest.raises(BadQueryError):
        await services.corrections.unlink("seventeen", "ada")
    assert await follows(services, A) is None


async def test_every_correction_is_logged(services: Services, tmp_path: Path) -> None:
    """The audit log has the user, the time and the state before each correction."""
    await services.corrections.link(D, A, "ada")
    await services.corrections.unlink(B, "eve")
    async with Database(tmp_path / "archive.db", "archive") as database:
        rows = await database.read("SELECT at, by, action, child, parent, before FROM audit")
    noted = [tuple(row) for row in rows]
    assert [row[1:] for row in noted] == [
        ("ada", "link", D, A, None),
        ("eve", "unlink", B, None, f'["{A}", "certain"]'),
    ]
    noon = datetime(2022, 11, 24, 12, tzinfo=UTC).timestamp() * 1000
    assert all(noon <= row[0] < noon + 60_000 for row in noted)
