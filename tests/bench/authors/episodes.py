"""An author's activity in a stretch of time, sitting by sitting.

Each frequency is a number to reach, not a probability of each event. So an author's figures are
those measured, even over only a thousand posts.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Self, TypeVar

from tests.bench.authors import gaps
from tests.bench.authors.figures import Author
from tests.bench.authors.words import FRIENDS

T = TypeVar("T")

_COMPOSED_LINKS = 3.2  # of one thread: 464 in 144 threads were measured
_BY_HAND_LINKS = 1.6  # of one thread, assumed
_LIST_GAP = 120.0  # seconds
_BURST_GAPS = 3.0  # of one sitting, assumed
_TALK_POSTS = 2.0  # of one conversation after its first, assumed
_TALKED_AT_ONCE = 0.7  # of continued conversations: within a minute, nothing between; assumed
_NOTHING_RIGHT = 0.05  # of posts, gaps under five minutes of those whose threads are slower
_WITH_OWN_NAME = 0.007  # of continuations, those that begin with the author's name: 99 of 14,297
_PROGRAMS_BEFORE = 20.0  # times as many posts twice in a second before the composer, assumed


@dataclass(slots=True, eq=False)
class Draft:
    """A post to be written: its time in seconds since its sitting began, and its properties.

    `names` are the accounts that it mentions first; `number` is its number in a numbered thread;
    `parent` is the own post that it replies to.
    """

    at: float
    parent: Self | None = None
    names: tuple[str, ...] = ()
    repost: bool = False
    number: int = 0


@dataclass(slots=True)
class Sitting:
    """A sequence of posts in the order of time."""

    drafts: list[Draft] = field(default_factory=lambda: [Draft(0.0)])

    def add(self, gap: float, parent: Draft | None = None, names: tuple[str, ...] = ()) -> Draft:
        """Add a post `gap` seconds after the last."""
        self.drafts.append(Draft(self.drafts[-1].at + gap, parent, names))
        return self.drafts[-1]

    @property
    def length(self) -> float:
        """The seconds until the last post, or until the first gap of hours.

        Another sitting may begin in such a gap.
        """
        for one, next_one in pairwise(self.drafts):
            if next_one.at - one.at > gaps.HOUR:
                return one.at
        return self.drafts[-1].at


@dataclass(frozen=True, slots=True)
class Plan:
    """How many of each kind of post an author writes."""

    composed: int  # continuations, in the composer
    soon: int  # by hand, within five minutes
    later: int  # within an hour
    after_hours: int
    with_own_name: int
    conversing: int  # continuations of conversations
    unrelated: int  # gaps within five minutes that mean nothing
    doubled: int  # gaps within two seconds that mean nothing

    @classmethod
    def of(cls, author: Author, count: int, *, composer: bool) -> Self:
        """Return a plan for about `count` posts, of a time with or without the `composer`."""
        replies = author.continuing * count
        right = author.recall * replies
        unrelated = right / author.precision - right if right else _NOTHING_RIGHT * count
        composed = author.composed * right * composer
        later = gaps.LATER_BY_HAND * ((right - composed) or replies)
        after_hours = gaps.AFTER_HOURS * replies
        with_own_name = _WITH_OWN_NAME * replies
        others = replies - right - later - after_hours - with_own_name
        return cls(
            round(composed),
            round(right) - round(composed),
            round(later),
            round(after_hours),
            round(with_own_name),
            max(round(others), 0),
            round(unrelated),
            round(author.doubled * count * (1 if composer else _PROGRAMS_BEFORE)),
        )


def sittings(
    author: Author, count: int, rng: random.Random, *, composer: bool
) -> tuple[list[Sitting], int]:
    """Return unordered sittings of about `count` posts, and how many posts name their author."""
    plan = Plan.of(author, count, composer=composer)
    threads = list(_threads(author, plan, rng))
    branches = [gap for one in threads for gap in _branch(author, one, rng)]
    meant = sum(gap <= gaps.SOON for gap in branches)
    made = [
        *threads,
        *_doubles(plan, rng, composer=composer),
        *_bursts(author, max(plan.unrelated - plan.doubled - meant, 0), rng),
        *_conversations(author, max(plan.conversing - len(branches), 0), rng),
    ]
    missing = count - sum(len(one.drafts) for one in made)
    return [*made, *(_alone(rng) for _ in range(missing))], plan.with_own_name


def _threads(author: Author, plan: Plan, rng: random.Random) -> Iterator[Sitting]:
    """Yield threads; those of the composer may be continued by hand."""
    by_hand = gaps.by_hand(rng, author.pace, plan.soon, soon=True)
    by_hand += gaps.by_hand(rng, author.pace, plan.later, soon=False)
    by_hand += [gaps.between(rng, gaps.HOUR, 2 * gaps.DAY) for _ in range(plan.after_hours)]
    composed = [gaps.between(rng, *gaps.COMPOSED) for _ in range(plan.composed)]
    rng.shuffle(by_hand)
    starts = _parts(composed, _COMPOSED_LINKS, rng)
    ends = _parts(by_hand, _BY_HAND_LINKS, rng)
    mixed = min(len(starts) // 3, len(ends))  # assumed
    for start, end in zip(starts[:mixed], ends, strict=False):
        yield _thread(author, [*start, *end], rng)
    for waits in [*starts[mixed:], *ends[mixed:]]:
        yield _thread(author, waits, rng)


def _thread(author: Author, waits: Sequence[float], rng: random.Random) -> Sitting:
    sitting = Sitting()
    numbered = rng.random() < author.numbered
    last = sitting.drafts[0]
    last.number = int(numbered)
    interleaved = rng.random() < author.interleaved
    for wait in waits:
        before = 0.0
        if interleaved and wait > 10:
            before = wait * rng.uniform(0.2, 0.8)
            sitting.add(before, names=_names(rng))
            interleaved = False
        number = last.number + numbered
        last = sitting.add(wait - before, last)
        last.number = number
    return sitting


def _branch(author: Author, thread: Sitting, rng: random.Random) -> Iterator[float]:
    """Let one of a thread's posts before the last get a second reply; yield the gap before it."""
    own = [draft for draft in thread.drafts if not draft.names]
    if rng.random() < author.branched:
        (gap,) = gaps.by_hand(rng, author.pace, 1, soon=rng.random() < 0.7)
        thread.add(gap, rng.choice(own[:-1]))
        yield gap


def _doubles(plan: Plan, rng: random.Random, *, composer: bool) -> Iterator[Sitting]:
    for _ in range(plan.doubled):
        sitting = Sitting()
        sitting.add(rng.uniform(0.05, gaps.COMPOSED[1] if composer else 1.0))
        yield sitting


def _bursts(author: Author, unrelated: int, rng: random.Random) -> Iterator[Sitting]:
    waits = gaps.unrelated(rng, unrelated, soon=True)
    waits += gaps.unrelated(rng, round(unrelated * gaps.LATER_UNRELATED), soon=False)
    rng.shuffle(waits)
    for part in _parts(waits, _BURST_GAPS, rng):
        sitting = Sitting()
        for wait in part:
            sitting.add(wait)
        # Of numbers in a row within two minutes 47 of 48 were a thread: lists are slower.
        if rng.random() < author.listed * _BURST_GAPS and min(part) > _LIST_GAP:
            for number, draft in enumerate(sitting.drafts, 1):
                draft.number = number
        yield sitting


def _conversations(author: Author, count: int, rng: random.Random) -> Iterator[Sitting]:
    """Yield replies to others: `count` continued by a reply to oneself, others by another reply."""
    at_once = round(count * _TALKED_AT_ONCE)
    to_others = round(at_once / author.conversing) - at_once
    turns = ["at once"] * at_once + ["later"] * (count - at_once) + ["to them"] * to_others
    rng.shuffle(turns)
    for part in _parts(turns, _TALK_POSTS, rng):
        names = _names(rng)
        sitting = Sitting([Draft(0.0, names=names)])
        for turn in part:
            before = sitting.drafts[-1]
            low, high = (60.0, gaps.HOUR) if turn == "later" else (5.0, 60.0)
            sitting.add(gaps.between(rng, low, high), None if turn == "to them" else before, names)
        yield sitting


def _alone(rng: random.Random) -> Sitting:
    """Return a single post, a reply to someone or a repost; the frequencies are assumed."""
    draw = rng.random()
    names = _names(rng) if draw < 0.3 else ()
    return Sitting([Draft(0.0, names=names, repost=draw > 0.85)])


def _names(rng: random.Random) -> tuple[str, ...]:
    return tuple(rng.sample(FRIENDS, rng.choices((1, 2, 3), (8, 2, 1))[0]))


def _parts(whole: Sequence[T], mean: float, rng: random.Random) -> list[Sequence[T]]:
    """Cut `whole` into parts of one or more, on average about `mean` long."""
    parts: list[Sequence[T]] = []
    begin = 0
    for end in range(1, len(whole) + 1):
        if end == len(whole) or rng.random() < 1 / mean:
            parts.append(whole[begin:end])
            begin = end
    return parts
