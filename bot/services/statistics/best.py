"""The longest threads, and the posts that were liked most."""

from heapq import nlargest
from itertools import compress, islice

from pyroaring import BitMap

from bot.archive.posts.ids.networks import Network
from bot.archive.statistics.lists import Lists
from bot.archive.statistics.masks import masked, values_at
from bot.archive.statistics.model import TOP, LongThread
from bot.archive.union_find import UnionFind
from bot.services.statistics.selection import Selection
from bot.storage.archive.reader import ArchiveReader
from bot.storage.archive.statistics.columns import Columns


def threads_of(reader: ArchiveReader, columns: Columns) -> Lists:
    """Return the posts of each thread that the audience sees, hidden ones too.

    The longest threads come first, and in each the oldest post.
    """
    groups: UnionFind[int] = UnionFind()
    position = columns.positions.__getitem__
    for child, parent in reader.statistics.links():
        groups.union(position(child), position(parent))
    at, keys = columns.at, columns.keys
    longest_first = sorted(groups.groups().values(), key=len, reverse=True)
    return Lists.of(sorted(one, key=lambda post: (at[post], keys[post])) for one in longest_first)


def longest_threads(
    reader: ArchiveReader, threads: Lists, selection: Selection, unasked: bytes
) -> tuple[LongThread, ...]:
    """Return the longest of `threads` with a post of the selection, of equal ones the oldest first.

    Their lengths are those of the whole threads, without hidden posts. `unasked` is the mask of the
    posts of which one may stand for its thread, empty if any may.
    """
    columns = selection.columns
    hidden = {columns.positions[key] for key in reader.hidden.keys}
    longest: list[tuple[int, int, int]] = []
    for number, count in enumerate(threads.counts(selection.mask)):
        if not count:
            continue
        members = threads[number]
        if len(longest) == TOP and len(members) < -longest[-1][0]:
            break
        shown = [one for one in members if one not in hidden] if hidden else members
        first = next((one for one in shown if not unasked or unasked[one]), None)
        if len(shown) > 1 and first is not None:
            longest.append((-len(shown), columns.at[first], columns.keys[first]))
            longest = sorted(longest)[:TOP]
    posts = reader.posts.by_keys([key for _, _, key in longest])
    return tuple(
        LongThread(post, -length) for post, (length, _, _) in zip(posts, longest, strict=True)
    )


def most_liked(reader: ArchiveReader, columns: Columns, own: bytes) -> list[int]:
    """Return the keys of the posts with the most likes, of equal ones the newest first.

    `own` is the mask of the posts that count, without reposts; those without a like are left out.
    Of posts that say the same on several networks it is the one that was liked most.
    """
    most = TOP * len(Network)
    found: list[int] = []
    for positions in columns.liked:
        counted = compress(positions, values_at(own, positions))
        newest = nlargest(most, counted, key=lambda one: (columns.at[one], columns.keys[one]))
        found += [columns.keys[one] for one in newest]
        if len(found) >= most:
            break
    return [*islice(reader.cross_posts.once(found), TOP)]


def with_known_likes(reader: ArchiveReader, columns: Columns, own: bytes) -> int:
    """Return how many posts of the mask `own` have a known number of likes, each said once."""
    known = masked(columns.likes_known, own)
    copies = BitMap([key for key in reader.cross_posts.posts if known[columns.positions[key]]])
    return known.count(1) - len(reader.cross_posts.repeated(copies))
