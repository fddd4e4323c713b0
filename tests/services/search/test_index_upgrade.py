"""The search index of an earlier version, and the new one that replaces it."""

import sqlite3
import struct
from collections import defaultdict
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.archive.search.analysis import first
from bot.archive.search.query.parser import parse
from bot.services.container import Services
from bot.services.posts.imports import ImportOptions
from bot.services.upgrades import beside
from bot.storage.archive.search.rebuilding import rebuild
from bot.storage.database import Database
from tests.archives import record
from tests.services.conftest import Load

WHEN = datetime(2022, 11, 24, tzinfo=UTC)
TEXTS = (
    "학교에서 점심을 먹었다",
    "En øl i København",
    "Det er ikke så godt, sagde pigerne",
    "L'università di Bologna è antica",
    "مَرَّاكُش مدينة جميلة",
    "The engineers were running late",
    "ラーメンを食べたい",
)


async def load_texts(load: Load) -> None:
    """Import a post for each of the texts."""
    await load(*(record(WHEN + timedelta(minutes=n), text) for n, text in enumerate(TEXTS)))


def make_old(archive: Path) -> None:
    """Give an archive the index that version 0.8 would have made."""
    with closing(sqlite3.connect(archive)) as connection, connection:
        keys: dict[str, list[int]] = defaultdict(list)
        for post, text in connection.execute("SELECT post, text FROM posts ORDER BY post"):
            words = first.tokenize(text)
            connection.execute(
                "UPDATE words SET spaced = ?, language = NULL WHERE post = ?",
                (" ".join(words), post),
            )
            for word in dict.fromkeys(words):
                keys[word].append(post)
        for table in ("dirty", "postings", "vocabulary", "forms", "packed_vocabulary"):
            connection.execute(f"DELETE FROM {table}")  # noqa: S608 - constants
        for word, posts in keys.items():
            blob = struct.pack(f"<{len(posts)}I", *posts)
            connection.execute("INSERT INTO postings VALUES (?, 0, ?)", (word, blob))
            connection.execute("INSERT INTO vocabulary VALUES (?, ?)", (word, len(posts)))
        connection.execute("UPDATE analysis SET version = 1")


async def first_hit(services: Services, query: str) -> str | None:
    """Return the text of the first hit."""
    hits = (await services.search.find(parse(query))).hits
    return hits[0].post.text if hits else None


@pytest.mark.parametrize(
    ("query", "text"),
    [("학교", TEXTS[0]), ("øl", TEXTS[1]), ('"점심을 먹었다"', TEXTS[0]), ("ラーメン", TEXTS[6]),
     ("l'università", TEXTS[3]), ("runing", TEXTS[5])],
)  # fmt: skip
async def test_the_old_index_answers_until_the_new_one_is_there(
    services: Services, load: Load, tmp_path: Path, query: str, text: str
) -> None:
    """What 0.8 found is found by its own analysis, and afterwards by the present one."""
    await load_texts(load)
    make_old(tmp_path / "archive.db")
    async with Services(tmp_path / "archive.db", services._clock, state=False) as opened:
        assert await first_hit(opened, query) == text
        assert await opened.index_upgrade.run()
        assert not await opened.index_upgrade.run()
        assert await first_hit(opened, query) == text


@pytest.mark.parametrize(
    ("query", "text"),
    [("학교가", TEXTS[0]), ("ol kobenhavn", TEXTS[1]), ("pige", TEXTS[2]),
     ("universita", TEXTS[3]), ("مراكش", TEXTS[4]), ("らーめん", TEXTS[6])],
)  # fmt: skip
async def test_an_import_makes_the_index_anew(
    services: Services, load: Load, tmp_path: Path, query: str, text: str
) -> None:
    """The next import rebuilds the index before anything else; so no post is in two analyses."""
    await load_texts(load)
    make_old(tmp_path / "archive.db")
    await load(record(WHEN + timedelta(days=1), "and one more"), name="more.md")
    async with Services(tmp_path / "archive.db", services._clock, state=False) as opened:
        assert await first_hit(opened, query) == text
        assert await first_hit(opened, "one more") == "and one more"


async def test_a_large_archive_is_left_to_the_bot(
    services: Services, load: Load, tmp_path: Path
) -> None:
    """A command of the terminal rebuilds only what takes no time."""
    await load_texts(load)
    make_old(tmp_path / "archive.db")
    assert not await services.index_upgrade.run(most=len(TEXTS) - 1)
    assert await services.index_upgrade.run(most=len(TEXTS))


async def test_the_bot_rebuilds_it_beside(
    services: Services, load: Load, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The rebuild runs on a thread of its own, and is said in the log."""
    caplog.set_level("INFO")
    await load_texts(load)
    make_old(tmp_path / "archive.db")
    await services.search_index.reload()
    async with beside(services.index_upgrade):
        while "Search has the new index" not in caplog.text:
            assert await first_hit(services, "engineers") == TEXTS[5]
    assert await first_hit(services, "learning late") == TEXTS[5]
    assert await first_hit(services, "pige") == TEXTS[2]


async def test_nothing_is_missed_between_the_new_index_and_its_loading(
    services: Services, load: Load, tmp_path: Path
) -> None:
    """An index that another process has made anew is found by the new words at once."""
    await load_texts(load)
    make_old(tmp_path / "archive.db")
    async with Services(tmp_path / "archive.db", services._clock, state=False) as opened:
        assert await first_hit(opened, "København") == TEXTS[1]
        async with Database(tmp_path / "archive.db", "archive", wait=1) as database:
            await rebuild(database)
        assert await first_hit(opened, "København") == TEXTS[1]
        assert await first_hit(opened, "학교") == TEXTS[0]


async def test_a_dry_run_does_not_wait_for_a_new_index(
    services: Services, load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index would only be thrown away at its end."""
    await load_texts(load)
    make_old(tmp_path / "archive.db")
    monkeypatch.setattr("bot.services.posts.imports.store.upgrade", None)
    report = await services.imports.run([tmp_path / "output.md"], ImportOptions(dry_run=True))
    assert report.posts_read == len(TEXTS)
