"""`throwback media`: counts the files, and reads each if it is to."""

import pytest

from bot.services.posts.media import MediaFiles
from tests.archives import record, snowflake
from tests.terminal.conftest import Terminal, at
from tests.workers.files import painted, put, saved


@pytest.fixture
def pictured(terminal: Terminal) -> Terminal:
    """A terminal over an archive whose posts have three pictures, of which two are files."""
    id = snowflake(at(0))
    names = ("good", "cut", "gone")
    markup = " ".join(f"![](media/{id}-{name}.png)" for name in names)
    (terminal.folder / "output.md").write_text(f"{record(at(0), markup)}\n----\n", "utf-8")
    terminal.json("import", "output.md")
    data = saved(painted((40, 20)), "PNG")
    put(terminal.folder / "media", f"{id}-good.png", data)
    put(terminal.folder / "media", f"{id}-cut.png", data[:60])
    put(terminal.folder / "media", "17-other.png", b"")
    return terminal


def test_files_are_counted(pictured: Terminal) -> None:
    """Missing files, and files that nothing in the archive names, are reported."""
    status, output, errors = pictured("media")
    assert (status, errors) == (0, "")
    assert "3 files" in output
    assert "Files that the archive does not name: 1." in output
    assert "The archive names 3 files, of which 2 are there. The others:" in output
    assert f"media/{snowflake(at(0))}-gone.png: missing from the media folder" in output
    assert pictured.json("media")["problems"] == [
        {"path": f"media/{snowflake(at(0))}-gone.png", "reason": "missing from the media folder"}
    ]


def test_a_single_file_is_there(pictured: Terminal) -> None:
    """The sentence agrees with one file too."""
    (pictured.folder / "media" / f"{snowflake(at(0))}-cut.png").unlink()
    assert "of which 1 is there. The others:" in pictured("media")[1]


def test_files_are_read(pictured: Terminal) -> None:
    """With --verify damaged ones are found too."""
    found = pictured.json("media", "--verify")
    assert [one["path"].partition("-")[2] for one in found["problems"]] == ["cut.png", "gone.png"]
    assert (found["files"], found["named"], found["not_named"]) == (3, 3, 1)
    assert "of which 1 can be read" in pictured("media", "--verify")[1]


def test_odd_names_and_files_that_vanish(
    pictured: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name is any bytes but a few; a file may be deleted while they are counted."""
    odd = "17-\udcff\n\x1b[31m\u202e.png"
    with (pictured.folder / "media" / odd).open("wb") as file:
        file.truncate(10**6)
    listed = list(MediaFiles._names(MediaFiles(pictured.folder / "archive.db")))
    monkeypatch.setattr(MediaFiles, "_names", lambda _self: iter([*listed, "17-vanished.png"]))
    status, output, errors = pictured("media")
    assert (status, errors) == (0, "")
    assert "4 files" in output
    assert "\x1b" not in output
    assert pictured.json("media")["files"] == 4


def test_an_archive_without_media(loaded: Terminal) -> None:
    """Has none, and that is no error."""
    assert loaded.json("media", "--verify")["files"] == 0
    assert "none is missing" in loaded("media")[1]
