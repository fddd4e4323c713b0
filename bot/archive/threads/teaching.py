"""Teaching: an owner says of pairs of posts whether the second continues the first.

How often an author threads cannot be seen in an archive without links, and a few answers show it:
over 22 authors the macro F1 of likely links rises from .49 to .52 with five answers, to .53 with
twenty. The pairs have a middling probability and are drawn at random over authors and years.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.archive.posts.post import Post

QUESTIONS = 5
"""The questions of a round."""

LEAST, MOST = 0.1, 0.9
"""The probabilities of pairs that are asked about: more or less likely ones teach little."""

Pair = tuple[str, str]
"""The ids of two posts: the child, and the parent that it may continue."""


class Answer(StrEnum):
    """An answer. The values are stored, so their meaning must never change."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Remark(StrEnum):
    """What is said above the next question."""

    STALE = "stale"
    """What was answered had been answered before, or does not matter any more."""
    UNDONE = "undone"
    """The last answer was taken back."""
    CHANGED = "changed"
    """The last answer was not taken back: the link was changed by other means since."""
    NOTHING_TO_UNDO = "nothing to undo"  # never translated: of JSON
    """There is no answer to take back."""


@dataclass(frozen=True, slots=True)
class Question:
    """Does `child` continue `parent`? The `number` counts the questions of a round, from 1."""

    child: Post
    parent: Post
    gap_ms: int
    number: int
    can_undo: bool

    @property
    def pair(self) -> Pair:
        """The ids of both posts."""
        return self.child.id, self.parent.id


@dataclass(frozen=True, slots=True)
class Effect:
    """What answers changed of the threads that certain and likely links make.

    `longer` and `shorter` count threads, `fewer` and `more` the links that are only likely, those
    that were answered aside.
    """

    longer: int = 0
    shorter: int = 0
    fewer: int = 0
    more: int = 0


@dataclass(frozen=True, slots=True)
class RoundEnd:
    """The end of a round: how many questions were answered, and what that changed.

    `is_complete` is False if it ended because there is nothing more to ask.
    """

    answers: tuple[Answer, ...]
    effect: Effect
    is_complete: bool
    can_undo: bool


Step = tuple[Question | RoundEnd, Remark | None]
"""What comes next, and what is said above it."""


def effect_of(
    answers: Iterable[tuple[Pair, Answer]],
    sure: Collection[Pair],
    before: Collection[Pair],
    after: Collection[Pair],
) -> Effect:
    """Return what `answers` changed.

    `sure` are the links that were no matter of likelihood, those by the answers aside; `before` and
    `after` are the likely ones without and with the answers. All are pairs of child and parent.
    """
    answered = dict(answers)
    linked = {pair for pair, answer in answered.items() if answer is Answer.YES}
    old, new = {*before}, {*after}
    was, now = old | {*sure}, new | {*sure} | linked
    return Effect(
        longer=_threads(now - was, now),
        shorter=_threads(was - now, was),
        fewer=len(old - new - answered.keys()),
        more=len(new - old - answered.keys()),
    )


def _threads(some: Collection[Pair], links: Collection[Pair]) -> int:
    """Return in how many threads of `links`, where no post has two parents, `some` of them are."""
    if not some:
        return 0
    parents, firsts = dict(links), dict[str, str]()
    for child, _parent in some:
        passed = {child: None}  # damaged data may have a cycle
        first = child
        while (parent := parents.get(first)) is not None and parent not in passed:
            first = firsts.get(parent, parent)
            passed[first] = None
        firsts |= dict.fromkeys(passed, first)
    return len({firsts[child] for child, _parent in some})
