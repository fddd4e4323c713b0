"""`throwback erase`: asks first, and says what it did."""

import os
import pty
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

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


@pytest.mark.parametrize(("typed", "status"), [(b"y\r", 0), (b"\r", 130)])
def test_it_asks_on_a_terminal(loaded: Terminal, typed: bytes, status: int) -> None:
    """Only yes erases; everything else changes nothing."""
    first = snowflake(at(0))
    controller, terminal = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-m", "bot", "erase", first]
    with subprocess.Popen(
        command, stdin=terminal, stdout=terminal, stderr=terminal, env=environment
    ) as process:
        os.close(terminal)
        shown = b""
        while b"[y/N]" not in shown:
            shown += os.read(controller, 1024)
        os.write(controller, typed)
        with suppress(OSError):  # once the command has ended
            while os.read(controller, 1024):
                pass
    os.close(controller)
    assert process.returncode == status
    assert b"1 post." in shown
    assert len(loaded("export")[1].splitlines()) == (4 if status == 0 else 5)
