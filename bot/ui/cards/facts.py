"""What a card says about a post beside its text: whom it answers or repeats, and its counts."""

import re

from bot.archive.plurals import Noun, counted
from bot.archive.posts.ids.links import status_link
from bot.archive.posts.post import UNKNOWN, Kind, Post
from bot.languages import _, pgettext
from bot.ui.text import shorten

_NAME = 20  # characters
_REPEATED = re.compile(r"RT @(\w{1,20}):\s*", re.ASCII)


def kind_note(post: Post) -> str:
    """Return what kind of post it is in markdown, with whom it answers or repeats as far as known.

    Empty for a post that does neither.
    """
    if post.kind is Kind.REPOST:
        repeated = _REPEATED.match(post.text)
        if repeated:
            return _("repost of {name}", name=handle(repeated[1]))
        return pgettext("kind of a post", "repost")
    if post.kind is Kind.REPLY:
        return answered(post) or pgettext("kind of a post", "reply")
    return ""


def own_text(post: Post) -> str:
    """Return the text of a post without what `kind_note` says already: “RT @name:” of a repost."""
    repeated = _REPEATED.match(post.text) if post.kind is Kind.REPOST else None
    return post.text[repeated.end() :] if repeated else post.text


def counts_note(post: Post) -> str:
    """Return how many likes and reposts a post had, as far as known; none go unsaid."""
    counts: tuple[tuple[int | None, Noun], ...] = ((post.likes, "like"), (post.reposts, "repost"))
    return " · ".join(counted(count, noun) for count, noun in counts if count)


def handle(name: str, limit: int = _NAME) -> str:
    """Return the name of an account with its sign, in at most `limit` characters and that one.

    Both are escaped together: an account may be called “everyone”.
    """
    return shorten(f"@{name}", limit + 1)


def answered(post: Post) -> str:
    """Return whom a post answers, in markdown, with a link if that is known; empty if unknown."""
    name, id = post.reply_to_account, post.reply_to
    if not (name or id):
        return ""
    if name and name.casefold() == post.account.casefold() != UNKNOWN:
        whom = pgettext("answered", "its own post")
    else:
        whom = handle(name) if name else pgettext("answered", "a post")
    if id:
        whom = f"[{whom}](<{status_link(id, name)}>)"
    return _("in reply to {whom}", whom=whom)
