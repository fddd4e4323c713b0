"""Columns of bytes, combined all at once, are what a loop over all positions gives."""

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.statistics import masks
from bot.archive.statistics.lists import Lists

COLUMNS = st.lists(st.tuples(st.integers(0, 255), st.integers(0, 255), st.booleans()), max_size=30)
Rows = list[tuple[int, int, bool]]


@given(COLUMNS)
def test_combined_columns(rows: Rows) -> None:
    """Each position is decided by its own values alone."""
    one, other, mask = (bytes(row[part] for row in rows) for part in range(3))
    assert masks.masked(one, mask) == bytes(row[0] * row[2] for row in rows)
    different = masks.differences(one, other)
    assert [bool(value) for value in different] == [row[0] != row[1] for row in rows]
    assert list(masks.positions_of(one)) == [at for at, row in enumerate(rows) if row[0]]
    assert masks.counts_of(one, 200) == [one.count(value) for value in range(1, 201)]


@given(COLUMNS, st.integers(1, 7))
def test_values_of_some_positions(rows: Rows, size: int) -> None:
    """Whatever the size of the slices, and also of none or one position."""
    one, mask = bytes(row[0] for row in rows), bytes(row[2] for row in rows)
    values = array("q", (row[1] << 40 for row in rows))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(masks, "_SLICE", size)
        assert list(masks.kept(values, mask)) == [row[1] << 40 for row in rows if row[2]]
        wanted = frozenset(row[0] for row in rows if row[2])
        assert list(masks.mask_of(one, wanted)) == [value in wanted for value in one]
        positions = masks.positions_of(mask)
        assert list(masks.values_at(one, positions)) == [row[0] for row in rows if row[2]]


@given(st.lists(st.lists(st.integers(0, 9), max_size=5), max_size=8), st.sets(st.integers(0, 9)))
def test_lists_of_positions(lists: list[list[int]], wanted: set[int]) -> None:
    """Each list comes back, with the number of its positions that a mask has."""
    found = Lists.of(lists)
    assert [[*found[number]] for number in range(len(lists))] == lists
    mask = bytes(position in wanted for position in range(10))
    assert [*found.counts(mask)] == [sum(one in wanted for one in positions) for positions in lists]
