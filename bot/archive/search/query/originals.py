"""What a post at random is drawn from: own words, unless others are asked for."""

from bot.archive.search.query.ast import EVERYTHING, Node, Not, Query, Word, all_of, leaves
from bot.archive.search.query.filters import Is, PostType, To

_REPOST, _REPLY = Is(PostType.REPOST), Is(PostType.REPLY)
_THREAD = Is(PostType.THREAD)


def originals_only(query: Query | None) -> Query:
    """Return `query` without reposts and replies; without a query, all other posts.

    A repost is another's, and half of a conversation says little by itself. Each comes where the
    query speaks of it: of reposts as `is:repost`; of replies as `is:reply`, as `to:`, or as
    `is:thread`, since what goes on in a thread is a reply too.
    """
    if query is not None and isinstance(query.root, Word) and not query.root.words:
        return query  # it asks for nothing
    tree = EVERYTHING if query is None else query.root
    told = {leaf for leaf, _ in leaves(tree)}
    parts: list[Node] = [tree]
    if _REPOST not in told:
        parts.append(Not(_REPOST))
    if not told & {_REPLY, _THREAD} and not any(isinstance(leaf, To) for leaf in told):
        parts.append(Not(_REPLY))
    narrowed = all_of(parts)
    return Query(narrowed, str(narrowed))
