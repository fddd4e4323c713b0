"""Whether a copy of a database is whole."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.storage.files.wholeness import why_not_whole
from bot.storage.migrations import migrate


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an empty archive."""
    folder = tmp_path_factory.mktemp("copies")
    migrate(folder / "archive.db", "archive")
    return folder


def test_a_whole_copy(copies: Path) -> None:
    """An archive is whole, is no state.db, and gets no files beside it."""
    path = copies / "archive.db"
    assert why_not_whole(path, "archive") is None
    assert "is not Throwback's state database" in str(why_not_whole(path, "state"))
    assert why_not_whole(copies / "none", "archive") == "there is none"
    assert [one.name for one in copies.iterdir()] == ["archive.db"]


@given(kept=st.floats(0, 1, exclude_max=True))
def test_no_beginning_of_a_copy_is_whole(copies: Path, kept: float) -> None:
    """However many bytes are there, one that lacks some is found out."""
    whole = (copies / "archive.db").read_bytes()
    part = copies / "part"
    part.write_bytes(whole[: int(len(whole) * kept)])
    try:
        assert why_not_whole(part, "archive")
    finally:
        part.unlink()
