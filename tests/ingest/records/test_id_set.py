"""The set of ids that were already read."""

from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.records.id_set import IdSet


@given(st.lists(st.integers(1, (1 << 63) - 1) | st.integers(1, 20)))
def test_each_id_is_new_once(ids: list[int]) -> None:
    """It answers as a Python set does."""
    seen, known = IdSet(), set[int]()
    for id in ids:
        assert seen.add(id) == (id not in known)
        known.add(id)


def test_it_grows() -> None:
    """It keeps far more ids than its first capacity, at even distances."""
    seen = IdSet()
    assert all(seen.add(n << 22) for n in range(1, 20_000))
    assert not any(seen.add(n << 22) for n in range(1, 20_000))
