"""Activities become posts with all that they state; what is wrong in one is said or ignored."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive.posts.details import Poll
from bot.archive.posts.post import Kind, MediaKind, Post, Precision, Visibility
from bot.archive.posts.row import PostRow, row_of
from bot.ingest.mastodon.actor import Actor
from bot.ingest.mastodon.media import media_name
from bot.ingest.mastodon.posts import ActivityConverter, NoPost
from bot.ingest.records.counts import Unread
from bot.ingest.records.validation import check_post
from bot.languages import Message
from tests.ingest.mastodon.archives import (
    ACTOR,
    FOLLOWERS,
    HOST,
    MOSS,
    PICTURE,
    PUBLIC,
    announce,
    create,
    id_at,
    picture,
    published,
)

OWNER = Actor(ACTOR, "fern@social.example", FOLLOWERS)
CONVERTER = ActivityConverter("outbox.json", OWNER, 1_720_000_000_000)
INCLUDING = ActivityConverter("outbox.json", OWNER, 0, include_followers=True)
MENTION = {"type": "Mention", "href": MOSS, "name": "@moss@other.example"}
SAID = "<p>Secret</p>"


def post_of(activity: dict[str, Any], converter: ActivityConverter = CONVERTER) -> Post:
    """Return the post in an activity, which must be valid and stay what it is as a row."""
    row = converter.row(activity, 7)
    assert isinstance(row, PostRow)
    check_post(row.post)
    assert row_of(row.post) == row
    return row.post


def test_a_post() -> None:
    """A plain post has its text, time, account, conversation and place in the file."""
    post = post_of(create(1, "<p>Hello</p>"))
    assert (post.id, post.text, post.raw) == (id_at(1), "Hello", "<p>Hello</p>")
    assert (post.account, post.account_id) == ("fern@social.example", ACTOR)
    assert post.network == "mastodon"
    assert f"{post.created_at:%Y-%m-%dT%H:%M:%SZ}" == published(1)
    assert post.precision is Precision.MILLISECOND
    assert post.kind is Kind.POST
    assert post.conversation == "tag:social.example,2024-06-30:objectId=1:objectType=Conversation"
    assert post.url == f"{HOST}/@fern/{id_at(1).rpartition('/')[2]}"
    assert (post.sources[0].file, post.sources[0].line) == ("outbox.json", 7)
    assert post.language == "en"
    assert post.visibility is Visibility.PUBLIC


def test_facts_beside_the_text() -> None:
    """Warning, mark, edit, counts, tags, mentions and the page of a post are kept."""
    tags = [
        MENTION,
        {"type": "Hashtag", "name": "#garden"},
        "plain",
        {"type": "Emoji", "name": "x"},
    ]
    post = post_of(
        create(
            1, "<p>x</p>", summary="The end\0", sensitive=True, updated="2024-07-01T00:00:00Z",
            likes={"totalItems": "3"}, shares={"totalItems": "0"}, tag=tags,
            url=["https://social.example/notice/A1"], conversation=None, context="https://c/1",
        )
    )  # fmt: skip
    assert (post.content_warning, post.sensitive) == ("The end", True)
    assert (post.likes, post.reposts) == (3, 0)
    assert post.details.edited_at == 1_719_792_000_000
    assert post.details.tags == ("garden", "plain")
    assert post.details.mentions == (MOSS,)
    assert post.details.url == post.url == "https://social.example/notice/A1"
    assert post.conversation == "https://c/1"


@pytest.mark.parametrize(
    ("parent", "account"),
    [
        (id_at(0), "fern@social.example"),
        (f"{MOSS}/statuses/116000000000000000", "moss@other.example"),
        ("https://third.example/users/oak/statuses/1", "oak@third.example"),
        ("https://other.example/objects/0a1b2c3d", "moss@other.example"),
        ("https://third.example/ap/users/1/statuses/1", None),
    ],
)
def test_whom_a_reply_answers(parent: str, account: str | None) -> None:
    """The author of a parent is known by the mentions, or by the address of the parent."""
    post = post_of(create(1, "<p>x</p>", inReplyTo=parent, tag=[MENTION]))
    assert (post.kind, post.reply_to, post.reply_to_account) == (Kind.REPLY, parent, account)


def test_a_parent_that_is_no_address() -> None:
    """A reply to something on another network is a reply, to something unknown."""
    post = post_of(create(1, "<p>x</p>", inReplyTo="nostr:abc"))
    assert (post.kind, post.reply_to) == (Kind.REPLY, None)


def test_quotes() -> None:
    """Any of three keys names a quoted post; a Tombstone says that it is gone."""
    quoted = f"{MOSS}/statuses/116500000000000000"
    for key in ("quote", "quoteUri", "_misskey_quote"):
        assert post_of(create(1, "<p>x</p>", **{key: quoted})).details.quotes == quoted
    gone = post_of(create(1, "<p>x</p>", quote={"type": "Tombstone"})).details
    assert (gone.quotes, gone.quote_is_gone) == (None, True)
    assert post_of(create(1, "<p>x</p>", quoteUrl=quoted)).details.quotes is None


def test_polls() -> None:
    """Votes that are hidden are not known; they are not none."""
    options = [
        {"type": "Note", "name": "Tea", "replies": {"totalItems": "3"}},
        {"type": "Note", "name": "Coffee", "replies": {"totalItems": None}},
    ]
    poll = post_of(create(1, "<p>?</p>", type="Question", anyOf=options, votersCount="3")).details
    assert poll.poll == Poll((("Tea", 3), ("Coffee", None)), multiple=True, voters=3)
    ends = "2024-07-01T00:00:00Z"
    poll = post_of(create(1, "<p>?</p>", type="Question", oneOf=options, endTime=ends)).details
    assert poll.poll == Poll((("Tea", 3), ("Coffee", None)), closes_at=1_719_792_000_000)


@pytest.mark.parametrize(
    ("keys", "language"),
    [
        (["en"], "en"), (["zhCn"], "zh-CN"), (["nanTw"], "nan-TW"), (["zhYue"], "zh-yue"),
        (["zhHans"], "zh-Hans"), (["pt-BR"], "pt-BR"), (["pt_BR"], "pt-BR"), (["und"], None),
        (["no language"], None), ([], None),
    ],
)  # fmt: skip
def test_languages(keys: list[str], language: str | None) -> None:
    """Codes of regions were written in camel case."""
    content = dict.fromkeys(keys, "<p>x</p>")
    assert post_of(create(1, "<p>x</p>", contentMap=content)).language == language


def test_media() -> None:
    """Files are known by the part of their path that the archive has too; alt may be missing."""
    url = "https://files.example/x.mp4"
    attachments = [
        picture(f"/bucket/{PICTURE}", "A pond"),
        picture(mediaType="video/mp4", url="media_attachments/files/1/b.mp4?x=1"),
        {"type": "Document", "mediaType": "audio/ogg", "url": url, "icon": {"url": "x"}},
        {"type": "Document", "url": [{"type": "Link", "href": url, "mediaType": "video/mp4"}]},
        {"type": "Image", "url": f"https://files.example/{PICTURE}"},
        {"type": "Link", "href": url},
        picture(mediaType="application/pdf"),
        picture() | {"url": None},
        "no attachment",
    ]
    media = post_of(create(1, "", attachment=attachments)).media
    path = f"media/{media_name('social.example', PICTURE)}"
    film = f"media/{media_name('social.example', 'media_attachments/files/1/b.mp4')}"
    assert [(one.kind, one.path, one.url, one.alt) for one in media] == [
        (MediaKind.IMAGE, path, None, "A pond"),
        (MediaKind.VIDEO, film, None, None),
        (MediaKind.AUDIO, None, url, None),
        (MediaKind.VIDEO, None, url, None),
        (MediaKind.IMAGE, path, f"https://files.example/{PICTURE}", None),
    ]
    assert media_name("other.example", PICTURE) != media_name("social.example", PICTURE)
    assert media_name("h", "media_attachments/a b/é:*.png").partition("-")[2] == "___.png"


def test_reposts() -> None:
    """A repost has the address of the original, and its author from whom it was addressed to."""
    original = f"{MOSS}/statuses/116499999999999999"
    post = post_of(announce(3, original))
    assert (post.id, post.kind, post.text, post.raw) == (id_at(3), Kind.REPOST, "", "")
    assert post.links == ("https://other.example/@moss/116499999999999999",)
    assert post.details.original == original
    assert post.details.original_account == "moss@other.example"
    numbered = "https://other.example/ap/users/1"
    post = post_of(announce(3, f"{numbered}/statuses/1", cc=[numbered, FOLLOWERS]))
    assert post.details.original_account == numbered
    unlisted = post_of(announce(3, original, to=[FOLLOWERS], cc=[MOSS, PUBLIC]))
    assert unlisted.visibility is Visibility.UNLISTED
    assert unlisted.details.original_account == "moss@other.example"


def test_a_repost_of_ones_own_private_post() -> None:
    """A post for followers that its author repeats is embedded; nothing but its id is taken."""
    own = create(2, SAID, "followers", attachment=[picture()])["object"]
    own_repost = announce(3, own, to=[FOLLOWERS], cc=[ACTOR])
    assert CONVERTER.row(own_repost, 1) is Unread.FOLLOWERS
    post = post_of(own_repost, INCLUDING)
    assert "Secret" not in repr(post)
    assert (post.text, post.media, post.details.original) == ("", (), id_at(2))
    assert post.details.original_account == "fern@social.example"
    assert CONVERTER.row(announce(3, own), 1) is Unread.FOLLOWERS
    direct = create(2, SAID, "direct")["object"]
    assert INCLUDING.row(announce(3, direct), 1) is Unread.DIRECT


def test_private_posts() -> None:
    """Posts for followers come on request, direct ones and notes to oneself never."""
    for to in ("direct", "nobody"):
        assert INCLUDING.row(create(1, SAID, to), 1) is Unread.DIRECT
    assert CONVERTER.row(create(1, SAID, "followers"), 1) is Unread.FOLLOWERS
    assert post_of(create(1, SAID, "followers"), INCLUDING).visibility is Visibility.FOLLOWERS
    mixed = create(1, SAID, "direct") | {"to": [PUBLIC]}
    assert INCLUDING.row(mixed, 1) is Unread.DIRECT


def test_what_is_no_post() -> None:
    """Activities of others and of other types are not read as posts."""
    assert CONVERTER.row(create(1, "x") | {"actor": MOSS}, 1) is NoPost.OTHERS
    assert CONVERTER.row(create(1, "x", attributedTo=MOSS), 1) is NoPost.OTHERS
    for kind in ("Update", "Delete", "Like", None):
        assert CONVERTER.row(create(1, "x") | {"type": kind}, 1) is NoPost.OTHER


def of_ids(activity: dict[str, Any], id: str) -> dict[str, Any]:
    """Return a post of another server than Mastodon's, whose ids have no number."""
    note = activity["object"] | {"id": id, "replies": None, "atomUri": id}
    return activity | {"id": "https://social.example/activities/1", "object": note}


def test_times() -> None:
    """The id gives milliseconds; where it has none, or contradicts, what is stated counts."""
    other = of_ids(create(1, "x", published="2024-06-30T11:00:00.123Z"), f"{HOST}/objects/1")
    assert post_of(other).precision is Precision.SECOND
    assert post_of(other).created_at.microsecond == 123_000
    backdated = post_of(create(1, "x", published="2019-01-01T00:00:00Z") | {"published": None})
    assert (backdated.precision, backdated.created_at.year) == (Precision.SECOND, 2019)
    unreadable = post_of(create(1, "x", published="soon") | {"published": "9999-99-99"})
    assert unreadable.precision is Precision.MILLISECOND
    assert f"{unreadable.created_at:%Y-%m-%dT%H:%M:%SZ}" == published(1)
    for stamp in (None, "soon", "0001-01-01T00:00:00+23:00", "9999-12-31T00:00:00Z"):
        never = of_ids(create(1, "x", published=stamp), f"{HOST}/objects/1")
        assert isinstance(CONVERTER.row(never | {"published": stamp}, 1), Message)


@pytest.mark.parametrize(
    "fields",
    [
        {"id": None}, {"id": "tag:x"}, {"id": "at://did:plc:a/app.bsky.feed.post/3k"},
        {"content": None, "contentMap": None}, {"content": 7},
        {"type": "Article"}, {"type": "ChatMessage"},
        {"id": id_at(2)}, {"atomUri": id_at(2)}, {"contentMap": {"en": "<p>other</p>"}},
        {"replies": {"id": f"{id_at(2)}/replies"}},
    ],
)  # fmt: skip
def test_what_cannot_be_read(fields: dict[str, Any]) -> None:
    """A post without id or text, or made of two, is reported and not guessed at."""
    row = CONVERTER.row(changed(create(1, SAID), fields), 1)
    assert isinstance(row, Message)
    assert "Secret" not in f"{row}"


def test_half_surrogates_and_nul() -> None:
    """What a database cannot hold is lost, and nothing else."""
    post = post_of(create(1, "<p>a\ud83d\ude00b\ud83dc\0d</p>", summary="x\udc00"))
    assert post.text == "a😀b\ufffdcd"
    assert post.content_warning == "x\ufffd"


WRONG = st.recursive(
    st.none() | st.booleans() | st.integers().map(str) | st.text(max_size=5)
    | st.sampled_from([MOSS, PUBLIC, id_at(1), PICTURE, "2024-01-01"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["id", "type", "href", "url", "name", "totalItems", "replies", "mediaType", "en"]
        ),
        inner,
        max_size=3,
    ),
    max_leaves=6,
)  # fmt: skip
KEYS = sorted({*create(1, "x")["object"], "updated", "quote", "oneOf", "anyOf", "endTime", "likes"})


def changed(activity: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
    """Return an activity with other fields of its post."""
    return activity | {"object": activity["object"] | fields}


@given(
    st.dictionaries(st.sampled_from(KEYS), WRONG, max_size=4),
    st.dictionaries(st.sampled_from(["id", "published", "to", "cc", "object"]), WRONG, max_size=2),
    st.booleans(),
)
@settings(max_examples=200)
def test_any_value_may_be_wrong(
    fields: dict[str, Any], outer: dict[str, Any], is_repost: bool
) -> None:
    """Values of any type give a valid post or a reason, and no exception."""
    post = changed(create(1, "<p>x</p>"), fields)
    activity = (announce(1, MOSS) if is_repost else post) | outer
    row = INCLUDING.row(activity, 1)
    if isinstance(row, PostRow):
        check_post(row.post)
