"""Posts as an answer reads them."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.archive.posts.ids.synthetic_id import synthetic_id
from bot.archive.posts.post import Post
from tests.archives import snowflake
from tests.bench.saving import save
from tests.storage.reading import reading

_MOST_STEPS = 20  # thousands of instructions of SQLite


async def test_deletions_of_other_posts_are_not_looked_at(tmp_path: Path) -> None:
    """To read one post takes no longer where an export states thousands of deletions."""
    archive = tmp_path / "archive.db"
    ids = [str(1_400_000_000_000_000_000 + number) for number in range(4_000)]
    when = datetime(2021, 6, 2, tzinfo=UTC)
    await save(archive, (Post(id, "ada", when, "so long", "so long") for id in ids))
    with closing(sqlite3.connect(archive)) as connection, connection:
        connection.executemany(
            "INSERT INTO deletions (network, id, account, stated_at) VALUES ('twitter', ?, 1, 0)",
            [(id,) for id in ids[1:]],
        )
    steps: list[None] = []
    with reading(archive) as reader:
        kept, deleted = reader.posts.keys(ids[:2]).values()
        reader._connection.set_progress_handler(lambda: steps.append(None), 1_000)
        (found,) = reader.posts.by_keys([kept])
        assert not found.is_deleted
        assert len(steps) < _MOST_STEPS
        (found,) = reader.posts.by_keys([deleted])
        assert found.is_deleted
        assert len(steps) > _MOST_STEPS


async def test_a_post_under_a_synthetic_id_is_deleted_by_its_second(tmp_path: Path) -> None:
    """An export states the network's id, which the post does not have."""
    archive = tmp_path / "archive.db"
    when = datetime(2021, 6, 2, 7, 14, 9, tzinfo=UTC)
    posts = [
        Post(synthetic_id(moment, "so long"), "ada", moment, "so long", "so long")
        for moment in (when, when + timedelta(seconds=1))
    ]
    await save(archive, iter(posts))
    with closing(sqlite3.connect(archive)) as connection, connection:
        connection.execute(
            "INSERT INTO deletions (network, id, account, stated_at) VALUES ('twitter', ?, 1, 0)",
            (snowflake(when + timedelta(milliseconds=400)),),
        )
    with reading(archive) as reader:
        found = reader.posts.by_ids([post.id for post in posts])
        assert [post.is_deleted for post in found] == [True, False]
