"""Dropped files: written as they arrive, within bounds, nowhere but in their batch."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.page.server import Bounds, Progress
from bot.sandbox.page.server.uploads import UploadError, Uploads
from bot.sandbox.page.words import ENGLISH
from tests.sandbox.page.conftest import Visit
from tests.sandbox.page.host import TestHost


async def pieces(*data: bytes) -> AsyncIterator[bytes]:
    """Yield pieces of a file."""
    for piece in data:
        yield piece


async def test_an_archive(visit: Visit, host: TestHost) -> None:
    """Files are streamed below their batch; the import reports its progress and its sentence."""
    page = visit()
    async with page.follow() as events:
        assert await page.put("b1", "data/tweets.js", pieces(b"x" * 100_000, b"y")) == (200, {})
        assert await page.put("b1", "data/a b é.txt", b"") == (200, {})
        assert await page.post("import", batch="b1") == {}
        shown = [await events.next("import") for _ in range(1)]
    assert host.taken == {"data/tweets.js": b"x" * 100_000 + b"y", "data/a b é.txt": b""}
    assert shown[0]["state"] in {"reading", "done"}


async def test_progress(visit: Visit, host: TestHost) -> None:
    """The last event of an import has the host's sentence; a failure has its own."""
    page = visit()
    async with page.follow() as events:
        await page.put("b1", "a", b"1")
        await page.post("import", batch="b1")
        event = await events.next("import")
        while event["state"] == "reading":
            event = await events.next("import")
        assert event == {"kind": "import", "state": "done", "text": "1 files", "share": 1.0}
        host.problem = "This is no archive."
        await page.put("b2", "a", b"1")
        assert await page.post("import", batch="b2") == {"error": "This is no archive."}
        while event["state"] != "failed":
            event = await events.next("import")
        assert event["text"] == "This is no archive."
    assert (await page.post("import", batch="b2"))["error"] == "No file arrived."


async def test_one_import_at_a_time(
    visit: Visit, host: TestHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second import has to wait for the first, and gets a sentence at once."""
    page, entered, go_on = visit(), asyncio.Event(), asyncio.Event()

    async def hold(_folder: Path, _progress: Progress) -> str:
        entered.set()
        await go_on.wait()
        return "done"

    monkeypatch.setattr(host, "take_archive", hold)
    await page.put("b1", "a", b"1")
    first = asyncio.create_task(page.post("import", batch="b1"))
    await entered.wait()
    assert await page.post("import", batch="b1") == {"error": ENGLISH["busy"]}
    go_on.set()
    assert await first == {}


@pytest.mark.parametrize(
    ("batch", "path"),
    [
        ("b", "../a"),
        ("b", "a/../../b"),
        ("b", "/etc/passwd"),
        ("b", "a//b"),
        ("b", "a/."),
        ("b", ""),
        ("b", "a\\..\\b"),
        ("b", "C:/a"),
        ("b", "a\0b"),
        ("b", "x" * 256),
        ("b", "/".join("x" * 40)),
        ("../b", "a"),
        ("", "a"),
        ("b/c", "a"),
    ],
)
async def test_names_that_lead_elsewhere(visit: Visit, batch: str, path: str) -> None:
    """A name that is no plain relative path is refused with a sentence."""
    status, answer = await visit().put(batch, path, b"data")
    assert (status, answer) == (400, {"error": "A file has a name that cannot be used."})


async def test_bounds(visit: Visit, host: TestHost) -> None:
    """Too many files, too many bytes, too many batches: each is refused, and nothing is kept."""
    page = visit()
    status, answer = await page.put("big", "a", b"x" * 1_000_001)
    assert (status, answer["error"]) == (400, "These files are too large.")
    for name in "abc":
        assert (await page.put("big", name, b"x"))[0] == 200
    assert (await page.put("big", "d", b"x"))[1]["error"] == "These are too many files."
    assert (await page.put("two", "a", b"x"))[0] == 200
    assert (await page.put("three", "a", b"x"))[0] == 400
    await page.post("import", batch="big")
    assert host.taken.keys() == {*"abc"}


async def test_a_file_in_the_place_of_a_folder(visit: Visit) -> None:
    """What the disk refuses is said in a sentence."""
    page = visit()
    assert (await page.put("b", "a", b"x"))[0] == 200
    assert (await page.put("b", "a/b", b"x"))[1]["error"] == "A file cannot be written here."


async def test_no_part_is_left_of_what_breaks_off() -> None:
    """When a page goes away in the middle of a file, nothing of the file is kept."""

    async def broken() -> AsyncIterator[bytes]:
        yield b"x" * 10
        raise ConnectionResetError

    uploads = Uploads(Bounds(files=1))
    try:
        with pytest.raises((ConnectionResetError, UploadError)):
            await uploads.add("b", "a/b", broken())
        folder = uploads.folder("b")
        assert not await asyncio.to_thread((folder / "a" / "b").exists)
        await uploads.add("b", "a/b", pieces(b"1"))
    finally:
        uploads.close()
    assert not await asyncio.to_thread(folder.parent.exists)


@given(st.text(st.sampled_from("./\\a:\0é"), max_size=8), st.text("./ab-", max_size=4))
def test_no_path_leads_out(path: str, batch: str) -> None:
    """Any name is refused, or its file is below the folder of its batch."""

    async def add() -> None:
        uploads = Uploads(Bounds())
        try:
            await uploads.add(batch, path, pieces(b"1"))
            root = Path(uploads.folder(batch)).resolve()  # noqa: ASYNC240 - a few folders of a test
            found = root.parent.parent.glob(f"{root.parent.name}/**/*")
            files = [one for one in found if one.is_file()]
            assert files
            assert all(one.resolve().is_relative_to(root) for one in files)
        except UploadError:
            pass
        finally:
            uploads.close()

    asyncio.run(add())
