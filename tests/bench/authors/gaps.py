"""How long authors wait between two posts: when the second continues the first, and when not.

Measured, over public archives whose links are recorded, is the share of posts that answer one of
their author's own, by the gap to the post before. How the gaps of unrelated posts spread is a guess
that gives short bursts and long ones. Those of continuations then follow: in each span they are to
the unrelated ones as the share is to its rest.
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
    """Gaps from `low` to `high` seconds, and what share of posts after one is a continuation."""

    low: float
    high: float
    continuing: float
    unrelated: float
    """How often, by guess, unrelated posts of one sitting have such a gap."""

    @property
    def by_hand(self) -> float:
        """How often continuations have such a gap, by the same measure as `unrelated`."""
        return self.unrelated * self.continuing / (1 - self.continuing)


SPANS = (
    Span(2, 10, 0.13, 0.11),
    Span(10, 30, 0.17, 0.11),
    Span(30, 60, 0.26, 0.11),
    Span(60, 120, 0.38, 0.18),
    Span(120, SOON, 0.25, 0.22),
    Span(SOON, 600, 0.13, 0.10),
    Span(600, 1_800, 0.06, 0.12),
    Span(1_800, HOUR, 0.03, 0.05),  # not measured: between its neighbours
)
_WITHIN_SOON = [span for span in SPANS if span.high <= SOON]
_LATER = [span for span in SPANS if span.low >= SOON]

LATER_BY_HAND = sum(one.by_hand for one in _LATER) / sum(one.by_hand for one in _WITHIN_SOON)
"""How many continuations come after five minutes to an hour, for each that comes before."""
LATER_UNRELATED = sum(one.unrelated for one in _LATER) / sum(one.unrelated for one in _WITHIN_SOON)
"""The same of unrelated posts."""
AFTER_HOURS = 0.03
"""The share of continuations that come after more than an hour.

They are 1 % of the posts after so long a gap, which about every third post is, and a tenth of
posts are continuations."""


def between(dice: random.Random, low: float, high: float) -> float:
    """Draw a gap in seconds from `low` to `high`; each doubling is equally likely."""
    return math.exp(dice.uniform(math.log(low), math.log(high)))


def by_hand(dice: random.Random, pace: float, count: int, *, soon: bool) -> list[float]:
    """Draw the gaps before continuations; whoever has a `pace` above 0 takes longer than most."""
    spans = _WITHIN_SOON if soon else _LATER
    weights = [span.by_hand * math.exp(pace * place) for place, span in enumerate(spans)]
    return _spread(dice, spans, weights, count)


def unrelated(dice: random.Random, count: int, *, soon: bool) -> list[float]:
    """Draw the gaps between posts of one sitting that have nothing to do with each other."""
    spans = _WITHIN_SOON if soon else _LATER
    return _spread(dice, spans, [span.unrelated for span in spans], count)


def _spread(
    dice: random.Random, spans: Sequence[Span], weights: Sequence[float], count: int
) -> list[float]:
    """Draw gaps in no order; of each span as many as its weight says, to one more or less."""
    summed = list(accumulate(weights))
    drawn: list[float] = []
    for place in range(count):
        share = (place + dice.random()) / count * summed[-1]
        span = spans[bisect_left(summed, share)]
        drawn.append(between(dice, span.low, span.high))
    dice.shuffle(drawn)
    return drawn
