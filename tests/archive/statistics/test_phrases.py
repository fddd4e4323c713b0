"""Statistics in characters: what the legend says of the shades of the week."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from bot.archive.statistics.phrases import week

QUARTERS = {"·": (0, 0), "░": (0, 1), "▒": (1, 2), "▓": (2, 3), "█": (3, 4)}


@given(st.lists(st.integers(0, 9) | st.integers(0, 10**6), min_size=168, max_size=168))
def test_each_hour_has_the_shade_of_its_share(counts: list[int]) -> None:
    """None, up to a quarter of the most, up to a half, up to three quarters, more."""
    rows = [counts[day * 24 : day * 24 + 24] for day in range(7)]
    _, *lines = week(rows)
    most = max(counts)
    for row, line in zip(rows, lines, strict=True):
        for count, shade in zip(row, line[4:], strict=True):
            above, up_to = QUARTERS[shade]
            share = Fraction(4 * count, most) if most else Fraction(0)
            assert above < share <= up_to or (share == up_to == 0)
