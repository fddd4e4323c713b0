"""Likely continuations: how probable it is that a post goes on from the one before it.

Most threads that are continued by hand look like two separate posts: of all pairs that are one to
two minutes apart, 38 in a hundred are threads, and authors differ from none to nearly all. So there
is a share for each gap and each set of cues, which an author's own recorded links correct; and what
reaches a threshold is shown as likely, apart from the thread.

The shares were measured on 19 archives with recorded links, from 2018 on; see DEFAULT_SHARES.
"""

import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.archive.threads.features import Features
from bot.archive.threads.links import Evidence, Link

BOUNDS_MS = (2_000, 10_000, 30_000, 60_000, 120_000, 180_000, 300_000, 600_000, 1_800_000)
"""Where gaps are told apart, in milliseconds: a gap of a bound belongs below it."""

DEFAULT_SHARES = (0.3, 0.26, 0.26, 0.26, 0.38, 0.31, 0.19, 0.13, 0.06, 0.02)
"""Which share of pairs are threads, by gap, of an author of whom nothing is known.

Measured: 26 % at 30-60 s, 38 % at 1-2 min, 25 % at 2-5 min (parted here by its slope), 13 % at
5-10 min, 6 % at 10-30 min, 1 % beyond an hour. Below 30 s the measured shares are lower, 13 to
17 %, for a few programs post in rows; whoever is none is taken to do as at 30-60 s.
"""

DEFAULT_THRESHOLD = 0.2
"""From which probability on a continuation is likely, where nothing else is set or known."""

_NUMBERED = 0.84  # 32 of 38 neighbours numbered k and k + 1 were threads, whatever the gap
_SAME_MENTIONS = (0.22, 0.22, 0.22, 0.22, 0.19, 0.15, 0.12, 0.1, 0.06, 0.02)  # good within a minute
_ODDS_OF_CONTINUES, _ODDS_OF_LINK = 3.0, 0.5  # how much commoner such posts are in threads

_SHIFT_VARIANCE = 3.0  # of how authors differ from the rest, in the logit of their shares
_STRENGTH = 6.0  # pairs that the shifted default counts for, beside an author's own
_STEPS = 12  # of Newton's method; it settles in half of them


class Pattern(NamedTuple):
    """What is looked at of a pair: its cues, and its gap as a place among the bounds."""

    features: Features
    gap_bucket: int


class Observed(NamedTuple):
    """How many pairs of a pattern have a recorded answer, and of how many it is the parent."""

    known: int
    followed: int


class CandidateLink(NamedTuple):
    """A post that may go on from another, both by their ids, and what speaks for it.

    `account` is the key of its author.
    """

    child: str
    parent: str
    account: int
    gap_ms: int
    features: Features

    @property
    def link(self) -> Link:
        """The link, as it is if this is found to be likely."""
        why = likely_why(self.gap_ms, self.features)
        return Link(self.child, self.parent, Evidence.LIKELY, why, self.gap_ms)


@dataclass(frozen=True, slots=True)
class LikelihoodModel:
    """How likely it is that an author goes on, by pattern, as far as their recorded links tell."""

    observed: Mapping[Pattern, Observed] = field(default_factory=dict)

    def likely(self, threshold: float | None = None) -> frozenset[Pattern]:
        """Return which pairs are likely: all whose probability is `threshold` or more.

        Without one it is the author's own best where recorded links tell of habits, or else
        DEFAULT_THRESHOLD.
        """
        probabilities = self.probabilities()
        if threshold is None:
            threshold = _best_threshold(probabilities, self.observed)
        return frozenset(
            pattern for pattern, probability in probabilities.items() if probability >= threshold
        )

    def probabilities(self) -> dict[Pattern, float]:
        """Return for each pattern how probable it is that the child goes on from the parent.

        Two things are learnt: how much more or less the author threads than others, of posts and of
        conversations each, and what is special about a pattern, as far as enough pairs show it.
        """
        shifts = {
            talk: _shift(
                [
                    (_logit(default_share(pattern)), seen)
                    for pattern, seen in self.observed.items()
                    if bool(pattern.features & Features.SAME_MENTIONS) is talk
                ]
            )
            for talk in (False, True)
        }
        found = {}
        for pattern in PATTERNS:
            shift = shifts[bool(pattern.features & Features.SAME_MENTIONS)]
            expected = _chance(_logit(default_share(pattern)) + shift)
            known, followed = self.observed.get(pattern, Observed(0, 0))
            found[pattern] = (expected * _STRENGTH + followed) / (_STRENGTH + known)
        return found


def pattern_of(cue: Features, gap_ms: int) -> Pattern:
    """Return the pattern of a pair by its cues and its gap in milliseconds."""
    return Pattern(cue, bisect_right(BOUNDS_MS, gap_ms - 1))


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


def likely_why(gap_ms: int, cue: Features) -> str:
    """Return why a link is likely."""
    reasons = [f"posted {format_gap(gap_ms)} after it"]
    if cue & Features.NUMBERED:
        reasons.append("numbered as the next")
    if cue & Features.SAME_MENTIONS:
        reasons.append("to the same people")
    if cue & Features.CONTINUES:
        reasons.append("reads as going on")
    return ", ".join(reasons)


def format_gap(gap_ms: int) -> str:
    """Return a gap as people tell it: 26 s, 2 min, 3 h; rounded to the nearest.

    >>> told_gap(111_130)
    '2 min'
    """
    seconds = max(round(gap_ms / 1000), 0)
    if seconds < 90:  # noqa: PLR2004 - a minute and a half is the last that is told in seconds
        return f"{seconds} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{round(minutes / 60)} h"  # noqa: PLR2004 - so too


def _best_threshold(
    probabilities: Mapping[Pattern, float], seen: Mapping[Pattern, Observed]
) -> float:
    """Return the threshold whose F1 over pairs as those that were seen is the best.

    With few pairs the author's best cannot be told from the default, so that counts as well.
    """
    known = {pattern: one.known for pattern, one in seen.items() if one.known}
    total = sum(probabilities[pattern] * count for pattern, count in known.items())
    best, best_f1 = DEFAULT_THRESHOLD, 0.0
    right = chosen = 0.0
    for pattern in sorted(known, key=probabilities.__getitem__, reverse=True):
        right += probabilities[pattern] * known[pattern]
        chosen += known[pattern]
        f1 = 2 * right / (chosen + total)
        if f1 > best_f1:
            best, best_f1 = probabilities[pattern], f1
    weight = chosen / (chosen + _STRENGTH)
    return weight * best + (1 - weight) * DEFAULT_THRESHOLD


def _shift(pairs: list[tuple[float, Observed]]) -> float:
    """Return by how much the author's logits differ from the defaults', as the pairs tell.

    It is the most probable shift, given that authors differ by a normal distribution around none.
    """
    shift = 0.0
    for _ in range(_STEPS if pairs else 0):
        slope, curve = -shift / _SHIFT_VARIANCE, 1 / _SHIFT_VARIANCE
        for logit, (known, followed) in pairs:
            chance = _chance(logit + shift)
            slope += followed - known * chance
            curve += known * chance * (1 - chance)
        shift += max(-2.0, min(2.0, slope / curve))
    return shift


def _logit(share: float) -> float:
    return math.log(share / (1 - share))


def _chance(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


PATTERNS = tuple(
    Pattern(Features(cue), gap)
    for cue in range(max(Features) * 2)
    for gap in range(len(BOUNDS_MS) + 1)
)
"""Every pattern there is."""
