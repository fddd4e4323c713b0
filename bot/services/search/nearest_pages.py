"""Pages of the posts that are near to something: in the order of their nearness, without scores."""

from collections.abc import Sequence

from bot.archive.paging import Paging
from bot.archive.search.sort_order import SortOrder
from bot.services.search.nearest import NearestPosts
from bot.services.search.results import GroupedResults, Hit, HitGroup, Results
from bot.storage.archive.reader import ArchiveReader


def nearest_results(
    reader: ArchiveReader, nearest: NearestPosts, offset: int, limit: int, sort: SortOrder
) -> Results:
    """Return at most `limit` of the nearest posts, from `offset` (0-based) on."""
    keys = nearest.shown(reader, sort)
    hits = nearest_hits(reader, keys[offset : offset + limit])
    return Results(tuple(hits), len(keys), missing=nearest.missing)


def nearest_groups(
    reader: ArchiveReader, nearest: NearestPosts, page: int, page_size: int, sort: SortOrder
) -> GroupedResults:
    """Return a page, counted from 0, or the last one; of each thread the first post in order."""
    keys = nearest.shown(reader, sort)
    extents = reader.threads.extents(keys)
    firsts: dict[int, int] = {}
    for key in keys:
        firsts.setdefault(extents[key].first, key)
    shown = [*firsts.values()]
    paging = Paging.of_items(page, len(shown), page_size)
    groups = [HitGroup(hit) for hit in nearest_hits(reader, shown[paging.items(page_size)])]
    return GroupedResults(
        tuple(groups), len(keys), len(shown), more=False, paging=paging, missing=nearest.missing
    )


def nearest_hits(reader: ArchiveReader, keys: Sequence[int]) -> list[Hit]:
    """Return posts as hits: without a score or matched words, since they have neither."""
    extents = reader.threads.extents(keys)
    posts = reader.posts.by_keys(keys)
    return [Hit(post, 0.0, (), extents[key].length) for key, post in zip(keys, posts, strict=True)]
