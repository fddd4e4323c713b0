"""A census of threads: how many there are, of what length, and how they are known."""

from collections import Counter
from dataclasses import dataclass

from bot.archive.threads import Evidence
from bot.services.likely import Likely
from bot.storage.threads import Threads

_WEAKEST_FIRST = (Evidence.CERTAIN, Evidence.RECORDED, Evidence.BY_HAND)


@dataclass(frozen=True, slots=True)
class Census:
    """The threads of an archive.

    `links` counts links by evidence, `threads` threads of more than one post by length and by the
    weakest evidence among their links. With likely links there would be `likely_links` more, which
    join posts into `with_likely` threads, counted by length.
    """

    links: Counter[Evidence]
    threads: Counter[tuple[int, Evidence]]
    likely_links: int
    with_likely: Counter[int]


async def take(stored: Threads, likely: Likely) -> Census:
    """Count all threads."""
    groups = _Groups()
    links: Counter[Evidence] = Counter()
    evidence: dict[str, Evidence] = {}
    async for some in stored.linked():
        for child, parent, known in some:
            links[known] += 1
            evidence[child] = known
            groups.join(child, parent)
    weakest: dict[str, Evidence] = {}
    for child, known in evidence.items():
        first = groups.of(child)
        weakest[first] = min(known, weakest.get(first, known), key=_WEAKEST_FIRST.index)
    sizes = groups.sizes()
    threads = Counter((size, weakest[first]) for first, size in sizes.items())
    more = await likely.all()
    for link in more:
        groups.join(link.child, link.parent)
    return Census(links, threads, len(more), Counter(groups.sizes().values()))


class _Groups:
    """Posts in groups that only grow together. Each group goes by one of its posts."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def join(self, one: str, other: str) -> None:
        """Bring the groups of two posts together."""
        one, other = self.of(one), self.of(other)
        self._above.setdefault(other, other)
        self._above[one] = other

    def of(self, post: str) -> str:
        """Return what the group of a post goes by."""
        first = post
        while (above := self._above.get(first, first)) != first:
            first = above
        while post != first:  # so that the next way is short
            self._above[post], post = first, self._above[post]
        return first

    def sizes(self) -> Counter[str]:
        """Return how many posts each group has, by what it goes by."""
        return Counter(map(self.of, list(self._above)))
