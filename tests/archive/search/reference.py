"""A reference implementation of queries: plain, slow, and independent of the bot's own code."""

import re
from datetime import date, tzinfo

from bot.archive.posts.ids.links import status_ids
from bot.archive.posts.ids.networks import Network
from bot.archive.posts.post import Kind, MediaKind, Post, Visibility
from bot.archive.search.languages import language_of
from bot.archive.search.query.ast import And, Node, Not, Or, Phrase, Query, Word
from bot.archive.search.query.filters import (
    After,
    Before,
    Content,
    During,
    Filter,
    From,
    Has,
    Id,
    Is,
    Lang,
    MinLikes,
    MinReposts,
    OnEvery,
    OnNetwork,
    PostType,
    Since,
    TimeFilter,
    To,
    Until,
    Url,
)
from bot.archive.search.tokens import is_partial, tokenize, tokenize_query


def reference_matches(query: Query, post: Post, zone: tzinfo, in_thread: bool) -> bool:
    """Return whether `post` matches `query`, typed without a typo.

    Every word is required. `in_thread` says whether another post is linked to this one.
    """
    return _matches(query.root, post, zone, in_thread, wanted=True)


def _matches(node: Node, post: Post, zone: tzinfo, in_thread: bool, *, wanted: bool) -> bool:
    """Return whether `node` matches `post`; `wanted` is False under an odd number of negations.

    That matters to words that are typed without spaces: if wanted, their tokens may be anywhere in
    the post.
    """
    match node:
        case And(parts):
            return all(_matches(part, post, zone, in_thread, wanted=wanted) for part in parts)
        case Or(parts):
            return any(_matches(part, post, zone, in_thread, wanted=wanted) for part in parts)
        case Not(part):
            return not _matches(part, post, zone, in_thread, wanted=not wanted)
        case Word(text) if wanted:
            held = tokenize(post.shown_text)
            return all(
                word in held or (is_partial(word) and word in post.shown_text)
                for word in tokenize_query(text)
            )
        case Word(text) | Phrase(text):
            return says(post, text)
        case _:
            return passes(node, post, zone, in_thread)


def says(post: Post, text: str) -> bool:
    """Return whether `post` contains `text`: its letters and digits side by side, in whole words.

    Chinese and Japanese have no whole words: any part of a run matches.
    """
    sought = _line(text)
    before = r"(?<![a-z0-9])" if sought[0].isascii() else ""
    after = r"(?![a-z0-9])" if sought[-1].isascii() else ""
    return re.search(before + re.escape(sought) + after, _line(post.shown_text)) is not None


def _line(text: str) -> str:
    return " ".join(re.findall(r"[#@]?[a-z0-9]+|[\u3041-\u30fa\u4e00-\u9fff]+", text.lower()))


def passes(filter: Filter, post: Post, zone: tzinfo, in_thread: bool) -> bool:  # noqa: A002
    """Return whether a filter accepts `post`."""
    match filter:
        case From(_) | To(_):
            return _is_about(filter, post)
        case OnNetwork(network):
            return post.network == network
        case Has(part):
            kinds = [one.kind for one in post.media]
            return {
                Content.LINK: post.links != (),
                Content.IMAGE: MediaKind.IMAGE in kinds,
                Content.VIDEO: MediaKind.VIDEO in kinds or MediaKind.GIF in kinds,
                Content.MEDIA: kinds != [],
                Content.TEXT: False,  # none here was read
            }[part]
        case Is(post_type):
            quoted = [id for link in post.links for id in status_ids(link) if id != post.id]
            special = {
                PostType.QUOTE: post.kind is not Kind.REPOST and quoted != [],
                PostType.THREAD: in_thread,
                PostType.DELETED: False,  # none here is deleted
                PostType.PUBLIC: post.visibility is Visibility.PUBLIC,
                PostType.UNLISTED: post.visibility is Visibility.UNLISTED,
                PostType.FOLLOWERS: post.visibility is Visibility.FOLLOWERS,
            }
            return special.get(post_type, post.kind == post_type.value)
        case Url(part):
            return any(part in link.lower() for link in post.links)
        case _:
            return _states(filter, post, zone)


def _is_about(asked: From | To, post: Post) -> bool:
    """Return whether `post` is by an account, or answers or first names it."""
    if isinstance(asked, From):
        return _named(post.account, asked.account, post.account_id)
    names = {post.reply_to_account or "", *_mentioned_first(post)} - {""}
    return any(_named(name, asked.account) for name in names)


def _named(account: str, name: str, account_id: str | None = None) -> bool:
    """Return whether `name` means an account: the whole of it, or of a bare one the beginning."""
    account = account.lower()
    if name == account or (name.startswith("did:") and name == account_id):
        return True
    local, _, host = account.partition("@")
    if host:
        return "@" not in name and name == local
    return account == f"{name}.bsky.social" and "." not in name


def _mentioned_first(post: Post) -> set[str]:
    """Return the @name that a text begins with: with its host or domain, and on X also without.

    X's names end before a dot or an @, yet people write there how they are called elsewhere.
    """
    patterns = [r"@[\w.@-]+", *([r"@\w+"] if post.network == Network.TWITTER else [])]
    words = [re.match(pattern, post.shown_text) for pattern in patterns]
    return {word[0].strip("@.-") for word in words if word}


def _states(
    asked: Id | Lang | MinLikes | MinReposts | TimeFilter, post: Post, zone: tzinfo
) -> bool:
    """Return whether `post` has the id, the counts or the date that a filter asks for."""
    match asked:
        case Id(id):
            return post.id == id
        case Lang(code):
            return language_of(post.language, post.shown_text) == code
        case MinLikes(least):
            return post.likes is not None and post.likes >= least
        case MinReposts(least):
            return post.reposts is not None and post.reposts >= least
        case _:
            return _written(asked, post.date_in(zone))


def _written(when: TimeFilter, local: date) -> bool:
    match when:
        case Since(day):
            return local >= day
        case After(day):
            return local > day
        case Until(day):
            return local <= day
        case Before(day):
            return local < day
        case During(first, last):
            return first <= local <= last
        case OnEvery(day):
            return (local.month, local.day) == (day.month, day.day)
