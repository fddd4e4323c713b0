"""Posts from many sources become one archive in any order of imports."""

import asyncio
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive.posts.ids.synthetic_id import synthetic_id
from bot.archive.posts.merging import merge
from bot.archive.posts.post import (
    UNKNOWN,
    Kind,
    Media,
    MediaKind,
    Origin,
    Post,
    Repair,
    Source,
    Version,
)
from bot.archive.posts.row import row_of
from bot.storage.archive import imports
from bot.storage.archive.repairs import RepairStore
from bot.storage.archive.threads.links import update_links
from bot.storage.database import Database
from tests.archives import post, snowflake
from tests.storage.reading import all_posts, reading
from tests.storage.templates import new_archive

WHEN = datetime(2020, 2, 29, 12, tzinfo=UTC)
EXPORTED = datetime(2021, 1, 1, tzinfo=UTC)


async def archive_of(folder: Path, loads: Iterable[list[Post]]) -> list[Post]:
    """Return the posts of an archive after these imports, oldest first."""
    async with Database(folder / "archive.db", "archive") as database:
        for posts in loads:
            async with database.write() as tx:
                await imports.begin_tracking(tx)
                await imports.save_posts(tx, [row_of(one) for one in posts])
                await update_links(tx)
                await imports.finish_import(tx)
        held = all_posts(database.path)
        indexed = await database.read("SELECT post FROM words ORDER BY post")
        keys = await database.read("SELECT post FROM posts ORDER BY post")
        assert [row[0] for row in indexed] == [row[0] for row in keys]
        return held


def loaded(*loads: list[Post]) -> list[Post]:
    """Return the posts of a new archive after these imports."""
    with tempfile.TemporaryDirectory() as folder:
        new_archive(folder)
        return asyncio.run(archive_of(Path(folder), loads))


def bare(text: str, second: int = 0) -> Post:
    """Return a post of the layout without ids."""
    when = WHEN + timedelta(seconds=second)
    return post(
        when, text, id=synthetic_id(when, text), account=UNKNOWN, origin=Origin.BARE,
        sources=(Source("bare.txt", 1),),
    )  # fmt: skip


def named(
    text: str, origin: Origin, *, second: int = 0, millisecond: int = 250, **fields: object
) -> Post:
    """Return a post of another layout."""
    when = WHEN + timedelta(seconds=second, milliseconds=millisecond)
    source = Source(origin.name.lower(), 7, EXPORTED if origin >= Origin.EXPORT else None)
    return replace(post(when, text), origin=origin, sources=(source,), **fields)  # type: ignore[arg-type]


EDITED = snowflake(WHEN + timedelta(milliseconds=250))
VARIANTS = [
    bare("hello there https://t.co/abc"),
    bare("another"),
    named("hello there", Origin.EARLY, media=(Media(MediaKind.IMAGE, "media/1-a.jpg"),)),
    named("hello there", Origin.HTML, kind=Kind.POST, parent_known=True),
    named("hello there", Origin.EXPORT, reply_to="17", reply_to_account="bob", parent_known=True,
         kind=Kind.REPLY),
    named("hello th\ufffdre", Origin.EXPORT, parent_known=True),
    named("hello there", Origin.NOTE, raw="hello there \u2026", parent_known=True),
    named("caf\u00e9", Origin.QUOTED, second=3, repair=Repair("file 1", "caf\u00c3\u00a9")),
    named("caf\u00c3\u00a9", Origin.EARLY, second=3),
    named("later", Origin.EXPORT, second=9, parent_known=True,
         versions=(Version(EDITED, WHEN, "hello there"),)),
    named("answer", Origin.EXPORT, second=20, reply_to=EDITED, parent_known=True, kind=Kind.REPLY),
]  # fmt: skip


@given(st.lists(st.sampled_from(VARIANTS), min_size=2, max_size=4))
@settings(max_examples=10)
def test_the_order_of_loading_changes_nothing(posts: list[Post]) -> None:
    """Imported one by one in any order, or at once, the same posts make the same archive."""
    together = loaded(posts)
    orders = list(permutations(posts))
    for order in (orders[-1], orders[len(orders) // 2]):
        assert loaded(*([one] for one in order)) == together


def test_loading_again_changes_nothing() -> None:
    """A second import of everything leaves each post as it was."""
    assert loaded(VARIANTS, VARIANTS) == loaded(VARIANTS)


def test_a_synthetic_id_is_replaced() -> None:
    """When the real post arrives, the one with a synthetic id becomes a source of it."""
    real = named("@bob hello there", Origin.EARLY)
    (one,) = loaded([bare("hello there https://t.co/abc")], [real])
    assert (one.id, one.account, one.text) == (real.id, "ada", "@bob hello there")
    assert [source.file for source in one.sources] == ["bare.txt", "early"]


def test_a_synthetic_id_is_replaced_by_a_long_post() -> None:
    """A cut text without an id is matched with the whole post by its beginning."""
    words = "a long story " * 12
    whole = named(f"{words} and its end", Origin.NOTE)
    for order in permutations([bare(f"{words}… https://t.co/abc"), whole]):
        (one,) = loaded(*([post] for post in order))
        assert (one.id, one.text) == (whole.id, whole.text)


def test_other_posts_of_the_second_stay() -> None:
    """A post with a synthetic id stays if another post of its second arrives."""
    assert len(loaded([bare("hello")], [named("something else", Origin.EARLY)])) == 2


def test_an_edited_post_absorbs_its_earlier_version() -> None:
    """A version that was a post of its own becomes history, and replies stay linked."""
    old, new, answer = VARIANTS[2], VARIANTS[9], VARIANTS[10]
    for order in permutations([old, new, answer]):
        first, second = loaded(*([one] for one in order))
        assert (first.id, first.text, second.text) == (new.id, "later", "answer")
        assert [version.text for version in first.versions] == ["hello there"]
        assert {source.file for source in first.sources} == {"early", "export"}


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_an_answer_to_an_earlier_version_follows_the_post(
    tmp_path: Path, order: tuple[int, ...]
) -> None:
    """A reply to an earlier version continues the post, in any order of imports."""
    old, new, answer = VARIANTS[2], VARIANTS[9], VARIANTS[10]
    some = [old, new, answer]
    await archive_of(tmp_path, ([some[n]] for n in order))
    async with Database(tmp_path / "archive.db", "archive") as database:
        with reading(database.path) as reader:
            links = reader.threads.links([new.id, answer.id])
        assert {child: link.parent for child, link in links.items()} == {answer.id: new.id}


IDS = [snowflake(WHEN + timedelta(seconds=60 * n)) for n in range(4)]


def listing(number: int, *earlier: int) -> Post:
    """Return the post of one of IDS, whose list of edits names earlier versions."""
    versions = tuple(Version(IDS[n]) for n in earlier)
    return named(f"words {number}", Origin.EXPORT, second=60 * number, id=IDS[number],
                versions=versions)  # fmt: skip


@pytest.mark.parametrize(
    "lists",
    [
        [(1, 0), (2, 1), (2,)],  # a chain, in two sources
        [(1, 0), (2, 1), (3, 2)],
        [(0, 1), (1, 0)],
        [(0, 2), (1, 0), (2, 1)],
        [(1, 1)],
        [(0, 0), (1, 0, 1)],
        [(2, 3), (2, 0), (0,)],  # no source has the newest
    ],
)
def test_lists_of_edits_may_contradict_each_other(lists: list[tuple[int, ...]]) -> None:
    """The highest id is the post, all connected ones its versions, in any order."""
    posts = [listing(*one) for one in lists]
    (together,) = loaded(posts)
    held = {number for number, *_ in lists}
    listed = {number for one in lists for number in one}
    assert together.id == IDS[max(held)]
    assert {version.id for version in together.versions} == {IDS[n] for n in listed - {max(held)}}
    assert {one.text for one in together.versions if one.text} == {
        f"words {n}" for n in held - {max(held)}
    }
    for order in permutations(posts):
        assert loaded(*([one] for one in order)) == [together]
    assert loaded(posts, posts) == [together]


@given(
    st.lists(
        st.builds(
            lambda number, earlier: listing(number, *earlier),
            st.integers(0, 3),
            st.lists(st.integers(0, 3), max_size=3),
        ),
        min_size=2,
        max_size=5,
    ),
    st.data(),
)
@settings(max_examples=12)
def test_the_order_of_lists_of_edits_changes_nothing(
    posts: list[Post], data: st.DataObject
) -> None:
    """Any lists of edits, in any order and number of imports, make the same archive."""
    together = loaded(posts)
    order = data.draw(st.permutations(posts))
    size = data.draw(st.integers(1, 2))
    assert loaded(*(order[n : n + size] for n in range(0, len(order), size))) == together
    ids = [id for one in together for id in (one.id, *(version.id for version in one.versions))]
    assert len(set(ids)) == len(ids)


def test_a_synthetic_id_returns_if_the_post_differs() -> None:
    """If a post turns out to differ, the one with a synthetic id is a post of its own again."""
    made = bare("hello there")
    first, better = named("hello there", Origin.HTML), named("something else", Origin.EXPORT)
    together = loaded([made, first, better])
    assert {one.text for one in together} == {"something else", "hello there"}
    for order in permutations([made, first, better]):
        assert loaded(*([one] for one in order)) == together


async def test_a_part_keeps_the_owners_decision_on_its_repair(tmp_path: Path) -> None:
    """An undone repair stays undone when the post is rebuilt from its parts."""
    repaired = named("caf\u00e9", Origin.QUOTED, repair=Repair("file 1", "caf\u00c3\u00a9"))
    earlier = named("cafe", Origin.EARLY, second=-60)
    edited = replace(repaired, versions=(Version(earlier.id),))
    await archive_of(tmp_path, [[earlier, edited]])
    async with Database(tmp_path / "archive.db", "archive") as database:
        await RepairStore(database).show(edited.id, repaired=False)
    (one,) = await archive_of(tmp_path, [[replace(earlier, sources=(Source("other", 1),))]])
    assert one.repair is not None
    assert (one.shown_text, one.repair.undone) == ("caf\u00c3\u00a9", True)
    assert len(one.sources) == 3


@pytest.mark.parametrize("listed", [None, "caf\u00e9"])
@pytest.mark.parametrize("now", ["caf\u00e9", "tea"])
@pytest.mark.parametrize("synthetic", [False, True])
async def test_a_version_keeps_the_owners_decision_on_its_repair(
    tmp_path: Path, *, synthetic: bool, now: str, listed: str | None
) -> None:
    """A post whose repair was undone shows the same when it becomes a version, ever after.

    A post without its id is still recognised by its repaired text, and the edited post, which may
    have the same text, keeps its own repair.
    """
    repair = Repair("file 1", "caf\u00c3\u00a9")
    real = named("caf\u00e9", Origin.QUOTED, repair=repair)
    old = replace(bare("caf\u00e9"), repair=repair) if synthetic else real
    new = named(
        now, Origin.QUOTED, second=300, repair=repair if now == old.text else None,
        versions=(Version(real.id, real.created_at, "caf\u00e9" if synthetic else listed),),
    )  # fmt: skip
    await archive_of(tmp_path, [[old]])
    async with Database(tmp_path / "archive.db", "archive") as database:
        await RepairStore(database).show(old.id, repaired=False)
    (first,) = await archive_of(tmp_path, [[new]])
    again = await archive_of(tmp_path, [[old], [replace(new, sources=(Source("other", 1),))]])
    for one in (first, *again):
        assert (one.id, one.shown_text) == (new.id, now)
        assert [version.text for version in one.versions] == ["caf\u00c3\u00a9"]
    assert len(again) == 1


def test_a_post_is_its_merged_sources() -> None:
    """A stored post of several imports equals the merge of its sources."""
    one, other = VARIANTS[2], VARIANTS[4]
    assert loaded([one], [other]) == [merge(one, other)]


def test_only_sources_are_added_where_nothing_else_is_new() -> None:
    """The same post from another file of its kind changes only its sources."""
    one = VARIANTS[2]
    (both,) = loaded([one], [replace(one, sources=(Source("other", 1),))])
    assert both == replace(one, sources=(Source("early", 7), Source("other", 1)))


def test_the_better_source_of_a_text_says_where_its_links_end() -> None:
    """Two sources with the same text may state other addresses; the better one counts."""
    text = "see https://e.org/日本"
    read = named(text, Origin.EARLY, links=("https://e.org/日本",))
    stated = named(text, Origin.EXPORT, links=("https://e.org/",), parent_known=True)
    for order in permutations([read, stated]):
        (both,) = loaded(*([one] for one in order))
        assert both.links == ("https://e.org/",)
