"""The language of posts in archive.db, and the filter for it."""

from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import connect

import pytest

from bot.archive.search.query.parser import parse
from bot.storage.archive.search.filters import condition
from bot.storage.connections import connect_reader
from tests.archives import post
from tests.storage.archive.search.test_filters import fill

TEXTS = {
    "Heute war ein schöner Tag am See": None,
    "the weather is great and we all went to the beach": "en-GB",
    "o tempo esta bom hoje e a gente foi para a praia": "pt-BR",
    "東京は雨です": "en",
    "https://example.com": None,
}


@pytest.fixture
async def archive(tmp_path: Path) -> Path:
    """Return an archive with these posts."""
    path = tmp_path / "archive.db"
    some = [
        post(datetime(2012, 2, n, tzinfo=UTC), text, language=language)
        for n, (text, language) in enumerate(TEXTS.items(), start=1)
    ]
    await fill(path, some)
    return path


def found(path: Path, query: str) -> list[str]:
    """Return the texts that a filter accepts."""
    database = connect_reader(path)
    sql, parameters = condition(parse(query).root, UTC)
    rows = database.execute(
        f"SELECT text FROM posts WHERE {sql} ORDER BY post",  # noqa: S608
        parameters,
    ).fetchall()
    database.close()
    return [row["text"] for row in rows]


async def test_posts_are_found_by_their_language(archive: Path) -> None:
    """Stated, detected, or stated wrongly; a post in no language is in none."""
    german, english, portuguese, japanese, link = TEXTS
    assert found(archive, "lang:deutsch") == [german]
    assert found(archive, "lang:en") == [english]
    assert found(archive, "lang:pt") == [portuguese]
    assert found(archive, "lang:ja") == [japanese]
    assert found(archive, "-lang:de") == [english, portuguese, japanese, link]


async def test_before_the_words_are_analysed_the_export_counts(archive: Path) -> None:
    """In an archive of an older version, what the export states decides."""
    with connect(archive) as database:
        database.execute("UPDATE words SET language = NULL")
        database.execute("UPDATE analysis SET version = 1")
    database.close()
    german, english, portuguese, japanese, link = TEXTS
    assert found(archive, "lang:pt") == [portuguese]
    assert found(archive, "lang:en") == [english, japanese]
    assert found(archive, "-lang:en") == [german, portuguese, link]
