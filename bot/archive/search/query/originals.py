"""Which posts a query is about: a random one is of originals, unless it names others."""

from bot.archive.search.query.ast import EVERYTHING, Node, Not, Query, Word, all_of, leaves
from bot.archive.search.query.filters import Is, PostType, To

_REPOST, _REPLY = Is(PostType.REPOST), Is(PostType.REPLY)
_THREAD, _DELETED = Is(PostType.THREAD), Is(PostType.DELETED)
_FOLLOWERS = Is(PostType.FOLLOWERS)


def mentions_deleted(query: Query) -> bool:
    """Return whether a query asks for posts that their author deleted; those are for owners."""
    return any(leaf == _DELETED for leaf, _ in leaves(query.root))


def wants_followers(query: Query) -> bool:
    """Return whether a query asks for posts for followers alone."""
    return any(leaf == _FOLLOWERS and wanted for leaf, wanted in leaves(query.root))


def originals_only(query: Query | None) -> Query:
    """Return `query` without reposts and replies; without a query, all other posts.

    A repost is someone else's, and half of a conversation means little by itself. Each is included
    if the query names it: reposts by `is:repost`; replies by `is:reply`, `to:`, or `is:thread`,
    since the later posts of a thread are replies too.
    """
    if query is not None and isinstance(query.root, Word) and not query.root.words:
        return query  # it matches nothing
    tree = EVERYTHING if query is None else query.root
    named = {leaf for leaf, _ in leaves(tree)}
    parts: list[Node] = [tree]
    if _REPOST not in named:
        parts.append(Not(_REPOST))
    if not named & {_REPLY, _THREAD} and not any(isinstance(leaf, To) for leaf in named):
        parts.append(Not(_REPLY))
    narrowed = all_of(parts)
    return Query(narrowed, str(narrowed), meaning=None if query is None else query.meaning)
