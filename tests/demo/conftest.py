"""A sandbox's endpoints are forgotten after each test of the demo; the English tour is run once."""

import os

import pytest

from tests.demo.touring import toured_once


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Restore the endpoints of Discord, which the demo sets, after each test."""
    monkeypatch.setattr("discord.http.Route.BASE", "")
    monkeypatch.setattr("discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY", None)


@pytest.fixture
def english_tour(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the tour over the sample prints in English; it is run once for all test processes."""
    own = tmp_path_factory.getbasetemp()
    of_all = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    return toured_once(of_all / "english-tour.txt")
