"""Threads and related posts."""

import asyncio
import tempfile
from pathlib import Path

import pytest

from bot.archive.posts.post import Version
from bot.storage.database import Database
from tests.archives import snowflake
from tests.storage.archive.threads.linking import at, load, said
from tests.storage.reading import members, see_also
from tests.storage.templates import new_archive


def test_parents_in_a_circle_come_to_an_end() -> None:
    """If damaged data names parents in a cycle, each post is in its thread once."""
    ids = [snowflake(at(n)) for n in range(3)]
    posts = [said(n, f"@ada {n}", answers=ids[(n + 1) % 3]) for n in range(3)]

    async def found() -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            async with Database(new_archive(folder), "archive") as database:
                await load(database, posts)
                return members(database.path, ids[1])

    assert asyncio.run(found()) == ids


async def test_an_edited_post_is_linked_to_by_its_earlier_id(tmp_path: Path) -> None:
    """Posts that link to an edited post's earlier id are related to it."""
    async with Database(tmp_path / "archive.db", "archive") as database:
        first = snowflake(at(0))
        edited = said(60, "better", versions=(Version(first, at(0), "beter"),))
        other = said(9000, "as I said", links=(f"https://twitter.com/ada/status/{first}",))
        await load(database, [other, edited])
        assert see_also(database.path, other.id) == [edited.id]
        assert see_also(database.path, edited.id) == [other.id]


@pytest.mark.parametrize("account", ["ada", "bob"])
async def test_posts_that_link_to_each_other(tmp_path: Path, account: str) -> None:
    """A post that links to another one is related to it, in both directions."""
    async with Database(tmp_path / "archive.db", "archive") as database:
        one = said(0, account=account)
        url = f"https://twitter.com/{account}/status/{one.id}"
        other = said(9000, f"as I said {url}", links=(url, "https://example.org/status/nothing"))
        await load(database, [other])
        assert see_also(database.path, other.id) == []
        await load(database, [one])
        assert see_also(database.path, other.id) == [one.id]
        assert see_also(database.path, one.id) == [other.id]
