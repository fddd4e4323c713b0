"""Archives are found in folders, zips and tars, by what is in them."""

import io
import json
import tarfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from bot.errors import ArchiveFileError
from bot.ingest.discover import discover
from bot.ingest.files.archive_file import Layout
from bot.ingest.mastodon.media import media_name
from bot.ingest.options import ReadOptions
from bot.ingest.records.counts import Unread
from tests.ingest.export.exports import files as export_files
from tests.ingest.export.exports import tweet, tweets
from tests.ingest.mastodon.archives import (
    ACTOR,
    PICTURE,
    PNG,
    Read,
    actor,
    bytes_of,
    contents,
    create,
    outbox,
    picture,
    write,
)

NAME = "archive-20240701093000-0123456789abcdef0123456789abcdef"
MADE_AT = datetime(2024, 7, 1, 9, 30, tzinfo=UTC)
POSTS = [create(1, "<p>One</p>", attachment=[picture()]), create(2, "<p>Two</p>", "nobody")]
FILES = contents(
    POSTS,
    likes_json=json.dumps({"orderedItems": ["https://o.example/1"]}).encode(),
    bookmarks_json=json.dumps({"orderedItems": ["https://o.example/1", "https://o.example/2"]})
    .encode(),
)  # fmt: skip
PICTURE_NAME = media_name("social.example", PICTURE)
SERVER = "/home/mastodon/live/public/system/"


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    """Write files as a zip, and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(path, "w") as made:
        for name, data in files.items():
            made.writestr(name, data)
    return path


def tarred(path: Path, files: dict[str, bytes]) -> Path:
    """Write files as servers up to 4.1 do: media first, with the names of their own disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    mode: Any = "w" if path.suffix == ".tar" else "w:gz"
    with tarfile.open(path, mode, format=tarfile.USTAR_FORMAT) as made:
        for name, data in sorted(files.items(), key=lambda file: file[0] != PICTURE):
            info = tarfile.TarInfo(SERVER + name if name == PICTURE else name)
            info.size = len(data)
            made.addfile(info, io.BytesIO(data))
    return path


def container(kind: str, folder: Path) -> Path:  # noqa: PLR0911 - one return a form
    """Write the archive in one of its forms, and return the path to import."""
    match kind:
        case "folder":
            return write(folder / NAME, FILES)
        case "folder in a folder":
            return write(folder / NAME / "unpacked", FILES).parent
        case "zip":
            return zipped(folder / f"{NAME}.zip", FILES)
        case "zip in a folder":
            return zipped(folder / "x" / f"{NAME}.zip", FILES).parent
        case "zip with a folder":
            return zipped(folder / f"{NAME}.zip", {f"a/{n}": d for n, d in FILES.items()})
        case "tar.gz":
            return tarred(folder / f"{NAME}.tar.gz", FILES)
        case "tgz in a folder":
            return tarred(folder / "x" / f"{NAME}.tgz", FILES).parent
        case "tar":
            return tarred(folder / f"{NAME}.tar", FILES)
        case "outbox":
            return write(folder / NAME, FILES) / "outbox.json"
    raise AssertionError(kind)


KINDS = [
    "folder", "folder in a folder", "zip", "zip in a folder", "zip with a folder", "tar.gz",
    "tgz in a folder", "tar", "outbox",
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_container(tmp_path: Path, kind: str) -> None:
    """The same archive gives the same in any container, with the date in its name."""
    found = Read(container(kind, tmp_path))
    assert [post.text for post in found.posts] == ["One"]
    assert found.left_alone == {Unread.DIRECT: 1, Unread.LIKES: 1, Unread.BOOKMARKS: 2}
    (archive,) = found.discovery.mastodon
    assert archive.exported_at == MADE_AT
    assert found.posts[0].counted_at == MADE_AT
    assert [one.layout for one in found.discovery.files] == [Layout.MASTODON]
    avatar = (archive.avatar or "").rpartition("/")[2]
    assert found.discovery.media.keys() == {PICTURE_NAME, avatar}
    assert bytes_of(found.discovery.media[PICTURE_NAME]) == PNG
    assert bytes_of(found.discovery.media[avatar]) == PNG + b"me"


def test_without_its_name_an_archive_has_no_date(tmp_path: Path) -> None:
    """A date that cannot be, or no name of an archive's, means none."""
    for name in ("mine", "archive-20249999999999-ab", "archive-2024-ab"):
        assert Read(write(tmp_path / name, FILES)).discovery.mastodon[0].exported_at is None
    pleroma = tmp_path / "archive-fern-20240701T093000-x"
    assert Read(write(pleroma, FILES)).discovery.mastodon[0].exported_at == MADE_AT


def test_files_of_two_servers_are_not_mixed(tmp_path: Path) -> None:
    """Two archives may have files of one name; each is the one of its own post."""
    write(tmp_path / "a", FILES)
    other = actor(id="https://third.example/users/fern", followers="https://third.example/f")
    theirs = {
        "outbox.json": outbox([]),
        PICTURE: PNG + b"!",
        "actor.json": json.dumps(other).encode(),
    }
    write(tmp_path / "b", theirs)
    media = Read(tmp_path).discovery.media
    assert bytes_of(media[PICTURE_NAME]) == PNG
    assert bytes_of(media[media_name("third.example", PICTURE)]) == PNG + b"!"
    assert f"1-{PICTURE.rpartition('/')[2]}" not in media


@pytest.mark.parametrize("actor_json", [None, b"", b"[]", b"{", b'{"id": 7}', b"[" * 99_999])
def test_an_outbox_without_an_owner_is_refused(tmp_path: Path, actor_json: bytes | None) -> None:
    """Without actor.json nothing shows who could see a post, so none is read."""
    files = {"outbox.json": FILES["outbox.json"]}
    if actor_json is not None:
        files["actor.json"] = actor_json
    folder = write(tmp_path / "a", files)
    for path in (folder, folder / "outbox.json", zipped(tmp_path / "a.zip", files)):
        with pytest.raises(ArchiveFileError, match=r"actor\.json"):
            discover([path])


@pytest.mark.parametrize(
    ("fields", "account_name"),
    [
        ({}, "fern@social.example"),
        ({"webfinger": "fern@garden.example"}, "fern@garden.example"),
        ({"webfinger": "acct:fern@garden.example"}, "fern@garden.example"),
        ({"preferredUsername": None}, "fern@social.example"),
    ],
)
def test_the_name_of_the_owner(tmp_path: Path, fields: dict[str, str], account_name: str) -> None:
    """An account is a name and a host, which may be another one than the server's."""
    files = FILES | {"actor.json": json.dumps(actor(**fields)).encode()}
    profile = Read(write(tmp_path / NAME, files)).profiles[0]
    assert profile.account == account_name
    assert (profile.account_id, profile.display, profile.bio) == (ACTOR, "Fern", "A gardener")
    assert profile.exported_at == MADE_AT


def test_a_damaged_archive_has_no_date(tmp_path: Path) -> None:
    """What a cut archive lacks may have been there, so no post is missing from it."""
    files = FILES | {"outbox.json": FILES["outbox.json"][:-5]}
    found = Read(write(tmp_path / NAME, files))
    assert found.profiles[0].exported_at is None
    assert [one.line for one in found.quarantined] == [2]
    assert "ends before this post" in found.quarantined[0].reason


def test_activities_of_others_are_counted(tmp_path: Path) -> None:
    """What another actor did is no post of the owner; it is counted."""
    theirs = create(3, "<p>Theirs</p>") | {"actor": "https://other.example/users/moss"}
    found = Read(write(tmp_path / NAME, contents([*POSTS, theirs])))
    assert [post.text for post in found.posts] == ["One"]
    (counts,) = found.counts
    assert (counts.others, counts.first_other, counts.read) == (1, 3, 3)


MISSKEY = json.dumps(
    [{"id": "9a", "text": "Hi", "createdAt": "2024-01-01T00:00:00.000Z", "fileIds": [],
      "renoteId": None, "visibility": "public"}]
).encode()  # fmt: skip
PIXELFED = json.dumps([{"id": "1", "pf_type": "photo", "content": "x"}]).encode()
AS_OUTBOX = b'{"@context":["x",{"pixelfed":"http://pixelfed.org/ns#"}],"type":"OrderedCollection"}'


@pytest.mark.parametrize(
    ("name", "data", "server"),
    [
        ("notes-2024-01-01-10-00-00.json", MISSKEY, "Misskey"),
        ("pixelfed-statuses.json", PIXELFED, "Pixelfed"),
        ("outbox.json", PIXELFED, "Pixelfed"),
        ("outbox.json", AS_OUTBOX, "Pixelfed"),
    ],
)
def test_exports_of_other_servers(tmp_path: Path, name: str, data: bytes, server: str) -> None:
    """The exports of Misskey and Pixelfed are recognised, and refused in one sentence."""
    folder = write(tmp_path / "x", {name: data})
    for path in (folder, folder / name):
        with pytest.raises(ArchiveFileError, match=server):
            discover([path])


def test_other_files_of_these_names(tmp_path: Path) -> None:
    """A file that only has such a name is nothing, and a whole archive may be beside it."""
    folder = write(tmp_path / "x", {"outbox.json": b"[]", "notes-1.json": b"{}"})
    with pytest.raises(ArchiveFileError, match="no archive"):
        discover([folder])
    write(folder / "whole", FILES)
    assert [post.text for post in Read(folder).posts] == ["One"]


def test_likes_of_twitter_are_counted(tmp_path: Path) -> None:
    """X's like.js is counted, whatever the liked posts say, and imported never."""
    like = {"like": {"tweetId": "1", "fullText": 'a "like" : { b'}}
    likes = "window.YTD.like.part0 = " + json.dumps([like] * 30, indent=2)
    export_files(tmp_path, tweets=tweets(tweet(1, "One")), like=likes)
    found = Read(tmp_path)
    assert found.left_alone == {Unread.LIKES: 30}
    assert [post.text for post in found.posts] == ["One"]


def test_followers_on_request(tmp_path: Path) -> None:
    """The option reaches the reader."""
    files = contents([create(1, "<p>Ours</p>", "followers")])
    folder = write(tmp_path / "x", files)
    assert Read(folder).left_alone == {Unread.FOLLOWERS: 1}
    assert [one.text for one in Read(folder, ReadOptions(include_followers=True)).posts] == ["Ours"]
