"""What nobody searched for: no post for followers alone in it, nothing from behind a warning."""

from dataclasses import replace
from datetime import UTC

import pytest

from bot.archive.posts.post import Kind, Post, Visibility
from bot.archive.search.query.parser import parse
from bot.services.container import Services
from tests.services.posts.test_accounts import (
    BOOK,
    TWICE,
    Import,
    join_two,
    load,
    on_mastodon,
    on_x,
)

__all__ = ["load"]

PRIVATE = on_mastodon(
    "zebra crossing mayhem #private", 300, visibility=Visibility.FOLLOWERS, likes=99
)
ANSWER = on_mastodon(
    "zebra again", 301, visibility=Visibility.FOLLOWERS, kind=Kind.REPLY, reply_to=PRIVATE.id,
    reply_to_account=PRIVATE.account,
)  # fmt: skip
WARNED = [
    on_mastodon(f"quagga hidden behind it #warned {n}", 400 + n, content_warning="Animals")
    for n in range(5)
]
OPEN = on_x(BOOK, 60, likes=3)


async def test_no_example_is_made_of_them(services: Services, load: Import) -> None:
    """Examples have words of other posts alone."""
    await load(PRIVATE, ANSWER, *WARNED, OPEN)
    found = " ".join(query for query, _ in await services.examples.current(UTC))
    assert "year:2023" in found
    assert not [word for word in ("zebra", "private", "quagga", "warned") if word in found]


async def test_statistics_show_no_text_of_theirs(services: Services, load: Import) -> None:
    """They count, but are neither among the most liked nor stand for their thread."""
    await load(PRIVATE, ANSWER, OPEN)
    found = await services.statistics.of(UTC)
    assert sum(found.kinds.values()) == 3
    assert [one.id for one in found.liked] == [OPEN.id]
    assert found.threads == ()
    asked = await services.statistics.of(UTC, parse("is:followers"))
    assert [one.id for one in asked.liked] == [PRIVATE.id]
    assert [one.first.id for one in asked.threads] == [PRIVATE.id]


async def test_no_thread_of_theirs_is_offered(services: Services, load: Import) -> None:
    """Until somebody types a word of it."""
    await load(PRIVATE, ANSWER)
    assert await services.thread_completion.complete("", 25, UTC) == []
    (found,) = await services.thread_completion.complete("zebra", 25, UTC)
    assert found.id == PRIVATE.id


async def test_to_exclude_them_is_not_to_ask_for_them(services: Services, load: Import) -> None:
    """`-is:followers` asks for none."""
    await load(PRIVATE)
    assert await services.memories.random(parse("-is:followers OR zebra")) is None
    found = await services.memories.random(parse("is:followers zebra"))
    assert found is not None
    assert found.id == PRIVATE.id


@pytest.mark.parametrize("gone", ["hidden", "less liked"])
async def test_the_best_of_a_round_come_once(services: Services, load: Import, gone: str) -> None:
    """A copy of what a round has drawn is not drawn in its place."""

    def liked(one: Post, likes: int) -> Post:
        return replace(one, likes=likes, counted_at=one.created_at)

    x, mastodon, _ = TWICE
    await load(liked(x, 7), liked(mastodon, 5), liked(OPEN, 3))
    await join_two(services)
    first = await services.memories.draw("best", best=True)
    assert first is not None
    assert first.post.id == x.id
    if gone == "hidden":
        await services.hidden.hide([x.id], "terminal")
    else:
        await load(liked(mastodon, 9), name="later.md")
    second = await services.memories.draw("best", best=True)
    assert second is not None
    assert second.post.id == OPEN.id
