"""/archive import: attachments, imported as the terminal imports files."""

import asyncio
import logging
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from bot.sandbox import File
from bot.services.meaning.at_import import MeaningAtImport
from bot.services.posts.import_report import ImportReport
from bot.services.posts.imports import ImportOptions
from bot.services.posts.progress import Meter
from bot.ui.interactions import progress
from tests.archives import archive, record
from tests.cogs.conftest import Harness
from tests.waiting import until

WHEN = datetime(2021, 11, 24, 9, tzinfo=UTC)
WOMBATS = archive([record(WHEN + timedelta(hours=n), f"wombat {n}") for n in range(3)])
UPLOAD = File("output.md", WOMBATS.encode())


def zipped(**files: bytes) -> bytes:
    """Return a zip of files whose names have a dot for each underscore."""
    data = BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as packed:
        for name, contents in files.items():
            packed.writestr(name.replace("_", "."), contents)
    return data.getvalue()


class OtherFile(dict[str, File]):
    """Files by their paths, of which the sandbox hands out another one, or none."""

    def __init__(self, handed_out: File | None) -> None:
        self._handed_out = handed_out

    def get(self, *_: object) -> Any:
        """Return the file that is handed out."""
        return self._handed_out


@pytest.fixture
async def owned(
    bare_harness: Harness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Harness]:
    """A bot that ada owns. In the end nothing is left in the folder for temporary files."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    harness = bare_harness
    await harness.start(replace(harness.settings, owners=frozenset({harness.ada.id})))
    yield harness
    await harness.stop()
    assert not list(scratch.iterdir())


def slow(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Have the reading of each batch take longer; it is on a thread of its own."""
    read = Meter.read

    def read_slowly(meter: Meter, size: int) -> None:
        time.sleep(seconds)
        read(meter, size)

    monkeypatch.setattr(Meter, "read", read_slowly)


async def test_the_setting_says_of_how_many_the_meaning_is_taken(
    owned: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for an import in the terminal."""
    seen: list[int] = []

    async def noted(
        _: MeaningAtImport, _database: object, report: ImportReport, options: ImportOptions
    ) -> ImportReport:
        seen.append(options.most_meanings)
        return report

    monkeypatch.setattr(MeaningAtImport, "run", noted)
    await owned.ask("archive import", file=UPLOAD)
    assert seen == [owned.settings.meaning_at_import]
    assert seen[0] > 0


async def test_an_owner_imports_an_attachment(owned: Harness) -> None:
    """A file or a zip is imported and reported privately; its posts are found at once.

    They name the attachment as their source, not a folder that exists no more.
    """
    answer = await owned.ask("archive import", file=UPLOAD)
    assert answer.private
    assert "Read 3 posts of @ada from 1 file: 3 new, 0 known" in answer.text
    assert "3 posts" in (await owned.ask("search", query="wombat")).text
    packed = File("all.zip", zipped(output_md=WOMBATS.encode()), "application/zip")
    answer = await owned.ask("archive import", file=packed)
    assert "0 new, 3 known" in answer.text
    async for posts in owned.services.posts.oldest_first():
        sources = {source.file for one in posts for source in one.sources}
        assert sources == {"output.md", "all.zip/output.md"}


async def test_nobody_else_imports(owned: Harness) -> None:
    """Any other user gets a private sentence, and nothing is fetched."""
    answer = await owned.bob.slash("archive import", file=UPLOAD)
    assert answer.private
    assert "Only the archive's owners" in answer.text
    assert not await owned.services.posts.count()


async def test_what_is_no_archive(owned: Harness) -> None:
    """The terminal's sentence says why, names the file without its folder, and pings nobody."""
    for name, data, sentence in (
        ("cat.png", b"\x89PNG\r\n\x1a\n\0\0", "cat.png is "),
        ("empty.md", b"", "empty.md is empty."),
        ("all.zip", b"PK\x03\x04 and no more", "all.zip"),
        ("direct-messages.js", b"window.YTD = []", "direct messages"),
        ("bomb.zip", zipped(output_md=b"x" * 10**6), "bomb.zip"),
        ("../../up.md", b"nothing", ".._.._up.md is no archive"),
        ("@everyone.md", b"nothing", "_everyone.md is no archive"),
        ("é" * 300 + ".md", b"nothing", "ééé.md is no archive"),
    ):
        answer = await owned.ask("archive import", file=File(name, data))
        assert answer.private
        assert sentence in answer.text
        assert "scratch" not in answer.text
        assert not answer.pings
    assert not await owned.services.posts.count()


async def test_a_file_that_is_too_large(owned: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file over the limit is refused before it is fetched, and cut off where its size lied."""
    settings = replace(owned.bot.settings, import_max_attachment_mb=1)
    await owned.start(settings)
    large = File("output.md", b"x" * (10**6 + 1))
    answer = await owned.ask("archive import", file=large)
    assert "more than the 1 MB" in answer.text
    monkeypatch.setattr(owned.sandbox.world, "files", OtherFile(large))
    answer = await owned.ask("archive import", file=UPLOAD)
    assert "more than the 1 MB" in answer.text


async def test_a_file_that_discord_does_not_hand_over(
    owned: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failed download is said, and changes nothing."""
    monkeypatch.setattr(owned.sandbox.world, "files", OtherFile(None))
    answer = await owned.ask("archive import", file=UPLOAD)
    assert "did not hand the file over" in answer.text
    assert not await owned.services.posts.count()


async def test_progress_is_shown(owned: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer says how far the import is, until the report takes its place."""
    monkeypatch.setattr(progress, "_EVERY", 0.05)
    slow(monkeypatch, 0.2)
    answer = await owned.ask("archive import", file=UPLOAD)
    assert "reading: " in answer.text
    await until(lambda: "Read 3 posts" in answer.latest.text)
    assert answer.private


async def test_closing_cancels_an_import(owned: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bot that closes rolls the import back, says so, and does not wait for it."""
    reading = asyncio.Event()
    loop = asyncio.get_running_loop()
    read = Meter.read

    def read_slowly(meter: Meter, size: int) -> None:
        loop.call_soon_threadsafe(reading.set)
        time.sleep(0.3)
        read(meter, size)

    with monkeypatch.context() as patched:
        patched.setattr(Meter, "read", read_slowly)
        asking = asyncio.create_task(owned.ask("archive import", file=UPLOAD))
        await reading.wait()
        await owned.stop()
    assert "nothing was changed" in (await asking).text
    await owned.start()
    assert not await owned.services.posts.count()


async def test_a_report_that_comes_too_late(
    owned: Harness,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    allowed_refusals: set[int],
) -> None:
    """After fifteen minutes Discord takes no answer; all is saved, and the log says so."""
    allowed_refusals |= {50027}
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(progress, "_EVERY", 0.05)
    slow(monkeypatch, 0.3)
    answer = await owned.ask("archive import", file=UPLOAD)
    assert "reading: " in answer.text
    owned.clock.move(timedelta(minutes=16))
    await until(lambda: "came too late" in caplog.text)
    assert "An import read 3 posts, 3 of them new" in caplog.text
    assert await owned.services.posts.count() == 3
    assert "wombat" not in caplog.text
