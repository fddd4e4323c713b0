"""Threads: which post continues which, and how that is known.

A link is *recorded* where the archive names the parent. Layouts that drop it leave the time: posts
of one author at most two seconds apart were written as one thread in Twitter's composer, which is
*certain*: of 477 such neighbours with a known parent, 464 were its replies (97 %), and no wider gap
comes near that. What else may continue a thread is *likely* at best: see `likelihood.py.
The owner may know better, and link or part posts *by hand*.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from bot.archive.threads.features import Features
from bot.archive.threads.timeline import Pair
from bot.archive.timestamps import to_milliseconds

CERTAIN_GAP_MS = 2_000
"""The longest gap, in milliseconds, between two posts that the composer sent as one thread."""

COMPOSER_SINCE_MS = to_milliseconds(datetime(2017, 12, 12, tzinfo=UTC))
"""The day when Twitter's composer learnt to send threads. Before it, posts of one second are
programs posting twice."""

RECORDED_WHY = "the archive names it as the parent"
BY_HAND_WHY = "linked by hand"


class Evidence(StrEnum):
    """How a link is known."""

    RECORDED = "recorded"
    CERTAIN = "certain"
    LIKELY = "likely"
    BY_HAND = "by hand"


@dataclass(frozen=True, slots=True)
class Link:
    """One post continues another; both by their ids. `why` is a phrase for the reader.

    `gap_ms` is how much later the child was posted, in milliseconds, where the link rests on that.
    """

    child: str
    parent: str
    evidence: Evidence
    why: str
    gap_ms: int | None = None


@dataclass(frozen=True, slots=True)
class ThreadOrder:
    """Posts that belong together, by their ids in reading order, and the links that join them.

    The first `main` of them are the main line, each answering the one before it; after it come the
    branches, each in its own order.
    """

    ids: tuple[str, ...]
    links: tuple[Link, ...]
    main: int


def is_certain(pair: Pair, cue: Features) -> bool:
    """Tell whether the clock alone makes it certain that a post goes on from the one before it.

    It does not where the archive says what the post answers: then there is nothing to guess. Of ids
    that both hold whole seconds the milliseconds are not known: one in a million pairs is so by
    chance, and all are whose ids were made up from times.
    """
    return (
        pair.gap_ms <= CERTAIN_GAP_MS
        and pair.parent.at >= COMPOSER_SINCE_MS
        and pair.parent.exact
        and pair.child.exact
        and (pair.parent.at % 1000 or pair.child.at % 1000) != 0
        and not cue & Features.SAME_MENTIONS
    )


def certain_why(gap_ms: int) -> str:
    """Return why a link over this gap is certain."""
    return f"posted {gap_ms / 1000:.2f} s after it"


def assemble(links: Mapping[str, Link], ids: Iterable[str]) -> ThreadOrder:
    """Return the posts `ids`, given oldest first, as a thread, by those of `links` (by child).

    The main line follows the branch that goes on longest, of equals the one that began first.
    Damaged data may name parents in a circle. The link that closes it, from the oldest of its
    posts to a newer one, is left out: nobody answers what is not yet written. Posts that nothing
    joins to the first one follow as branches of their own.
    """
    place = {id: number for number, id in enumerate(ids)}
    joined = {
        id: link
        for id, number in place.items()
        if (link := links.get(id)) and place.get(link.parent, number) < number
    }
    children: dict[str, list[str]] = defaultdict(list)
    for id, link in joined.items():
        children[link.parent].append(id)
    depth = dict.fromkeys(place, 1)
    for id in reversed(place):  # every child stands after its parent
        if id in joined:
            parent = joined[id].parent
            depth[parent] = max(depth[parent], depth[id] + 1)
    order: list[str] = []
    main = 0
    starts = [id for id in reversed(place) if id not in joined]
    while starts:
        onward: str | None = starts.pop()
        while onward is not None:
            order.append(onward)
            answers = children[onward]
            onward = max(answers, key=depth.__getitem__, default=None)
            starts += [id for id in reversed(answers) if id != onward]
        main = main or len(order)
    return ThreadOrder(tuple(order), tuple(joined[id] for id in order if id in joined), main)
