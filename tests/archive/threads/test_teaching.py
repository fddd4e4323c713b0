"""What answers of an owner change, and what is said of it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.archive.threads.teaching import Answer, Effect, Pair, RoundEnd, effect_of
from bot.archive.threads.teaching_phrases import end_of
from bot.archive.union_find import UnionFind

A, B, C, D = "ABCD"


@st.composite
def links(draw: st.DrawFn) -> list[dict[Pair, str]]:
    """Links in which each post has one earlier parent at most: sure ones, and two sets of others.

    They are by pairs, with where they are: in `sure`, `before`, `after` or both.
    """
    found: dict[Pair, str] = {}
    for child in range(1, 12):
        where = draw(st.sampled_from(["", "sure", "before", "after", "both"]))
        if where:
            found[f"{child}", f"{draw(st.integers(0, child - 1))}"] = where
    return [found]


def groups(pairs: set[Pair]) -> UnionFind[str]:
    """Return the threads of links."""
    found: UnionFind[str] = UnionFind()
    for child, parent in pairs:
        found.union(child, parent)
    return found


@given(links())
@example([{("2", "1"): "after", ("1", "0"): "after"}])
def test_threads_are_counted_once(found: list[dict[Pair, str]]) -> None:
    """However many links a thread gains or loses, it is one that became longer or shorter."""
    (where,) = found
    sure = {pair for pair, one in where.items() if one == "sure"}
    before = {pair for pair, one in where.items() if one in {"before", "both"}}
    after = {pair for pair, one in where.items() if one in {"after", "both"}}
    effect = effect_of([], sure, before, after)
    now, was = groups(sure | after), groups(sure | before)
    assert effect.longer == len({now.find(child) for child, _ in after - before})
    assert effect.shorter == len({was.find(child) for child, _ in before - after})
    assert (effect.fewer, effect.more) == (len(before - after), len(after - before))


def test_what_was_answered_is_no_guess() -> None:
    """A Yes to a guess changes no thread, and a No makes one shorter; neither is counted as one."""
    yes, no, unsure = (B, A), (D, C), ("F", "E")
    answers = [(yes, Answer.YES), (no, Answer.NO)]
    assert effect_of(answers, set(), {yes, no, unsure}, {unsure}) == Effect(shorter=1)
    assert effect_of(answers, set(), {no, unsure}, set()) == Effect(longer=1, shorter=2, fewer=1)


def test_a_cycle_comes_to_an_end() -> None:
    """Damaged data may have posts that continue one another."""
    assert effect_of([], {(A, B), (B, A)}, set(), {(C, A)}).longer == 1


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (RoundEnd((), Effect(), is_complete=True, can_undo=False), "No question was answered."),
        (
            RoundEnd((), Effect(), is_complete=False, can_undo=False),
            "There is nothing to ask now: no two posts are in doubt.",
        ),
        (
            RoundEnd((Answer.YES,), Effect(), is_complete=False, can_undo=True),
            "1 answer: 1 yes. No other thread changed by that. There is nothing more to ask now.",
        ),
        (
            RoundEnd(
                (Answer.NO, Answer.YES, Answer.NO), Effect(3, 1, 1), is_complete=True,
                can_undo=True,
            ),
            "3 answers: 1 yes, 2 no. With that: 3 threads longer, 1 thread shorter, 1 guess fewer.",
        ),
    ],
)  # fmt: skip
def test_a_round_ends_with_what_changed(end: RoundEnd, said: str) -> None:
    """Only what is not nothing is said."""
    assert end_of(end) == said
