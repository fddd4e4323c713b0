"""Twitter's own export: every post of it, whatever shape or state it is in."""

import json
import os
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive.posts.post import Kind, Media, MediaKind, Origin, Post, Source, Version
from bot.errors import ArchiveFileError
from bot.ingest.discover import discover
from bot.ingest.export.json_objects import objects
from bot.ingest.reader import read
from bot.ingest.text.mojibake import make_mojibake
from tests.archives import snowflake
from tests.ingest.export.exports import (
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
    """Return the post that one object makes."""
    (post,) = posts_of(files(folder, tweets=tweets(value)))
    return post


@pytest.mark.skipif(ARCHIVES is None, reason="ARCHIVES names no folder of archives")
def test_the_fictional_export(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its posts are all there with their texts, and nothing private is opened."""
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


def test_a_post(tmp_path: Path) -> None:
    """Everything that is known of a post is read, with the time that its id tells."""
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
    """A reply is what says so; a mention at the beginning alone makes none."""
    post = one(tmp_path, tweet(0, text, **fields))
    assert (post.kind, (post.reply_to, post.reply_to_account)) == (kind, answers)


@pytest.mark.parametrize(
    "full", ["javascript:x", "https://a b", "", None, 5, "https://" + "x" * 9000]
)
def test_an_address_that_is_none_replaces_nothing(tmp_path: Path, full: object) -> None:
    """The short address stays where the long one is not sane."""
    urls = [{"url": "https://t.co/a", "expanded_url": full}]
    assert (
        one(tmp_path, tweet(0, "https://t.co/a", entities={"urls": urls})).text == "https://t.co/a"
    )


def test_all_files_of_an_export(tmp_path: Path) -> None:
    """Parts in any order, posts of communities, one line or many, wrapped or not: each once."""
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
    """What says that it was deleted is left out, in whatever file it stands."""
    value = tweet(1, "gone", deleted_at="Tue Nov 01 00:00:00 +0000 2022")
    assert [p.text for p in posts_of(files(tmp_path, tweets=tweets(tweet(0, "here"), value)))] == [
        "here"
    ]


def test_an_old_export(tmp_path: Path) -> None:
    """Before 2019: a file a month, times written otherwise, the author in each post."""
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
    (folder.parent / "user_details.js").write_text('var user_details = {"screen_name": "ada"}')
    assert {post.account for post in posts_of(tmp_path / "old")} == {"ada"}


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
    """account.js says so, else the manifest, for single files too; else the user must."""
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
    """The time counts for a whole export alone: not for a part, a single file, or a lost file."""
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
    """The profile is told with the export."""
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
    told = found.manifest
    assert (told.account, told.account_id, told.display_name) == ("ada", "7", "Ada L")
    assert (told.bio, told.website, told.location) == ("I count", "https://a.b", "London")
    assert told.created_at == datetime(2009, 1, 2, 3, 4, 5, tzinfo=UTC)


def edited(*ids: str, first: bool = False) -> dict[str, Any]:
    """Return what a post says of its versions."""
    if first:
        return {"initial": {"editTweetIds": list(ids)}}
    return {"edit": {"initialTweetId": ids[0], "editControlInitial": {"editTweetIds": list(ids)}}}


def test_an_edited_post_is_one(tmp_path: Path) -> None:
    """The newest version is the post; the others are its history, known by id if not there."""
    ids = [snowflake(at(n)) for n in (0, 1, 2)]
    export = files(
        tmp_path,
        tweets=tweets(
            tweet(0, "teh", edit_info=edited(ids[0], first=True)),
            tweet(5, "other", edit_info=edited(snowflake(at(5)), first=True)),
        ),
        tweets_part1=tweets(tweet(2, "the", edit_info=edited(*ids))),
    )
    posts = {post.text: post for post in posts_of(export)}
    assert set(posts) == {"the", "other"}
    assert posts["other"].versions == ()
    assert posts["the"].versions == (Version(ids[0], at(0), "teh"), Version(ids[1]))


def test_damage_is_undone(tmp_path: Path) -> None:
    """Text is mended before anything is stripped or unescaped; alt texts are mended too."""
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
    single = files(tmp_path, tweets=tweets(tweet(0, make_mojibake(texts[0])), tweet(1, "ünhurt")))
    mended, clean = posts_of(single)
    assert (mended.text, clean.repair) == (texts[0], None)
    assert mended.repair
    assert mended.repair.plan == "post 1"


WRONG = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
KEYS = (
    "id_str", "id", "full_text", "created_at", "entities", "extended_entities", "user", "edit_info",
    "in_reply_to_status_id_str", "in_reply_to_screen_name", "retweeted_status",
)  # fmt: skip
PARTS = (
    "urls",
    "media",
    "url",
    "expanded_url",
    "video_info",
    "variants",
    "media_url_https",
    "type",
)


@given(
    st.dictionaries(st.sampled_from(KEYS), WRONG | st.dictionaries(st.sampled_from(PARTS), WRONG))
)
@settings(max_examples=80)
def test_any_value_may_be_wrong(
    tmp_path_factory: pytest.TempPathFactory, fields: dict[str, Any]
) -> None:
    """Whatever a value is, the post is read or reported, and so are those beside it."""
    folder = tmp_path_factory.mktemp("wrong")
    values = [tweet(0, "first"), tweet(1, "odd") | fields, tweet(2, "last")]
    content = json.dumps([{"tweet": value} for value in values])
    posts, refused = everything(files(folder, tweets=f"window.YTD.tweets.part0 = {content}"))
    texts = [post.text for post in posts]
    assert "first" in texts
    assert "last" in texts
    assert len(posts) + len(refused) == 3
    for post in posts:
        json.dumps([post.text, post.raw], ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        ('{"tweet": {}}', "no id"),
        ("5", "damaged"),
        ("{" * 50_000, "damaged"),
        ('{"a":' * 50_000, "too deeply"),
        ("[" * 50_000 + "5", "damaged"),
        ('{"tweet": {"id_str": "' + "9" * 5000 + '"}}', "no id"),
        ('{"tweet": {"id": ' + "9" * 5000 + "}}", "no id"),
        ('{"a": "' + "x" * 1_500_000 + '"}', "characters"),
        ('{"a": "' + "x" * 1_500_000, "characters"),
    ],
)
def test_strange_things_cost_themselves_alone(tmp_path: Path, odd: str, reason: str) -> None:
    """What is no post is reported once, with its line; the posts around it are read."""
    first, last = (json.dumps({"tweet": tweet(n, f"post {n}")}) for n in range(2))
    path = tmp_path / "tweets.js"
    path.write_text(f"window.YTD.tweets.part0 = [\n{first},\n{odd},\n{last}\n]")
    posts, (refused,) = everything(path, name="ada")
    assert [post.text for post in posts] == ["post 0", "post 1"]
    assert (refused.line, reason in refused.reason) == (3, True)


def test_halves_of_characters(tmp_path: Path) -> None:
    """Halves that belong together are joined, others are lost, and all of it can be stored."""
    export = files(tmp_path, tweets="window.YTD.tweets.part0 = " + json.dumps(
        [{"tweet": tweet(0, "a\ud83d b \ud83d\ude00")}]
    ))  # fmt: skip
    (post,) = posts_of(export)
    assert post.text == post.raw == "a\ufffd b 😀"


LAYOUTS = st.sampled_from([2, None])


@given(st.data(), LAYOUTS)
@settings(max_examples=150)
def test_any_damage_costs_what_it_hits_alone(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, indent: int | None
) -> None:
    """A cut, another byte, a gap or a splice: every post whose object is whole is there."""
    values = [tweet(n, f"post {n} “ü” {{[") for n in range(6)]
    whole = tweets(*values, indent=indent).encode()
    spans = []
    for value in values:
        begin = whole.rindex(b"{", 0, whole.index(value["id_str"].encode()))
        spans.append((begin, whole.index(b"}", whole.index(b'"urls"', begin) + 1) + 1))
    head = whole.index(b"[") + 1
    begin = data.draw(st.integers(head, len(whole) - 1))
    end = data.draw(st.just(begin + 1) | st.integers(begin, len(whole)))
    new = data.draw(st.binary(max_size=3) | st.sampled_from([b"", b'"', b"{", b"}", b"\\", b"[{"]))
    folder = tmp_path_factory.mktemp("damaged")
    (folder / "tweets.js").write_bytes(whole[:begin] + new + whole[end:])
    try:
        posts, refused = everything(folder, name="ada")
    except ArchiveFileError:
        assert begin < spans[0][1]  # nothing is left to know the file by
        return
    texts = {post.text for post in posts}
    for n, (first, last) in enumerate(spans):
        # Something cut off or opened just before a post may take that post in.
        if last < begin - 10 or first > end + 10:
            assert f"post {n} “ü” {{[" in texts
    assert len(posts) + len(refused) > 0


def test_a_cut_file_says_so(tmp_path: Path) -> None:
    """A file that ends in a post, or between two, is reported, with the line."""
    whole = tweets(*(tweet(n, f"post {n}") for n in range(3)))
    for end, reason in ((whole.rindex("created_at"), "this post"), (whole.rindex(","), "list")):
        path = tmp_path / "tweets.js"
        path.write_text(whole[:end])
        posts, refused = everything(path, name="ada")
        assert [post.text for post in posts][:2] == ["post 0", "post 1"]
        assert any(reason in one.reason for one in refused) or len(posts) == 2


def test_a_quoted_post_is_nobodys_own(tmp_path: Path) -> None:
    """Behind damage, what an old export quotes of others is not taken for the owner's."""
    quoted = {"id_str": "5", "text": "theirs", "created_at": "2014-01-01 00:00:00 +0000",
              "user": {"screen_name": "bob"}}  # fmt: skip
    value = {**tweet(0, "RT @bob: theirs"), "retweeted_status": quoted}
    whole = tweets(value, tweet(1, "mine")).replace('"id_str"', '"id_str', 1)
    path = tmp_path / "tweets.js"
    path.write_text(whole)
    posts, refused = everything(path, name="ada")
    assert [post.text for post in posts] == ["mine"]
    assert len(refused) == 1


@given(st.lists(st.integers(0, 400), max_size=6), LAYOUTS)
def test_chunks_make_no_difference(cuts: list[int], indent: int | None) -> None:
    """However a file is cut into chunks, its objects and their lines are the same."""
    text = tweets(*(tweet(n, f"{n}") for n in range(2)), indent=indent)
    places = [0, *sorted(cuts), len(text)]
    chunks = [text[a:b] for a, b in pairwise(places)]
    assert list(objects(chunks, lambda _: True)) == list(objects([text], lambda _: True))
