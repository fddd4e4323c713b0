"""The best posts, the best first; and draws from large archives with quiet rules."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from bot.archive.posts.post import Post
from bot.archive.posts.row import row_of
from bot.archive.search.query.parser import parse
from bot.services.container import Services
from bot.services.memories import sampling
from bot.services.memories.selection import Selection
from bot.services.search import execution
from bot.storage.archive import imports
from bot.storage.archive.memories import best
from tests.archives import post, record
from tests.services.conftest import Load

WHEN = datetime(2021, 11, 24, 9, tzinfo=UTC)


def made(rng: Random) -> list[Post]:
    """Return posts of which some have counts, and a third the word comet."""
    counts = (None, 0, 1, 2, 3, 5)
    return [
        post(
            WHEN + timedelta(minutes=minute),
            f"{'comet' if minute % 3 == 0 else 'kettle'} {minute}",
            likes=rng.choice(counts),
            reposts=rng.choice(counts),
        )
        for minute in range(60)
    ]


@pytest.mark.parametrize("walked", [2, 4, 1_000])
async def test_the_best_come_first(
    services: Services, monkeypatch: pytest.MonkeyPatch, walked: int
) -> None:
    """However many posts are looked at in one go, and whether or not few of them match."""
    monkeypatch.setattr(sampling, "_ENOUGH", 3)
    monkeypatch.setattr(sampling, "_WALKED", 2)
    monkeypatch.setattr(sampling, "_WALKED_AT_MOST", walked)
    monkeypatch.setattr(best, "_FIRST", 5)
    every = made(Random(walked))
    async with services.imports._database.write() as tx:
        await imports.begin_tracking(tx)
        await imports.save_posts(tx, [row_of(one) for one in every])
        await imports.finish_import(tx)
    hidden = every[0].id
    await services.hidden.hide([hidden], "terminal")
    for text in ("", "comet"):
        found = []
        counted = [one for one in every if text in one.text and one.id != hidden]
        ranked = sorted(counted, key=lambda one: -((one.likes or 0) + (one.reposts or 0)))
        wanted = [one.text for one in ranked if one.likes or one.reposts]
        for _ in wanted:
            drawn = await services.memories.draw("a", parse(text) if text else None, best=True)
            found.append(drawn.post.text if drawn else None)
        assert found == wanted


async def test_a_draw_waits_for_the_rules_but_not_for_all_posts(
    services: Services, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the rules take all of the time of a draw, a few picks are still enough for it.

    The first draw after a change of the rules used to find every post of the archive.
    """
    monkeypatch.setattr(execution, "_TIME_LIMIT", -1.0)
    monkeypatch.setattr(sampling, "_FEW", 10)
    monkeypatch.setattr(sampling, "_ENOUGH", 8)
    times = [WHEN + timedelta(minutes=minute) for minute in range(50)]
    await load(*(record(at, f"{'cake' if at.minute % 2 else 'kettle'} {at}") for at in times))
    await services.quiet.add("cake")

    def refuse(_: Selection) -> list[int]:
        raise AssertionError("all posts were looked for")

    monkeypatch.setattr(Selection, "all_matching", refuse)
    drawn = await services.memories.draw("a")
    assert drawn
    assert drawn.post.text.startswith("kettle")
    await services.quiet.add("harbour")
    picked = await services.memories.random(seed=7)
    assert picked
    assert picked == await services.memories.random(seed=7)
