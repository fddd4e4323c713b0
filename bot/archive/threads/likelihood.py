"""Likely continuations: the probability that a post continues the one of its candidate link.

Most threads that are continued by hand look like two separate posts: of all pairs that are one to
two minutes apart, 38 in a hundred are threads, and authors vary from none to nearly all. So the
probability of a pair follows from its gap, the length of the parent and signs in the texts, and is
shifted by what is known of the author's other pairs: by links that the archive records and by
answers of the owner. Links that reach a threshold are shown as likely, apart from the thread.

The coefficients are of a logistic regression over 22 authors with recorded links, posts from 2018
on. The probability fits the mean author, so it is compared and never shown. Judging authors that
it was not fitted on, it has a macro F1 of .490, where a limit of five minutes has .418.
"""

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from typing import NamedTuple, Self

from bot.archive.threads.candidate import CandidateLink, SeenPair
from bot.archive.threads.certain import CERTAIN_GAP_MS, TWITTER_THREADS_SINCE_MS
from bot.archive.threads.features import Features
from bot.archive.threads.timeline import MAX_GAP_MS
from bot.archive.timestamps import to_milliseconds

DEFAULT_THRESHOLD = 0.2
"""The least probability of a likely continuation, where nothing else is set."""

FIRST_LIKELY_MS = to_milliseconds(datetime(2015, 1, 1, tzinfo=UTC))
"""Before this nearly all guesses are wrong: hardly anyone linked a series of posts.

Without guesses for older posts, macro F1 over all years is .334 instead of .249."""

_CONSTANT = -2.24
# At gaps in seconds.
_GAPS: dict[float, float] = {
    0.5: 3.83, 2: 2.42, 6: 1.35, 15: 1.66, 30: 1.77, 60: 1.34, 90: 1.52, 150: 0.97, 240: 0.61,
    400: -0.08, 800: -0.42, 1_800: -0.99, 3_600: -1.32,
}  # fmt: skip
_GAPS_IN_CONVERSATION: dict[float, float] = {
    3: -0.45, 10: 0.39, 30: 0.17, 60: 0.02, 120: -0.07, 300: -0.90, 900: -2.24, 3_600: -2.42,
}  # fmt: skip
_COMPOSED = 2.46
_SIGNS = {
    Features.BEGINS: 0.89,
    Features.CONTINUES: 0.89,  # one of the two: mostly BEGINS
    Features.ENDS: 0.26,
    Features.LINK: -0.80,
    Features.NUMBERED: 2.65,
    Features.OTHER_NUMBER: 0.83,
}
_PARENT_LENGTH, _WHOLE_LENGTH, _MOST_LENGTH = 1.20, 280, 1.2
_USUAL_LENGTH = 100  # characters, where the length is not known
_RARITY = 0.161

_SHIFT_VARIANCE = 2.75  # of authors' deviation from the mean author, in the logit
_EARLY_SHIFT = -3.0  # the mean of that before 2015, where a minute's gap was hardly ever a thread
_ROUNDING = 1e-9
_STEPS = 12  # of Newton's method, which converges in half of them


class _Group(NamedTuple):
    """Pairs of an author that share a shift: an era, and posts or conversations."""

    early: bool
    in_conversation: bool


@dataclass(frozen=True, slots=True)
class LikelihoodModel:
    """How likely an author is to continue a post, learnt from the author's seen pairs."""

    _shifts: Mapping[_Group, float] = field(default_factory=dict)

    @classmethod
    def learnt(cls, seen: Iterable[SeenPair]) -> Self:
        """Return the model of an author of whom these pairs are known.

        How much more or less than others the author threads is learnt for each era, and for posts
        and conversations separately.
        """
        groups: dict[_Group, list[tuple[float, bool]]] = defaultdict(list)
        for candidate, followed in seen:
            groups[_group(candidate)].append((_logit(candidate), followed))
        return cls(
            {
                group: _shift(pairs, _EARLY_SHIFT if group.early else 0.0)
                for group, pairs in groups.items()
                # Without a link of that era there is no likely one.
                if not group.early or any(followed for _, followed in pairs)
            }
        )

    def probability(self, candidate: CandidateLink) -> float:
        """Return the probability that the child continues the parent, from 0 to 1.

        It is 0 beyond an hour, and before 2015 unless the author's own links of that time are
        known.
        """
        logit = self._logit(candidate)
        return 0.0 if logit == -math.inf else _probability(logit)

    def may_reach(self, candidate: CandidateLink, threshold: float, most_rarity: float) -> bool:
        """Return whether the probability may reach `threshold` with a word that the posts share.

        `most_rarity` is the weight of the rarest word that they could share.
        """
        if threshold <= 0:
            return True
        return self._logit(candidate) + _RARITY * most_rarity >= _limit(threshold)

    def _logit(self, candidate: CandidateLink) -> float:
        """Return the logit of the probability, which is minus infinity for 0."""
        group = _group(candidate)
        shift = self._shifts.get(group)
        if candidate.gap_ms > MAX_GAP_MS or (shift is None and group.early):
            return -math.inf
        return _logit(candidate) + (shift or 0.0)


def rarity(own_posts: int, with_word: int) -> float:
    """Return the weight of a word that `with_word` of an author's `own_posts` have, 0 or more.

    Reposts are not counted.
    """
    return max(0.0, math.log((own_posts + 1) / (with_word + 0.5)))


def _group(candidate: CandidateLink) -> _Group:
    return _Group(candidate.posted_at < FIRST_LIKELY_MS, candidate.in_conversation)


def _logit(candidate: CandidateLink) -> float:
    """Return the logit of the probability for the mean author."""
    in_conversation = candidate.in_conversation
    found = _CONSTANT + _interpolated(candidate.gap_ms, in_conversation=in_conversation)
    if (
        candidate.gap_ms <= CERTAIN_GAP_MS
        and not in_conversation
        and candidate.posted_at >= TWITTER_THREADS_SINCE_MS
    ):
        found += _COMPOSED
    length = _USUAL_LENGTH if candidate.parent_length is None else candidate.parent_length
    found += _PARENT_LENGTH * min(length / _WHOLE_LENGTH, _MOST_LENGTH)
    found += _OF_SIGNS[candidate.features]
    return found + _RARITY * (candidate.rarity or 0.0)


class _Line(NamedTuple):
    """A function of ln seconds that is linear between its points, and constant outside."""

    at: Sequence[float]
    values: Sequence[float]
    slopes: Sequence[float]

    @classmethod
    def through(cls, points: dict[float, float]) -> Self:
        at, values = [math.log(seconds) for seconds in points], [*points.values()]
        rises = zip(pairwise(values), pairwise(at), strict=True)
        return cls(at, values, [(b - a) / (end - start) for (a, b), (start, end) in rises])

    def value(self, at: float) -> float:
        index = bisect_right(self.at, at) - 1
        if index < 0:
            return self.values[0]
        if index >= len(self.slopes):
            return self.values[-1]
        return self.values[index] + (at - self.at[index]) * self.slopes[index]


_LINES = (_Line.through(_GAPS), _Line.through(_GAPS_IN_CONVERSATION))
_OF_SIGNS = [
    sum(weight for sign, weight in _SIGNS.items() if features & sign)
    for features in range(max(Features) << 1)
]


def _interpolated(gap_ms: int, *, in_conversation: bool) -> float:
    return _LINES[in_conversation].value(math.log(max(gap_ms, 1) / 1000))


def _shift(pairs: Sequence[tuple[float, bool]], mean: float) -> float:
    """Return by how much the author's logits differ from those of the mean author.

    It is the most probable shift, given that authors' shifts are normally distributed around
    `mean`. Each pair is its logit, and whether it is a link.
    """
    shift = mean
    for _step in range(_STEPS):
        slope, curve = (mean - shift) / _SHIFT_VARIANCE, 1 / _SHIFT_VARIANCE
        for logit, followed in pairs:
            probability = _probability(logit + shift)
            slope += followed - probability
            curve += probability * (1 - probability)
        shift += max(-2.0, min(2.0, slope / curve))
    return shift


def _limit(threshold: float) -> float:
    """Return the logit of a threshold, a little less for what rounding takes."""
    return math.inf if threshold >= 1 else math.log(threshold / (1 - threshold)) - _ROUNDING


def _probability(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))
