"""Dropped files: written as they arrive, within bounds, nowhere but in their batch."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.page.server import Bounds, PageServer, Progress
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
    """Too many files, too many bytes: each is refused, and nothing is kept."""
    page = visit()
    status, answer = await page.put("big", "a", b"x" * 1_000_001)
    assert (status, answer["error"]) == (400, "These files are too large.")
    for name in "abc":
        assert (await page.put("big", name, b"x"))[0] == 200
    assert (await page.put("big", "d", b"x"))[1]["error"] == "These are too many files."
    assert (await page.put("two", "a", b"x"))[0] == 200
    await page.post("import", batch="big")
    assert host.taken.keys() == {*"abc"}


async def test_a_batch_that_nobody_imports_makes_room(visit: Visit, host: TestHost) -> None:
    """Pages that were closed in the middle do not keep others from dropping an archive."""
    page = visit()
    for batch in ("one", "two", "one", "three"):
        assert await page.put(batch, f"of {batch}", b"x") == (200, {})
    assert (await page.post("import", batch="two"))["error"] == "No file arrived."
    assert await page.post("import", batch="one") == {}
    assert host.taken.keys() == {"of one"}


async def test_batches_in_use_stay() -> None:
    """Neither what is imported nor what is being written makes room; the others' folders go."""
    go_on = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b"1"
        await go_on.wait()

    uploads = Uploads(Bounds(batches=2))
    try:
        await uploads.add("imported", "a", pieces(b"1"))
        imported = uploads.folder("imported")
        writing = asyncio.create_task(uploads.add("written", "a", slow()))
        await asyncio.sleep(0)
        with pytest.raises(UploadError, match="too_many_files"):
            await uploads.add("third", "a", pieces(b"1"))
        go_on.set()
        await writing
        await uploads.add("third", "a", pieces(b"1"))
        assert [one.name for one in imported.parent.iterdir()] == ["imported", "third"]
    finally:
        uploads.close()


async def test_what_the_disk_refuses(visit: Visit) -> None:
    """It is said in a sentence: a file in the place of a folder, a path that is too long."""
    page = visit()
    assert (await page.put("b", "a", b"x"))[0] == 200
    for path in ("a/b", "/".join(["x" * 255] * 20)):
        status, answer = await page.put("b", path, b"x")
        assert (status, answer) == (400, {"error": "A file cannot be written here."})


async def test_bodies_that_are_not_what_they_say(
    server: PageServer, session: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    """They get a sentence, and print nothing where the demo runs."""
    split = urlsplit(server.url)
    headers = {"Origin": f"{split.scheme}://{split.netloc}"}
    part = "\r\n".join(["--x", "Content-Disposition: form-data; name=payload", "X: " + "y" * 9000])
    for method, path, kind, body in (
        (session.put, "upload?batch=b&path=a", {"Content-Encoding": "gzip"}, "no gzip"),
        (session.post, "say", {"Content-Encoding": "gzip"}, "no gzip"),
        (session.post, "command", {"Content-Type": "multipart/form-data; boundary=x"}, part),
    ):
        async with method(server.url + path, headers=headers | kind, data=body) as response:
            assert response.status == 400
            assert (await response.json())["error"]
    reader, writer = await asyncio.open_connection(split.hostname, split.port)
    writer.write(b"\x16\x03\x01\r\n\r\n")
    assert b"400" in await reader.read()
    writer.close()
    assert not caplog.records


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
