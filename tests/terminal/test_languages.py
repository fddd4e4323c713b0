"""The language of the terminal."""

import pytest

from tests.terminal.conftest import Terminal


def test_language_chooses_the_language(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal whose LANGUAGE is German says errors in German; JSON stays English."""
    monkeypatch.setenv("LANGUAGE", "de_AT:en")
    assert "gibt es noch kein Archiv" in terminal("search", "wombat")[2]
    assert "There is no archive" in terminal("search", "wombat", "--json")[2]
    monkeypatch.setenv("LANGUAGE", "tlh:xx")
    assert "There is no archive" in terminal("search", "wombat")[2]
