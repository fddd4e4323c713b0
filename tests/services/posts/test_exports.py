"""Twitter exports in the archive: media, repairs, and posts missing from a newer export."""

import asyncio
import json
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from itertools import permutations
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from bot.archive.posts.post import Post
from bot.errors import ArchiveFileError, DatabaseError
from bot.formats.posts import jsonl, markdown
from bot.ingest.files.input_file import DiskFile
from bot.ingest.options import ReadOptions
from bot.ingest.text.mojibake import make_mojibake
from bot.services.container import Services
from bot.services.posts.imports import ImportOptions
from bot.storage.archive.posts.media import MediaFolder
from tests.archives import archive, record, snowflake
from tests.ingest.export.exports import account, at, files, tweet, tweets
from tests.ingest.parser.layouts import Written, page, quoted
from tests.services.archives import loaded


async def posts_in(services: Services) -> list[Post]:
    """Return all posts, oldest first."""
    return [post async for posts in services.posts.oldest_first() for post in posts]


def export(folder: Path, made: str, *values: dict[str, Any], owner: str = "ada") -> Path:
    """Write a Twitter export that was made on the day `made`."""
    manifest = {
        "archiveInfo": {"generationDate": f"{made}T09:00:00.000Z", "isPartialArchive": False},
        "dataTypes": {"tweets": {"files": [{"fileName": "data/tweets.js"}]}},
    }
    return files(
        folder,
        account=account(owner),
        tweets=tweets(*values),
        manifest=f"window.__THAR_CONFIG = {json.dumps(manifest)}",
    )


def test_what_a_newer_export_leaves_out_stays(tmp_path: Path) -> None:
    """A post that the newest export lacks is kept and marked, in any order of imports."""
    old = export(tmp_path / "old", "2022-11-01", tweet(0, "kept"), tweet(1, "deleted later"))
    new = export(tmp_path / "new", "2022-12-01", tweet(0, "kept"), tweet(2, "written later"))
    for loads in ([[old], [new]], [[new], [old]], [[new, old]]):
        lines = loaded(loads).exports["jsonl"].splitlines()
        missing = {post["text"]: post["missing_from"] for post in map(json.loads, lines)}
        assert missing == {
            "kept": None,
            "deleted later": "2022-12-01T09:00:00.000Z",
            "written later": None,
        }


def test_the_spelling_of_a_name_does_not_depend_on_the_order(tmp_path: Path) -> None:
    """An account whose capitals changed is one account with one name, in any order."""
    forms = [
        [export(tmp_path / name, "2022-11-01", tweet(0, "hi"), tweet(n, name), owner=name)]
        for n, name in enumerate(("ada", "Ada", "ADA"), start=1)
    ]
    made = {loaded(order).exports["jsonl"] for order in permutations(forms)}
    assert len(made) == 1
    assert loaded([*forms, *forms]).generation == loaded(forms).generation


TEXT = "“sanity…” – café"
TEXTS = {
    "early.md": archive([record(at(0), TEXT), record(at(1), "plain")]),
    "quoted.md": quoted(Written(at(0), TEXT), escape=False),
    "escaped.md": quoted(Written(at(0), TEXT), escape=True),
    "page.html": page([Written(at(0), TEXT)]),
    "tweets.js": tweets(tweet(0, TEXT)),
}


@pytest.fixture(params=TEXTS)
def damaged(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A file of one layout with a damaged post."""
    name: str = request.param
    path = tmp_path / "damaged" / name
    path.parent.mkdir()
    path.write_text(make_mojibake(TEXTS[name]), "utf-8", newline="")
    return path


async def test_an_undone_repair_stays_undone(
    services: Services, damaged: Path, tmp_path: Path
) -> None:
    """An undone repair stays undone after imports of any other layout."""
    wishes = ImportOptions(ReadOptions(account="ada"))
    await services.imports.run([damaged], wishes)
    assert (await services.posts.visible([snowflake(at(0))]))[0].text == TEXT
    before = (await services.repairs.undo(snowflake(at(0)))).before
    assert before == make_mojibake(TEXT)
    for spoil in (make_mojibake, str, lambda text: make_mojibake(make_mojibake(text))):
        for name, text in TEXTS.items():
            path = tmp_path / "again" / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(spoil(text), "utf-8", newline="")
            await services.imports.run([path], wishes)
            (post,) = await services.posts.visible([snowflake(at(0))])
            assert post.text == before
    assert (await services.repairs.redo(snowflake(at(0)))).after == TEXT


async def test_an_undone_repair_survives_markdown(
    services: Services, damaged: Path, tmp_path: Path
) -> None:
    """An undone repair survives Throwback's own Markdown, and can be redone.

    Imported beside the files of the archive, in any order, the Markdown decides.
    """
    wishes = ImportOptions(ReadOptions(account="ada"))
    await services.imports.run([damaged], wishes)
    await services.repairs.undo(snowflake(at(0)))
    path = tmp_path / "own.md"
    path.write_text("".join([text async for text in markdown(services)]), "utf-8", newline="")
    exported = [text async for text in jsonl(services)]
    for order in ([path], [path, damaged], [damaged, path]):
        database = tmp_path / f"{len(order)}{order[0].stem}" / "archive.db"
        database.parent.mkdir(exist_ok=True)
        async with Services(database, services.memories._clock, state=False) as other:
            for one in order:
                await other.imports.run([one], wishes)
            assert [text async for text in jsonl(other)] == exported
            assert (await other.repairs.redo(snowflake(at(0)))).after == TEXT


PICTURE = {
    "type": "photo",
    "url": "https://t.co/a",
    "media_url_https": "https://pbs.twimg.com/media/AAA.jpg",
}


def pictured(folder: Path, posts: int = 3) -> Path:
    """Write an export of posts with a picture each."""
    made = export(
        folder,
        "2022-11-01",
        *(
            tweet(n, f"look {n} https://t.co/a", extended_entities={"media": [PICTURE]},
                  entities={"media": [PICTURE], "urls": []})
            for n in range(posts)
        ),
    )  # fmt: skip
    media = made / "data" / "tweets_media"
    media.mkdir()
    for n in range(posts):
        (media / f"{snowflake(at(n))}-AAA.jpg").write_bytes(b"\xff\xd8\xff" + bytes([n]) * 9)
    (media / "17-nobodys.jpg").write_bytes(b"\xff\xd8\xff")
    return made


async def test_media_are_copied_or_linked(services: Services, tmp_path: Path) -> None:
    """The pictures of posts, and no others, are copied or linked beside the database."""
    made = pictured(tmp_path / "export")
    folder = tmp_path / "media"
    names = {f"{snowflake(at(n))}-AAA.jpg" for n in range(3)}
    assert (await services.imports.run([made], ImportOptions(dry_run=True))).media == 0
    assert not folder.exists()
    report = await services.imports.run([made], ImportOptions(link_media=True))
    assert (report.media, {path.name for path in folder.iterdir()}) == (3, names)
    assert all(path.is_symlink() for path in folder.iterdir())
    for path in folder.iterdir():
        path.unlink()
    assert (await services.imports.run([made])).media == 3
    assert not any(path.is_symlink() for path in folder.iterdir())
    for post in await posts_in(services):
        assert post.media[0].path == f"media/{post.id}-AAA.jpg"
        file = made / "data" / "tweets_media" / f"{post.id}-AAA.jpg"
        assert (tmp_path / str(post.media[0].path)).read_bytes() == file.read_bytes()
    assert (await services.imports.run([made])).media == 0


async def test_a_failed_import_leaves_no_media(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the last picture cannot be read, neither posts nor pictures are left."""
    made = pictured(tmp_path / "export")
    last = f"{snowflake(at(2))}-AAA.jpg"
    monkeypatch.setattr(DiskFile, "open", failing(last, OSError(5, "Input/output error")))
    with pytest.raises(DatabaseError, match=last):
        await services.imports.run([made])
    assert await posts_in(services) == []
    assert not (tmp_path / "media").exists()


async def test_media_of_a_failed_import_are_never_shared(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No other import can rely on pictures that a failed import deletes."""
    made = pictured(tmp_path / "export")
    last = f"{snowflake(at(2))}-AAA.jpg"
    monkeypatch.setattr(DiskFile, "open", failing(last, OSError(5, "Input/output error")))
    real = Path.unlink
    others: list[str] = []

    def unlink(path: Path, **options: Any) -> None:
        if path.parent.name == "media" and path.suffix == ".jpg":
            with closing(sqlite3.connect(tmp_path / "archive.db", timeout=0)) as other:
                try:
                    other.execute("BEGIN IMMEDIATE")
                except sqlite3.OperationalError as error:
                    others.append(str(error))
        real(path, **options)

    monkeypatch.setattr(Path, "unlink", unlink)
    with pytest.raises(DatabaseError, match=last):
        await services.imports.run([made])
    assert others == ["database is locked"] * 2
    assert not (tmp_path / "media").exists()


def failing(name: str, error: Exception) -> Callable[[DiskFile], BinaryIO]:
    """Return a replacement for opening files that fails for this name."""
    real = DiskFile.open

    def open_(file: DiskFile) -> BinaryIO:
        if file.path.name == name:
            raise error
        return real(file)

    return open_


async def test_a_cancelled_import_leaves_no_media(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An import that is cancelled while it copies pictures leaves none and copies no more."""
    made = pictured(tmp_path / "export", posts=20)
    copied = asyncio.Event()
    loop = asyncio.get_running_loop()
    real = MediaFolder.copy

    def copy_and_check(*args: Any) -> bool:
        loop.call_soon_threadsafe(copied.set)
        time.sleep(0.01)
        return real(*args)

    monkeypatch.setattr(MediaFolder, "copy", copy_and_check)
    task = asyncio.create_task(services.imports.run([made]))
    await copied.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.sleep(0.3)
    assert not (tmp_path / "media").exists()
    assert await posts_in(services) == []


async def test_an_archive_that_is_none_leaves_no_media(services: Services, tmp_path: Path) -> None:
    """An export beside a file that is no archive is not imported, nor its pictures."""
    made = pictured(tmp_path / "export")
    (tmp_path / "bad.md").write_bytes(b"\x00\x01\x02" * 100)
    with pytest.raises(ArchiveFileError, match=r"bad\.md"):
        await services.imports.run([made, tmp_path / "bad.md"])
    assert not (tmp_path / "media").exists()
