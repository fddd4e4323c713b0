"""The simulation at its smallest; `python -m tests.scale` runs the whole one."""

import pytest

from tests.scale.__main__ import main


def test_two_processes(capsys: pytest.CaptureFixture[str]) -> None:
    """Two processes share the servers, answer in each, and identify in turn."""
    size = ["--processes", "2", "--guilds", "44", "--posts", "100", "--at-once", "4"]
    assert main([*size, "--seconds", "0.2", "--digests", "0", "--max-concurrency", "2"]) == 0
    processes, connected, too_early, *figures = capsys.readouterr().out.splitlines()[2].split()
    assert (processes, too_early) == ("2", "0")
    assert float(connected) > 0
    assert len(figures) == 11
