"""The `tweets.csv` of old exports, in both shapes and in any state."""

import csv
import io
import re
import zipfile
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.posts.merging import merge
from bot.archive.posts.post import Kind, Media, MediaKind, Origin, Post
from bot.errors import ArchiveFileError
from bot.ingest.discover import discover
from bot.ingest.export.tweets_csv import rows_as_tweets
from bot.ingest.records.records import BrokenRecord
from bot.ingest.text.mojibake import make_mojibake
from tests.archives import archive, record, snowflake
from tests.ingest.export.exports import at, everything, posts_of, script, tweet

TEN = [
    "tweet_id", "in_reply_to_status_id", "in_reply_to_user_id", "timestamp", "source", "text",
    "retweeted_status_id", "retweeted_status_user_id", "retweeted_status_timestamp",
    "expanded_urls",
]  # fmt: skip
NINE = [
    "tweet_id", "in_reply_to_status_id", "in_reply_to_user_id", "retweeted_status_id",
    "retweeted_status_user_id", "timestamp", "source", "text", "expanded_urls",
]  # fmt: skip
A, B = "http://t.co/aaaaaaaaaa", "https://t.co/bbbbbbbbbb"


def row(n: int, text: str, addresses: str = "", **cells: str) -> list[str]:
    """Return the row of the n-th post in the shape of ten columns."""
    values = {
        "tweet_id": snowflake(at(n)),
        "timestamp": f"{at(n):%Y-%m-%d %H:%M:%S} +0000",
        "text": text,
        "expanded_urls": addresses,
    } | cells
    return [values.get(name, "") for name in TEN]


def table(*rows: list[str], header: list[str] = TEN, **options: object) -> str:
    """Return rows as a file."""
    made = io.StringIO()
    options = {"quoting": csv.QUOTE_ALL, "lineterminator": "\n"} | options
    csv.writer(made, **options).writerows([header, *rows])  # type: ignore[arg-type]
    return made.getvalue()


def write(folder: Path, content: str, encoding: str = "utf-8") -> Path:
    """Write a `tweets.csv`."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "tweets.csv"
    path.write_text(content, encoding, newline="")
    return path


def read(folder: Path, *rows: list[str]) -> list[Post]:
    """Return the posts of a file with these rows."""
    return posts_of(write(folder, table(*rows)), name="ada")


def test_the_shape_of_ten_columns(tmp_path: Path) -> None:
    """All fields are read as in the monthly files."""
    text = f'A "blue" one:\nlight &amp; quick {A}'
    (post,) = read(tmp_path, row(0, text, "http://e.org/a,b", in_reply_to_status_id="5"))
    assert (post.id, post.created_at, post.account) == (snowflake(at(0)), at(0), "ada")
    assert post.text == 'A "blue" one:\nlight & quick http://e.org/a,b'
    assert (post.raw, post.links) == (text, ("http://e.org/a,b",))
    assert (post.kind, post.reply_to, post.parent_known) == (Kind.REPLY, "5", True)
    assert (post.origin, post.sources[0].line) == (Origin.EARLY, 2)


def test_the_shape_of_nine_columns(tmp_path: Path) -> None:
    """Another order, and a cell for each address: none, one, or several."""
    rows = [
        [snowflake(at(n)), "", "", "7" if n == 2 else "", "", f"{at(n):%Y-%m-%d %H:%M:%S} +0000",
         "web", text, *addresses]
        for n, (text, addresses) in enumerate([
            ("none", []), (f"one {A}", ["http://e.org/1"]),
            (f"RT @bob: two {A} {B}", ["http://e.org/1,5", "http://e.org/2"]),
        ])
    ]  # fmt: skip
    posts = posts_of(write(tmp_path, table(*rows, header=NINE)), name="ada")
    assert [post.text for post in posts] == [
        "none",
        "one http://e.org/1",
        "RT @bob: two http://e.org/1,5 http://e.org/2",
    ]
    assert [post.kind for post in posts] == [Kind.POST, Kind.POST, Kind.REPOST]


@pytest.mark.parametrize(
    ("text", "addresses", "shown"),
    [
        (f"{A} {B}", "http://1,http://2", "http://1 http://2"),
        (f"{A} {A}", "http://1,http://1", "http://1 http://1"),
        (f"{A} {A}", "http://1", "http://1 http://1"),
        (f"{A}终于", "http://1,2,", "http://1,2,终于"),
        (f"{A}", "", A),
        (f"{A} {B}", "http://1", f"{A} {B}"),
        ("http://typed.org/1 x", "http://typed.org/1", "http://typed.org/1 x"),
        (f"http://typed.org/1 {A}", "http://typed.org/1,http://1", "http://typed.org/1 http://1"),
        (f"RT @bob: so {A} and https://t.co/bb…", "http://1,http://2",
         "RT @bob: so http://1 and https://t.co/bb…"),
        (f"RT @bob: so {A} and…", "http://1,http://2,http://3", "RT @bob: so http://1 and…"),
        (f"so {A}", "http://1,http://2", f"so {A}"),
    ],
)  # fmt: skip
def test_addresses(tmp_path: Path, text: str, addresses: str, shown: str) -> None:
    """Codes are replaced where it is clear which address each is short for, and else stay."""
    (post,) = read(tmp_path, row(0, text, addresses))
    assert post.text == shown


@pytest.mark.parametrize(
    ("kind", "medium"), [("photo", MediaKind.IMAGE), ("video", MediaKind.VIDEO)]
)
def test_the_posts_own_media(tmp_path: Path, kind: str, medium: MediaKind) -> None:
    """The address of its own picture, listed once for each, is no link; another's is one."""
    own = f"https://twitter.com/ada/status/{snowflake(at(0))}/{kind}/1"
    other = f"https://twitter.com/bob/status/1/{kind}/1"
    (post,) = read(tmp_path, row(0, f"See {A} {B}", f"{other},{own},{own}"))
    assert (post.text, post.links) == (f"See {other}", (other,))
    assert post.media == (Media(medium, url=B),)
    (post,) = read(
        tmp_path,
        row(
            0,
            f"RT @bob: See {A}",
            other,
            retweeted_status_id="1",
            timestamp="2022-10-03 10:00:00 +0000",
        ),
    )
    assert (post.text, post.kind) == ("RT @bob: See", Kind.REPOST)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_encodings(tmp_path: Path, encoding: str, end: str) -> None:
    """Rows and texts are the same however lines end and characters are encoded."""
    content = table(row(0, 'größer\n\n"b"'), row(1, "c"), row(2, "\u2028d\x85"))
    posts = posts_of(write(tmp_path, content.replace("\n", end), encoding), name="ada")
    assert [post.text for post in posts] == ['größer\n\n"b"', "c", "\u2028d\x85"]
    assert [post.sources[0].line for post in posts] == [2, 5, 6]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
def test_tables_that_a_program_saved_again(tmp_path: Path, delimiter: str, quoting: int) -> None:
    """Other separators, and no unneeded quotation marks."""
    rows = [row(0, "a;b,c\td\n12345,,"), row(1, "z"), row(2, 'y "')]
    content = table(*rows, delimiter=delimiter, quoting=quoting)
    posts = posts_of(write(tmp_path, content), name="ada")
    assert [post.text for post in posts] == ["a;b,c\td\n12345,,", "z", 'y "']


def test_files_of_both_shapes_that_were_joined(tmp_path: Path) -> None:
    """Each header is that of the rows below it."""
    nine = [snowflake(at(1)), "", "", "", "", "2022-10-03 10:01:00 +0000", "web", "b"]
    content = table(row(0, "a")) + table(nine, header=NINE) + table(row(2, "c"))
    posts = posts_of(write(tmp_path, content), name="ada")
    assert [post.text for post in posts] == ["a", "b", "c"]


@pytest.mark.parametrize("quoting", [csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
def test_damage_costs_only_its_own_row(tmp_path: Path, quoting: int) -> None:
    """A row that has lost a quotation mark, a cell, its id or its time is reported."""
    good = [row(n, f'post "{n}"\nand more') for n in range(12)]
    lines = [table(one, quoting=quoting).split("\n", 1)[1] for one in good]
    bad = {
        1: lines[1].replace('more"', "more"),
        3: lines[3].rpartition("post")[0].rpartition(",")[0] + "\n",
        5: lines[5].replace(snowflake(at(5)), "x"),
        7: lines[7].replace("2022-10-03", "2022-13-03"),
        9: lines[9].replace('"post', "post"),
    }
    content = table(quoting=quoting) + "".join(bad.get(n, line) for n, line in enumerate(lines))
    posts, refused = everything(write(tmp_path, content), name="ada")
    assert [post.text for post in posts] == [
        f'post "{n}"\nand more' for n in range(12) if n not in bad
    ]
    assert {one.line for one in refused} >= {4, 7, 11} - {7}
    assert all(one.file == "tweets.csv" for one in refused)


def test_a_row_without_an_end_is_bounded() -> None:
    """It is reported once, and later rows are read."""
    open_row = '"1","' + "x\n" * 50_000
    content = table() + open_row + "\n" * 3 + table(row(0, "a")).split("\n", 1)[1]
    broken, found = rows_as_tweets([content])
    assert isinstance(broken, BrokenRecord)
    assert "20,000 characters" in broken.reason
    assert isinstance(found, tuple)
    assert found[1]["text"] == "a"


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))),
    st.integers(1, 5),
)
def test_every_text_comes_back(texts: list[str], size: int) -> None:
    """Any text is read as it was written, with a line feed for each line break."""
    lines = table(*(row(n, text) for n, text in enumerate(texts))).split("\n")
    blocks = ["\n".join(lines[n : n + size]) + "\n" for n in range(0, len(lines), size)]
    read = [one[1]["text"] for one in rows_as_tweets(blocks) if isinstance(one, tuple)]
    assert read == [re.sub("\r+\n|\r", "\n", text) for text in texts]


def test_mojibake_is_undone(tmp_path: Path) -> None:
    """A damaged file is repaired as a whole."""
    content = make_mojibake(table(*(row(n, f"“größer” {n} — 日本") for n in range(5))))
    posts = posts_of(write(tmp_path, content), name="ada")
    assert [post.text for post in posts] == [f"“größer” {n} — 日本" for n in range(5)]


def export(folder: Path) -> Path:
    """Write an export with a monthly file, `user_details.js` and a `tweets.csv`."""
    months = folder / "data" / "js" / "tweets"
    months.mkdir(parents=True)
    values = [
        {
            "id_str": snowflake(at(0)),
            "text": "RT @bob: so lo…",
            "created_at": f"{at(0):%Y-%m-%d %H:%M:%S} +0000",
            "retweeted_status": {"text": "so long a text"},
        },
        tweet(1, f"With a picture {A}", entities={"media": [
            {"url": A, "media_url": "http://p.t/a.jpg", "media_alt": "a loom"}]}),
    ]  # fmt: skip
    (months / "2022_10.js").write_text(script("tweet", values))
    (folder / "data" / "js" / "user_details.js").write_text(
        'var user_details = {"screen_name": "Ada"}'
    )
    write(
        folder,
        table(
            row(2, "only here"),
            row(1, f"With a picture {A}", f"https://twitter.com/Ada/status/{snowflake(at(1))}/photo/1"),
            row(0, "RT @bob: so lo…"),
        ),
    )  # fmt: skip
    return folder


def test_it_merges_with_the_monthly_files(tmp_path: Path) -> None:
    """The whole text and the picture win in either order, and posts of the csv alone are added."""
    found = posts_of(export(tmp_path))
    assert {post.account for post in found} == {"Ada"}
    assert sorted(post.id for post in found) == [snowflake(at(n)) for n in (0, 0, 1, 1, 2)]
    for one, other in permutations(found, 2):
        if one.id == other.id:
            merged = merge(one, other)
            assert merged.text in {"RT @bob: so long a text", "With a picture"}
            assert [medium.alt for medium in merged.media] == ["a loom"] * len(merged.media)
            assert len(merged.sources) == 2


def test_the_owner_is_that_of_the_files_beside(tmp_path: Path) -> None:
    """The account is found for a folder, a zip, and the file alone; else it is asked for."""
    folder = export(tmp_path / "old")
    zipped = tmp_path / "old.zip"
    with zipfile.ZipFile(zipped, "w") as made:
        for path in sorted(folder.rglob("*.*")):
            made.write(path, path.relative_to(folder))
    for named in (folder, zipped, folder / "tweets.csv"):
        assert {post.account for post in posts_of(named)} == {"Ada"}
    alone = write(tmp_path / "alone", table(row(0, "a")))
    with pytest.raises(ArchiveFileError, match="--account NAME"):
        posts_of(alone)
    (alone.parent / "output.md").write_text(archive([record(at(5), "b", account="Cy")]))
    assert {post.account.lower() for post in posts_of(alone.parent)} == {"cy"}


def test_other_tables_are_no_archives(tmp_path: Path) -> None:
    """A table without the columns of posts is refused."""
    for header in ('"id","text"', '"tweet_id","text"', "tweet_id", ""):
        with pytest.raises(ArchiveFileError):
            discover([write(tmp_path, header + "\n1,2\n")])


def test_days_without_a_time(tmp_path: Path) -> None:
    """Posts of before November 2010 are read in any order."""
    cells = {"timestamp": "2010-10-20 00:00:00 +0000"}
    rows = [row(0, "b", tweet_id=f"2800000000{n}", **cells) for n in (2, 1)]
    assert {post.created_at for post in read(tmp_path, *rows)} == {
        datetime(2010, 10, 20, tzinfo=UTC)
    }
