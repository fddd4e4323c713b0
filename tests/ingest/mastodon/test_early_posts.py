"""Posts of 2016 and 2017, whose ids in OStatus are tags, and texts that are stated otherwise."""

from typing import Any

import pytest

from bot.archive.posts.post import Kind, Precision
from bot.ingest.mastodon.actor import Actor
from bot.ingest.mastodon.posts import ActivityConverter
from bot.languages import Message
from tests.ingest.mastodon.archives import (
    ACTOR,
    FOLLOWERS,
    HOST,
    MOSS,
    announce,
    create,
    id_at,
    picture,
)
from tests.ingest.mastodon.test_posts import CONVERTER, MENTION, changed, post_of


def of_2016(number: int, **fields: Any) -> dict[str, Any]:
    """Return a post of the first year, whose number is a counter."""
    id, at = f"{ACTOR}/statuses/{number}", "2016-11-27T23:56:46Z"
    stated = {
        "id": id,
        "url": f"{HOST}/@fern/{number}",
        "published": at,
        "atomUri": f"tag:social.example,2016-11-27:objectId={number}:objectType=Status",
        "conversation": None,
        "replies": {"id": f"{id}/replies", "type": "Collection"},
    }
    activity = changed(create(1, "<p>Hello world!</p>"), stated | fields)
    return activity | {"id": f"{id}/activity", "published": at}


def test_a_post_with_a_tag() -> None:
    """The atomUri of the first posts is a tag with their number."""
    post = post_of(of_2016(55864))
    assert (post.id, post.text) == (f"{ACTOR}/statuses/55864", "Hello world!")
    assert (f"{post.created_at:%Y-%m-%d}", post.precision) == ("2016-11-27", Precision.SECOND)


def test_a_server_that_was_renamed() -> None:
    """The atomUri has the name that a server or an account had then."""
    number = id_at(1).rpartition("/")[2]
    for old in ("https://old.example/users/fern", f"{HOST}/users/leaf"):
        post = post_of(create(1, "<p>x</p>", atomUri=f"{old}/statuses/{number}"))
        assert post.id == id_at(1)


@pytest.mark.parametrize(
    "uri",
    [
        "tag:social.example,2016-11-27:objectId=55865:objectType=Status",
        f"{ACTOR}/statuses/55865",
        "https://social.example/objects/1",
    ],
)
def test_the_tag_of_another_post(uri: str) -> None:
    """A number that differs is of another post."""
    assert isinstance(CONVERTER.row(of_2016(55864, atomUri=uri), 1), Message)


def test_reposts_of_tags() -> None:
    """Early reposts name the original by a tag, and its author in `cc`."""
    tag = "tag:other.example,2017-04-05:objectId=12:objectType=Status"
    post = post_of(announce(3, tag))
    assert post.details.original == f"{MOSS}/statuses/12"
    assert post.details.original_account == "moss@other.example"
    assert post.links == ("https://other.example/@moss/12",)
    notice = "tag:gnu.example,2017-04-05:noticeId=34:objectType=note"
    assert post_of(announce(3, notice)).links == ("https://gnu.example/notice/34",)
    for unknown in (tag.replace("other", "third"), "tag:x", f"{tag}s"):
        assert isinstance(CONVERTER.row(announce(3, unknown), 1), Message)


def test_replies_to_tags() -> None:
    """So do early replies, whose parent's author is mentioned."""
    tag = "tag:other.example,2017-04-05:objectId=12:objectType=Status"
    post = post_of(create(1, "<p>x</p>", inReplyTo=tag, tag=[MENTION]))
    assert (post.kind, post.reply_to) == (Kind.REPLY, f"{MOSS}/statuses/12")
    assert post.reply_to_account == "moss@other.example"
    assert post_of(create(1, "<p>x</p>", inReplyTo=tag)).reply_to is None


def test_a_text_by_language_alone() -> None:
    """A text may be stated in `contentMap` alone; media and polls need none."""
    activity = changed(create(1, "<p>x</p>"), {"contentMap": {"de": "<p>Guten Tag</p>"}})
    for content in ({"content": None}, {}):
        del activity["object"]["content"]
        activity["object"] |= content
        post = post_of(activity)
        assert (post.text, post.raw, post.language) == ("Guten Tag", "<p>Guten Tag</p>", "de")
    silent = {"content": None, "contentMap": None}
    assert post_of(changed(create(1, ""), silent | {"attachment": [picture()]})).media
    options = [{"type": "Note", "name": "Tea"}]
    assert post_of(changed(create(1, ""), silent | {"oneOf": options})).details.poll


def test_an_account_with_a_number() -> None:
    """Accounts of 4.5 and later have a number in their ids; the name is in actor.json."""
    id = f"{HOST}/ap/users/116"
    converter = ActivityConverter("x", Actor(id, "fern@social.example", FOLLOWERS), 0)
    status = f"{id}/statuses/{id_at(1).rpartition('/')[2]}"
    fields = {"id": status, "atomUri": status, "attributedTo": id, "replies": None}
    activity = changed(create(1, "<p>x</p>"), fields) | {"id": f"{status}/activity", "actor": id}
    assert post_of(activity, converter).id == status
