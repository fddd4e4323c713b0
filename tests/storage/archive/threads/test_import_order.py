"""Links after imports in another order, or of fewer posts."""

import asyncio
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive.posts.post import Origin, Post
from bot.archive.threads.features import Features
from bot.storage.database import Database
from tests.archives import post, snowflake
from tests.storage.archive.threads.linking import LATER, at, found, links_and_candidates, load, said
from tests.storage.reading import members
from tests.storage.templates import new_archive


@st.composite
def timelines(draw: st.DrawFn) -> list[Post]:
    """Posts as early layouts or exports have them, with parents as damaged data may name them."""
    gaps = draw(st.lists(st.sampled_from([0.05, 0.7, 1.9, 2.5, 40, 400, 5000]), max_size=9))
    known = draw(st.booleans())
    moments = [sum(gaps[:n]) for n in range(len(gaps) + 1)]
    posts: list[Post] = []
    for n, moment in enumerate(moments):
        lead = draw(st.sampled_from(["", "", "", "@bob ", "@eve ", "RT @bob: ", f"{n}/ "]))
        one = said(moment, f"{lead}word{n} {'abcdefghij'[n]}")
        if known:
            answered = draw(st.none() | st.sampled_from(moments))
            parent = None if answered is None else snowflake(at(answered))
            one = replace(one, parent_known=True, reply_to=parent)
        posts.append(one)
    return posts


def test_posts_of_the_last_hour_are_linked() -> None:
    """Behind them the order of posts has no hour more, in which others might continue them."""
    last = datetime(2039, 9, 7, 15, 47, 30, 500_000, tzinfo=UTC)
    posts = [post(last + timedelta(seconds=n), f"word{n}") for n in range(2)]
    links, _ = asyncio.run(links_and_candidates([LATER, posts]))
    assert links[posts[1].id] == ("certain", posts[0].id)


@given(timelines(), st.randoms(), st.integers(1, 3))
@settings(max_examples=15)
def test_the_order_of_imports_changes_nothing(
    posts: list[Post],
    rng: Random,
    size: int,
) -> None:
    """Imported in any order and number of imports, the same posts have the same links."""
    together = asyncio.run(links_and_candidates([posts]))
    shuffled = rng.sample(posts, len(posts))
    loads = [shuffled[n : n + size] for n in range(0, len(shuffled), size)]
    assert asyncio.run(links_and_candidates(loads)) == together


@given(timelines(), st.randoms())
@settings(max_examples=10)
def test_posts_that_come_one_by_one_to_many_change_nothing(posts: list[Post], rng: Random) -> None:
    """Linked incrementally, in any order, posts have the links that they have together."""
    loads = [LATER, *([one] for one in rng.sample(posts, len(posts)))]
    assert asyncio.run(links_and_candidates(loads)) == asyncio.run(
        links_and_candidates([[*posts, *LATER]])
    )


@pytest.mark.parametrize("changed", [0, 1])
def test_a_changed_text_updates_its_features(changed: int) -> None:
    """If another source changes a post's text, its features and its child's are updated."""
    pair = [said(0, "look"), said(60, "there")]
    better = replace(pair[changed], text=("look:", "and there")[changed], origin=Origin.EXPORT)
    links, candidates = asyncio.run(links_and_candidates([[*pair, *LATER], [better]]))
    (found,) = [one for one in candidates if one[0] == pair[1].id]
    assert found[:4] == (pair[1].id, pair[0].id, 60_000, (Features.ENDS, Features.BEGINS)[changed])
    assert (links, candidates) == asyncio.run(links_and_candidates([[*pair, *LATER, better]]))


def test_pairs_before_the_hours_around_a_post_stay() -> None:
    """A pair half a day before a new post keeps its parent, though it is not computed again."""
    pair = said(0), said(1800)
    new = said(1800 + 5.8 * 3600)
    links, candidates = asyncio.run(links_and_candidates([[*pair, *LATER], [new]]))
    assert (pair[1].id, pair[0].id) in {candidate[:2] for candidate in candidates}
    assert (links, candidates) == asyncio.run(links_and_candidates([[*pair, *LATER, new]]))


@given(timelines(), st.data())
@settings(max_examples=15)
def test_threads_of_fewer_posts_are_not_larger(posts: list[Post], data: st.DataObject) -> None:
    """A missing post splits what it joined, and joins nothing that it split."""
    some = data.draw(st.lists(st.sampled_from(posts), unique=True))

    async def threads(loaded: list[Post]) -> dict[str, list[str]]:
        with tempfile.TemporaryDirectory() as folder:
            async with Database(new_archive(folder), "archive") as database:
                await load(database, loaded)
                return {one.id: members(database.path, one.id) for one in loaded}

    whole, less = asyncio.run(threads(posts)), asyncio.run(threads(some))
    for id, thread in less.items():
        assert len(set(thread)) == len(thread)
        assert set(thread) <= set(whole[id])


async def test_an_older_archive_is_linked(tmp_path: Path) -> None:
    """Posts that an older version imported get their links with the next import."""
    async with Database(tmp_path / "archive.db", "archive") as database:
        a, b = said(0), said(0.4)
        await load(database, [a, b])
        async with database.write() as tx:
            await tx.execute("DELETE FROM candidates")
            await tx.execute("DELETE FROM parent_links")
            await tx.execute("INSERT INTO unlinked SELECT post FROM posts")
        await load(database, [said(90_000)])
        links, candidates = await found(database)
        assert links == {b.id: ("certain", a.id)}
        assert len(candidates) == 1
        assert not await database.read("SELECT * FROM unlinked")
