"""What the tests of charts share."""

from importlib.util import find_spec

import pytest

if find_spec("matplotlib") is None:  # of the extra for pictures of statistics
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture
def only_dejavu(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system without any font but those that matplotlib brings with it."""
    from matplotlib import font_manager  # noqa: PLC0415 - it may be absent

    manager = font_manager.fontManager
    own = [entry for entry in manager.ttflist if "mpl-data" in entry.fname]
    monkeypatch.setattr(manager, "ttflist", own)
