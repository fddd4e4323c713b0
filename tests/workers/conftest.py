"""What the tests of workers share."""

from pathlib import Path

import pytest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The media folder."""
    return tmp_path / "media"
