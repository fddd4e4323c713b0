"""Links: which post continues which, and how that is known.

A link is *recorded* where the archive names the parent. Layouts that drop the parent keep the time:
posts of one author at most two seconds apart were written as one thread in Twitter's composer, and
their link is *certain*: of 477 such neighbours with a known parent, 464 were its replies (97 %),
and no wider gap comes near that. What else may continue a thread is at best *likely*: see
`likelihood.py`. The owner may know better, and link or unlink posts *by hand*.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from bot.archive.threads.features import Features
from bot.archive.threads.timeline import Pair
from bot.archive.timestamps import to_milliseconds

CERTAIN_GAP_MS = 2_000
"""The longest gap, in milliseconds, between two posts that the composer sent as one thread."""

TWITTER_THREADS_SINCE_MS = to_milliseconds(datetime(2017, 12, 12, tzinfo=UTC))
"""The day on which Twitter's composer began to send threads. Before it, two posts in one second
are programs that posted twice."""

# What is stored is English, as JSON has it; `phrases.py` says it in the language of the reader.
RECORDED_WHY = "the archive names it as the parent"  # never translated
BY_HAND_WHY = "linked by hand"  # never translated


class Evidence(StrEnum):
    """How a link is known."""

    RECORDED = "recorded"
    CERTAIN = "certain"
    LIKELY = "likely"
    BY_HAND = "by hand"  # never translated: stored


@dataclass(frozen=True, slots=True)
class Link:
    """One post continues another, both given by their ids. `why` is the reason, in English.

    `gap_ms` is how much later the child was posted, in milliseconds; None unless the link was
    inferred from that and from the `features` of the two.
    """

    child: str
    parent: str
    evidence: Evidence
    why: str
    gap_ms: int | None = None
    features: Features = field(default=Features.NONE, compare=False)


def is_certain(pair: Pair, features: Features) -> bool:
    """Return whether the gap alone makes it certain that the child continues the parent.

    It does not where the archive names the parent of the child: then there is nothing to infer. If
    both ids hold whole seconds, their milliseconds are not known: one pair in a million is so by
    chance, and all are whose ids were made from times.
    """
    return (
        pair.gap_ms <= CERTAIN_GAP_MS
        and pair.parent.at >= TWITTER_THREADS_SINCE_MS
        and pair.parent.has_exact_time
        and pair.child.has_exact_time
        and (pair.parent.at % 1000 or pair.child.at % 1000) != 0
        and not features & Features.SAME_MENTIONS
    )


def certain_why(gap_ms: int) -> str:
    """Return the phrase that says why a link over this gap is certain, in English."""
    return f"posted {gap_ms / 1000:.2f} s after it"  # never translated: stored
