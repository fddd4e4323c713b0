"""Digests of the best posts: those with the most likes and reposts, each once."""

from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from random import Random

import pytest
from discord.ui import TextDisplay

from bot.archive.digests.model import ContentKind, Digest, DigestOptions, RunState, WhenEmpty
from bot.archive.digests.schedule import Schedule
from bot.services.container import Services
from bot.services.memories import sampling
from bot.ui.digests.message import digest_page
from tests.archives import record, snowflake
from tests.ingest.export.exports import at, files, tweet, tweets
from tests.services.conftest import Load
from tests.services.digests.conftest import GUILD, Stage

FIRST = date(2022, 11, 24)
OPTIONS = DigestOptions(7, Schedule(time(9), "UTC"), ContentKind.BEST, count=2)


async def counted(services: Services, folder: Path, likes: list[int], reposts: list[int]) -> None:
    """Import posts with so many likes and reposts each; the text of the n-th is n."""
    made = [
        tweet(n, f"{n}", favorite_count=f"{one}", retweet_count=f"{other}")
        for n, (one, other) in enumerate(zip(likes, reposts, strict=True))
    ]
    await services.imports.run([files(folder, tweets=tweets(*made))])


async def shown(services: Services, digest: Digest, days: int) -> list[int]:
    """Return the posts that the digest shows on the first days."""
    found = []
    for day in range(days):
        content = await services.digest_composer.compose(digest, FIRST + timedelta(days=day))
        found += [int(item.post.text) for item in content.items] if content else []
    return found


async def test_the_best_come_first_and_none_twice(services: Services, tmp_path: Path) -> None:
    """The order is that of likes and reposts together; then it begins again with the best."""
    rng = Random(5)
    likes, reposts = [rng.randint(1, 9) for _ in range(11)], [rng.randint(0, 9) for _ in range(11)]
    await counted(services, tmp_path, [*likes, 0, 0, 4], [*reposts, 0, 0, 0])
    await services.hidden.hide([snowflake(at(13))], "terminal")
    digest = await services.digests.add(GUILD, OPTIONS)
    order = sorted(range(11), key=lambda n: (-(likes[n] + reposts[n]), n))
    days = (order + order)[:14]
    days[10:12] = days[11], days[10]  # the day on which it begins again has the best first too
    assert await shown(services, digest, 7) == days
    assert await shown(services, digest, 7) == days


async def test_it_takes_a_query_and_leaves_out_what_is_quiet(
    services: Services, tmp_path: Path
) -> None:
    """A query narrows the best; quiet rules apply as to random posts, reposts are left out."""
    likes = [1, 2, 3, 4, 5]
    await counted(services, tmp_path, likes, [0] * 5)
    digest = await services.digests.add(GUILD, replace(OPTIONS, query="min_likes:3", count=5))
    assert await shown(services, digest, 1) == [4, 3, 2]
    await services.quiet.add('"4"')
    assert await shown(services, digest, 1) == [3, 2]


async def test_a_rare_query_finds_no_post_without_a_like(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where few of the best fit, all posts that fit are put in order: those liked alone."""
    monkeypatch.setattr(sampling, "_WALKED_AT_MOST", 0)
    await counted(services, tmp_path, [1, 3, 0, 2, 0], [0] * 5)
    digest = await services.digests.add(GUILD, replace(OPTIONS, query="-9", count=5))
    assert await shown(services, digest, 1) == [1, 3, 0]


async def test_without_counts_there_is_nothing(services: Services, load: Load) -> None:
    """Posts without known likes are not the best of anything; random ones can fill such days."""
    await load(record(at(0), "0"))
    digest = await services.digests.add(GUILD, OPTIONS)
    assert await services.digest_composer.compose(digest, FIRST) is None
    filled = await services.digests.add(GUILD, replace(OPTIONS, when_empty=WhenEmpty.RANDOM))
    for _ in range(2):  # chosen, then recalled
        content = await services.digest_composer.compose(filled, FIRST)
        assert content is not None
        assert content.title == "A look back"


async def test_likes_that_are_all_none_are_not_the_best(services: Services, tmp_path: Path) -> None:
    """A count of 0 is known, and no reason to show a post."""
    await counted(services, tmp_path, [0, 0, 0], [0, 0, 0])
    digest = await services.digests.add(GUILD, OPTIONS)
    assert await services.digest_composer.compose(digest, FIRST) is None


async def test_it_has_words_of_its_own(services: Services, tmp_path: Path) -> None:
    """Its title says what it is, chosen or recalled; other digests of such posts keep theirs."""
    await counted(services, tmp_path, [1, 2], [0, 0])
    best = await services.digests.add(GUILD, OPTIONS)
    chance = await services.digests.add(GUILD, replace(OPTIONS, holds=ContentKind.RANDOM))
    for digest, title in ((best, "Liked best"), (chance, "A look back")):
        for _ in range(2):
            content = await services.digest_composer.compose(digest, FIRST)
            assert content is not None
            assert content.title == title
            recalled = await services.digest_composer.recall(digest, FIRST, content.choice)
            assert recalled is not None
            assert recalled.title == title


async def test_fewer_than_a_day_needs(services: Services, tmp_path: Path) -> None:
    """With fewer liked posts than a digest takes, each day has all of them, the best first."""
    await counted(services, tmp_path, [1, 3, 2, 0], [0, 0, 0, 0])
    digest = await services.digests.add(GUILD, replace(OPTIONS, count=5))
    for day in range(4):
        content = await services.digest_composer.compose(digest, FIRST + timedelta(days=day))
        assert content is not None
        assert [item.post.text for item in content.items] == ["1", "2", "0"]


async def test_a_missing_leap_day_is_about_memories_alone(
    services: Services, tmp_path: Path
) -> None:
    """On 28 February a digest of other posts says nothing of the posts of the 29th."""
    await counted(services, tmp_path, [1, 2], [0, 0])
    digest = await services.digests.add(GUILD, OPTIONS)
    content = await services.digest_composer.compose(digest, date(2023, 2, 28))
    assert content is not None
    shown = digest_page(content, None).walk_children()
    assert not any("29 February" in one.content for one in shown if isinstance(one, TextDisplay))


async def test_a_run_says_that_nothing_is_counted(stage: Stage) -> None:
    """The history of the digest has the reason."""
    await stage.services.digests.edit(GUILD, stage.digest.id, holds=ContentKind.BEST)
    await stage.tick()
    assert [state for _, state in await stage.states()] == [RunState.SKIPPED]
    assert "a like or a repost that is known" in await stage.why()
