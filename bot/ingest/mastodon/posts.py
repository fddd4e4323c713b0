"""Conversion of activities to rows of the archive. Nothing is trusted without a check."""

from enum import Enum, auto
from typing import Any

from bot.archive.posts.details import Details
from bot.archive.posts.ids.links import web_address
from bot.archive.posts.ids.mastodon_id import status_number
from bot.archive.posts.ids.networks import Network
from bot.archive.posts.ids.sort_key import sort_key_at
from bot.archive.posts.post import Kind, Origin, Visibility
from bot.archive.posts.row import PostRow
from bot.ingest.export.facts import flag_of
from bot.ingest.export.tweets import storable
from bot.ingest.mastodon.actor import Actor
from bot.ingest.mastodon.details import details_of
from bot.ingest.mastodon.html_text import text_of_html
from bot.ingest.mastodon.media import media_of
from bot.ingest.mastodon.mentions import Mentions
from bot.ingest.mastodon.values import (
    account_at,
    content_of,
    id_of,
    language_in,
    names_post,
    post_of_tag,
    text_of,
    time_of,
    total_of,
)
from bot.ingest.mastodon.visibility import DIRECT, addresses, is_public, visibility_of
from bot.ingest.records.counts import Unread
from bot.languages import Message, lazy

_DIGITS = 19  # of the number in an id
_ACTIVITY = "/activity"  # what the id of an activity has behind that of its post
_POSTS = ("Note", "Question")  # no sets: a damaged type may be anything
_CREATE, _ANNOUNCE = "Create", "Announce"

_NETWORK = Network.MASTODON.value
_POST, _REPLY, _REPOST = Kind.POST.value, Kind.REPLY.value, Kind.REPOST.value
_ORIGIN = int(Origin.EXPORT)

_NO_ID = lazy("it has no id, or one that cannot be")
_NO_TEXT = lazy("it has no text")
_NO_DATE = lazy("its time is missing or not in the calendar")
_NO_POST = lazy("it is of a kind that is no post: an article, a page or the like")
_MIXED = lazy("its parts are of different posts")


class NoPost(Enum):
    """Why an activity that can be read is not a post."""

    OTHERS = auto()
    """It is another account's."""
    OTHER = auto()
    """It is of a type that is neither a post nor a repost: a like, an edit, a deletion."""


class ActivityConverter:
    """Converts the activities in a file to rows.

    `exported_at` is in milliseconds since 1970, 0 for none.
    """

    def __init__(
        self, file: str, actor: Actor, exported_at: int, *, include_followers: bool = False
    ) -> None:
        self._file = file
        self._actor = actor
        self._exported_at = exported_at
        self._include_followers = include_followers
        self._nobody = Mentions((), actor.mention_host)
        self._host = actor.host
        # Nearly all ids and addresses of pages are these with a number behind.
        self._prefix = f"{actor.id}/statuses/"
        self._page = web_address(f"{self._prefix}1", actor.account).removesuffix("1")

    def row(self, activity: dict[str, Any], number: int) -> PostRow | Unread | NoPost | Message:
        """Return the post in the activity with a number, or why there is none.

        A message is the reason why it cannot be read. Of a post that is not for everybody nothing
        but that is returned.
        """
        if not self.is_own(activity):
            return NoPost.OTHERS
        kind = activity.get("type")
        if kind not in (_CREATE, _ANNOUNCE):
            return NoPost.OTHER
        visibility = visibility_of(activity, self._actor.followers)
        if visibility is DIRECT:
            return Unread.DIRECT
        if visibility is Visibility.FOLLOWERS and not self._include_followers:
            return Unread.FOLLOWERS
        to_row = self._repost if kind == _ANNOUNCE else self._post
        return to_row(activity, number, visibility)

    def is_own(self, activity: dict[str, Any]) -> bool:
        """Return whether the owner of the archive did this."""
        stated = activity.get("actor")
        is_own = stated == self._actor.id or id_of(stated) == self._actor.id
        return is_own and "object" in activity

    def _post(
        self, activity: dict[str, Any], number: int, visibility: Visibility
    ) -> PostRow | NoPost | Message:
        note = activity["object"] if isinstance(activity["object"], dict) else {}
        author = note.get("attributedTo")
        if author != self._actor.id and id_of(author) not in {None, self._actor.id}:
            return NoPost.OTHERS
        stated_id = note.get("id")
        number_of_id = self._number(stated_id)
        id = f"{self._prefix}{number_of_id}" if number_of_id else id_of(stated_id)
        if id is None:
            return _NO_ID
        html = content_of(note)
        if html is None or note.get("type") not in _POSTS:
            return _NO_TEXT if html is None else _NO_POST
        if _is_mixed(activity, note, id, html):
            return _MIXED
        time = time_of(id, note.get("published"), activity.get("published"))
        if time is None:
            return _NO_DATE
        created_at, precision = time
        tags = note.get("tag")
        mentions = Mentions(tags, self._actor.mention_host) if tags else self._nobody
        page = self._page + number_of_id if number_of_id else web_address(id, self._actor.account)
        details = details_of(note, page, mentions)
        has_quote = details is not None and bool(details.quotes or details.quote_is_gone)
        content = storable(html)
        text, links = text_of_html(content, mentions, has_quote=has_quote)
        stated = note.get("inReplyTo")
        parent = (id_of(stated) or post_of_tag(stated, mentions.ids)) if stated else None
        attachments = note.get("attachment")
        return PostRow(
            _NETWORK,
            id,
            sort_key_at(id, created_at),
            self._actor.account,
            self._actor.id,
            created_at,
            precision,
            _REPLY if stated else _POST,
            text,
            content,
            _ORIGIN,
            parent,
            self._author_of(parent, mentions) if parent else None,
            1,
            total_of(note.get("likes")),
            total_of(note.get("shares")),
            self._exported_at,
            flag_of(note.get("sensitive")),
            text_of(note.get("summary")),
            language_in(note.get("contentMap"), html),
            visibility.value,
            text_of(note.get("conversation")) or text_of(note.get("context")),
            details.to_json() if details else None,
            links,
            media_of(attachments, self._host) if attachments else (),
            ((self._file, number, self._exported_at),),
        )

    def _repost(
        self, activity: dict[str, Any], number: int, visibility: Visibility
    ) -> PostRow | Message:
        """Return a repost, which is an address: what it repeats is someone else's.

        Only a post for followers alone is embedded, and nothing is taken of it but its id.
        """
        id = id_of(activity.get("id"))
        stated = activity.get("object")
        original = id_of(stated) or post_of_tag(stated, addresses(activity.get("cc")))
        if id is None or original is None:
            return _NO_ID
        id = id.removesuffix(_ACTIVITY)
        time = time_of(id, activity.get("published"))
        if time is None:
            return _NO_DATE
        created_at, precision = time
        author = self._original_account(activity, original)
        details = Details(original=original, original_account=author)
        return PostRow(
            _NETWORK,
            id,
            sort_key_at(id, created_at),
            self._actor.account,
            self._actor.id,
            created_at,
            precision,
            _REPOST,
            "",
            "",
            _ORIGIN,
            None,
            None,
            1,
            visibility=visibility.value,
            details=details.to_json(),
            links=(web_address(original, author),),
            sources=((self._file, number, self._exported_at),),
        )

    def _original_account(self, activity: dict[str, Any], original: str) -> str | None:
        """Return who wrote what is repeated: only whom the repost is addressed to states that."""
        followers = self._actor.followers
        addressed = (id_of(one) for one in addresses(activity.get("cc")))
        authors = [one for one in addressed if one and not is_public(one) and one != followers]
        embedded = activity.get("object")
        if isinstance(embedded, dict) and (author := id_of(embedded.get("attributedTo"))):
            authors.insert(0, author)
        if not authors:
            return self._author_of(original, self._nobody)
        author = authors[0]
        return self._actor.account if author == self._actor.id else account_at(author) or author

    def _number(self, id: object) -> str | None:
        """Return the number in the id of an own post on Mastodon; None for any other id."""
        if not isinstance(id, str) or not id.startswith(self._prefix):
            return None
        number = id[len(self._prefix) :]
        is_number = number.isascii() and number.isdigit() and len(number) <= _DIGITS
        return number if is_number else None

    def _author_of(self, post: str, mentions: Mentions) -> str | None:
        own = post.startswith(f"{self._actor.id}/")
        return self._actor.account if own else mentions.author_of(post)


def _is_mixed(activity: dict[str, Any], note: dict[str, Any], id: str, content: str) -> bool:
    """Return whether damage joined the parts of different posts: a private text could be in one.

    Where a part of a file is missing, the beginning of one post and the end of another may be one
    object. Mastodon repeats the id and the text, so that can be noticed.
    """
    if activity.get("id") != f"{id}{_ACTIVITY}" and status_number(id) is not None:
        return True
    if not names_post(note.get("atomUri"), id):
        return True
    replies, texts = note.get("replies"), note.get("contentMap")
    of_replies = replies.get("id") if isinstance(replies, dict) else None
    return (isinstance(of_replies, str) and not of_replies.startswith(f"{id}/")) or (
        isinstance(texts, dict) and len(texts) == 1 and content not in texts.values()
    )
