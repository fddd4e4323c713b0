"""The account, date and profile of an export."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.errors import ArchiveFileError
from bot.ingest.discover import discover
from tests.ingest.export.exports import (
    files,
    posts_of,
    script,
    tweet,
    tweets,
)


def manifest(*, partial: bool = False, **fields: Any) -> str:
    """Return manifest.js."""
    value = {
        "userInfo": {"userName": "grace", "accountId": "9", "displayName": "Grace"},
        "archiveInfo": {
            "generationDate": "2022-11-04T09:00:00.000Z",
            "isPartialArchive": partial,
        },
        "dataTypes": {"tweets": {"files": [{"fileName": "data/tweets.js"}]}},
        **fields,
    }
    return f"window.__THAR_CONFIG = {json.dumps(value)}"


def test_whose_it_is(tmp_path: Path) -> None:
    """The account comes from account.js, the manifest or the user, for single files too."""
    export = files(tmp_path, tweets=tweets(tweet(0, "hi")), manifest=manifest())
    single = export / "data" / "tweets.js"
    assert {p.account for path in (export, single) for p in posts_of(path, name="x")} == {"ada"}
    (export / "data" / "account.js").write_text("window.YTD.account.part0 = [ {")
    assert {p.account for path in (export, single) for p in posts_of(path)} == {"grace"}
    (export / "data" / "manifest.js").unlink()
    assert [post.account for post in posts_of(export, name="@linus")] == ["linus"]
    with pytest.raises(ArchiveFileError, match="--account NAME"):
        posts_of(export)


def test_when_it_was_made(tmp_path: Path) -> None:
    """The date applies only to a whole export: not to a part, or with a file missing."""
    export = files(tmp_path, tweets=tweets(tweet(0, "hi")), manifest=manifest())
    (post,) = posts_of(export)
    assert post.sources[0].exported_at == datetime(2022, 11, 4, 9, tzinfo=UTC)
    (post,) = posts_of(export / "data" / "tweets.js")
    assert post.sources[0].exported_at is None
    lost = {"tweets": {"files": [{"fileName": "data/tweets-part1.js"}]}}
    for content in (manifest(partial=True), manifest(dataTypes=lost), manifest(archiveInfo=[])):
        files(tmp_path, manifest=content)
        assert posts_of(export)[0].sources[0].exported_at is None


def test_what_an_export_says_of_itself(tmp_path: Path) -> None:
    """The profile is returned with the export."""
    profile = {"description": {"bio": "I count", "website": "https://a.b", "location": "London"}}
    export = files(
        tmp_path,
        tweets=tweets(tweet(0, "hi")),
        account=script(
            "account",
            [{"account": {"username": "ada", "accountId": "7", "accountDisplayName": "Ada L",
                          "createdAt": "2009-01-02T03:04:05.000Z"}}],
        ),
        profile=script("profile", [{"profile": profile}]),
    )  # fmt: skip
    (found,) = discover([export]).exports
    read = found.manifest
    assert (read.account, read.account_id, read.display_name) == ("ada", "7", "Ada L")
    assert (read.bio, read.website, read.location) == ("I count", "https://a.b", "London")
    assert read.created_at == datetime(2009, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://pbs.twimg.com/profile_images/17/a_B-c.jpg", "a_B-c.jpg"),
        ("a.jpg", "a.jpg"),
        ("https://pbs.twimg.com/profile_images/17/..", None),
        ("https://pbs.twimg.com/profile_images/17/", None),
        ("https://x.example/a b.jpg", None),
        (f"https://x.example/{'a' * 999}", None),
        (["a.jpg"], None),
        (None, None),
    ],
)
def test_the_picture_of_an_account(tmp_path: Path, address: object, name: str | None) -> None:
    """It is the name of a file and nothing else, whatever a damaged profile says."""
    profile = script("profile", [{"profile": {"avatarMediaUrl": address}}])
    export = files(tmp_path, tweets=tweets(tweet(0, "hi")), profile=profile)
    (found,) = discover([export]).exports
    assert found.manifest.avatar == name
