"""Imports: atomic and repeatable."""

import asyncio
import errno
import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import pytest

from bot.archive.search.query.parser import parse
from bot.errors import ArchiveFileError
from bot.ingest.files.input_file import DiskFile
from bot.ingest.text.mojibake import make_mojibake
from bot.services.container import Services
from bot.services.posts.imports import ImportOptions
from bot.services.posts.progress import Meter
from tests.archives import archive, record, snowflake
from tests.ingest.export import exports as export
from tests.services.archives import matching_keys
from tests.services.conftest import Load

WHEN = datetime(2022, 10, 28, 3, 44, 43, tzinfo=UTC)


async def texts(services: Services) -> list[str]:
    """Return every text, oldest first."""
    return [post.text async for posts in services.posts.oldest_first() for post in posts]


async def test_what_a_file_holds_is_there(services: Services, load: Load) -> None:
    """Every post of a file is imported, in the order of ids."""
    report = await load(record(WHEN + timedelta(hours=1), "second"), record(WHEN, "first"))
    assert (report.posts_read, report.posts_new, report.posts_merged) == (2, 2, 0)
    assert await texts(services) == ["first", "second"]


async def test_loading_twice_changes_nothing(services: Services, load: Load) -> None:
    """In a second import every post is known, and the archive's generation stays."""
    await load(
        record(WHEN, "caf\u00c3\u00a9 con leche \u00e2\u20ac\u0153s\u00ed\u00e2\u20ac\u009d")
    )
    database = services.imports._database
    before = await database.read("SELECT number FROM generation")
    report = await load(
        record(WHEN, "caf\u00c3\u00a9 con leche \u00e2\u20ac\u0153s\u00ed\u00e2\u20ac\u009d")
    )
    assert (report.posts_new, report.posts_merged, report.repaired) == (0, 1, 0)
    assert [*map(tuple, await database.read("SELECT number FROM generation"))] == [
        *map(tuple, before)
    ]


async def test_sources_add_up(services: Services, load: Load) -> None:
    """A post in two files is one post with two sources."""
    await load(record(WHEN, "hello"), name="a.md")
    report = await load(record(WHEN, "hello"), name="b.md")
    assert report.posts_merged == 1
    (post,) = await services.posts.visible([snowflake(WHEN)])
    assert [source.file for source in post.sources] == ["a.md", "b.md"]


async def test_a_changed_text_is_found_by_its_new_words(services: Services, load: Load) -> None:
    """When a richer text is imported, its words replace the old ones in the index."""
    await load(record(WHEN, "a cut wo\ufffd"), name="a.md")
    await load(record(WHEN, "a cut wombat"), name="b.md")
    found = await services.search.find(parse("wombat"))
    assert [hit.post.text for hit in found.hits] == ["a cut wombat"]
    assert await matching_keys(services, parse("wo\ufffd")) == []


async def test_a_rehearsal_reports_and_saves_nothing(services: Services, tmp_path: Path) -> None:
    """A dry run counts as a real import, and leaves the archive as it was."""
    path = tmp_path / "output.md"
    path.write_text(record(WHEN, "hello"), "utf-8")
    report = await services.imports.run([path], ImportOptions(dry_run=True))
    assert report.posts_new == 1
    assert await texts(services) == []


async def test_a_file_that_fails_takes_the_whole_import_back(
    services: Services, load: Load, tmp_path: Path
) -> None:
    """If one file is no archive, the others are not imported either."""
    await load(record(WHEN, "old"))
    good, bad = tmp_path / "good.md", tmp_path / "bad.md"
    good.write_text(record(WHEN + timedelta(days=1), "new"), "utf-8")
    bad.write_bytes(b"\x00\x01\x02" * 100)
    with pytest.raises(ArchiveFileError, match=r"bad\.md"):
        await services.imports.run([good, bad])
    assert await texts(services) == ["old"]


async def test_a_cancelled_import_leaves_the_old_archive(
    services: Services, load: Load, tmp_path: Path
) -> None:
    """A cancelled import is rolled back, and the next one succeeds."""
    await load(record(WHEN, "old"))
    path = tmp_path / "many.md"
    many = [record(WHEN + timedelta(minutes=n + 1), f"post {n}") for n in range(5_000)]
    path.write_text("\n----\n".join(many), "utf-8")
    task = asyncio.create_task(services.imports.run([path]))
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await texts(services) == ["old"]
    assert (await services.imports.run([path])).posts_new == 5_000


async def test_an_import_of_ones_own_is_known_at_once(services: Services, load: Load) -> None:
    """After an import, the next search of the same process finds the new words."""
    await services.search_index.warm_up()
    for day, word in enumerate(("wombat", "quokka", "numbat")):
        await load(record(WHEN + timedelta(days=day), f"a {word}"), name=f"{word}.md")
        assert (await services.search.find(parse(word))).hits


async def test_searches_follow_an_import(services: Services, load: Load) -> None:
    """Searches find new words soon after an import, also if they ran before it."""
    await load(record(WHEN, "old"), name="a.md")
    assert (await services.search.find(parse("wombat"))).hits == ()
    await load(record(WHEN + timedelta(days=1), "a wombat"), name="b.md")
    for _ in range(100):
        if (await services.search.find(parse("wombat"))).hits:
            return
        await asyncio.sleep(0.02)
    pytest.fail("the new word is still unknown")


async def test_the_first_pass_holds_no_lock(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While an import reads its files for the first time, others may write."""
    (tmp_path / "x.md").write_text(record(WHEN, "hello"))
    free: list[bool] = []
    do_read = Meter.read

    def read(meter: Meter, size: int) -> None:
        with closing(sqlite3.connect(tmp_path / "archive.db", timeout=0)) as other:
            other.execute("BEGIN IMMEDIATE")
            free.append(True)
        do_read(meter, size)

    monkeypatch.setattr(Meter, "read", read)
    await services.imports.run([tmp_path / "x.md"])
    assert free


async def test_pictures_that_may_not_be_read(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A picture that may not be read is reported; the post and all other pictures are imported."""
    names = [f"{snowflake(WHEN + timedelta(hours=n))}-a.jpg" for n in range(3)]
    posts = [record(WHEN + timedelta(hours=n), f"![](media/{names[n]})") for n in range(3)]
    folder = tmp_path / "mine"
    (folder / "media").mkdir(parents=True)
    (folder / "x.md").write_text(archive(posts))
    for name in names:
        (folder / "media" / name).write_bytes(b"picture")
    forbidden, do_open = folder / "media" / names[1], DiskFile.open

    def open_(file: DiskFile) -> BinaryIO:
        if file.path == forbidden:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(file.path))
        return do_open(file)

    monkeypatch.setattr(DiskFile, "open", open_)
    report = await services.imports.run([folder])
    (refused,) = report.quarantined
    assert (refused.file, refused.reason) == (
        f"mine/media/{names[1]}",
        "it cannot be read (Permission denied)",
    )
    assert (report.posts_new, report.media) == (3, 2)
    assert {path.name for path in (tmp_path / "media").iterdir()} == {names[0], names[2]}


async def test_a_quotation_that_an_export_confirms(services: Services, tmp_path: Path) -> None:
    """A text that a parsed file alone would have repaired is as a clean export has it."""
    quoted = make_mojibake("“naïve”")
    made = export.files(
        tmp_path / "mine",
        tweets=export.tweets(export.tweet(0, quoted), export.tweet(1, "größer")),
    )
    parsed = tmp_path / "x.md"
    parsed.write_text(archive([record(export.at(0), quoted), record(export.at(1), "größer")]))
    await services.imports.run([parsed])
    assert await texts(services) == ["“naïve”", "größer"]
    assert [repair async for repair in services.repairs.doubtful()] == []
    for paths in ([made], [parsed], [made, parsed]):
        await services.imports.run(paths)
        assert await texts(services) == [quoted, "größer"]
        (doubtful,) = [repair async for repair in services.repairs.doubtful()]
        assert (doubtful.before, doubtful.after, doubtful.shown) == (quoted, "“naïve”", False)
