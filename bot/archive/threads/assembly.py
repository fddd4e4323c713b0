"""Threads: posts and links become a reading order."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.archive.threads.links import Link


@dataclass(frozen=True, slots=True)
class ThreadOrder:
    """The ids of posts that belong together, in reading order, and the links that join them.

    The first `main` of them are the main line, in which each answers the one before it. The
    branches follow, each in its own order.
    """

    ids: tuple[str, ...]
    links: tuple[Link, ...]
    main: int


def assemble(links: Mapping[str, Link], ids: Iterable[str]) -> ThreadOrder:
    """Return the thread of the posts `ids`, given oldest first, by those of `links` (by child).

    The main line follows the longest branch; of equally long ones the branch that began first.
    Damaged data may name parents in a cycle. The link that closes it, from the oldest of its posts
    to a newer one, is left out: nobody answers a post that is not written yet. Posts that no link
    joins to the first one follow as branches of their own.
    """
    position = {id: number for number, id in enumerate(ids)}
    joined = {
        id: link
        for id, number in position.items()
        if (link := links.get(id)) and position.get(link.parent, number) < number
    }
    children: dict[str, list[str]] = defaultdict(list)
    for id, link in joined.items():
        children[link.parent].append(id)
    depth = dict.fromkeys(position, 1)
    for id in reversed(position):  # every child is behind its parent
        if id in joined:
            parent = joined[id].parent
            depth[parent] = max(depth[parent], depth[id] + 1)
    order: list[str] = []
    main = 0
    starts = [id for id in reversed(position) if id not in joined]
    while starts:
        onward: str | None = starts.pop()
        while onward is not None:
            order.append(onward)
            answers = children[onward]
            onward = max(answers, key=depth.__getitem__, default=None)
            starts += [id for id in reversed(answers) if id != onward]
        main = main or len(order)
    return ThreadOrder(tuple(order), tuple(joined[id] for id in order if id in joined), main)
