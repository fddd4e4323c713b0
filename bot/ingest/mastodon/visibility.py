"""Who could see a post: archives have no such field, only whom each post was addressed to.

The rule is that of Mastodon's server (app/lib/activitypub/tag_manager.rb), read backwards. What it
does not cover is taken for the most private: a note to oneself is addressed to nobody at all.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.archive.posts.post import Visibility

_PUBLIC = frozenset({"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})

_EVERYBODY = ["https://www.w3.org/ns/activitystreams#Public"]  # what most posts have

DIRECT = None
"""The visibility of a post to certain people, or to nobody; no such post is ever imported."""

_ORDER = (Visibility.PUBLIC, Visibility.UNLISTED, Visibility.FOLLOWERS, DIRECT)


def visibility_of(activity: Mapping[str, Any], followers: str | None) -> Visibility | None:
    """Return the visibility of an activity and of what is in it, the more private of the two.

    `followers` is the address of the author's followers; other addresses that look alike are those
    of groups. DIRECT is returned for everything that is not clearly for more people.
    """
    visibility = _addressed(activity, followers)
    embedded = activity.get("object")
    if not isinstance(embedded, dict):
        return visibility
    inner = _addressed(embedded, followers)
    return visibility if visibility is inner else max(visibility, inner, key=_ORDER.index)


def addresses(value: object) -> Iterator[str]:
    """Yield the addresses in `to`, `cc` and the like: one, a list of them, or none."""
    for one in value if isinstance(value, list) else [value]:
        address = one.get("id") if isinstance(one, dict) else one
        if isinstance(address, str):
            yield address


def is_public(address: str) -> bool:
    """Return whether an address means everybody."""
    return address in _PUBLIC


def _addressed(value: Mapping[str, Any], followers: str | None) -> Visibility | None:
    if value.get("directMessage") is True:  # glitch-soc says so; that it does not proves nothing
        return DIRECT
    to = value.get("to")
    if to == _EVERYBODY or not _PUBLIC.isdisjoint(addresses(to)):
        return Visibility.PUBLIC
    if not _PUBLIC.isdisjoint(addresses(value.get("cc"))):
        return Visibility.UNLISTED
    if followers and followers in addresses(to):
        return Visibility.FOLLOWERS
    return DIRECT
