"""Addresses of records, at-URIs, and where a browser finds what they name."""

import re
from typing import Any, NamedTuple

from bot.archive.posts.ids.links import web_address

POST = "app.bsky.feed.post"
"""The collection of posts."""
REPOST = "app.bsky.feed.repost"
"""The collection of reposts."""

_URI = re.compile(
    r"at://(?P<owner>did:[a-z]{1,10}:[\w.:%-]{1,200}|[\w-][\w.-]{1,252})"
    r"(?:/(?P<collection>[\w.-]{1,317})/(?P<key>[\w.~:-]{1,512}))?",
    re.ASCII,
)
_PAGES = {
    "app.bsky.feed.generator": "https://bsky.app/profile/{}/feed/{}",
    "app.bsky.graph.list": "https://bsky.app/profile/{}/lists/{}",
    "app.bsky.graph.starterpack": "https://bsky.app/starter-pack/{}/{}",
    "app.bsky.labeler.service": "https://bsky.app/profile/{}",
}
_WEB = re.compile(r"https?://[^\s\x00-\x1f\x7f<>]{1,4000}", re.IGNORECASE)


class Reference(NamedTuple):
    """A reference to a record: its at-URI, whose repository it is in, and its collection."""

    uri: str
    owner: str
    collection: str | None
    key: str | None

    @property
    def page(self) -> str | None:
        """The address at which a browser finds it; None if there is none."""
        if self.collection == POST:
            return web_address(self.uri)
        page = _PAGES.get(self.collection or "")
        return page.format(self.owner, self.key) if page else None


def reference(value: Any) -> Reference | None:
    """Return what a strong reference, `{uri, cid}`, refers to; None if it is none."""
    uri = value.get("uri") if isinstance(value, dict) else None
    match = _URI.fullmatch(uri) if isinstance(uri, str) else None
    return Reference(match[0], match["owner"], match["collection"], match["key"]) if match else None


def post_reference(value: Any) -> Reference | None:
    """Return what a strong reference refers to, if that is a post."""
    found = reference(value)
    return found if found and found.collection == POST else None


def web_link(value: object) -> str | None:
    """Return a value if it is an address of the web, as a link to show."""
    return value if isinstance(value, str) and _WEB.fullmatch(value) else None
