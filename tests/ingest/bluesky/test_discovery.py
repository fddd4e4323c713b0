"""Repositories among other files, and the blobs beside them."""

import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.ingest.bluesky.blobs import cid_of
from bot.ingest.discover import discover
from bot.ingest.files.archive_file import Layout
from bot.ingest.options import ReadOptions
from bot.services.container import Services
from bot.services.posts.import_report import ImportReport
from bot.services.posts.imports import ImportOptions
from tests.ingest.bluesky.repositories import NOON, POST, PROFILE, blob, post, repository, tid
from tests.storage.templates import new_archive

PICTURE, FACE = b"\xff\xd8\xff a picture", b"\xff\xd8\xff a face"
RECORDS = {
    f"{POST}/{tid(NOON)}": post(
        embed={"$type": "app.bsky.embed.images", "images": [{"image": blob(PICTURE), "alt": "A"}]}
    ),
    f"{PROFILE}/self": {
        "$type": PROFILE,
        "displayName": "Ada",
        "description": "Hello",
        "avatar": blob(FACE),
    },
}


def name_of(data: bytes) -> str:
    """Return the name of a blob."""
    return cid_of(sha256(data).digest())


async def imported(path: Path, folder: Path) -> ImportReport:
    """Return the report of an import into a database in `folder`."""
    async with Services(new_archive(folder), SystemClock(), state=False) as services:
        options = ImportOptions(ReadOptions(handle="ada.example"))
        return await services.imports.run([path], options)


def zipped(folder: Path) -> Path:
    """Return a zip of the files in a folder."""
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w") as packed:
        for file in folder.rglob("*"):
            packed.write(file, file.relative_to(folder))
    return path


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A folder with a repository and its blobs."""
    folder = tmp_path / "backup"
    (folder / "blobs").mkdir(parents=True)
    (folder / "any.name").write_bytes(repository(RECORDS))
    (folder / "blobs" / name_of(PICTURE)).write_bytes(PICTURE)
    (folder / "blobs" / name_of(FACE)).write_bytes(FACE)
    return folder


@pytest.mark.parametrize("named", [".", "any.name"])
async def test_blobs_become_media(backup: Path, tmp_path: Path, named: str) -> None:
    """The folder of blobs is found beside the file, and in a folder; types are of the records."""
    home = tmp_path / "home"
    home.mkdir()
    report = await imported(backup / named, home)
    assert (report.posts_read, report.media, report.quarantined) == (1, 2, [])
    files = {path.name: path.read_bytes() for path in (home / "media").iterdir()}
    assert files == {f"{name_of(PICTURE)}.jpg": PICTURE, f"{name_of(FACE)}.jpg": FACE}
    assert report.accounts == {"ada.example": 1}


async def test_blobs_in_a_zip(backup: Path, tmp_path: Path) -> None:
    """A zip of the folder is read in place."""
    home = tmp_path / "home"
    home.mkdir()
    report = await imported(zipped(backup), home)
    assert (report.posts_read, report.media, report.quarantined) == (1, 2, [])


async def test_a_wrong_blob_is_not_taken(backup: Path, tmp_path: Path) -> None:
    """A file that does not hold what its name says is reported and not copied."""
    (backup / "blobs" / name_of(PICTURE)).write_bytes(b"another")
    home = tmp_path / "home"
    home.mkdir()
    report = await imported(backup, home)
    assert (report.posts_read, report.media) == (1, 1)
    ((file, reason),) = [(one.file, one.reason) for one in report.quarantined]
    assert file == f"backup/blobs/{name_of(PICTURE)}"
    assert reason == "what it holds is not what its name says"
    assert [path.name for path in (home / "media").iterdir()] == [f"{name_of(FACE)}.jpg"]


def test_it_is_known_by_its_header(backup: Path, tmp_path: Path) -> None:
    """A repository has its layout whatever it is called; blobs are no archives."""
    found = discover([backup])
    assert [(file.name, file.layout) for file in found.files] == [
        ("backup/any.name", Layout.BLUESKY)
    ]
    assert [one.file for one in found.bluesky] == list(found.files)
    assert not found.refused
    (tmp_path / "picture.jpg").write_bytes(PICTURE)
    assert len(discover([backup, backup / "any.name"]).files) == 1
