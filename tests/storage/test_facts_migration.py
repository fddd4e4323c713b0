"""The migration to archive.db version 4 keeps every post and orders them as an import would."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.archive.posts.ids.sort_key import sort_key_of
from bot.archive.posts.ids.synthetic_id import synthetic_id
from bot.archive.posts.post import Origin, Post, Precision, Version
from bot.archive.posts.row import row_of
from bot.archive.timestamps import to_milliseconds
from bot.storage.archive import imports
from bot.storage.archive.posts.parts import gather
from bot.storage.database import Database
from bot.storage.migrations import migrate
from tests.archives import post, snowflake
from tests.storage.reading import all_posts

SCRIPTS = Path("bot/storage/archive")
DAY = datetime(2009, 3, 11, tzinfo=UTC)
MORNING = datetime(2009, 3, 12, 9, tzinfo=UTC)
LATE = datetime(2022, 10, 1, 12, 0, 0, 7000, tzinfo=UTC)
EDITED = datetime(2023, 1, 1, 12, tzinfo=UTC)
MS, SECOND = Precision.MILLISECOND, Precision.SECOND

POSTS = [
    post(DAY, "a day", id="1000", origin=Origin.EXPORT, precision=Precision.DAY),
    post(DAY, "midnight, by a parser", id="1001", precision=SECOND),
    post(DAY, "a later id of the day", id="20000", origin=Origin.NOTE, precision=Precision.DAY),
    post(MORNING, "a time", id="30000", origin=Origin.EXPORT, precision=SECOND),
    post(DAY, "a time against the ids", id="40000", precision=SECOND),
    post(MORNING, "no id", id=synthetic_id(MORNING, "no id"), origin=Origin.BARE, precision=SECOND),
    post(LATE, "snowflake", precision=MS),
    post(LATE, "another clock", id=snowflake(LATE.replace(second=9)), precision=SECOND),
    post(
        EDITED,
        "edited",
        precision=MS,
        versions=(Version(snowflake(LATE.replace(minute=5)), None, "before"),),
    ),
]  # fmt: skip


def write_version_3(path: Path) -> None:
    """Write an archive as the version before had it, with a wrong sort key of the edited post."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for number, script in enumerate(sorted(SCRIPTS.glob("000[123]_*.sql")), 1):
            connection.executescript(script.read_text("utf-8"))
            connection.execute(f"PRAGMA user_version = {number}")
        connection.execute(f"PRAGMA application_id = {0x54424B41}")
        connection.execute("INSERT INTO accounts (network, name) VALUES ('twitter', 'ada')")
        connection.execute("INSERT INTO files VALUES (1, 'output.md', 0)")
        for key, one in enumerate(POSTS, 1):
            ms = to_milliseconds(one.created_at)
            place = int(one.id) if one.id.isdigit() else (ms - 1288834974657 << 22) | 5
            connection.execute(
                """INSERT INTO posts
                   VALUES (?, 'twitter', ?, ?, 1, ?, 'post', ?, ?, ?, NULL, NULL, 0)""",
                (key, one.id, place, ms, one.text, one.text, int(one.origin)),
            )
            connection.execute("INSERT INTO sources VALUES (?, 1, 1)", (key,))
            connection.execute("INSERT INTO words VALUES (?, ?)", (key, one.text))
        edited = len(POSTS)
        (version,) = POSTS[-1].versions
        connection.execute(
            "INSERT INTO versions VALUES (?, 0, ?, NULL, 'before')", (edited, version.id)
        )
        part = ["twitter", POSTS[-1].id, 1, "ada", to_milliseconds(EDITED), "post", "edited",
                "edited", 4, None, None, 0, ["https://a.b"], [["image", None, "https://c", None]],
                [["output.md", 1, 0]], ["file 1", "before it"], []]  # fmt: skip
        connection.execute(
            "INSERT INTO parts VALUES (?, ?, NULL, ?)", (POSTS[-1].id, edited, json.dumps(part))
        )


def in_order(posts: list[Post]) -> list[tuple[str, Precision]]:
    """Return the ids of posts and how exactly their times are known."""
    return [(one.id, one.precision) for one in posts]


async def test_old_posts_are_ordered_as_new_ones(tmp_path: Path) -> None:
    """Precision and order are those of an import of the same posts."""
    path = tmp_path / "archive.db"
    write_version_3(path)
    migrate(path, "archive")
    migrated = all_posts(path)
    assert in_order(sorted(migrated, key=lambda one: one.text)) == in_order(
        sorted(POSTS, key=lambda one: one.text)
    )
    assert [one.text for one in migrated] == [
        "a day", "midnight, by a parser", "a later id of the day", "a time",
        "a time against the ids", "no id", "snowflake", "another clock", "edited",
    ]  # fmt: skip
    async with Database(path, "archive") as database:
        rows = await database.read("SELECT id, sort_key FROM posts")
        keys = {row["id"]: row["sort_key"] for row in rows}
        for one in POSTS[-3:]:
            first = min((one.id, *(version.id for version in one.versions)), key=int)
            assert keys[one.id] == sort_key_of(first, one.created_at)
        async with database.write(commit=False) as tx:
            await imports.begin_tracking(tx)
            await tx.execute("INSERT INTO temp.touched SELECT post FROM posts")
            await imports.finish_import(tx)
            again = await tx.fetch("SELECT id, sort_key FROM posts")
            assert {row["id"]: row["sort_key"] for row in again} == keys
            (part,) = (await gather(tx, [POSTS[-1]])).packed[len(POSTS)].values()
            assert json.loads(part)["links"] == ["https://a.b"]


async def test_parts_of_older_versions_are_read(tmp_path: Path) -> None:
    """A part that an older version stored is the post that it was."""
    path = tmp_path / "archive.db"
    write_version_3(path)
    async with Database(path, "archive") as database, database.write(commit=False) as tx:
        earlier = post(LATE.replace(minute=5), "before")
        found = (await gather(tx, [earlier])).posts[POSTS[-1].id]
    assert (found.links, found.precision) == (("https://a.b",), Precision.MILLISECOND)
    assert (found.media[0].url, found.repair and found.repair.before) == ("https://c", "before it")


async def test_a_new_import_reads_the_same_record_better(tmp_path: Path) -> None:
    """What an older version left in a text, or took for an address, is gone once it is read again.

    Only the same record of a file replaces it, and once.
    """
    path = tmp_path / "archive.db"
    write_version_3(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE posts SET text = 'https://a.b/cd &quot;x&quot;' WHERE post = 7")
        connection.execute("UPDATE posts SET raw = 'as read' WHERE post = 7")
        connection.execute("INSERT INTO addresses VALUES (7, 0, 'https://a.b/cd')")
    old = next(one for one in POSTS if one.text == "snowflake")
    new = replace(old, text='https://a.b/cd "x"', raw="as read", links=("https://a.b/c",))
    other = replace(new, text="x", raw="x", origin=Origin.HTML, links=())
    longer = replace(new, text='https://a.b/cd "x", longer')
    shown = []
    async with Database(path, "archive") as database:
        for one in (other, new, replace(new, text="short"), longer):
            async with database.write() as tx:
                await imports.begin_tracking(tx)
                await imports.save_posts(tx, [row_of(one)])
                await imports.finish_import(tx)
            (found,) = (kept for kept in all_posts(path) if kept.id == old.id)
            shown.append((found.text, found.links))
    assert shown == [
        ("https://a.b/cd &quot;x&quot;", ("https://a.b/cd",)),
        (new.text, new.links),
        (new.text, new.links),
        (longer.text, new.links),
    ]
