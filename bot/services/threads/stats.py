"""Statistics of threads: their number, lengths and evidence."""

from collections import Counter
from dataclasses import dataclass

from bot.archive.threads.links import Evidence
from bot.archive.union_find import UnionFind
from bot.services.threads.likely_links import LikelyLinks
from bot.storage.archive.reader import ArchiveReader

_WEAKEST_FIRST = (Evidence.CERTAIN, Evidence.RECORDED, Evidence.BY_HAND)


@dataclass(frozen=True, slots=True)
class ThreadStats:
    """The number of threads and links in an archive.

    `links` counts links by evidence, always in the order of `Evidence`; `threads` counts threads of
    more than one post by length and by the weakest evidence among their links. `likely_links` is
    the number of likely links, which are in neither; with them `with_likely` counts the threads by
    length.
    """

    links: Counter[Evidence]
    threads: Counter[tuple[int, Evidence]]
    likely_links: int
    with_likely: Counter[int]


def count_threads(reader: ArchiveReader, likely: LikelyLinks) -> ThreadStats:
    """Return the statistics of all threads."""
    groups: UnionFind[str] = UnionFind()
    links: Counter[Evidence] = Counter()
    evidence: dict[str, Evidence] = {}
    for child, parent, link_evidence in reader.threads.all_links():
        links[link_evidence] += 1
        evidence[child] = link_evidence
        groups.union(child, parent)
    weakest: dict[str, Evidence] = {}
    for child, link_evidence in evidence.items():
        root = groups.find(child)
        weakest[root] = min(
            link_evidence, weakest.get(root, link_evidence), key=_WEAKEST_FIRST.index
        )
    sizes = groups.sizes()
    threads = Counter((size, weakest[root]) for root, size in sizes.items())
    likely_links = likely.all(reader)
    for link in likely_links:
        groups.union(link.child, link.parent)
    ordered = Counter({one: links[one] for one in Evidence if one in links})
    return ThreadStats(ordered, threads, len(likely_links), Counter(groups.sizes().values()))
