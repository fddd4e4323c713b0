"""`throwback erase`: asks first, and says what it did."""

import sys
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from tests.archives import snowflake
from tests.terminal.conftest import Terminal, at


def test_posts_are_erased(loaded: Terminal) -> None:
    """Posts are erased by id and link; a later import leaves them alone, and says so."""
    first, second = snowflake(at(0)), snowflake(at(0.4))
    link = f"https://twitter.com/ada/status/{second}"
    status, output, errors = loaded("erase", first, link, "17", "--yes")
    assert (status, errors) == (0, "")
    flat = " ".join(output.split())
    assert "Erased 2 posts. No import brings them back." in flat
    assert "did not hold 17" in flat
    assert loaded.json("search", "thread")["total"] == 1
    assert loaded.json("import", "tweets.md")["erased"] == 2
    assert "Left 2 posts alone that you had erased." in loaded("import", "tweets.md")[1]
    assert loaded.json("search", "thread")["total"] == 1
    assert loaded("thread", first)[0] == 1


def test_the_report_as_json(loaded: Terminal) -> None:
    """With --json the numbers, the unknown ids and the copies are for other programs."""
    loaded("hide", "--list")  # creates state.db
    assert loaded("backup", "copies/one")[0] == 1
    Path("copies").mkdir()
    assert loaded("backup", "copies/one")[0] == 0
    assert loaded.json("erase", "--account", "@ada", "--yes") == {
        "erased": 5,
        "media": 0,
        "not_in_archive": [],
        "copies": [str(loaded.folder / "copies" / "one" / "archive.db")],
    }
    assert loaded("export")[1] == ""
    assert loaded.json("erase", "17", "--yes")["not_in_archive"] == ["17"]


def test_nothing_is_erased_without_a_word(loaded: Terminal) -> None:
    """Where nobody can be asked --yes is needed, and nothing is erased for a wrong one."""
    first = snowflake(at(0))
    for arguments, wanted, sentence in (
        ((first,), 2, "confirm it by --yes"),
        (("--yes",), 2, "required"),
        (("nonsense", "--yes"), 1, "names no post"),
        ((first, "nonsense", "--yes"), 1, "names no post"),
        (("--account", "nobody", "--yes"), 1, "no account @nobody"),
    ):
        status, output, errors = loaded("erase", *arguments)
        assert (status, output) == (wanted, "")
        assert sentence in errors
        assert len(errors.splitlines()) == 1
    assert len(loaded("export")[1].splitlines()) == 5


def test_an_archive_is_needed(terminal: Terminal) -> None:
    """Without an archive nothing is erased, and no file is made."""
    status, _, errors = terminal("erase", "17", "--yes")
    assert (status, "There is no archive" in errors) == (1, True)
    assert not list(terminal.folder.glob("*.db"))


@pytest.mark.parametrize(
    ("typed", "status"),
    [("y\r", 0), ("Yes\r", 0), ("\r", 130), ("no\r", 130), ("\x04", 130), ("\x03", 130)],
)
def test_it_asks_on_a_terminal(
    loaded: Terminal, monkeypatch: pytest.MonkeyPatch, typed: str, status: int
) -> None:
    """Only yes erases; no, Ctrl-D and Ctrl-C change nothing."""
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        keys.send_text(typed)
        ended, output, _ = loaded("erase", snowflake(at(0)))
    assert (ended, "1 post." in output) == (status, True)
    assert len(loaded("export")[1].splitlines()) == (4 if status == 0 else 5)
