"""Threads over a real archive."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.archive.threads import Evidence
from bot.errors import BadQueryError, NotInArchiveError
from bot.services.services import Services
from tests.archives import record, snowflake
from tests.services.conftest import Load

WHEN = datetime(2022, 10, 28, 3, 44, 43, 200_000, tzinfo=UTC)


def at(seconds: float) -> datetime:
    """Return the moment that many seconds after the first post."""
    return WHEN + timedelta(seconds=seconds)


async def test_posts_of_one_second_come_back_in_order(services: Services, load: Load) -> None:
    """The composer's posts, written down in reverse, are a thread in the order of their ids."""
    await load(*(record(at(gap), f"part {gap}") for gap in (0.9, 0.4, 0)), record(at(300), "later"))
    thread = await services.threads.of(snowflake(at(0.4)))
    assert [post.text for post in thread.posts] == ["part 0", "part 0.4", "part 0.9"]
    assert {link.evidence for link in thread.links} == {Evidence.CERTAIN}


async def test_a_thread_grows_with_a_later_import(services: Services, load: Load) -> None:
    """Posts that come from another file take their places in a thread that is there."""
    await load(record(at(0), "a"), record(at(1.5), "c"), name="a.md")
    await load(record(at(0.8), "b"), record(at(2.9), "d"), name="b.md")
    thread = await services.threads.of(snowflake(at(0)))
    assert [post.text for post in thread.posts] == ["a", "b", "c", "d"]
    links = [(link.child, link.parent) for link in thread.links]
    ids = [post.id for post in thread.posts]
    assert links == list(zip(ids[1:], ids, strict=False))


async def test_accounts_do_not_mix(services: Services, load: Load) -> None:
    """Posts of two authors in one second are two threads of one."""
    await load(record(at(0), "mine"), name="a.md")
    await load(record(at(0.5), "yours", account="bob"), name="b.md")
    assert len((await services.threads.of(snowflake(at(0)))).posts) == 1


async def test_a_post_alone_is_a_thread_of_one(services: Services, load: Load) -> None:
    """What belongs to no thread still has an answer."""
    await load(record(at(0), "alone"))
    thread = await services.threads.of(f"https://x.com/ada/status/{snowflake(at(0))}")
    assert [post.text for post in thread.posts] == ["alone"]
    assert thread.links == ()


async def test_what_is_not_there_is_said(services: Services) -> None:
    """An unknown id, and what is no id, each get their sentence."""
    with pytest.raises(NotInArchiveError, match="does not hold post 17"):
        await services.threads.of("17")
    with pytest.raises(BadQueryError):
        await services.threads.of("seventeen")
