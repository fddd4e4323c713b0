"""Which posts of one person are cross-posts of each other.

Two posts are, if they are of different networks, at most ten minutes apart, and one links to the
other or both say the same. The nearest in time wins. What is ambiguous stays apart. The result
depends on nothing but the posts, so not on the order in which they were loaded.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.archive.posts.cross_posts.said import Said
from bot.archive.posts.ids.links import same_post, short_form
from bot.archive.posts.ids.networks import network_of
from bot.archive.union_find import UnionFind

MAX_APART = 600_000
"""Milliseconds that cross-posts may be apart."""

MIN_LETTERS = 20
"""Letters that a text needs to be taken for another one: many posts are a “good morning”."""

MIN_CUT = 80
"""Characters that a cut text needs to be taken for the beginning of another one."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A post that may be a cross-post: its author's own, and not for followers alone.

    `at` is when it was written, in milliseconds since 1970; of one that was brought from elsewhere,
    the time that it claims. `names` are those of its account, as in Post.account.
    """

    key: int
    network: str
    id: str
    at: int
    names: tuple[str, ...]
    said: Said

    @property
    def order(self) -> tuple[int, str, str]:
        """The order of the posts of a group."""
        return self.at, self.network, self.id


Edge = tuple[Candidate, Candidate]


def is_same(one: Candidate, other: Candidate) -> bool:
    """Return whether two posts of different networks, near each other in time, say the same."""
    return _links_to(one, other) or _links_to(other, one) or says_the_same(one.said, other.said)


def says_the_same(one: Said, other: Said) -> bool:
    """Return whether two texts are the same, or one is the other cut short.

    Not if they are numbered differently, or link to different pages of one site: a headline may be
    the same while the articles are not.
    """
    if one.part and other.part and one.part != other.part:
        return False
    if one.text == other.text:
        return one.letters >= MIN_LETTERS and not _differ(one, other)
    return (_begins(one, other) or _begins(other, one)) and not _differ(one, other)


def cross_posts(posts: Iterable[Candidate]) -> list[tuple[Candidate, ...]]:
    """Return the groups of posts that are cross-posts of each other, the oldest of each first.

    All posts are of one person. Of no network has a group more than one.
    """
    edges = [edge for edge in _edges(sorted(posts, key=lambda one: one.order)) if is_same(*edge)]
    nearest = _nearest(edges)
    mutual = [
        (one, other)
        for one, other in edges
        if nearest[one.key, other.network] == other.key
        and nearest[other.key, one.network] == one.key
    ]
    groups = _joined(mutual)
    return sorted(groups, key=lambda group: group[0].order)


def _edges(posts: Sequence[Candidate]) -> Iterator[Edge]:
    """Yield the pairs that are near enough; `posts` are in order of time."""
    start = 0
    for number, post in enumerate(posts):
        while post.at - posts[start].at > MAX_APART:
            start += 1
        for before in posts[start:number]:
            if before.network != post.network:
                yield before, post


def _nearest(edges: Iterable[Edge]) -> dict[tuple[int, str], int | None]:
    """Return the key of the nearest of each post's pairs on each network; None of two as near."""
    distances: dict[tuple[int, str], dict[int, int]] = defaultdict(dict)
    for one, other in edges:
        apart = other.at - one.at
        distances[one.key, other.network][other.key] = apart
        distances[other.key, one.network][one.key] = apart
    found: dict[tuple[int, str], int | None] = {}
    for key, known in distances.items():
        least = min(known.values())
        nearest = [other for other, apart in known.items() if apart == least]
        found[key] = nearest[0] if len(nearest) == 1 else None
    return found


def _joined(edges: Iterable[Edge]) -> list[tuple[Candidate, ...]]:
    """Return the groups that pairs make, the nearest pairs first.

    A pair whose posts would be in a group with two of one network, or one that is too long, is left
    out; so are all that do this only together, being as far apart.
    """
    groups: dict[int, tuple[Candidate, ...]] = {}
    by_distance = sorted(edges, key=_apart)
    for _distance, equal in groupby(by_distance, key=_apart):
        together: UnionFind[int] = UnionFind()
        members: dict[int, tuple[Candidate, ...]] = {}
        for edge in equal:
            parts = [groups.get(one.key, (one,)) for one in edge]
            if parts[0] is not parts[1] and _fits((*parts[0], *parts[1])):
                for part in parts:
                    members[part[0].key] = part
                together.union(*(part[0].key for part in parts))
        for heads in together.groups().values():
            whole = tuple(
                sorted((one for head in heads for one in members[head]), key=lambda one: one.order)
            )
            if _fits(whole):
                groups.update((one.key, whole) for one in whole)
    return list({id(group): group for group in groups.values()}.values())


def _apart(edge: Edge) -> int:
    return edge[1].at - edge[0].at


def _fits(group: Sequence[Candidate]) -> bool:
    times = [one.at for one in group]
    networks = {one.network for one in group}
    return len(networks) == len(group) and max(times) - min(times) <= MAX_APART


def _begins(cut: Said, whole: Said) -> bool:
    """Return whether one text is the beginning of another, at which it was cut."""
    is_long = cut.is_cut and len(cut.text) >= MIN_CUT and cut.letters >= MIN_LETTERS
    return is_long and whole.text.startswith(cut.text)


def _differ(one: Said, other: Said) -> bool:
    """Return whether both link to pages of one site, and to no page that is the same."""
    hosts = {host for host, _path in one.pages} & {host for host, _path in other.pages}
    return any(
        not {path for site, path in one.pages if site == host}
        & {path for site, path in other.pages if site == host}
        for host in hosts
    )


def _links_to(one: Candidate, other: Candidate) -> bool:
    """Return whether a post links to another one, at any of its addresses."""
    return any(
        ref == other.id
        or (
            network_of(ref) == other.network
            and short_form(ref) == short_form(other.id)
            and same_post(ref, other.id, other.names)
        )
        for ref in one.said.refs
    )
