"""The benchmarks run."""

import pytest

from tests.bench.__main__ import BENCHMARKS, main


@pytest.mark.parametrize("name", sorted(BENCHMARKS))
def test_each_benchmark_runs(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """At a tiny size each benchmark ends and prints figures."""
    assert main([name, "--posts", "300"]) == 0
    assert "posts" in capsys.readouterr().out


def test_the_memory_of_a_big_export_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    """At a small size the import of one big file ends and prints its peak memory."""
    assert main(["import", "--megabytes", "5"]) == 0
    assert "peak memory" in capsys.readouterr().out
