"""A small simulation, and a short mix; `make soak` runs the whole ones."""

from datetime import date

import pytest

from bot.archive.digests.model import RunState
from tests.soak.__main__ import main, simulate_once


@pytest.mark.parametrize("start", [date(2024, 3, 8), date(2024, 10, 31)])
def test_a_sample(start: date, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some zones, some days around changes to and from summer time, many crashes: no fault."""
    monkeypatch.setattr("discord.http.Route.BASE", "")
    monkeypatch.setattr("discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY", None)
    figures = simulate_once(zones=30, days=6, seed=start.toordinal(), start=start, crashes=0.03)
    assert figures.faults == []
    assert figures.states[RunState.POSTED] > 50
    assert figures.crashes
    assert figures.late_restarts


def test_a_short_mix(capsys: pytest.CaptureFixture[str]) -> None:
    """The mix runs, and says how much memory the bot needed."""
    main(["--minutes", "0.02", "--posts", "300"])
    out = capsys.readouterr().out
    assert "memory after the warm-up" in out
    assert "'unanswered': 0" in out
