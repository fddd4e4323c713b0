"""Replies on Mastodon whose parent is gone."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.archive.posts.post import Kind, Post
from bot.archive.threads.links import Evidence
from bot.storage.database import Database
from tests.storage.archive.threads.linking import found, load

WHEN = datetime(2024, 5, 1, 8, tzinfo=UTC)


async def saved(archive: Path, posts: Sequence[Post]) -> None:
    """Import posts into the archive at a path."""
    async with Database(archive, "archive") as database:
        await load(database, posts)


def toot(minute: int, conversation: str = "c", answers: str | None = None) -> Post:
    """Return a post of Mastodon."""
    when = WHEN + timedelta(minutes=minute)
    return Post(
        id_of(minute), "a@m.example", when, f"{minute}", f"{minute}", network="mastodon",
        kind=Kind.REPLY if answers else Kind.POST, reply_to=answers, parent_known=True,
        account_id="https://m.example/users/a", conversation=conversation,
    )  # fmt: skip


def id_of(minute: int) -> str:
    """Return the id of a post."""
    ms = round((WHEN + timedelta(minutes=minute)).timestamp() * 1000)
    return f"https://m.example/users/a/statuses/{ms << 16}"


async def links(archive: Path) -> dict[tuple[str, str], str]:
    """Return the evidence of all links of an archive, by child and parent."""
    async with Database(archive, "archive") as database:
        known, _candidates = await found(database)
    return {(child, parent): evidence for child, (evidence, parent) in known.items()}


@pytest.mark.parametrize("backwards", [False, True])
async def test_a_reply_whose_parent_is_gone_is_tied(tmp_path: Path, backwards: bool) -> None:
    """It continues the author's own post before it in the conversation, in any order of loading."""
    archive = tmp_path / "archive.db"
    posts = [toot(0), toot(5), toot(6, answers=id_of(5)), toot(9, "other"), toot(20)]
    for post in posts[::-1] if backwards else posts:
        await saved(archive, [post])
    assert await links(archive) == {
        (id_of(5), id_of(0)): Evidence.CERTAIN,
        (id_of(6), id_of(5)): Evidence.RECORDED,
        (id_of(20), id_of(6)): Evidence.CERTAIN,
    }


async def test_a_conversation_of_others_ties_nothing(tmp_path: Path) -> None:
    """Two answers in somebody else's thread are no thread of the author's."""
    archive = tmp_path / "archive.db"
    theirs = "https://b.example/users/b/statuses/112416384000000007"
    await saved(archive, [toot(0, answers=theirs), toot(5)])
    assert await links(archive) == {}


async def test_a_parent_that_comes_later_unties(tmp_path: Path) -> None:
    """What a fuller archive shows replaces what the conversation suggested."""
    archive = tmp_path / "archive.db"
    await saved(archive, [toot(0), toot(20)])
    assert (id_of(20), id_of(0)) in await links(archive)
    await saved(archive, [toot(10)])
    assert {*await links(archive)} == {(id_of(20), id_of(10)), (id_of(10), id_of(0))}
