"""The benchmarks run."""

import pytest

from tests.bench.__main__ import BENCHMARKS, main


@pytest.mark.parametrize("name", sorted(BENCHMARKS))
def test_each_benchmark_runs(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """At a tiny size each benchmark ends and prints figures."""
    assert main([name, "--posts", "300"]) == 0
    assert "posts" in capsys.readouterr().out
