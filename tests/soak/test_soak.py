"""A small simulation; `make soak` runs the whole one."""

from datetime import date

import pytest

from bot.archive.digests.model import RunState
from tests.soak.__main__ import simulate_once


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
