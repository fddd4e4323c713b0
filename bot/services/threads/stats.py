"""A census of threads: how many there are, of what length, and how they are known."""

from collections import Counter
from dataclasses import dataclass

from bot.archive.threads.links import Evidence
from bot.archive.threads.union_find import UnionFind
from bot.services.threads.likely_links import LikelyLinks
from bot.storage.archive.threads.threads import ThreadStore

_WEAKEST_FIRST = (Evidence.CERTAIN, Evidence.RECORDED, Evidence.BY_HAND)


@dataclass(frozen=True, slots=True)
class ThreadStats:
    """The threads of an archive.

    `links` counts links by evidence, `threads` threads of more than one post by length and by the
    weakest evidence among their links. With likely links there would be `likely_links` more, which
    join posts into `with_likely` threads, counted by length.
    """

    links: Counter[Evidence]
    threads: Counter[tuple[int, Evidence]]
    likely_links: int
    with_likely: Counter[int]


async def count_threads(stored: ThreadStore, likely: LikelyLinks) -> ThreadStats:
    """Count all threads."""
    groups: UnionFind[str] = UnionFind()
    links: Counter[Evidence] = Counter()
    evidence: dict[str, Evidence] = {}
    async for some in stored.all_links():
        for child, parent, known in some:
            links[known] += 1
            evidence[child] = known
            groups.union(child, parent)
    weakest: dict[str, Evidence] = {}
    for child, known in evidence.items():
        first = groups.find(child)
        weakest[first] = min(known, weakest.get(first, known), key=_WEAKEST_FIRST.index)
    sizes = groups.sizes()
    threads = Counter((size, weakest[first]) for first, size in sizes.items())
    more = await likely.all()
    for link in more:
        groups.union(link.child, link.parent)
    return ThreadStats(links, threads, len(more), Counter(groups.sizes().values()))
