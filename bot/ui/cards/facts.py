"""What a card says about a post beside its text: whom it answers or repeats, and its counts."""

import re

from bot.archive.plurals import Noun, counted
from bot.archive.posts.body import Body, body_of
from bot.archive.posts.details import Details
from bot.archive.posts.ids.account_names import shortened
from bot.archive.posts.ids.links import web_address
from bot.archive.posts.ids.networks import network_name
from bot.archive.posts.post import UNKNOWN, Kind, Post, Visibility
from bot.languages import _, pgettext
from bot.ui.text import linked, shorten

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
        if post.details.original:
            return _("repost of {name}", name=_original(post.details))
        return pgettext("kind of a post", "repost")
    if post.kind is Kind.REPLY:
        return answered(post) or pgettext("kind of a post", "reply")
    return ""


def own_text(post: Post) -> str:
    """Return the text of a post without what `kind_note` says already: “RT @name:” of a repost."""
    repeated = _REPEATED.match(post.text) if post.kind is Kind.REPOST else None
    return post.text[repeated.end() :] if repeated else post.text


def body(post: Post, *, revealed: bool) -> Body:
    """Return the body of a post on a card; see `body_of`."""
    return body_of(post, own_text(post), revealed=revealed)


def counts_note(post: Post) -> str:
    """Return how many likes and reposts a post had, as far as known; none go unsaid."""
    counts: tuple[tuple[int | None, Noun], ...] = ((post.likes, "like"), (post.reposts, "repost"))
    return " · ".join(counted(count, noun) for count, noun in counts if count)


def visibility_note(post: Post) -> str:
    """Return who could see a post, if not everybody could find it; else nothing."""
    if post.visibility is Visibility.UNLISTED:
        return pgettext("a post", "unlisted")
    return pgettext("a post", "for followers") if post.visibility is Visibility.FOLLOWERS else ""


def imported_note(post: Post) -> str:
    """Return when an old post was imported into its network; nothing for most posts."""
    day = post.imported_on
    return pgettext("a post", "imported on {day}", day=day.isoformat()) if day else ""


def quote_note(post: Post) -> str:
    """Return that a post quotes another one, with a link, in markdown; or that this is gone."""
    if post.details.quote_is_gone:
        return _("quotes a post that is gone")
    if not post.details.quotes:
        return ""
    quoted = pgettext("quoted", "a post")
    return _("quotes {post}", post=linked(quoted, web_address(post.details.quotes)))


def _original(details: Details) -> str:
    """Return who wrote what is repeated, as far as known, as a link to it."""
    name = details.original_account
    known = name and "://" not in name
    whom = handle(name) if name and known else pgettext("answered", "a post")
    address = web_address(details.original or "", name if known else None)
    return linked(whom, address)


def also_on_note(post: Post) -> str:
    """Return where else a post says the same, in markdown with links; empty for most."""
    places = [linked(network_name(one.network), one.url) for one in post.also_on]
    if not places:
        return ""
    # Translators: the names of networks, such as “Mastodon · Bluesky”.
    return _("also on {networks}", networks=" · ".join(places))


def handle(name: str, limit: int = _NAME) -> str:
    """Return the name of an account with its sign, in at most `limit` characters and that one.

    Both are escaped together: an account may be called “everyone”.
    """
    return shorten(f"@{shortened(name, limit) if '@' in name else name}", limit + 1)


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
        whom = linked(whom, web_address(id, name))
    return _("in reply to {whom}", whom=whom)
