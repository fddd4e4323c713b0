"""Patience: how long something may be wrong."""

from hypothesis import given
from hypothesis import strategies as st

from bot.operations.monitoring.patience import Patience

LIMIT, STEP = 60.0, 1.0
ELAPSED = st.one_of(st.floats(0, 2 * STEP), st.floats(-1e6, 1e9))
"""Seconds between two looks: usual ones, and those around a suspension or a clock set anew."""


@given(st.lists(ELAPSED, max_size=29))
def test_a_suspended_machine_is_not_blamed(pauses: list[float]) -> None:
    """However long nothing could run between two looks, it takes 30 looks to lose patience."""
    patience = Patience(LIMIT, STEP)
    assert not any(patience.is_over(well=False, elapsed=elapsed) for elapsed in pauses)


@given(st.lists(st.tuples(st.booleans(), ELAPSED), max_size=100))
def test_it_starts_anew_when_all_is_well(looks: list[tuple[bool, float]]) -> None:
    """What counts is the time since all was well last."""
    patience, since = Patience(LIMIT, STEP), Patience(LIMIT, STEP)
    for well, elapsed in looks:
        if well:
            since = Patience(LIMIT, STEP)
        over = patience.is_over(well=well, elapsed=elapsed)
        assert over == since.is_over(well=well, elapsed=elapsed)
        assert not (well and over)


def test_it_ends() -> None:
    """Sixty looks at what is wrong, a second apart, are a minute."""
    patience = Patience(LIMIT, STEP)
    assert [patience.is_over(well=False, elapsed=STEP) for _ in range(60)].index(True) == 59
