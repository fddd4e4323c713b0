"""Links of an archive whose earlier version found them by other rules."""

from pathlib import Path

import pytest

from bot.archive.posts.post import Post
from bot.storage.archive.threads.candidates import VERSION
from bot.storage.archive.threads.corrections import CorrectionStore
from bot.storage.archive.threads.relinking import is_outdated, relink
from bot.storage.database import Database
from tests.storage.archive.threads.linking import LATER, Links, found, load, said

LONG = "long enough to be a part of something " * 5
POSTS = [
    said(0), said(0.4),  # certain by every version
    said(9_000, "1/ one"), said(9_040, "2/ two"),  # certain by the present rules alone
    said(18_000, f"a {LONG}"), said(18_008, f"b {LONG}"),
    said(27_000, "1/ apart"), said(27_040, "2/ by hand"),
    said(36_000, "1/ elsewhere"), said(36_040, "2/ from there"),
    said(45_000), said(45_900, answers=said(45_000)),
    said(54_000, "@bob a"), said(54_020, "then"), said(54_040, "@bob b"),
]  # fmt: skip


async def make_old(database: Database) -> None:
    """Give an archive the candidates and certain links that version 0.9 would have found."""
    async with database.write() as tx:
        await tx.execute("UPDATE candidates SET parent_length = NULL, child_length = NULL")
        await tx.execute("UPDATE candidates SET features = features & 14 | (features & 48 > 0)")
        await tx.execute("DELETE FROM candidates WHERE features & 8")
        await tx.execute("DELETE FROM parent_links WHERE evidence = 'certain' AND why LIKE '%,%'")
        await tx.execute("UPDATE link_rules SET version = 1")


async def old_archive(database: Database) -> tuple[Links, list[tuple[object, ...]]]:
    """Load and correct posts, make the archive old, and return what it held before."""
    await load(database, [*POSTS, *LATER])
    store = CorrectionStore(database)
    await store.set(POSTS[7].id, None, by="ada", at=0)
    await store.set(POSTS[9].id, POSTS[0].id, by="ada", at=0)
    present = await found(database)
    await make_old(database)
    assert await found(database) != present
    return present


def expected(posts: list[Post]) -> Links:
    """Return the links by the present rules, and the owner's."""
    return {
        posts[1].id: ("certain", posts[0].id),
        posts[3].id: ("certain", posts[2].id),
        posts[5].id: ("certain", posts[4].id),
        posts[9].id: ("by hand", posts[0].id),
        posts[11].id: ("recorded", posts[10].id),
    }


async def test_links_are_found_anew(tmp_path: Path) -> None:
    """All that the present rules find is there, and nothing that was recorded or said is lost."""
    async with Database(tmp_path / "archive.db", "archive") as database:
        present = await old_archive(database)
        (before,) = await database.read("SELECT number FROM generation")
        assert await is_outdated(database)
        await relink(database)
        assert await found(database) == present
        own = {post.id for post in POSTS}
        assert {id: link for id, link in present[0].items() if id in own} == expected(POSTS)
        (after,) = await database.read("SELECT number FROM generation")
        assert after["number"] > before["number"]
        assert not await is_outdated(database)
        assert len(await database.read("SELECT * FROM audit")) == 2
        await relink(database)
        (again,) = await database.read("SELECT number FROM generation")
        assert again["number"] == after["number"], "once is enough"


async def test_a_correction_waits_for_nothing(tmp_path: Path) -> None:
    """Until links are found anew, a correction updates those around it alone."""
    async with Database(tmp_path / "archive.db", "archive") as database:
        await old_archive(database)
        await CorrectionStore(database).set(POSTS[1].id, None, by="ada", at=0)
        assert await is_outdated(database)
        links, _ = await found(database)
        assert POSTS[1].id not in links
        assert POSTS[3].id not in links
        await relink(database)
        links, _ = await found(database)
        assert POSTS[1].id not in links
        assert POSTS[3].id in links


@pytest.mark.parametrize(("most", "outdated"), [(None, True), (10, False), (1_000, True)])
async def test_whether_it_is_quick(tmp_path: Path, most: int | None, *, outdated: bool) -> None:
    """A command of the terminal finds links anew in small archives alone."""
    async with Database(tmp_path / "archive.db", "archive") as database:
        await old_archive(database)
        assert await is_outdated(database, most) is outdated


async def test_a_new_archive_has_the_present_rules(tmp_path: Path) -> None:
    """Nothing has to be found anew in it."""
    async with Database(tmp_path / "archive.db", "archive") as database:
        assert not await is_outdated(database)
        (row,) = await database.read("SELECT version FROM link_rules")
        assert row["version"] == VERSION
