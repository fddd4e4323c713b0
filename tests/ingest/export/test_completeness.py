"""What the manifest of an export counts and an import does not get."""

import json
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.posts.post import Post
from bot.ingest.discover import discover
from bot.ingest.export.completeness import missing_entries
from bot.ingest.export.manifest import Export, Manifest
from bot.ingest.reader import read
from bot.ingest.records.counts import FileCounts
from tests.ingest.export.exports import everything, files, script, tweet, tweets

POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
WHOLE = [tweet(n, f"post {n}") for n in range(4)]
CUT = tweets(*WHOLE)[:-60]
UNREADABLE = tweet(2, "no", created_at="some day")


def manifest(counts: Mapping[str, object], kind: str = "tweets", day: str = "04") -> str:
    """Return a manifest.js that counts files of one kind."""
    value = {
        "userInfo": {"userName": "ada", "accountId": "7"},
        "archiveInfo": {
            "generationDate": f"2022-11-{day}T09:00:00.000Z",
            "isPartialArchive": False,
        },
        "dataTypes": {
            kind: {
                "files": [
                    {"fileName": f"data/{name}"} | ({} if count is None else {"count": count})
                    for name, count in counts.items()
                ]
            },
            "like": {"files": [{"fileName": "data/like.js", "count": "9"}]},
        },
    }
    return f"window.__THAR_CONFIG = {json.dumps(value)}"


def missing(*paths: Path) -> dict[str, int | None]:
    """Return what is missing at `paths`, by the names of files."""
    found = discover(paths)
    counts = [one for one in read(found, account="ada") if isinstance(one, FileCounts)]
    return {one.file: one.count for one in missing_entries(found.exports, counts)}


@pytest.mark.parametrize(
    ("content", "lacking"),
    [
        (None, 4),
        ("", 4),
        (POINTER, 4),
        ("<html>404</html>", 4),
        ("window.YTD.tweets.part1 = [ ]", 4),
        ("window.YTD.tweets.part1 = {}", 4),
        ("window.YTD.tweets.part1 = null", 4),
        (tweets(*WHOLE[:3]), 1),
        (CUT, 1),
        (tweets(*WHOLE[:2], UNREADABLE, WHOLE[3]), 1),
        (tweets(*WHOLE), None),
        (tweets(*WHOLE, tweet(9, "more")), None),
        (tweets(*WHOLE[:3], WHOLE[0]), None),  # a copy of a post is read too
        (tweets(*WHOLE[:3], WHOLE[3] | {"deleted_at": "today"}), None),
        ("\ufeffmodule.exports = " + tweets(*WHOLE).partition("=")[2], None),
    ],
)
def test_a_part_that_is_not_whole(tmp_path: Path, content: str | None, lacking: int | None) -> None:
    """A file that is missing, empty, replaced, cut or unreadable in part is named and counted."""
    made = manifest({"tweets.js": "1", "tweets-part1.js": "4"})
    more = {} if content is None else {"tweets_part1": content}
    export = files(tmp_path / "mine", tweets=tweets(tweet(8, "here")), manifest=made, **more)
    expected = {} if lacking is None else {"mine/data/tweets-part1.js": lacking}
    assert missing(export) == expected


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        ("5000", {"mine/data/tweets.js": 5000}),
        (5000, {"mine/data/tweets.js": 5000}),
        ("0", {}),
        (None, {"mine/data/tweets.js": None}),
        ("", {"mine/data/tweets.js": None}),
        ("-3", {"mine/data/tweets.js": None}),
        ("many", {"mine/data/tweets.js": None}),
        ("9" * 5000, {"mine/data/tweets.js": None}),
        (["5"], {"mine/data/tweets.js": None}),
    ],
)
def test_all_is_missing(tmp_path: Path, count: object, expected: dict[str, int | None]) -> None:
    """An export of which only the manifest is left is reported, whatever its counts say."""
    export = files(tmp_path / "mine", manifest=manifest({"tweets.js": count}), like="x")
    if expected:
        assert missing(export) == expected
    (export / "data" / "tweets.js").write_text("window.YTD.tweets.part0 = []")
    assert missing(export) == {name: count for name, count in expected.items() if count}


@pytest.mark.parametrize(
    ("kind", "name"), [("noteTweet", "note-tweet.js"), ("communityTweet", "community-tweet.js")]
)
def test_files_beside_the_posts(tmp_path: Path, kind: str, name: str) -> None:
    """Long texts and posts to communities are counted too."""
    made = manifest({name: "3"}, kind)
    export = files(tmp_path / "mine", tweets=tweets(*WHOLE), manifest=made)
    assert missing(export) == {f"mine/data/{name}": 3}
    (export / "data" / "community-tweet.js").write_text(
        script("community_tweet", [{"tweet": tweet(7, "hi", community_id="5")}] * 2)
    )
    note = {"noteTweetId": "1", "createdAt": "2022-10-03T10:00:00.000Z", "core": {"text": "x"}}
    (export / "data" / "note-tweet.js").write_text(script("note_tweet", [{"noteTweet": note}] * 2))
    assert missing(export) == {f"mine/data/{name}": 1}


def test_renamed_files_are_found(tmp_path: Path) -> None:
    """A file is known by its name without `.js`, or by its first line."""
    made = manifest({"tweets.js": "1", "tweets-part1.js": "4"})
    export = files(tmp_path / "mine", manifest=made)
    (export / "data" / "tweets.json").write_text(json.dumps([{"tweet": tweet(8, "here")}]))
    (export / "data" / "more.txt").write_text(tweets(*WHOLE).replace("part0", "part1"))
    assert missing(export) == {}
    assert len(everything(export)[0]) == 5


def test_parts_in_several_places(tmp_path: Path) -> None:
    """The parts of one export are looked for in all copies of it, and not in another export."""
    made = manifest({"tweets.js": "1", "tweets-part1.js": "4"})
    one = files(tmp_path / "1", tweets=tweets(tweet(8, "here")), manifest=made)
    other = files(tmp_path / "2", tweets_part1=tweets(*WHOLE), manifest=made)
    assert missing(one, other) == {}
    assert missing(one) == {"1/data/tweets-part1.js": 4}
    newer = manifest({"tweets.js": "1"}, day="05")
    files(other, tweets=tweets(tweet(8, "here")), manifest=newer)
    assert missing(one, other) == {"1/data/tweets-part1.js": 4}
    (other / "data" / "manifest.js").unlink()
    assert missing(one, other) == {}


def test_a_zip_and_a_single_file(tmp_path: Path) -> None:
    """Files are named as the report names the others, in a zip and beside a single file."""
    made = manifest({"tweets.js": "1", "tweets-part1.js": "4"})
    export = files(tmp_path / "mine", tweets=tweets(tweet(8, "here")), manifest=made)
    shutil.make_archive(str(tmp_path / "mine"), "zip", export)
    assert missing(tmp_path / "mine.zip") == {"mine.zip/data/tweets-part1.js": 4}
    assert missing(export / "data" / "tweets.js") == {"tweets-part1.js": 4}


@pytest.mark.parametrize("content", [None, "[]", '{"files": 5}', '{"files": [5, {}, null]}'])
def test_a_manifest_that_counts_nothing(tmp_path: Path, content: str | None) -> None:
    """A damaged manifest, or one of another program, counts nothing."""
    whole = f'window.__THAR_CONFIG = {{"dataTypes": {{"tweets": {content}}}}}'
    export = files(tmp_path / "mine", tweets=tweets(*WHOLE), manifest=whole)
    assert missing(export) == {}


def test_a_cut_export_has_no_date(tmp_path: Path) -> None:
    """What a cut file lacks is not taken for deleted: the export is not dated."""
    for content, date in ((tweets(*WHOLE), datetime(2022, 11, 4, 9, tzinfo=UTC)), (CUT, None)):
        made = manifest({"tweets.js": "4"})
        posts = everything(files(tmp_path / "mine", tweets=content, manifest=made))[0]
        assert {post.sources[0].exported_at for post in posts} == {date}


COUNTS = st.dictionaries(
    st.sampled_from(["tweets.js", "tweets-part1.js", "note-tweet.js"]),
    st.none() | st.integers(1, 9),
)


@given(COUNTS, st.sampled_from(["", "a", "b"]))
def test_without_files_all_is_missing(counted: dict[str, int | None], stamp: str) -> None:
    """Each file of a manifest is missing as a whole if nothing was read, copies only once."""
    export = Export((), Manifest(counted=counted, folder="x", stamp=stamp))
    found = missing_entries([export, export], [])
    assert {one.file: one.count for one in found} == {f"x/{n}": c for n, c in counted.items()}
    assert len(found) == len(counted)


def test_hostile_names(tmp_path: Path) -> None:
    """Of a path in a manifest only the name counts, in characters that can be stored."""
    names: dict[str, Any] = {"../../etc/tweets-part9.js": "1", "\ud800.js": "2", "": "3"}
    export = files(tmp_path / "mine", tweets=tweets(*WHOLE), manifest=manifest(names))
    assert missing(export) == {"mine/data/tweets-part9.js": 1, "mine/data/?.js": 2}


def test_posts_of_other_accounts_and_communities_are_counted(tmp_path: Path) -> None:
    """Posts of others are counted, with the line of the first, and communities' posts once."""
    theirs = [tweet(n, "no", user={"screen_name": "bob"}) for n in range(5, 8)]
    mine = tweet(0, "hi", community_id="5", user={"screen_name": "ada"})
    export = files(tmp_path / "mine", tweets=tweets(mine, *theirs, mine))
    found = list(read(discover([export])))
    (post,) = (one for one in found if isinstance(one, Post))
    (counts,) = (one for one in found if isinstance(one, FileCounts))
    assert post.text == "hi"
    assert len(found) == 2
    assert (counts.read, counts.community, counts.others) == (5, 1, 3)
    assert counts.first_other > 1
