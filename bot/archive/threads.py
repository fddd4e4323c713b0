"""Threads: which post continues which, and how that is known.

A link is *recorded* where the archive names the parent. Layouts that drop it leave the time: posts
of one author at most two seconds apart were written as one thread in Twitter's composer. Of 477
such neighbours with a known parent, 464 were its replies (97 %); no wider gap comes near that.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from bot.archive.posts import Kind
from bot.archive.snowflake import milliseconds, to_milliseconds

CERTAIN_GAP_MS = 2_000
"""The longest gap, in milliseconds, between two posts that the composer sent as one thread."""

COMPOSER_SINCE_MS = to_milliseconds(datetime(2017, 12, 12, tzinfo=UTC))
"""The day when Twitter's composer learnt to send threads. Before it, posts of one second are
programs posting twice."""


RECORDED_WHY = "the archive names it as the parent"


class Evidence(StrEnum):
    """How a link is known."""

    RECORDED = "recorded"
    CERTAIN = "certain"
    LIKELY = "likely"
    BY_HAND = "by hand"


@dataclass(frozen=True, slots=True)
class Link:
    """One post continues another; both by their ids. `why` is a phrase for the reader."""

    child: str
    parent: str
    evidence: Evidence
    why: str
    gap_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What the rules need to know of a post in an author's timeline."""

    id: str
    kind: Kind
    mentions: bool = False
    """Whether the text begins with an @name: it goes on in a conversation."""
    parent_known: bool = False
    """Whether the archive says what the post answers, if anything."""


@dataclass(frozen=True, slots=True)
class Thread:
    """Posts that belong together, oldest first, and the links that join them."""

    ids: tuple[str, ...]
    links: tuple[Link, ...]


def certain_links(timeline: Iterable[Entry]) -> Iterator[Link]:
    """Yield the links that the clock alone makes certain.

    `timeline` holds posts of one author in the order of their ids. Reposts and posts that begin
    with a mention stand outside of threads and between their posts alike. Where the archive says
    what a post answers there is nothing to guess.
    """
    previous: tuple[str, int] | None = None
    for entry in timeline:
        if entry.kind is Kind.REPOST or entry.mentions:
            continue
        now = milliseconds(entry.id)
        if now is None:
            previous = None
            continue
        if previous is not None and not entry.parent_known:
            before, then = previous
            if then >= COMPOSER_SINCE_MS and now - then <= CERTAIN_GAP_MS:
                why = f"posted {(now - then) / 1000:.2f} s after it"
                yield Link(entry.id, before, Evidence.CERTAIN, why)
        previous = entry.id, now


def assemble(links: Mapping[str, Link], ids: Iterable[str]) -> Thread:
    """Return `ids`, oldest first, as a thread, with those of `links` (by child) that join two.

    Damaged data may name parents in a circle. The link that closes it, from the oldest of its
    posts to a newer one, is left out: nobody answers what is not yet written.
    """
    place = {id: number for number, id in enumerate(ids)}
    joined = tuple(
        link
        for id, number in place.items()
        if (link := links.get(id)) and place.get(link.parent, number) < number
    )
    return Thread(tuple(place), joined)
