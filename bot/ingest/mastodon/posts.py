"""Conversion of activities to rows of the archive. Nothing is trusted without a check."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from bot.archive.posts.details import Details, Poll
from bot.archive.posts.ids.links import web_address
from bot.archive.posts.ids.mastodon_id import status_number
from bot.archive.posts.ids.networks import Network
from bot.archive.posts.ids.sort_key import sort_key_at
from bot.archive.posts.post import Kind, Origin, Visibility
from bot.archive.posts.row import PostRow
from bot.ingest.export.facts import count_of, flag_of
from bot.ingest.export.short_links import is_address
from bot.ingest.export.tweets import storable
from bot.ingest.mastodon.actor import Actor
from bot.ingest.mastodon.html_text import text_of_html
from bot.ingest.mastodon.media import media_of
from bot.ingest.mastodon.mentions import Mentions, hashtags
from bot.ingest.mastodon.values import (
    account_at,
    dicts,
    id_of,
    language_in,
    ms_of,
    text_of,
    time_of,
    total_of,
)
from bot.ingest.mastodon.visibility import DIRECT, addresses, is_public, visibility_of
from bot.ingest.records.counts import Unread
from bot.languages import Message, lazy

_ACTIVITY = "/activity"  # what the id of an activity has behind that of its post
_NETWORK = Network.MASTODON.value
_POSTS = ("Note", "Question")  # no sets: a damaged type may be anything
_CREATE, _ANNOUNCE = "Create", "Announce"
_MARKED_GONE = "Tombstone"

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


@dataclass(frozen=True, slots=True)
class ActivityConverter:
    """Converts the activities in a file to rows.

    `exported_at` is in milliseconds since 1970, 0 for none.
    """

    file: str
    actor: Actor
    exported_at: int
    include_followers: bool = False

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
        visibility = visibility_of(activity, self.actor.followers)
        if visibility is DIRECT:
            return Unread.DIRECT
        if visibility is Visibility.FOLLOWERS and not self.include_followers:
            return Unread.FOLLOWERS
        to_row = self._repost if kind == _ANNOUNCE else self._post
        return to_row(activity, number, visibility)

    def is_own(self, activity: dict[str, Any]) -> bool:
        """Return whether the owner of the archive did this."""
        return "object" in activity and id_of(activity.get("actor")) == self.actor.id

    def _post(
        self, activity: dict[str, Any], number: int, visibility: Visibility
    ) -> PostRow | NoPost | Message:
        note = activity["object"] if isinstance(activity["object"], dict) else {}
        if (author := id_of(note.get("attributedTo"))) and author != self.actor.id:
            return NoPost.OTHERS
        id = id_of(note.get("id"))
        if id is None:
            return _NO_ID
        if reason := _why_unreadable(activity, note, id):
            return reason
        time = time_of(id, note.get("published"), activity.get("published"))
        if time is None:
            return _NO_DATE
        created_at, precision = time
        mentions = Mentions(note.get("tag"), self.actor.mention_host)
        details = self._details(note, id, mentions)
        content = storable(note["content"])
        text, links = text_of_html(
            content, mentions, has_quote=bool(details.quotes) or details.quote_is_gone
        )
        parent = id_of(note.get("inReplyTo"))
        return PostRow(
            _NETWORK,
            id,
            sort_key_at(id, created_at),
            self.actor.account,
            self.actor.id,
            created_at,
            precision,
            (Kind.REPLY if note.get("inReplyTo") else Kind.POST).value,
            text,
            content,
            int(Origin.EXPORT),
            parent,
            self._author_of(parent, mentions) if parent else None,
            1,
            total_of(note.get("likes")),
            total_of(note.get("shares")),
            self.exported_at,
            flag_of(note.get("sensitive")),
            text_of(note.get("summary")),
            language_in(note.get("contentMap"), note.get("content")),
            visibility.value,
            text_of(note.get("conversation")) or text_of(note.get("context")),
            details.to_json(),
            links,
            media_of(note.get("attachment"), self.actor.host),
            ((self.file, number, self.exported_at),),
        )

    def _repost(
        self, activity: dict[str, Any], number: int, visibility: Visibility
    ) -> PostRow | Message:
        """Return a repost, which is an address: what it repeats is someone else's.

        Only a post for followers alone is embedded, and nothing is taken of it but its id.
        """
        id = id_of(activity.get("id"))
        original = id_of(activity.get("object"))
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
            self.actor.account,
            self.actor.id,
            created_at,
            precision,
            Kind.REPOST.value,
            "",
            "",
            int(Origin.EXPORT),
            None,
            None,
            1,
            visibility=visibility.value,
            details=details.to_json(),
            links=(web_address(original, author),),
            sources=((self.file, number, self.exported_at),),
        )

    def _original_account(self, activity: dict[str, Any], original: str) -> str | None:
        """Return who wrote what is repeated: only whom the repost is addressed to states that."""
        followers = self.actor.followers
        addressed = (id_of(one) for one in addresses(activity.get("cc")))
        authors = [one for one in addressed if one and not is_public(one) and one != followers]
        embedded = activity.get("object")
        if isinstance(embedded, dict) and (author := id_of(embedded.get("attributedTo"))):
            authors.insert(0, author)
        if not authors:
            return self._author_of(original, Mentions((), self.actor.mention_host))
        author = authors[0]
        return self.actor.account if author == self.actor.id else account_at(author) or author

    def _author_of(self, post: str, mentions: Mentions) -> str | None:
        own = post.startswith(f"{self.actor.id}/")
        return self.actor.account if own else mentions.author_of(post)

    def _details(self, note: dict[str, Any], id: str, mentions: Mentions) -> Details:
        edited_at = ms_of(note.get("updated"))
        quotes, is_gone = _quoted(note)
        url = _page(note.get("url"))
        return Details(
            edited_at=None if edited_at == ms_of(note.get("published")) else edited_at,
            quotes=quotes,
            quote_is_gone=is_gone,
            poll=_poll(note),
            tags=hashtags(note.get("tag")),
            mentions=mentions.ids,
            url=None if url == web_address(id, self.actor.account) else url,
        )


def _why_unreadable(activity: dict[str, Any], note: dict[str, Any], id: str) -> Message | None:
    """Return why an object with this id is not a post that can be read; None if it is one."""
    if note.get("type") not in _POSTS:
        return _NO_POST
    if not isinstance(note.get("content"), str):
        return _NO_TEXT
    return _MIXED if _is_mixed(activity, note, id) else None


def _is_mixed(activity: dict[str, Any], note: dict[str, Any], id: str) -> bool:
    """Return whether damage joined the parts of different posts: a private text could be in one.

    Where a part of a file is missing, the beginning of one post and the end of another may be one
    object. Mastodon repeats the id and the text, so that can be noticed.
    """
    whole = id_of(activity.get("id"))
    if status_number(id) is not None and whole != f"{id}{_ACTIVITY}":
        return True
    replies = note.get("replies")
    of_replies = replies.get("id") if isinstance(replies, dict) else None
    texts = note.get("contentMap")
    return (
        (isinstance(of_replies, str) and not of_replies.startswith(f"{id}/"))
        or ("atomUri" in note and note["atomUri"] != id)
        or (isinstance(texts, dict) and len(texts) == 1 and note["content"] not in texts.values())
    )


def _quoted(note: dict[str, Any]) -> tuple[str | None, bool]:
    """Return the id of the post that a post quotes, and whether it quotes one that is gone."""
    quote = note.get("quote")
    if isinstance(quote, dict) and quote.get("type") == _MARKED_GONE:
        return None, True
    stated = (quote, note.get("quoteUri"), note.get("_misskey_quote"))
    return next(filter(None, map(id_of, stated)), None), False


def _poll(note: dict[str, Any]) -> Poll | None:
    """Return the poll of a post. Votes that the server hides are null in the file, and not 0."""
    multiple = isinstance(note.get("anyOf"), list)
    options = [
        (name, total_of(option.get("replies")))
        for option in dicts(note.get("anyOf" if multiple else "oneOf"))
        if (name := text_of(option.get("name")))
    ]
    if not options:
        return None
    closes_at = ms_of(note.get("endTime")) or ms_of(note.get("closed"))
    return Poll(tuple(options), multiple, closes_at, count_of(note.get("votersCount")))


def _page(value: object) -> str | None:
    """Return the address of a post's page, of which other servers list several."""
    for one in value if isinstance(value, list) else [value]:
        address = one.get("href") if isinstance(one, dict) else one
        if isinstance(address, str) and is_address(address) and storable(address) == address:
            return address
    return None
