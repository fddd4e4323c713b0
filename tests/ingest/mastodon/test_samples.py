"""The archives of two versions of Mastodon, with the values that reading them must give."""

import json
import os
import shutil
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from bot.archive.posts.post import Kind, Post, Precision
from bot.clock import SystemClock
from bot.ingest.mastodon.media import media_name
from bot.ingest.options import ReadOptions
from bot.ingest.records.counts import Unread
from bot.services.container import Services
from bot.services.posts.imports import ImportOptions
from tests.ingest.mastodon.archives import Read
from tests.storage.templates import new_archive

ARCHIVES = os.environ.get("ARCHIVES")

pytestmark = pytest.mark.skipif(
    ARCHIVES is None, reason="ARCHIVES names no folder of archives: ARCHIVES=PATH make test"
)

VERSIONS = ["mastodon-4.6", "mastodon-4.2.10"]
FOLLOWERS = ReadOptions(include_followers=True)


def sample(version: str) -> Path:
    """Return the folder of an archive."""
    return Path(ARCHIVES or "") / version


def expected(version: str) -> list[dict[str, Any]]:
    """Return what is known of each item of an archive."""
    whole = json.loads((sample(version) / "expected.json").read_text("utf-8"))
    posts: list[dict[str, Any]] = whole["posts"]
    return posts


def is_imported(known: dict[str, Any], *others: str) -> bool:
    """Return whether an item is for everybody."""
    return known["visibility"] in {"public", "unlisted", *others}


def files_beside(database: Path) -> list[Path]:
    """Return the files of a database, its journal among them."""
    return sorted(database.parent.glob(f"{database.name}*"))


def compare(post: Post, known: dict[str, Any], host: str) -> None:
    """Compare what was read of a post with what is known of it."""
    assert post.visibility == known["visibility"]
    assert post.precision is Precision.MILLISECOND
    if "published" in known:
        assert f"{post.created_at:%Y-%m-%dT%H:%M:%SZ}" == known["published"]
    if known.get("kind") == "boost":
        assert post.kind is Kind.REPOST
        assert (post.text, post.raw, post.media) == ("", "", ())
        assert post.details.original == known["of"]
        account = known["author"].rpartition("/")[2] + "@other.example"
        own = post.account_id == known["author"]
        assert post.details.original_account == (post.account if own else account)
        return
    details = post.details
    assert post.text == known["text"]
    assert [medium.path for medium in post.media] == [
        f"media/{media_name(host, path)}" for path in known.get("media", ())
    ]
    assert [medium.alt for medium in post.media] == known.get("alt", [])
    assert (post.reply_to or "").rpartition("/")[2] == (known.get("parent") or "")
    assert post.kind is (Kind.REPLY if known.get("parent") else Kind.POST)
    assert details.quotes == known.get("quotes")
    assert details.quote_is_gone is ("quotes" in known and known["quotes"] is None)
    assert post.content_warning == known.get("warning")
    assert post.sensitive is known.get("sensitive", False)
    assert post.language == known.get("language", "en")
    assert list(details.tags) == known.get("tags", [])
    options = [list(one) for one in details.poll.options] if details.poll else None
    assert options == known.get("poll")
    assert (details.edited_at is not None) is ("edited" in known)
    assert post.conversation


@pytest.mark.parametrize("options", [ReadOptions(), FOLLOWERS])
@pytest.mark.parametrize("version", VERSIONS)
def test_what_is_expected_is_read(version: str, options: ReadOptions) -> None:
    """Every post for everybody is read with all its parts, and the others are counted."""
    found = Read(sample(version), options)
    assert found.quarantined == []
    also = ("followers",) if options.include_followers else ()
    known = {one["id"]: one for one in expected(version) if is_imported(one, *also)}
    posts = {post.id.rpartition("/")[2]: post for post in found.posts}
    assert posts.keys() == known.keys()
    for id, post in posts.items():
        compare(post, known[id], "social.example")
        assert post.account == "fern@social.example"
        assert post.parent_known
    seen = [one["visibility"] for one in expected(version)]
    assert found.left_alone.get(Unread.DIRECT, 0) == seen.count("direct")
    left = 0 if options.include_followers else seen.count("followers")
    assert found.left_alone.get(Unread.FOLLOWERS, 0) == left


def test_links_counts_and_times() -> None:
    """Addresses are whole, likes and shares are counts, and the id gives milliseconds."""
    first, second, *_ = Read(sample("mastodon-4.6")).posts
    assert first.links == (
        "https://www.example.org/a/rather/long/path/to/the/very/page?x=1&y=2",
        "https://example.org/short",
    )
    assert (first.likes, first.reposts) == (2, 0)
    assert first.sort_key < second.sort_key  # in one second: the id decides
    assert second.reply_to_account == "fern@social.example"


def test_what_belongs_to_the_owner_is_counted() -> None:
    """Likes and bookmarks are counted and not read."""
    found = Read(sample("mastodon-4.6"))
    assert found.left_alone[Unread.LIKES] == 2
    assert found.left_alone[Unread.BOOKMARKS] == 1


async def test_a_zip_gives_the_same_and_nothing_private_is_stored(tmp_path: Path) -> None:
    """No text and no file of a private post is in the database, its journal or the media."""
    version = "mastodon-4.6"
    path = tmp_path / "archive-20260601120000-0123456789abcdef0123456789abcdef.zip"
    with ZipFile(path, "w") as made:
        for file in sorted(sample(version).rglob("*")):
            if file.is_file() and file.suffix != ".md" and file.name != "expected.json":
                made.write(file, file.relative_to(sample(version)))
    database = new_archive(tmp_path)
    async with Services(database, SystemClock(), state=False) as services:
        report = await services.imports.run([path])
        stored = b"".join(one.read_bytes() for one in files_beside(database))
        again = await services.imports.run([sample(version)])
    assert b"Tea &" in stored
    assert report.posts_new == again.posts_merged == 14
    names = sorted(one.name for one in (tmp_path / "media").iterdir())
    assert [name.partition("-")[2] for name in names] == ["fedcba9876543210.ogg", "avatar.png"]
    shown = f"{report}".encode()
    for one in expected(version):
        if not is_imported(one):
            for secret in (one.get("text"), one["id"], *one.get("media", ())):
                if secret:
                    assert secret.rpartition("/")[2].encode() not in stored
                    assert secret.encode() not in shown


async def test_followers_are_included_on_request(tmp_path: Path) -> None:
    """With the option posts for followers are stored, with their pictures; direct ones never."""
    folder = shutil.copytree(sample("mastodon-4.6"), tmp_path / "archive")
    database = new_archive(tmp_path)
    async with Services(database, SystemClock(), state=False) as services:
        report = await services.imports.run([folder], ImportOptions(FOLLOWERS))
    assert report.posts_new == 16
    assert report.unread[Unread.DIRECT] == 2
    assert len(list((tmp_path / "media").iterdir())) == 3
    stored = database.read_bytes()
    assert b"for followers, with a picture" in stored
    assert b"between us" not in stored
    assert b"under the pot" not in stored
