"""Sources that disagree about the same posts make one archive in any order."""

import asyncio
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive.posts.ids.synthetic_id import synthetic_id
from bot.archive.posts.post import (
    UNKNOWN,
    Kind,
    Media,
    MediaKind,
    Origin,
    Post,
    Profile,
    Repair,
    Source,
    Version,
)
from bot.archive.posts.row import row_of
from bot.clock import SystemClock
from bot.formats.posts import FORMATS
from bot.ingest.text.entities import links
from bot.services.container import Services
from bot.storage.archive import imports
from bot.storage.archive.search.index import unpack
from bot.storage.archive.threads.links import update_links
from bot.storage.database import Database
from tests.archives import post, snowflake
from tests.storage.reading import all_posts
from tests.storage.templates import new_archive

WHEN = datetime(2020, 2, 29, 12, 0, 0, 250_000, tzinfo=UTC)
EXPORTED = datetime(2021, 1, 1, tzinfo=UTC)
SECONDS = (0.0, 0.5, 1.7, 40.0, 3000.0, 30_000.0)
MOMENTS = tuple(WHEN + timedelta(seconds=n) for n in SECONDS)
IDS = tuple(map(snowflake, MOMENTS))
OLD = "29000000000"  # a counter from before snowflakes, without a time

TEXTS = (
    "hello there",
    "hello there, and more",
    "hello th\ufffdre",
    "@bob hello there",
    "@eve hello there",
    "RT @bob: hello there",
    "1/ hello there:",
    "2/ hello there",
    f"see https://twitter.com/ada/status/{IDS[1]}",
    "caf\u00e9",
    "caf\u00c3\u00a9",
)
MEDIA = (
    (),
    (Media(MediaKind.IMAGE, "media/1-a.jpg"),),
    (Media(MediaKind.IMAGE, None, "https://pbs.twimg.com/a.jpg", "a hill"),),
    (Media(MediaKind.VIDEO, "media/1-a.mp4"), Media(MediaKind.GIF, "media/1-b.mp4")),
)
FILES = ("a.md", "b.md", "tweets.js")


def _bare(text: str, number: int, file: str) -> Post:
    """Return a post of the layout without ids and authors."""
    when = MOMENTS[number].replace(microsecond=0)
    return post(
        when, text, id=synthetic_id(when, text), account=UNKNOWN, origin=Origin.BARE,
        kind=Kind.POST,
        reply_to_account=None, links=links(text), sources=(Source(file, number + 1),),
    )  # fmt: skip


def _named(
    number: int, text: str, moment: datetime, origin: Origin, file: str, more: dict[str, Any]
) -> Post:
    """Return a post of one of IDS, as a source may have it."""
    exported = EXPORTED if origin >= Origin.EXPORT else None
    repair = Repair("file 1", "caf\u00c3\u0192") if more["repair"] else None
    return post(
        moment, text, id=IDS[number], origin=origin, links=links(text),
        sources=(Source(file, number + 1, exported),), **more | {"repair": repair},
    )  # fmt: skip


VERSIONS = st.builds(
    Version,
    st.sampled_from((*IDS, "17", OLD)),
    st.sampled_from((None, *MOMENTS[:2])),
    st.sampled_from((None, *TEXTS[:3])),
)
FIELDS = st.fixed_dictionaries(
    {
        "account": st.sampled_from(["ada", "ADA", "bob", UNKNOWN]),
        "kind": st.sampled_from(Kind),
        "reply_to": st.sampled_from([None, "17", *IDS[:4]]),
        "reply_to_account": st.sampled_from([None, "ada", "bob"]),
        "parent_known": st.booleans(),
        "media": st.sampled_from(MEDIA),
        "repair": st.sampled_from([False, False, False, True]),
        "versions": st.just(()) | st.lists(VERSIONS, max_size=2).map(tuple),
    }
)
NAMED = st.builds(
    _named,
    st.integers(0, len(IDS) - 1),
    st.sampled_from(TEXTS),
    st.sampled_from((*MOMENTS[:2], MOMENTS[0].replace(microsecond=0))),
    st.sampled_from(Origin),
    st.sampled_from(FILES),
    FIELDS,
)
BARE = st.builds(
    _bare,
    st.sampled_from([text for text in TEXTS if not text.startswith("@")]),
    st.integers(0, len(IDS) - 1),
    st.sampled_from(FILES),
)
PROFILES = st.builds(
    Profile,
    st.sampled_from(["ada", "Ada", "bob"]),
    st.sampled_from([None, "Ada", "Ada L."]),
    st.sampled_from([None, "posts"]),
    st.sampled_from([None, EXPORTED, EXPORTED + timedelta(days=1)]),
)


@dataclass(frozen=True)
class Arranged:
    """The same records in two orders, each cut into imports, with or without many other posts."""

    crowd: bool

    first: list[list[Post | Profile]]
    second: list[list[Post | Profile]]


@st.composite
def arranged(draw: st.DrawFn, records: st.SearchStrategy[Post | Profile], most: int) -> Arranged:
    """Return up to `most` records in two orders and groupings."""
    some = draw(st.lists(records, min_size=2, max_size=most))
    other = draw(st.permutations(some))
    first = [some] if draw(st.booleans()) else [[one] for one in some]
    return Arranged(draw(st.booleans()), first, _cut(draw, other))


def _cut(draw: st.DrawFn, some: Sequence[Post | Profile]) -> list[list[Post | Profile]]:
    ends = sorted(draw(st.sets(st.integers(1, len(some) - 1))))
    return [
        list(some[begin:end]) for begin, end in zip([0, *ends], [*ends, len(some)], strict=True)
    ]


LATER = [post(WHEN + timedelta(days=10, seconds=n), f"later {n}") for n in range(70)]
"""Enough posts that a few more are linked incrementally, with the hours around them."""


@cache
def _initial(crowd: bool) -> bytes:
    """Return an initial archive, which takes a while to make: empty, or with many posts."""
    with tempfile.TemporaryDirectory() as folder:
        path = new_archive(folder)
        asyncio.run(_archive_of(path, [LATER] if crowd else []))
        return path.read_bytes()


def archive_of(loads: Iterable[Sequence[Post | Profile]], *, crowd: bool) -> dict[str, Any]:
    """Return the contents of an archive after these imports, without the keys of its rows."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        path.write_bytes(_initial(crowd))
        return asyncio.run(_archive_of(path, loads))


async def _archive_of(path: Path, loads: Iterable[Sequence[Post | Profile]]) -> dict[str, Any]:
    async with Database(path, "archive") as database:
        for records in loads:
            async with database.write() as tx:
                await imports.begin_tracking(tx)
                await imports.save_posts(
                    tx, [row_of(one) for one in records if isinstance(one, Post)]
                )
                for one in records:
                    if isinstance(one, Profile):
                        await imports.save_profile(tx, one)
                await update_links(tx)
                await imports.finish_import(tx)
        contents = await _contents(database)
    async with Services(path, SystemClock(), state=False) as services:
        contents["export"] = "".join([text async for text in FORMATS["jsonl"](services)])
    return contents


async def _contents(database: Database) -> dict[str, Any]:
    rows = await database.read("SELECT post, id FROM posts")
    ids = {row["post"]: row["id"] for row in rows}

    async def table(sql: str, named: int) -> list[tuple[Any, ...]]:
        """Return rows in a fixed order, with ids for the keys in the first `named` columns."""
        found = [tuple(row) for row in await database.read(sql)]
        return sorted(
            ((*(ids[key] for key in row[:named]), *row[named:]) for row in found), key=repr
        )

    postings: dict[str, set[str]] = {}
    for word, part, blob in await database.read("SELECT word, part, posts FROM postings"):
        assert part == 0
        postings[word] = {ids[key] for key in unpack([blob])}
    vocabulary = {word: n for word, n in await database.read("SELECT * FROM vocabulary")}  # noqa: C416 - rows are no pairs
    assert vocabulary == {word: len(some) for word, some in postings.items()}
    assert not await database.read("SELECT * FROM dirty")
    return {
        "posts": all_posts(database.path, as_read=True),
        "missing": [(one.id, one.missing_from) for one in all_posts(database.path)],
        "places": await table("SELECT post, sort_key FROM posts", 1),
        "follows": await table("SELECT * FROM parent_links", 2),
        "candidates": await table("SELECT * FROM candidates", 2),
        "quotes": await table("SELECT * FROM quotes", 1),
        "parts": await table("SELECT post, id, second FROM parts", 1),
        "postings": postings,
        "accounts": await table("SELECT name, display, bio, exported_at FROM accounts", 0),
        "files": await table("SELECT name, exported_at FROM files", 0),
    }


def check(some: Arranged) -> None:
    """Fail unless both orders make the same archive, also if all is imported again."""
    one, other, again = (
        archive_of(loads, crowd=some.crowd)
        for loads in (some.first, some.second, [*some.first, *some.second])
    )
    for name, found in one.items():
        assert found == other[name], name
        assert found == again[name], name


@given(arranged(NAMED, 4))
@settings(max_examples=8)
def test_posts_with_ids(some: Arranged) -> None:
    """The order and grouping of posts with ids changes nothing."""
    check(some)


@given(arranged(NAMED | BARE | PROFILES, 6))
@settings(max_examples=8)
def test_posts_with_and_without_ids(some: Arranged) -> None:
    """The order and grouping of posts with and without ids, and of profiles, changes nothing."""
    check(some)
