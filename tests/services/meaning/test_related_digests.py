"""Digests of related posts: those whose meaning is nearest to the digest's query."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.archive.digests.model import (
    ContentKind,
    Digest,
    DigestChoice,
    DigestOptions,
    RunState,
    WhenEmpty,
)
from bot.archive.digests.schedule import Schedule
from bot.clock import MovableClock
from bot.errors import BadDigestError
from bot.services.container import Services
from bot.services.meaning.errors import ComparingFailedError
from bot.services.search.nearest import SearchOnlyError
from tests.archives import record, snowflake
from tests.services.conftest import Load
from tests.services.digests.conftest import DUE, GUILD, Stage
from tests.services.meaning.conftest import Build

FIRST = date(2022, 11, 24)
WHEN = datetime(2021, 10, 28, 3, tzinfo=UTC)
OPTIONS = DigestOptions(7, Schedule(time(9), "UTC"), ContentKind.RELATED, "wing of a bird", count=2)
BIRDS = ["heron on the wall", "kestrel in a tree", "bird at the feeder", "a wing in the attic"]
OTHERS = ["my tax refund came", "dough in the oven", "a loaf of bread", "the lake was cold"]


@pytest.fixture
async def digest(services: Services, load: Load, build: Build, monkeypatch: Any) -> Digest:
    """A digest of what is nearest to birds: four posts, in a thread of their own each."""
    monkeypatch.setattr("bot.services.meaning.by_meaning.MOST", len(BIRDS))
    await load(*(record(at(n), text) for n, text in enumerate(BIRDS + OTHERS)))
    await build()
    return await services.digests.add(GUILD, OPTIONS)


def at(days: int) -> datetime:
    """Return the time of a post."""
    return WHEN + timedelta(days=days)


async def shown(services: Services, digest: Digest, days: int, first: int = 0) -> list[str]:
    """Return the posts that the digest shows on some days."""
    found = []
    for day in range(first, first + days):
        content = await services.digest_composer.compose(digest, FIRST + timedelta(days=day))
        found += [item.post.text for item in content.items] if content else []
    return found


async def test_the_nearest_come_at_random_and_none_twice(
    services: Services, digest: Digest
) -> None:
    """They need no word of the query; when all were shown, it begins again."""
    for first in (0, 2):
        assert sorted(await shown(services, digest, 2, first)) == sorted(BIRDS)
    content = await services.digest_composer.compose(digest, FIRST)
    assert content is not None
    assert content.title == "Related posts"
    assert DigestChoice.read(str(content.choice)) == content.choice
    recalled = await services.digest_composer.recall(digest, FIRST, content.choice)
    assert recalled == content


async def test_what_a_digest_leaves_out_is_left_out(
    services: Services, digest: Digest, load: Load, build: Build
) -> None:
    """Hidden, quiet and excluded posts are not in it, nor those that filters leave out."""
    await services.hidden.hide([snowflake(at(0))], "terminal")
    await services.quiet.add('"kestrel"')
    narrow = await services.digests.edit(GUILD, digest.id, count=5, query="wing bird -attic")
    assert BIRDS[2] in (found := await shown(services, narrow, 1))
    assert not {BIRDS[0], BIRDS[1], BIRDS[3]} & {*found}
    dated = await services.digests.edit(GUILD, digest.id, query="~bird year:2020")
    assert await shown(services, dated, 1) == []
    await load(record(at(-400), "a bird of last year"), name="more.md")
    await build()
    assert await shown(services, dated, 1, 1) == ["a bird of last year"]


async def test_a_choice_that_is_not_shown_is_given_back(services: Services, digest: Digest) -> None:
    """Posts that were chosen before the digest was changed can be drawn for their day again."""
    await shown(services, digest, 1)
    fewer = await services.digests.edit(GUILD, digest.id, count=1)
    found = await shown(services, fewer, 4)
    assert sorted(found) == sorted(BIRDS)


async def test_a_query_with_words_is_required(services: Services) -> None:
    """Filters alone have no meaning; the other contents refuse ~words as before."""
    for query in ("", "year:2020", "bird OR year:2020"):
        with pytest.raises(BadDigestError, match="needs a query with words"):
            await services.digests.add(GUILD, replace(OPTIONS, query=query))
    added = await services.digests.add(GUILD, replace(OPTIONS, query="~bird"))
    with pytest.raises(BadDigestError):
        await services.digests.edit(GUILD, added.id, query="")
    with pytest.raises(SearchOnlyError):
        await services.digests.edit(GUILD, added.id, holds=ContentKind.RANDOM)
    assert (await services.digests.get(GUILD, added.id)).options.holds is ContentKind.RELATED


async def test_where_nothing_can_be_compared(services: Services, load: Load) -> None:
    """Before a build it is empty, or filled at random with what its filters leave, named so."""
    await load(record(at(0), BIRDS[0]), record(at(-700), OTHERS[0]))
    digest = await services.digests.add(GUILD, OPTIONS)
    assert await services.digests.preview(GUILD, digest.id) is None
    assert "meaning build" in (await services.by_meaning.advice())[0]
    filled = await services.digests.add(
        GUILD, replace(OPTIONS, query="wing year:2021", when_empty=WhenEmpty.RANDOM)
    )
    for _ in range(2):  # chosen, then recalled
        content = await services.digests.preview(GUILD, filled.id)
        assert content is not None
        assert [item.post.text for item in content.items] == [BIRDS[0]]
        assert content.title == "A look back"
        assert not content.is_related


async def test_a_run_says_why_it_was_empty(
    services: Services, load: Load, build: Build, clock: MovableClock, tmp_path: Path
) -> None:
    """It is skipped with the reason, and posted once there is something to compare."""
    await load(*(record(at(n), text) for n, text in enumerate(BIRDS)))
    stage = Stage(services, clock, tmp_path)
    stage.digest = await services.digests.add(GUILD, OPTIONS)
    clock.set(DUE)
    await stage.tick()
    assert await stage.states() == [(25, RunState.SKIPPED)]
    assert "throwback meaning build" in await stage.why()
    await build()
    await stage.tick(timedelta(days=1))
    await stage.tick()
    assert [state for _, state in await stage.states()] == [RunState.SKIPPED, RunState.POSTED]
    assert stage.posted == 1


async def test_a_process_that_fails_is_tried_again(
    services: Services, digest: Digest, process: Any
) -> None:
    """The day is not lost by one failure of the process that compares."""
    process.fails = True
    with pytest.raises(ComparingFailedError):
        await services.digest_composer.compose(digest, FIRST)
    process.fails = False
    assert len(await shown(services, digest, 1)) == 2


def test_choices_of_earlier_versions_are_read() -> None:
    """They do not say whether they are related, so they are not."""
    assert not DigestChoice.read(json.dumps([11, 24, [["1", None, 1]]])).is_related
