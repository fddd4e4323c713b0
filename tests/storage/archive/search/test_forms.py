"""The forms of words in archive.db."""

from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import connect

import pytest

from bot.storage.archive.posts.words import ShownText, save_words
from bot.storage.archive.search import index
from bot.storage.database import Database
from tests.archives import post
from tests.storage.archive.search.test_filters import fill
from tests.storage.reading import reading


async def test_a_word_that_moves_to_another_part_of_the_index_keeps_its_forms(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only words that no part has left lose them."""
    monkeypatch.setattr(index, "PART_BITS", 1)
    path = tmp_path / "archive.db"
    texts = ("PyTorch", "nothing", "OpenStreetMap")
    await fill(
        path, [post(datetime(2022, 2, day, tzinfo=UTC), t) for day, t in enumerate(texts, 1)]
    )
    async with Database(path, "archive", wait=1) as database, database.write() as tx:
        await save_words(tx, [ShownText(1, "other", None), ShownText(2, "PyTorch", None)])
        await save_words(tx, [ShownText(3, "different", None)])
        await index.update_index(tx)
    with connect(path) as connection:
        forms = connection.execute("SELECT form FROM forms ORDER BY form").fetchall()
    connection.close()
    assert ("/torch",) in forms
    assert ("/street",) not in forms


async def test_a_post_in_no_known_language_is_in_that_of_the_archive(tmp_path: Path) -> None:
    """A later import of one short post takes its endings by the language of most posts before."""
    path, texts = tmp_path / "archive.db", ("das ist nicht so gut wie wir es dachten", "kinder")
    for day, text in enumerate(texts, 1):
        await fill(path, [post(datetime(2022, 2, day, tzinfo=UTC), text)])
    with reading(path) as reader:
        assert reader.search.forms(["kinder"], []).stems == {"kinder": ["de:kind"]}
