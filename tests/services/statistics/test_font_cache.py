"""The folder for what matplotlib finds out about fonts, and which matplotlib is new enough."""

import os
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from bot.services.statistics import font_cache, pictures
from bot.services.statistics.font_cache import FontCache


@pytest.fixture(autouse=True)
def _beside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use the folder beside the database again, which all other tests share."""
    monkeypatch.setattr(font_cache, "FONT_CACHE", "font-cache")


def test_a_lock_that_was_left_is_removed(tmp_path: Path) -> None:
    """A process that was ended left it; one that another process holds stays."""
    fonts = FontCache(tmp_path)
    folder = fonts.folder()
    assert folder == tmp_path / "font-cache"
    old, new = (folder / f"{name}.json.matplotlib-lock" for name in ("old", "new"))
    for lock in (old, new):
        lock.touch()
    an_hour_ago = new.stat().st_mtime - 3_600
    os.utime(old, (an_hour_ago, an_hour_ago))
    fonts.folder()
    assert [*folder.iterdir()] == [new]


def test_without_a_folder_there_is_a_temporary_one(tmp_path: Path) -> None:
    """It is one for all processes, and goes with the last of them."""
    (tmp_path / "font-cache").touch()
    fonts = FontCache(tmp_path)
    folder = fonts.folder()
    assert folder.is_dir()
    assert fonts.folder() == folder
    fonts.close()
    assert not folder.exists()


@pytest.mark.parametrize(
    ("version", "is_enough"),
    [("3.5.0", False), ("3.9.4", False), ("3.11.0", True), ("3.12.0rc1", True), ("4.0", True),
     ("", False)],
)  # fmt: skip
def test_an_older_matplotlib_is_none(
    monkeypatch: pytest.MonkeyPatch, version: str, is_enough: bool
) -> None:
    """It would fail to draw, and nobody would know what to install."""

    def installed(_name: str) -> str:
        if not version:
            raise PackageNotFoundError
        return version

    monkeypatch.setattr(pictures, "version", installed)
    assert pictures.can_draw.__wrapped__() is is_enough
