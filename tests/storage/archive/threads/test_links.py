"""Links and candidates, updated by imports."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.archive.posts.post import Kind, Origin, Version
from tests.archives import post, snowflake
from tests.storage.archive.threads.linking import (
    LATER,
    MISSING,
    at,
    bare,
    links_and_candidates,
    links_of,
    said,
)


def test_the_composer() -> None:
    """Posts at most two seconds apart are linked as certain, regardless of posts between."""
    a, b, c = said(0), said(0.4), said(1.9)
    between = said(0.7, "@bob hm"), said(0.9, "RT @bob: hm")
    assert links_of([c, *between, b, a]) == {b.id: ("certain", a.id), c.id: ("certain", b.id)}


def test_posts_of_before_snowflakes() -> None:
    """Ids from before November 2010 have no time: no links are inferred from them."""
    old = [said(n, id=str(10_020_030_040 + n), created_at=datetime(2010, 1, 1, tzinfo=UTC))
           for n in range(3)]  # fmt: skip
    assert asyncio.run(links_and_candidates([old])) == ({}, [])


def test_programs_that_post_in_one_second() -> None:
    """Before the composer sent threads, posts within a second came from programs."""
    early = datetime(2016, 5, 1, 12, 0, 0, 120_000, UTC)
    assert links_of([post(early + timedelta(seconds=n / 2), f"news {n}") for n in range(3)]) == {}


def test_known_parents_are_not_inferred() -> None:
    """A post whose parent, or lack of one, is known gets no inferred link; it can be a parent."""
    a, b, c = said(0), said(0.4, parent_known=True), said(0.8)
    assert links_of([a, b, c]) == {c.id: ("certain", b.id)}


def test_a_recorded_link_replaces_an_inferred_one() -> None:
    """A later export replaces or removes a wrong inferred link."""
    a, b, c = said(-9), said(0), said(0.4)
    replied = replace(c, reply_to=a.id, parent_known=True, kind=Kind.REPLY)
    assert links_of([a, b, c], [replied]) == {c.id: ("recorded", a.id)}
    alone = replace(c, parent_known=True)
    assert links_of([a, b, c], [alone]) == {}


@pytest.mark.parametrize(
    "changed",
    [
        {"reply_to": MISSING, "parent_known": True, "kind": Kind.REPLY},  # another parent
        {"text": "RT @bob: words", "kind": Kind.REPOST, "origin": Origin.EXPORT},
        {"account": "aaron"},
        {"versions": (Version(snowflake(at(-9_000)), at(-9_000), "first"),)},
        {"versions": (Version(snowflake(at(-900_000)), at(-900_000), "first"),)},
        {"versions": (Version("29000000000"),)},  # an id without a time
    ],
    ids=["parent", "repost", "account", "edit", "early edit", "old edit"],
)
@pytest.mark.parametrize("which", [0, 2])
def test_a_link_does_not_outlive_its_reason(which: int, changed: dict[str, Any]) -> None:
    """A richer source removes links that were inferred without it."""
    posts = [said(0), said(0.4), said(1.2), said(40, answers=snowflake(at(0.4))), said(90)]
    better = replace(posts[which + 1], **changed)
    together = asyncio.run(links_and_candidates([[*LATER, *posts, better]]))
    assert asyncio.run(links_and_candidates([[*LATER, *posts], [better]])) == together
    assert asyncio.run(links_and_candidates([[*LATER, *posts[:1], better], posts[1:]])) == together


async def test_neighbours_of_a_removed_post_become_adjacent() -> None:
    """When a post turns out to be an earlier version, its neighbours become adjacent."""
    posts = [said(0), said(60), said(120)]
    edited = said(90_000, "at last", versions=(Version(posts[1].id), Version(MISSING)))
    first = replace(edited, id=MISSING, versions=(Version(snowflake(at(-900_000))),))
    for crowd in ([], LATER):
        together = await links_and_candidates([[*crowd, *posts, edited, first]])
        assert await links_and_candidates([[*crowd, *posts], [edited], [first]]) == together
        assert await links_and_candidates([[*crowd, first], [edited], posts]) == together
        assert [one[:2] for one in together[1] if one[0] == posts[2].id] == [
            (posts[2].id, posts[0].id)
        ]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_parents_one_is_followed(order: tuple[int, int]) -> None:
    """Of different parents in two sources one is linked, or none if that one is missing."""
    a, child = said(0), said(9_000)
    one, other = (
        replace(child, reply_to=id, parent_known=True, kind=Kind.REPLY) for id in (a.id, MISSING)
    )
    assert links_of([a], *([(one, other)[n]] for n in order)) == {}


def test_a_parent_that_comes_later_or_never() -> None:
    """A missing parent links nothing until it is imported, others' posts included."""
    theirs = said(0, account="bob")
    mine = said(900, "@bob quite", answers=theirs)
    assert links_of([mine]) == {}
    assert links_of([mine], [theirs]) == {mine.id: ("recorded", theirs.id)}


def test_a_post_that_was_edited() -> None:
    """An edited post is placed by the time of its first version."""
    first = snowflake(at(0.4))
    edited = said(1200, "better", versions=(Version(first, at(0.4), "beter"),))
    a, c = said(0), said(0.9)
    assert links_of([a, edited, c]) == {
        edited.id: ("certain", a.id),
        c.id: ("certain", edited.id),
    }
    answer = said(2000, "more", answers=first)
    assert links_of([answer], [edited])[answer.id] == ("recorded", edited.id)


def test_synthetic_ids_are_likely_at_most() -> None:
    """Where only seconds are known, posts of one second are candidates at most."""
    made = [bare(n, text) for n, text in enumerate(("tea", "milk", "jam"))]
    links, candidates = asyncio.run(links_and_candidates([made]))
    assert links == {}
    assert len(candidates) == 2


def test_a_post_that_gets_its_author() -> None:
    """A post that gets its author no longer separates posts of unknown authors."""
    texts = ["tea", "milk", "jam"]
    made = [bare(60 * n, text) for n, text in enumerate(texts)]
    others = [said(50_000 + n, account="bob") for n in range(60)]
    real = said(60, "milk")
    apart = asyncio.run(links_and_candidates([made, others, [real]]))
    assert apart == asyncio.run(links_and_candidates([[*made, *others, real]]))
    assert [candidate[:2] for candidate in apart[1] if candidate[0] == made[2].id] == [
        (made[2].id, made[0].id)
    ]
