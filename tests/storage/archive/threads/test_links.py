"""Links and candidates, kept up to date around what imports change."""

import asyncio
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive.posts.post import UNKNOWN, Kind, Origin, Post, Version
from bot.archive.posts.row import row_of
from bot.archive.posts.synthetic_id import synthetic_id
from bot.archive.threads.features import Features
from bot.storage.archive import imports
from bot.storage.archive.threads.corrections import CorrectionStore
from bot.storage.archive.threads.links import update_links
from bot.storage.archive.threads.threads import ThreadStore
from bot.storage.database import Database
from tests.archives import post, snowflake

WHEN = datetime(2020, 2, 29, 12, 0, 0, 120_000, tzinfo=UTC)


def at(seconds: float) -> datetime:
    """Return the moment that many seconds after WHEN."""
    return WHEN + timedelta(seconds=seconds)


def said(seconds: float, text: str = "", *, answers: Post | str | None = None, **more: Any) -> Post:
    """Return a post; with `answers`, one of which the archive names the parent."""
    if answers is not None:
        id = answers if isinstance(answers, str) else answers.id
        more |= {"reply_to": id, "parent_known": True, "kind": Kind.REPLY}
    return post(at(seconds), text or f"words {seconds}", **more)


def bare(seconds: float, text: str) -> Post:
    """Return a post as the layout has it that tells neither id nor author."""
    when = at(seconds).replace(microsecond=0)
    return post(when, text, id=synthetic_id(when, text), account=UNKNOWN, origin=Origin.BARE)


async def load(database: Database, posts: Sequence[Post]) -> None:
    """Import posts."""
    async with database.write() as tx:
        await imports.begin_import(tx)
        await imports.save_posts(tx, [row_of(one) for one in posts])
        await update_links(tx)
        await imports.finish_import(tx)


Links = dict[str, tuple[str, str]]


async def found(database: Database) -> tuple[Links, list[tuple[object, ...]]]:
    """Return what is linked, evidence and parent by child, and the candidates, by ids."""
    links = {
        row["child"]: (row["evidence"], row["parent"])
        for row in await database.read(
            """SELECT child.id AS child, evidence, parent.id AS parent FROM follows
               JOIN posts AS child ON child.post = follows.child
               JOIN posts AS parent ON parent.post = follows.parent"""
        )
    }
    candidates = await database.read(
        """SELECT child.id, parent.id, gap, cues, followed FROM candidates
           JOIN posts AS child ON child.post = candidates.child
           JOIN posts AS parent ON parent.post = candidates.parent ORDER BY child.id"""
    )
    return links, [tuple(row) for row in candidates]


def links_of(*loads: Sequence[Post]) -> Links:
    """Return the links of a new archive after these loads."""
    return asyncio.run(_after(loads))[0]


async def _after(loads: Iterable[Sequence[Post]]) -> tuple[Links, list[tuple[object, ...]]]:
    with tempfile.TemporaryDirectory() as folder:
        async with Database(Path(folder) / "archive.db", "archive") as database:
            for posts in loads:
                await load(database, posts)
            return await found(database)


def test_the_composer() -> None:
    """Posts at most two seconds apart are certain, whatever stands between."""
    a, b, c = said(0), said(0.4), said(1.9)
    between = said(0.7, "@bob hm"), said(0.9, "RT @bob: hm")
    assert links_of([c, *between, b, a]) == {b.id: ("certain", a.id), c.id: ("certain", b.id)}


def test_posts_of_before_snowflakes() -> None:
    """Ids of before November 2010 hold no moment: nothing is guessed from them."""
    old = [said(n, id=str(10_020_030_040 + n), created_at=datetime(2010, 1, 1, tzinfo=UTC))
           for n in range(3)]  # fmt: skip
    assert asyncio.run(_after([old])) == ({}, [])


def test_programs_that_post_in_one_second() -> None:
    """Before the composer sent threads, posts of one second came from programs."""
    early = datetime(2016, 5, 1, 12, 0, 0, 120_000, UTC)
    assert links_of([post(early + timedelta(seconds=n / 2), f"news {n}") for n in range(3)]) == {}


def test_what_the_archive_says_is_not_guessed() -> None:
    """A post whose parent is known, or known to be none, is no guess; it can be a parent."""
    a, b, c = said(0), said(0.4, parent_known=True), said(0.8)
    assert links_of([a, b, c]) == {c.id: ("certain", b.id)}


def test_a_recorded_link_replaces_a_guess() -> None:
    """An export loaded later knows better, and takes a wrong guess away."""
    a, b, c = said(-9), said(0), said(0.4)
    told = replace(c, reply_to=a.id, parent_known=True, kind=Kind.REPLY)
    assert links_of([a, b, c], [told]) == {c.id: ("recorded", a.id)}
    alone = replace(c, parent_known=True)
    assert links_of([a, b, c], [alone]) == {}


MISSING = snowflake(at(8_000))


@pytest.mark.parametrize(
    "changed",
    [
        {"reply_to": MISSING, "parent_known": True, "kind": Kind.REPLY},  # another parent
        {"text": "RT @bob: words", "kind": Kind.REPOST, "origin": Origin.EXPORT},
        {"account": "aaron"},
        {"versions": (Version(snowflake(at(-9_000)), at(-9_000), "first"),)},
        {"versions": (Version(snowflake(at(-900_000)), at(-900_000), "first"),)},
        {"versions": (Version("29000000000"),)},  # an id that holds no time
    ],
    ids=["parent", "repost", "account", "edit", "early edit", "old edit"],
)
@pytest.mark.parametrize("which", [0, 2])
def test_a_link_does_not_outlive_its_reason(which: int, changed: dict[str, Any]) -> None:
    """What a richer source says of a post takes away the links that were found without it."""
    posts = [said(0), said(0.4), said(1.2), said(40, answers=snowflake(at(0.4))), said(90)]
    better = replace(posts[which + 1], **changed)
    together = asyncio.run(_after([[*LATER, *posts, better]]))
    assert asyncio.run(_after([[*LATER, *posts], [better]])) == together
    assert asyncio.run(_after([[*LATER, *posts[:1], better], posts[1:]])) == together


async def test_a_post_that_is_gone_leaves_its_neighbours_to_each_other() -> None:
    """When a post turns out to be an earlier version, others stand next to each other."""
    posts = [said(0), said(60), said(120)]
    edited = said(90_000, "at last", versions=(Version(posts[1].id), Version(MISSING)))
    first = replace(edited, id=MISSING, versions=(Version(snowflake(at(-900_000))),))
    for crowd in ([], LATER):
        together = await _after([[*crowd, *posts, edited, first]])
        assert await _after([[*crowd, *posts], [edited], [first]]) == together
        assert await _after([[*crowd, first], [edited], posts]) == together
        assert [one[:2] for one in together[1] if one[0] == posts[2].id] == [
            (posts[2].id, posts[0].id)
        ]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_parents_one_is_followed(order: tuple[int, int]) -> None:
    """Sources that name different parents make one link, or none where that one is missing."""
    a, child = said(0), said(9_000)
    one, other = (
        replace(child, reply_to=id, parent_known=True, kind=Kind.REPLY) for id in (a.id, MISSING)
    )
    assert links_of([a], *([(one, other)[n]] for n in order)) == {}


def test_a_parent_that_comes_later_or_never() -> None:
    """A missing parent joins nothing until it is there; one by someone else joins if it is."""
    theirs = said(0, account="bob")
    mine = said(900, "@bob quite", answers=theirs)
    assert links_of([mine]) == {}
    assert links_of([mine], [theirs]) == {mine.id: ("recorded", theirs.id)}


def test_a_post_that_was_edited() -> None:
    """It keeps its place among the others by the moment of its first version."""
    first = snowflake(at(0.4))
    edited = said(1200, "better", versions=(Version(first, at(0.4), "beter"),))
    a, c = said(0), said(0.9)
    assert links_of([a, edited, c]) == {
        edited.id: ("certain", a.id),
        c.id: ("certain", edited.id),
    }
    answer = said(2000, "more", answers=first)
    assert links_of([answer], [edited])[answer.id] == ("recorded", edited.id)


def test_made_ids_are_likely_at_most() -> None:
    """Where only seconds are known, posts of one second are candidates, and no more."""
    made = [bare(n, text) for n, text in enumerate(("tea", "milk", "jam"))]
    links, candidates = asyncio.run(_after([made]))
    assert links == {}
    assert len(candidates) == 2


def test_who_finds_their_author_leaves_the_others() -> None:
    """A post that turns out to be somebody's parts those whose author is still unknown no more."""
    texts = ["tea", "milk", "jam"]
    made = [bare(60 * n, text) for n, text in enumerate(texts)]
    others = [said(50_000 + n, account="bob") for n in range(60)]
    real = said(60, "milk")
    apart = asyncio.run(_after([made, others, [real]]))
    assert apart == asyncio.run(_after([[*made, *others, real]]))
    assert [candidate[:2] for candidate in apart[1] if candidate[0] == made[2].id] == [
        (made[2].id, made[0].id)
    ]


def test_parents_in_a_circle_come_to_an_end() -> None:
    """Damaged data may name them so; each post still stands in its thread once."""
    ids = [snowflake(at(n)) for n in range(3)]
    posts = [said(n, f"@ada {n}", answers=ids[(n + 1) % 3]) for n in range(3)]

    async def members() -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            async with Database(Path(folder) / "archive.db", "archive") as database:
                await load(database, posts)
                return await ThreadStore(database).members([ids[1]])

    assert asyncio.run(members()) == ids


@st.composite
def timelines(draw: st.DrawFn) -> list[Post]:
    """Posts as early layouts have them, or as exports do, with parents as damage may name them."""
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


@given(timelines(), st.randoms(), st.integers(1, 3))
@settings(max_examples=25)
def test_the_order_of_imports_changes_nothing(
    posts: list[Post],
    dice: Random,
    size: int,
) -> None:
    """Loaded in any order and number of imports, the same posts have the same links."""
    together = asyncio.run(_after([posts]))
    shuffled = dice.sample(posts, len(posts))
    loads = [shuffled[n : n + size] for n in range(0, len(shuffled), size)]
    assert asyncio.run(_after(loads)) == together


LATER = [said(900_000 + n, f"later {n}") for n in range(120)]
"""So many that a few posts more are looked at by themselves, with the hours around them."""


@given(timelines(), st.randoms())
@settings(max_examples=15)
def test_posts_that_come_one_by_one_to_many_change_nothing(posts: list[Post], dice: Random) -> None:
    """Looked at by themselves, in any order, they have the links that all have together."""
    loads = [LATER, *([one] for one in dice.sample(posts, len(posts)))]
    assert asyncio.run(_after(loads)) == asyncio.run(_after([[*posts, *LATER]]))


@pytest.mark.parametrize("changed", [0, 1])
def test_what_a_text_turns_out_to_say_counts(changed: int) -> None:
    """When another source tells a post's text better, its cues and its child's are found again."""
    pair = [said(0, "look"), said(60, "there")]
    better = replace(pair[changed], text=("look:", "and there")[changed], origin=Origin.EXPORT)
    links, candidates = asyncio.run(_after([[*pair, *LATER], [better]]))
    (found,) = [one for one in candidates if one[0] == pair[1].id]
    assert found[:4] == (pair[1].id, pair[0].id, 60_000, Features.CONTINUES)
    assert (links, candidates) == asyncio.run(_after([[*pair, *LATER, better]]))


def test_what_stands_before_the_hours_around_a_post_stays() -> None:
    """A pair half a day before a new post keeps its parent, though that is not looked at again."""
    pair = said(0), said(1800)
    new = said(1800 + 5.8 * 3600)
    links, candidates = asyncio.run(_after([[*pair, *LATER], [new]]))
    assert (pair[1].id, pair[0].id) in {candidate[:2] for candidate in candidates}
    assert (links, candidates) == asyncio.run(_after([[*pair, *LATER, new]]))


@given(timelines(), st.data())
@settings(max_examples=25)
def test_of_fewer_posts_threads_are_the_same_or_smaller(
    posts: list[Post], data: st.DataObject
) -> None:
    """A post that is missing parts what it joined, and joins nothing that it parted."""
    some = data.draw(st.lists(st.sampled_from(posts), unique=True))

    async def threads(loaded: list[Post]) -> dict[str, list[str]]:
        with tempfile.TemporaryDirectory() as folder:
            async with Database(Path(folder) / "archive.db", "archive") as database:
                await load(database, loaded)
                stored = ThreadStore(database)
                return {one.id: await stored.members([one.id]) for one in loaded}

    whole, less = asyncio.run(threads(posts)), asyncio.run(threads(some))
    for id, members in less.items():
        assert len(set(members)) == len(members)
        assert set(members) <= set(whole[id])


async def test_an_archive_of_before_is_caught_up_with(tmp_path: Path) -> None:
    """Posts that an older version loaded get their links with the next import of anything."""
    async with Database(tmp_path / "archive.db", "archive") as database:
        a, b = said(0), said(0.4)
        await load(database, [a, b])
        async with database.write() as tx:
            await tx.execute("DELETE FROM candidates")
            await tx.execute("DELETE FROM follows")
            await tx.execute("INSERT INTO unlinked SELECT post FROM posts")
        await load(database, [said(90_000)])
        links, candidates = await found(database)
        assert links == {b.id: ("certain", a.id)}
        assert len(candidates) == 1
        assert not await database.read("SELECT * FROM unlinked")


async def test_an_edited_post_is_linked_to_by_its_earlier_id(tmp_path: Path) -> None:
    """Who linked to it before it was edited is its see-also all the same."""
    async with Database(tmp_path / "archive.db", "archive") as database:
        first = snowflake(at(0))
        edited = said(60, "better", versions=(Version(first, at(0), "beter"),))
        other = said(9000, "as I said", links=(f"https://twitter.com/ada/status/{first}",))
        await load(database, [other, edited])
        assert await ThreadStore(database).see_also([other.id]) == [edited.id]
        assert await ThreadStore(database).see_also([edited.id]) == [other.id]


@pytest.mark.parametrize("account", ["ada", "bob"])
async def test_addresses_of_posts_are_noted(tmp_path: Path, account: str) -> None:
    """A post that links to another one is its see-also, and the other way round."""
    async with Database(tmp_path / "archive.db", "archive") as database:
        one = said(0, account=account)
        url = f"https://twitter.com/{account}/status/{one.id}"
        other = said(9000, f"as I said {url}", links=(url, "https://example.org/status/nothing"))
        await load(database, [other])
        assert await ThreadStore(database).see_also([other.id]) == []
        await load(database, [one])
        assert await ThreadStore(database).see_also([other.id]) == [one.id]
        assert await ThreadStore(database).see_also([one.id]) == [other.id]


Said = tuple[Post, Post | None]


async def corrected(before: Sequence[Post], said: Sequence[Said], *later: Sequence[Post]) -> Links:
    """Return the links of posts, after the owner's word on some, and what is loaded later."""
    with tempfile.TemporaryDirectory() as folder:
        async with Database(Path(folder) / "archive.db", "archive") as database:
            await load(database, before)
            for child, parent in said:
                told = None if parent is None else parent.id
                await CorrectionStore(database).set(child.id, told, by="ada", at=0)
            for posts in later:
                await load(database, posts)
            return (await found(database))[0]


async def test_the_owners_word_on_two_posts_that_are_one() -> None:
    """What was said of the edited post counts, and no import fails for there being two."""
    a, b, old, new = said(0), said(9000), said(90_000), said(90_060)
    edited = replace(new, versions=(Version(old.id, old.created_at, old.text),))
    for word, expected in ((b, {new.id: ("by hand", b.id)}), (None, {})):
        both = [(old, a), (new, word)]
        links = await corrected([a, b, old, new], both, [edited], [said(200_000)])
        assert links == expected


@pytest.mark.parametrize("parted", [False, True])
async def test_the_owners_word_on_a_post_that_gets_its_own_id(*, parted: bool) -> None:
    """It holds for the post when a richer source names it, as child and as parent."""
    a, made, after = said(0), bare(90_000, "milk"), said(90_040)
    real = post(at(90_000), "milk")
    word = [(after, None)] if parted else [(made, a), (after, made)]
    links = await corrected([a, made, after], word, [real], [real])
    linked = {real.id: ("by hand", a.id), after.id: ("by hand", real.id)}
    assert links == ({} if parted else linked)


async def test_the_owners_word_taken_back_leaves_nothing() -> None:
    """What the archive says by itself holds again, and what it comes to say later."""
    a, b, c, lone = said(0), said(9000), said(9000.4), said(900_000)
    assert (await corrected([a, b, c], [(c, a), (c, b)]))[c.id] == ("certain", b.id)
    recorded = replace(lone, reply_to=b.id, parent_known=True, kind=Kind.REPLY)
    links = await corrected([a, b, lone], [(lone, a), (lone, None)], [recorded])
    assert links == {lone.id: ("recorded", b.id)}
