"""Likely continuations: the probability that a post continues the one before it.

Most threads that are continued by hand look like two separate posts: of all pairs that are one to
two minutes apart, 38 in a hundred are threads, and authors vary from none to nearly all. So there
is a default share for each gap and set of features, which an author's own recorded links adjust;
links that reach a threshold are shown as likely, apart from the thread.

The shares were measured on 19 archives with recorded links, from 2018 on; see DEFAULT_SHARES.
"""

import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.archive.threads.features import Features
from bot.archive.threads.links import Evidence, Link
from bot.languages import ENGLISH, _, speaking
from bot.languages.punctuation import commas

BOUNDS_MS = (2_000, 10_000, 30_000, 60_000, 120_000, 180_000, 300_000, 600_000, 1_800_000)
"""The upper bounds of the gap buckets, in milliseconds, each included in its bucket."""

DEFAULT_SHARES = (0.3, 0.26, 0.26, 0.26, 0.38, 0.31, 0.19, 0.13, 0.06, 0.02)
"""The share of pairs that are threads, by gap bucket, for an author without recorded links.

Measured: 26 % at 30-60 s, 38 % at 1-2 min, 25 % at 2-5 min (split here by its slope), 13 % at
5-10 min, 6 % at 10-30 min, 1 % beyond an hour. Below 30 s the measured shares are lower, 13 to
17 %, because a few programs post in bursts; people are assumed to thread as at 30-60 s.
"""

DEFAULT_THRESHOLD = 0.2
"""The least probability of a likely continuation, where nothing else is set or known."""

_NUMBERED = 0.84  # 32 of 38 neighbours numbered k and k + 1 were threads, at any gap
_SAME_MENTIONS = (0.22, 0.22, 0.22, 0.22, 0.19, 0.15, 0.12, 0.1, 0.06, 0.02)  # good within a minute
_ODDS_OF_CONTINUES, _ODDS_OF_LINK = 3.0, 0.5  # how much more common such posts are in threads

_SHIFT_VARIANCE = 3.0  # of authors' deviation from the defaults, in the logit of their shares
_PRIOR_PAIRS = 6.0  # pairs that the shifted default counts for, besides an author's own
_STEPS = 12  # of Newton's method, which converges in half of them


class Pattern(NamedTuple):
    """What the model sees of a pair: its features, and the index of its gap bucket."""

    features: Features
    gap_bucket: int


class Observed(NamedTuple):
    """How many pairs of a pattern have a recorded answer, and how many of these are links."""

    known: int
    followed: int


class CandidateLink(NamedTuple):
    """A post that may continue another, both by their ids, and the evidence for it.

    `account` is the database key of the author; `gap_ms` is in milliseconds.
    """

    child: str
    parent: str
    account: int
    gap_ms: int
    features: Features

    @property
    def link(self) -> Link:
        """The link to show if this candidate is found to be likely."""
        with speaking(ENGLISH):
            why = likely_why(self.gap_ms, self.features)
        return Link(self.child, self.parent, Evidence.LIKELY, why, self.gap_ms, self.features)


@dataclass(frozen=True, slots=True)
class LikelihoodModel:
    """How likely an author is to continue a post, by pattern, learnt from recorded links."""

    observed: Mapping[Pattern, Observed] = field(default_factory=dict)

    def likely(self, threshold: float | None = None) -> frozenset[Pattern]:
        """Return the likely patterns: all whose probability is `threshold` or more.

        The default is the author's own best threshold as far as recorded links determine it, else
        DEFAULT_THRESHOLD.
        """
        probabilities = self.probabilities()
        if threshold is None:
            threshold = _best_threshold(probabilities, self.observed)
        return frozenset(
            pattern for pattern, probability in probabilities.items() if probability >= threshold
        )

    def probabilities(self) -> dict[Pattern, float]:
        """Return for each pattern the probability that the child continues the parent.

        Two things are learnt: how much more or less the author threads than others, separately for
        posts and conversations, and what is special about a pattern, if enough pairs show it.
        """
        shifts = {
            in_conversation: _shift(
                [
                    (_logit(default_share(pattern)), observed)
                    for pattern, observed in self.observed.items()
                    if bool(pattern.features & Features.SAME_MENTIONS) is in_conversation
                ]
            )
            for in_conversation in (False, True)
        }
        found = {}
        for pattern in PATTERNS:
            shift = shifts[bool(pattern.features & Features.SAME_MENTIONS)]
            expected = _probability(_logit(default_share(pattern)) + shift)
            known, followed = self.observed.get(pattern, Observed(0, 0))
            found[pattern] = (expected * _PRIOR_PAIRS + followed) / (_PRIOR_PAIRS + known)
        return found


def pattern_of(features: Features, gap_ms: int) -> Pattern:
    """Return the pattern of a pair with these features and this gap in milliseconds."""
    return Pattern(features, bisect_right(BOUNDS_MS, gap_ms - 1))


def default_share(pattern: Pattern) -> float:
    """Return the share of threads among pairs of a pattern, over all authors."""
    if pattern.features & Features.NUMBERED:
        return _NUMBERED
    shares = _SAME_MENTIONS if pattern.features & Features.SAME_MENTIONS else DEFAULT_SHARES
    odds = shares[pattern.gap_bucket] / (1 - shares[pattern.gap_bucket])
    if pattern.features & Features.CONTINUES:
        odds *= _ODDS_OF_CONTINUES
    if pattern.features & Features.LINK:
        odds *= _ODDS_OF_LINK
    return odds / (1 + odds)


def likely_why(gap_ms: int, features: Features) -> str:
    """Return why a link is likely, as a phrase for the reader."""
    gap = _("posted {gap} after it", gap=format_gap(gap_ms))
    return commas([gap, *reasons(features)])


def reasons(features: Features) -> list[str]:
    """Return what makes a link likely besides its gap, as phrases for the reader."""
    found = []
    if features & Features.NUMBERED:
        found.append(_("numbered as the next"))
    if features & Features.SAME_MENTIONS:
        found.append(_("to the same people"))
    if features & Features.CONTINUES:
        found.append(_("reads as going on"))
    return found


def format_gap(gap_ms: int) -> str:
    """Return a gap in everyday units, rounded to the nearest: 26 s, 2 min, 3 h.

    >>> format_gap(111_130)
    '2 min'
    """
    seconds = max(round(gap_ms / 1000), 0)
    if seconds < 90:  # noqa: PLR2004 - below a minute and a half, in seconds
        return _("{seconds} s", seconds=seconds)
    minutes = round(seconds / 60)
    if minutes < 90:  # noqa: PLR2004 - likewise
        return _("{minutes} min", minutes=minutes)
    return _("{hours} h", hours=round(minutes / 60))


def _best_threshold(
    probabilities: Mapping[Pattern, float], observed: Mapping[Pattern, Observed]
) -> float:
    """Return the threshold with the best F1 over pairs distributed like the observed ones.

    Few pairs do not determine the author's best threshold, so the default is averaged in.
    """
    known = {pattern: counts.known for pattern, counts in observed.items() if counts.known}
    total = sum(probabilities[pattern] * count for pattern, count in known.items())
    best, best_f1 = DEFAULT_THRESHOLD, 0.0
    right = chosen = 0.0
    for pattern in sorted(known, key=probabilities.__getitem__, reverse=True):
        right += probabilities[pattern] * known[pattern]
        chosen += known[pattern]
        f1 = 2 * right / (chosen + total)
        if f1 > best_f1:
            best, best_f1 = probabilities[pattern], f1
    weight = chosen / (chosen + _PRIOR_PAIRS)
    return weight * best + (1 - weight) * DEFAULT_THRESHOLD


def _shift(pairs: list[tuple[float, Observed]]) -> float:
    """Return by how much the author's logits differ from the defaults, by the observed pairs.

    It is the most probable shift, given that authors' shifts are normally distributed around zero.
    """
    shift = 0.0
    for _step in range(_STEPS if pairs else 0):
        slope, curve = -shift / _SHIFT_VARIANCE, 1 / _SHIFT_VARIANCE
        for logit, (known, followed) in pairs:
            probability = _probability(logit + shift)
            slope += followed - known * probability
            curve += known * probability * (1 - probability)
        shift += max(-2.0, min(2.0, slope / curve))
    return shift


def _logit(share: float) -> float:
    return math.log(share / (1 - share))


def _probability(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


PATTERNS = tuple(
    Pattern(Features(features), gap_bucket)
    for features in range(max(Features) * 2)
    for gap_bucket in range(len(BOUNDS_MS) + 1)
)
"""Every possible pattern."""
