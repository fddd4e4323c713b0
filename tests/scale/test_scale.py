"""The simulation at its smallest; `python -m tests.scale` runs the whole one."""

import pytest

from tests.scale.__main__ import main


def test_one_process(capsys: pytest.CaptureFixture[str]) -> None:
    """One process, for the time that more of them take: it identifies, and answers in each server.

    That processes take turns is tried in tests/delivery/.
    """
    size = ["--processes", "1", "--guilds", "22", "--posts", "100", "--at-once", "4"]
    assert main([*size, "--seconds", "0.2", "--digests", "0", "--max-concurrency", "2"]) == 0
    processes, connected, too_early, *figures = capsys.readouterr().out.splitlines()[2].split()
    assert (processes, too_early) == ("1", "0")
    assert float(connected) > 0
    assert len(figures) == 11
