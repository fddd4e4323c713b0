"""The deep check finds what is damaged, says what it has proven, and changes nothing."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import NoArchiveError
from bot.operations.backup import back_up
from bot.operations.deep_check import Proof, UnsoundError, check_deeply
from bot.operations.restore import restore
from bot.storage.database import Database
from tests.databases.world import HERE
from tests.operations.conftest import IMPORTED, PICTURE
from tests.storage.test_safety_copies import connect

ALL_VERSIONS = sorted(path.parent for path in HERE.glob("*/archive.db"))


async def checked(folder: Path) -> Proof:
    """Check the databases in a folder."""
    return await check_deeply(folder / "archive.db", folder / "state.db")


def seen(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Return the contents and times of all files, without SQLite's memory of locks."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith("-shm")
    }


async def test_what_is_whole_is_proven(data: Path) -> None:
    """The proof has the counts; no file is made or changed."""
    before = seen(data)
    proof = await checked(data)
    assert seen(data) == before
    assert [one.path.name for one in proof.databases] == ["archive.db", "state.db"]
    assert proof.posts == 12
    changed_at = proof.databases[0].changed_at
    assert changed_at is not None
    assert 0 <= changed_at - IMPORTED.timestamp() * 1000 < 60_000  # the clock of the import goes on
    assert proof.databases[0].generation > 0
    assert proof.index.searched == 12
    assert proof.index.is_sound
    assert (proof.media_count, proof.media_size, proof.media_absent) == (1, len(PICTURE), 1)
    assert not proof.is_backup
    assert not proof.has_media


async def test_a_copy_that_another_program_restored(data: Path) -> None:
    """Tables of other programs beside ours change nothing, nor does a folder without state.db."""
    (data / "state.db").unlink()
    with closing(connect(data / "archive.db")) as connection:
        connection.execute("CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER)")
        connection.execute("CREATE TABLE _litestream_lock (id INTEGER)")
    proof = await checked(data)
    assert len(proof.databases) == 1
    assert "_litestream_seq" in proof.databases[0].rows


@pytest.mark.parametrize("folder", ALL_VERSIONS, ids=lambda path: path.name)
async def test_every_version_can_be_checked(folder: Path, tmp_path: Path) -> None:
    """What an older version wrote is proven as it is, without bringing it up to date."""
    shutil.copytree(folder, tmp_path / "old")
    before = seen(tmp_path / "old")
    assert (await checked(tmp_path / "old")).index.is_sound
    assert seen(tmp_path / "old") == before


def without_a_posting(archive: sqlite3.Connection) -> None:
    """Lose the posts of a word."""
    archive.execute("DELETE FROM postings WHERE word = 'lighthouses'")


def without_a_word(archive: sqlite3.Connection) -> None:
    """Lose a word of the vocabulary."""
    archive.execute("DELETE FROM vocabulary WHERE word = 'lighthouses'")


def without_words(archive: sqlite3.Connection) -> None:
    """Lose the words of a post."""
    archive.execute("DELETE FROM words WHERE post = 3")


def with_other_postings(archive: sqlite3.Connection) -> None:
    """Exchange the posts of two words, so that all numbers are right."""
    one, other = (
        archive.execute("SELECT posts FROM postings WHERE word = ?", (word,)).fetchone()[0]
        for word in ("5", "6")
    )
    archive.execute("UPDATE postings SET posts = ? WHERE word = '5'", (other,))
    archive.execute("UPDATE postings SET posts = ? WHERE word = '6'", (one,))


def with_another_text(archive: sqlite3.Connection) -> None:
    """Change a post, and not what it is found by."""
    archive.execute("UPDATE posts SET text = 'post 2 on lightships' WHERE post = 3")


def without_a_table(archive: sqlite3.Connection) -> None:
    """Lose a table to which nothing refers."""
    archive.execute("DROP TABLE erased")


def without_an_index(archive: sqlite3.Connection) -> None:
    """Lose what makes an archive fast."""
    (name,) = archive.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL LIMIT 1"
    ).fetchone()
    archive.execute(f"DROP INDEX {name}")


def without_a_version(archive: sqlite3.Connection) -> None:
    """Lose a row that there always is."""
    archive.execute("DELETE FROM analysis")


def with_a_dangling_row(archive: sqlite3.Connection) -> None:
    """Have a row refer to a post that is not there."""
    archive.execute("INSERT INTO quotes VALUES (99, '1')")


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (without_a_posting, "does not fit its posts: 1 words have other numbers"),
        (without_a_word, "does not fit its posts: 1 words have other numbers"),
        (without_words, r"1 posts have no words"),
        (with_other_postings, "0 words have other numbers .* and 2 of 12 were not found"),
        (with_another_text, "0 words have other numbers .* and 1 of 12 were not found"),
        (without_a_table, "is damaged: no such table: erased"),
        (without_an_index, "is damaged: no such index: "),
        (without_a_version, "is damaged: no row in analysis"),
        (with_a_dangling_row, "is damaged: 1 row refers to one that is not there"),
    ],
)
async def test_each_damage_has_its_sentence(
    data: Path, damage: Callable[[sqlite3.Connection], None], sentence: str
) -> None:
    """What SQLite finds whole may still be wrong; the sentence says what."""
    with closing(connect(data / "archive.db")) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        damage(connection)
    with pytest.raises(UnsoundError, match=sentence) as found:
        await checked(data)
    assert len(found.value.problems) == 1


@pytest.mark.parametrize("name", ["archive.db", "state.db"])
async def test_damaged_pages_are_found(data: Path, name: str) -> None:
    """A page that was overwritten is found, in either file, wherever it is."""
    path = data / name
    pages = path.stat().st_size // 4096
    whole = path.read_bytes()
    for page in range(1, pages, max(1, pages // 12)):
        path.write_bytes(whole[: page * 4096] + b"\x77" * 4096 + whole[(page + 1) * 4096 :])
        with pytest.raises(UnsoundError, match="damaged"):
            await checked(data)
    path.write_bytes(b"no database, " * 50)
    with pytest.raises(UnsoundError, match="is not a Throwback database"):
        await checked(data)


@pytest.mark.parametrize("name", ["archive.db", "state.db"])
async def test_an_empty_file_is_no_database(data: Path, name: str) -> None:
    """A copy that failed at once is not called whole."""
    (data / name).write_bytes(b"")
    with pytest.raises(UnsoundError, match=f"{name} is not Throwback's"):
        await checked(data)


async def test_without_an_archive(tmp_path: Path) -> None:
    """There is nothing to check, and nothing is made."""
    with pytest.raises(NoArchiveError):
        await checked(tmp_path)
    assert not seen(tmp_path)


async def test_a_backups_pictures_are_proven(data: Path, tmp_path: Path) -> None:
    """Of a backup each picture is compared with the list, by its size and its hash."""
    backup = tmp_path / "backup"
    await back_up(data / "archive.db", data / "state.db", backup)
    proof = await checked(backup)
    assert proof.has_media
    assert (proof.media_count, proof.media_absent) == (1, 1)
    picture = backup / "media" / "1-a.png"
    for content, sentence in (
        (PICTURE[::-1], "another hash"),
        (PICTURE[1:], "has 11 bytes instead of 12"),
        (None, "1-a.png is missing"),
    ):
        picture.unlink()
        if content is not None:
            picture.write_bytes(content)
        with pytest.raises(UnsoundError, match=sentence):
            await checked(backup)
        picture.touch()
    picture.write_bytes(PICTURE)
    (backup / "contents.jsonl").unlink()  # as of a backup of before
    os.truncate(backup / "media.jsonl", 20)
    with pytest.raises(UnsoundError, match="is not the list of a backup"):
        await checked(backup)
    (backup / "media.jsonl").write_text("")
    with pytest.raises(UnsoundError, match="lacks 2 files that the posts beside it name"):
        await checked(backup)


@pytest.mark.parametrize("name", ["archive.db", "state.db", "media.jsonl"])
async def test_each_byte_of_a_backup_counts(data: Path, tmp_path: Path, name: str) -> None:
    """One bit of a text, or a file that is not there, is as bad as a damaged page."""
    backup = tmp_path / "backup"
    await back_up(data / "archive.db", data / "state.db", backup)
    await checked(backup)
    path = backup / name
    whole = path.read_bytes()
    used = [place for place, byte in enumerate(whole) if byte and place not in range(24, 28)]
    for place in used[:: len(used) // 12]:
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(UnsoundError, match=r"another hash|is damaged|is not"):
            await checked(backup)
    path.write_bytes(b"")
    with pytest.raises(UnsoundError, match="has 0 bytes instead of"):
        await checked(backup)
    path.unlink()
    with pytest.raises((UnsoundError, NoArchiveError)):
        await checked(backup)


async def test_what_is_erased_in_a_backup(data: Path, tmp_path: Path) -> None:
    """A backup that was written to is proven by itself; the pictures of erased posts stay away."""
    backup = tmp_path / "backup"
    await back_up(data / "archive.db", data / "state.db", backup)
    async with Database(backup / "archive.db", "archive") as database, database.write() as tx:
        await tx.execute("DELETE FROM media WHERE path LIKE '%.png'", ())
    assert (await checked(backup)).media_count == 0
    shutil.rmtree(data)
    await restore(backup, data / "archive.db", data / "state.db", IMPORTED)
    assert not (data / "media").exists()
    (backup / "media" / "1-a.png").unlink()
    await checked(backup)


@pytest.mark.parametrize("name", ["../archive.db", "..", "", "a/b", "a\\\\b"])
async def test_a_list_names_files_of_its_folder_alone(
    data: Path, tmp_path: Path, name: str
) -> None:
    """A list may come from anywhere: a name that leads out of the folder is refused."""
    backup = tmp_path / "backup"
    await back_up(data / "archive.db", data / "state.db", backup)
    (backup / "contents.jsonl").unlink()
    (backup / "media.jsonl").write_text(f'{{"name": "{name}", "bytes": 1, "sha256": "00"}}\n')
    with pytest.raises(UnsoundError, match="is not the list of a backup"):
        await checked(backup)
