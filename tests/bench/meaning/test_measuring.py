"""The benchmark of search by meaning runs, and counts as its headings say."""

import pytest

from tests.bench.meaning import measuring
from tests.bench.meaning.measuring import hits, mean_reciprocal_rank


def test_figures_of_ranks() -> None:
    """Hits are shares of all queries; a post that was not found has the reciprocal rank 0."""
    ranks = [1, 2, None, 10]
    assert [hits(ranks, first) for first in (1, 5, 10)] == [0.25, 0.5, 0.75]
    assert mean_reciprocal_rank(ranks) == pytest.approx((1 + 1 / 2 + 1 / 10) / 4)


async def test_the_benchmark_runs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It prints a row of both kinds of pairs for each engine, and words find next to nothing."""
    monkeypatch.setattr(measuring, "encoders", lambda: iter(()))
    await measuring.measure(50)
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    ours = [row for row in rows if row[0] == "throwback"]
    assert [row[1] for row in ours] == ["paraphrases", "across"] * 2
    assert all(float(row[4]) < 0.2 for row in ours)
