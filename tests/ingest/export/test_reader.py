"""Posts of Twitter's own export, in any shape or state."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.archive.posts.post import Kind, Media, MediaKind, Origin, Post, Precision, Source
from bot.ingest.discover import discover
from bot.ingest.reader import read
from bot.ingest.text.mojibake import make_mojibake
from tests.archives import snowflake
from tests.ingest.export.exports import (
    STAMP,
    at,
    everything,
    files,
    posts_of,
    script,
    tweet,
    tweets,
    watch,
)
from tests.ingest.test_real import text_of, truth

ARCHIVES = os.environ.get("ARCHIVES")


def one(folder: Path, value: dict[str, Any]) -> Post:
    """Return the post that one object becomes."""
    (post,) = posts_of(files(folder, tweets=tweets(value)))
    return post


@pytest.mark.skipif(ARCHIVES is None, reason="ARCHIVES names no folder of archives")
def test_the_fictional_export(monkeypatch: pytest.MonkeyPatch) -> None:
    """All posts are read with their texts, and no private file is opened."""
    opened = watch(monkeypatch)
    path = Path(ARCHIVES or "") / "fictional" / "export"
    found = discover([path])
    posts = [post for post in read(found) if isinstance(post, Post)]
    assert {post.id: post.text for post in posts} == {n: text_of(t) for n, t in truth().items()}
    assert len(posts) == len(truth())
    assert {post.account for post in posts} == {"sample_user"}
    assert found.private == 2
    assert "tweets.js" in opened
    assert not [name for name in opened if name.startswith("direct")]
    media = {m.path for post in posts for m in post.media if m.path}
    assert {f"media/{name}" for name in found.media} <= media
    assert not any(post.repair for post in posts)


@pytest.mark.parametrize("year", ["0001", "1901", "2099", "9999"])
def test_a_time_decades_away_from_any_post_is_none(tmp_path: Path, year: str) -> None:
    """An old id has no time in it that contradicts it; days around such a time may not exist."""
    value = tweet(0, "far", id_str="20", created_at=f"Mon Jan 01 00:00:00 +0000 {year}")
    posts, refused = everything(files(tmp_path, tweets=tweets(value)))
    assert not posts
    assert len(refused) == 1


def test_a_post(tmp_path: Path) -> None:
    """All known fields of a post are read, with the time in its id."""
    when = at(0).replace(microsecond=321_000)
    value = tweet(
        0,
        "@bob see https://t.co/aaaaaaaaaa &amp; https://t.co/mmmmmmmmmm",
        id_str=snowflake(when),
        entities={
            "urls": [{"url": "https://t.co/aaaaaaaaaa", "expanded_url": "https://e.org/x?a=1&b"}]
        },
        extended_entities={
            "media": [
                {
                    "url": "https://t.co/mmmmmmmmmm",
                    "media_url_https": "https://pbs.twimg.com/media/AAA.jpg",
                    "type": "photo",
                    "ext_alt_text": "a tree",
                },
                {
                    "url": "https://t.co/mmmmmmmmmm",
                    "media_url_https": "https://pbs.twimg.com/thumb/BBB.jpg",
                    "type": "animated_gif",
                    "video_info": {
                        "variants": [
                            {
                                "bitrate": "10",
                                "content_type": "video/mp4",
                                "url": "https://v/l.mp4",
                            },
                            {
                                "bitrate": 99,
                                "content_type": "video/mp4",
                                "url": "https://v/h.mp4?t=1",
                            },
                            {"content_type": "application/x-mpegURL", "url": "https://v/p.m3u8"},
                        ]
                    },
                },
            ]
        },
        in_reply_to_status_id_str="1576000000000000001",
        in_reply_to_screen_name="Bob",
        favorite_count="3",
        retweet_count="0",
        possibly_sensitive=False,
        lang="en",
    )
    post = one(tmp_path / "mine", value)
    assert post == Post(
        id=snowflake(when),
        account="ada",
        created_at=when,
        text="@bob see https://e.org/x?a=1&b &",
        raw=value["full_text"],
        kind=Kind.REPLY,
        reply_to="1576000000000000001",
        reply_to_account="Bob",
        links=("https://e.org/x?a=1&b",),
        media=(
            Media(
                MediaKind.IMAGE,
                f"media/{post.id}-AAA.jpg",
                "https://pbs.twimg.com/media/AAA.jpg",
                "a tree",
            ),
            Media(MediaKind.GIF, f"media/{post.id}-h.mp4", "https://v/h.mp4?t=1"),
        ),
        sources=(Source("mine/data/tweets.js", 2),),
        parent_known=True,
        origin=Origin.EXPORT,
        precision=Precision.MILLISECOND,
        account_id="7",
        likes=3,
        reposts=0,
        sensitive=False,
        language="en",
    )


@pytest.mark.parametrize(
    ("text", "fields", "kind", "answers"),
    [
        ("@bob hi", {}, Kind.POST, (None, None)),
        ("@bob hi", {"in_reply_to_status_id": 5}, Kind.REPLY, ("5", "bob")),
        ("hi", {"in_reply_to_status_id_str": "5"}, Kind.REPLY, ("5", None)),
        ("hi", {"in_reply_to_user_id_str": "5"}, Kind.REPLY, (None, None)),
        ("hi", {"in_reply_to_screen_name": "bob"}, Kind.REPLY, (None, "bob")),
        ("hi", {"in_reply_to_status_id_str": "-1"}, Kind.POST, (None, None)),
        ("RT @bob: hi", {}, Kind.REPOST, (None, None)),
    ],
)
def test_kinds(
    tmp_path: Path, text: str, fields: dict[str, Any], kind: Kind, answers: tuple[Any, Any]
) -> None:
    """A post is a reply if the export says so; a leading mention is not enough."""
    post = one(tmp_path, tweet(0, text, **fields))
    assert (post.kind, (post.reply_to, post.reply_to_account)) == (kind, answers)


@pytest.mark.parametrize(
    "full", ["javascript:x", "https://a b", "", None, 5, "https://" + "x" * 9000]
)
def test_an_address_that_is_none_replaces_nothing(tmp_path: Path, full: object) -> None:
    """An invalid full address does not replace the short one."""
    urls = [{"url": "https://t.co/a", "expanded_url": full}]
    assert (
        one(tmp_path, tweet(0, "https://t.co/a", entities={"urls": urls})).text == "https://t.co/a"
    )


def test_all_files_of_an_export(tmp_path: Path) -> None:
    """Posts of all parts and of communities are read once, in any order and formatting."""
    posts_of_file = [tweet(n, f"post {n}") for n in range(8)]
    export = files(
        tmp_path / "export",
        tweets_part1=tweets(*posts_of_file[2:4], indent=None),
        tweets=tweets(*posts_of_file[:2]),
        tweet=script("tweet", [*posts_of_file[4:6]]),
        community_tweet=script("community_tweet", [{"tweet": t} for t in posts_of_file[5:]]),
        deleted_tweets=tweets(tweet(20, "gone")),
        like=script("like", [{"like": {"tweetId": "1", "fullText": "theirs"}}]),
    )
    assert {post.text for post in posts_of(export)} == {f"post {n}" for n in range(8)}
    assert len(posts_of(export)) == 8


def test_deleted_posts_are_never_read(tmp_path: Path) -> None:
    """A post that is marked as deleted is left out in any file."""
    value = tweet(1, "gone", deleted_at="Tue Nov 01 00:00:00 +0000 2022")
    assert [p.text for p in posts_of(files(tmp_path, tweets=tweets(tweet(0, "here"), value)))] == [
        "here"
    ]


def test_an_old_export(tmp_path: Path) -> None:
    """Exports from before 2019 have a file per month, another time format, and authors in posts."""
    folder = tmp_path / "old" / "data" / "js" / "tweets"
    folder.mkdir(parents=True)
    when = datetime(2014, 3, 31, 23, 15, 22, tzinfo=UTC)
    values = [
        {
            "id_str": snowflake(when),
            "id": 1,
            "text": "RT @bob: so long…",
            "created_at": "2014-03-31 23:15:22 +0000",
            "user": {"screen_name": "Ada"},
            "entities": {"urls": [], "media": []},
            "retweeted_status": {"id_str": "5", "text": "so long a text", "user": {}},
        },
        {"id_str": "77", "text": "first", "created_at": "2008-03-31 00:00:00 +0000"},
    ]
    (folder / "2014_03.js").write_text(
        f"Grailbird.data.tweets_2014_03 = \n {json.dumps(values)}", "utf-8"
    )
    for named in (tmp_path / "old", folder / "2014_03.js"):
        repost, first = posts_of(named)
        assert (repost.account, first.account) == ("Ada", "Ada")
        assert (repost.kind, repost.created_at) == (Kind.REPOST, when)
        assert first.created_at == datetime(2008, 3, 31, tzinfo=UTC)
        assert (repost.precision, first.precision) == (Precision.MILLISECOND, Precision.DAY)
    (folder.parent / "user_details.js").write_text('var user_details = {"screen_name": "ada"}')
    assert {post.account for post in posts_of(tmp_path / "old")} == {"ada"}


def test_damage_is_undone(tmp_path: Path) -> None:
    """Texts and alt texts are repaired before they are stripped or unescaped."""
    texts = ["“sanity…” — 日本語", "voilà", "20歳 &amp; so"]
    picture = {"url": "https://t.co/m", "media_url_https": "https://p.t/a.jpg", "altText": "Köln ü"}
    entities = {"media": [picture]}
    whole = tweets(
        *(tweet(n, f"{t} https://t.co/m", entities=entities) for n, t in enumerate(texts))
    )
    export = files(tmp_path, tweets=make_mojibake(whole))
    posts = posts_of(export)
    assert [post.text for post in posts] == ["“sanity…” — 日本語", "voilà", "20歳 & so"]
    assert {post.media[0].alt for post in posts} == {"Köln ü"}
    assert all(post.repair and post.repair.plan == "file 1" for post in posts)
    assert posts[0].raw == make_mojibake(texts[0]) + " https://t.co/m"


def test_damage_that_is_meant(tmp_path: Path) -> None:
    """In a clean export, posts that quote damaged text are left alone, and so are descriptions."""
    quoted = make_mojibake("“sanity…” — 日本語")
    picture = {"url": "https://t.co/m", "media_url_https": "https://p.t/a.jpg", "altText": quoted}
    value = tweet(0, f"{quoted} https://t.co/m", entities={"media": [picture]})
    clean = tweet(1, "ünhurt")
    ascii_only = [tweet(n, "plain") for n in range(2, 12)]
    for beside in ([clean], [clean, *ascii_only], ascii_only):
        post = posts_of(files(tmp_path / f"{len(beside)}", tweets=tweets(value, *beside)))[0]
        assert (post.text, post.repair, post.media[0].alt) == (quoted, None, quoted)


def test_a_month_of_quotations(tmp_path: Path) -> None:
    """Of an old export with clean months, a month with nothing but quoted damage is clean too."""
    months = tmp_path / "data" / "js" / "tweets"
    months.mkdir(parents=True)
    quoted = [tweet(n, make_mojibake(f"“{n}” für Köln")) for n in range(3)]
    for month, values in (("08", [tweet(9, "größer")]), ("09", quoted)):
        content = f"Grailbird.data.tweets_2022_{month} = \n {json.dumps(values)}"
        (months / f"2022_{month}.js").write_text(content, "utf-8")
    posts = posts_of(tmp_path, name="ada")
    assert {post.text for post in posts} == {"größer", *(value["full_text"] for value in quoted)}


def test_ids_with_leading_zeros_are_those_without(tmp_path: Path) -> None:
    """Leading zeros make no second post, nor another parent."""
    value = tweet(0, "hello", in_reply_to_status_id_str="017")
    post = one(tmp_path, value | {"id_str": f"0{value['id_str']}"})
    assert (post.id, post.reply_to) == (value["id_str"], "17")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("first\rsecond", "first\nsecond"),
        ("first\r\nsecond", "first\nsecond"),
        ("a\n\rb\r\r\nc\r", "a\n\nb\nc\n"),
        ("ü\rß", "ü\nß"),
    ],
)
def test_carriage_returns_are_line_breaks(tmp_path: Path, text: str, shown: str) -> None:
    """A carriage return, with or without a line feed, is one line break; `raw` keeps it."""
    post = one(tmp_path, tweet(0, text))
    assert (post.text, post.raw) == (shown, text)


@pytest.mark.parametrize(
    ("year", "key", "text", "shown"),
    [
        (2009, "full_text", "&quot;a&quot; &amp; b&#39;s", '"a" & b\'s'),
        (2012, "full_text", "R&D &copy=2 &lt;3", "R&D &copy=2 <3"),
        (
            2013,
            "full_text",
            "&quot; &#39; &copy; &amp;quot; &lt;3",
            "&quot; &#39; &copy; &quot; <3",
        ),
        (2016, "text", "&quot;a&quot; &amp;quot; &#8217; &copy=1", '"a" &quot; \u2019 &copy=1'),
    ],
)
def test_entities_are_decoded_by_era(
    tmp_path: Path, year: int, key: str, text: str, shown: str
) -> None:
    """In `full_text` since 2013 only Twitter's own entities are; elsewhere others are too."""
    when = datetime(year, 3, 1, 10, tzinfo=UTC)
    value = tweet(0, "") | {"created_at": when.strftime(STAMP)}
    del value["full_text"]
    id = snowflake(when) if year > 2010 else str(year)
    assert one(tmp_path, value | {"id_str": id, key: text}).text == shown


@pytest.mark.parametrize("key", ["media_alt", "ext_alt_text", "alt_text", "altText"])
def test_descriptions(tmp_path: Path, key: str) -> None:
    """Each picture has its own description, under any key; a blank or null one is none."""
    values = ["A loom\rof &amp; wood", "", "  ", None, [5]]
    media = [
        {"url": "https://t.co/m", "media_url_https": f"https://p.t/{n}.jpg", key: value}
        for n, value in enumerate(values)
    ]
    post = one(tmp_path, tweet(0, "x https://t.co/m", entities={"media": media}))
    assert [medium.alt for medium in post.media] == [
        "A loom\nof &amp; wood",
        None,
        None,
        None,
        None,
    ]
