"""The longest threads, and the posts that were liked most."""

from array import array
from collections.abc import Iterable
from heapq import nlargest, nsmallest

from bot.archive.statistics.model import TOP, LongThread
from bot.archive.union_find import UnionFind
from bot.services.statistics.selection import Selection
from bot.storage.archive.reader import ArchiveReader
from bot.storage.archive.statistics.columns import UNKNOWN_LIKES, Columns


def longest_threads(reader: ArchiveReader, selection: Selection) -> tuple[LongThread, ...]:
    """Return the longest threads with a post of the selection, of equal ones the oldest first.

    Their lengths are those of the whole threads, without hidden posts.
    """
    at, hidden = selection.columns.at, reader.hidden.keys
    is_counted = bytearray(len(at))
    for key in selection:
        is_counted[key] = 1
    groups: UnionFind[int] = UnionFind()
    for child, parent in reader.statistics.links():
        groups.union(child, parent)
    found = []
    for members in groups.groups().values():
        if any(is_counted[key] for key in members):
            shown = [key for key in members if key not in hidden]
            if len(shown) > 1:
                first = min(shown, key=lambda key: (at[key], key))
                found.append((-len(shown), at[first], first))
    longest = nsmallest(TOP, found)
    posts = reader.posts.by_keys([key for _, _, key in longest])
    return tuple(
        LongThread(post, -length) for post, (length, _, _) in zip(posts, longest, strict=True)
    )


def most_liked(columns: Columns, own: Iterable[int]) -> tuple[list[int], int]:
    """Return the keys of those posts of `own` with the most likes, of equal ones the newest first.

    Posts without any like are left out. The second value is the number of posts whose
    likes are known.
    """
    likes, at = columns.likes, columns.at
    known = array("I", (key for key in own if likes[key] != UNKNOWN_LIKES))
    # Without a key function this takes a tenth of the time.
    least = nlargest(TOP, [likes[key] for key in known])[-1:] or [0]
    liked = [key for key in known if likes[key] >= max(least[0], 1)]
    return nlargest(TOP, liked, key=lambda key: (likes[key], at[key], key)), len(known)
