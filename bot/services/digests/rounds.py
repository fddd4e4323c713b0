"""The rounds in which the posts of digests are drawn: their names and queries."""

from collections.abc import Awaitable, Callable, Collection

from bot.archive.digests.model import ContentKind
from bot.archive.search.query.ast import Query
from bot.archive.search.query.parser import parse
from bot.services.digests.related import related_query
from bot.services.posts.posts import ThreadedPost

Draw = Callable[[], Awaitable[ThreadedPost | None]]


async def draw_several(
    draw: Draw, count: int, already_shown: Collection[str] = ()
) -> list[ThreadedPost]:
    """Draw `count` posts that are not among `already_shown` ids, or as many as there are.

    At the start of a new round, posts may repeat that were drawn a moment ago. There are at most as
    many of these as were drawn here and as are already shown, so the number of tries is limited.
    """
    shown, drawn = set(already_shown), list[ThreadedPost]()
    for _ in range(2 * (count + len(already_shown))):
        if len(drawn) == count:
            break
        found = await draw()
        if found is None:
            break
        if found.post.id not in shown:
            shown.add(found.post.id)
            drawn.append(found)
    return drawn


def parse_for(holds: ContentKind, kind: ContentKind, text: str) -> Query | None:
    """Return the query for posts that are drawn as a `kind` for a digest that `holds` another.

    Those that fill a digest of related posts fit the filters of its query alone.
    """
    if holds is not ContentKind.RELATED:
        return _parse(text)
    query = related_query(text)
    return query if query is None or kind is holds else query.without_meaning


def _parse(query: str) -> Query | None:
    return parse(query) if query else None


def drawn_as(holds: ContentKind, *, is_related: bool) -> ContentKind:
    """Return as what the posts of a choice were drawn: those that fill a day, at random."""
    if holds is ContentKind.RELATED and not is_related:
        return ContentKind.RANDOM
    return holds


def round_name(digest_id: int, kind: ContentKind) -> str:
    """Return the name of the rounds of a digest; random posts of all kinds of digests share one."""
    if kind in {ContentKind.BEST, ContentKind.RELATED}:
        return f"digest:{digest_id}:{kind}"
    return f"digest:{digest_id}"
