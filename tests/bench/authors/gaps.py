"""The gaps between two posts of an author: when the second continues the first, and when not.

The share of posts that reply to one of their author's own, by the gap to the post before, is
measured over public archives whose links are recorded. The distribution of gaps between unrelated
posts is assumed, with short bursts and long ones. The gaps of continuations follow from both: in
each span their ratio to the unrelated ones is the share to its complement.
"""

import math
import random
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

HOUR = 3_600.0
DAY = 24 * HOUR
SOON = 300.0
"""The five minutes, in seconds, within which most people look for a continuation."""
COMPOSED = (0.3, 2.0)
"""The gaps, in seconds, inside a thread that was sent by Twitter's composer."""


@dataclass(frozen=True, slots=True)
class Span:
    """Gaps of `low` to `high` seconds, and the share of continuations among posts after them."""

    low: float
    high: float
    continuing: float
    unrelated: float
    """The assumed frequency of such gaps between unrelated posts of one sitting."""

    @property
    def by_hand(self) -> float:
        """The frequency of such gaps before continuations, in the unit of `unrelated`."""
        return self.unrelated * self.continuing / (1 - self.continuing)


SPANS = (
    Span(2, 10, 0.13, 0.11),
    Span(10, 30, 0.17, 0.11),
    Span(30, 60, 0.26, 0.11),
    Span(60, 120, 0.38, 0.18),
    Span(120, SOON, 0.25, 0.22),
    Span(SOON, 600, 0.13, 0.10),
    Span(600, 1_800, 0.06, 0.12),
    Span(1_800, HOUR, 0.03, 0.05),  # not measured: interpolated
)
_WITHIN_SOON = [span for span in SPANS if span.high <= SOON]
_LATER = [span for span in SPANS if span.low >= SOON]

LATER_BY_HAND = sum(one.by_hand for one in _LATER) / sum(one.by_hand for one in _WITHIN_SOON)
"""The continuations after five minutes to an hour, for each that comes sooner."""
LATER_UNRELATED = sum(one.unrelated for one in _LATER) / sum(one.unrelated for one in _WITHIN_SOON)
"""The same of unrelated posts."""
AFTER_HOURS = 0.03
"""The share of continuations that come after more than an hour.

They are 1 % of the posts after so long a gap, which about every third post is, and a tenth of
posts are continuations."""


def between(rng: random.Random, low: float, high: float) -> float:
    """Draw a gap in seconds from `low` to `high`, uniform on a logarithmic scale."""
    return math.exp(rng.uniform(math.log(low), math.log(high)))


def by_hand(rng: random.Random, pace: float, count: int, *, soon: bool) -> list[float]:
    """Draw the gaps before continuations; authors with a `pace` above 0 are slower than most."""
    spans = _WITHIN_SOON if soon else _LATER
    weights = [span.by_hand * math.exp(pace * index) for index, span in enumerate(spans)]
    return _spread(rng, spans, weights, count)


def unrelated(rng: random.Random, count: int, *, soon: bool) -> list[float]:
    """Draw the gaps between unrelated posts of one sitting."""
    spans = _WITHIN_SOON if soon else _LATER
    return _spread(rng, spans, [span.unrelated for span in spans], count)


def _spread(
    rng: random.Random, spans: Sequence[Span], weights: Sequence[float], count: int
) -> list[float]:
    """Draw gaps in random order; each span gets its share by weight, rounded up or down."""
    summed = list(accumulate(weights))
    drawn: list[float] = []
    for index in range(count):
        share = (index + rng.random()) / count * summed[-1]
        span = spans[bisect_left(summed, share)]
        drawn.append(between(rng, span.low, span.high))
    rng.shuffle(drawn)
    return drawn
