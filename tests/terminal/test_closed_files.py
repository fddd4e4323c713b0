"""Files and folders that the process may not read: sentences, whichever command meets them."""

import errno
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.errors import system_reason
from tests.privileges import modes_apply
from tests.terminal.conftest import Terminal

NOBODY = 65534


@pytest.fixture
def closed(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """A terminal as a user who may not look into the folder `closed`."""
    monkeypatch.setenv("DISCORD_TOKEN", "x")
    folder = terminal.folder / "closed"
    folder.mkdir(0o000)
    with modes_apply():
        yield terminal
    folder.chmod(0o700)


@pytest.mark.parametrize(
    "arguments",
    [("search", "x"), ("export",), ("hide", "17"), ("import", "tweets.md"), ("backup", "x"),
     ("check",), ("run",)],
)  # fmt: skip
def test_a_closed_folder(closed: Terminal, arguments: tuple[str, ...]) -> None:
    """A database in a folder that may not be read is reported in a line that says what to do."""
    ended, output, errors = closed(*arguments, "--database", "closed/archive.db")
    reason = "cannot be opened: Permission denied; check who may read and write the file and its"
    assert (ended, output) == (2 if arguments[0] in {"check", "run"} else 1, "")
    assert errors.splitlines()[0] == f"throwback: closed/archive.db {reason} folder."


@pytest.mark.parametrize("command", [("search", "x"), ("import", "tweets.md"), ("check",)])
def test_a_closed_database(closed: Terminal, command: tuple[str, ...]) -> None:
    """A database that may not be read is reported with advice as well."""
    (closed.folder / "archive.db").touch(0o000)
    ended, _, errors = closed(*command)
    assert ended == (2 if command == ("check",) else 1)
    assert errors.startswith("throwback: archive.db cannot be opened; check ")
    assert len(errors.splitlines()) == 1


@pytest.mark.parametrize("name", ["tweets.md", "closed"])
def test_a_closed_archive_file(closed: Terminal, name: str) -> None:
    """A file or folder to import that may not be read is reported."""
    (closed.folder / name).chmod(0o000)
    assert closed("import", name) == (
        1,
        "",
        f"throwback: {name} cannot be read: Permission denied.\n",
    )


def test_what_is_too_long_for_a_name(closed: Terminal) -> None:
    """Any other refusal of the system is a sentence as well."""
    ended, _, errors = closed("search", "x", "--database", "x" * 300)
    assert (ended, errors.endswith("x cannot be opened: File name too long.\n")) == (1, True)


def test_a_folder_that_is_gone(closed: Terminal) -> None:
    """So is one that no command expects, such as a working directory that was deleted."""
    gone = closed.folder / "gone"
    gone.mkdir()
    os.chdir(gone)
    gone.rmdir()
    ended, output, errors = closed("import", str(closed.folder / "tweets.md"))
    assert (ended, output, len(errors.splitlines())) == (1, "", 1)
    assert errors.startswith("throwback: ")


@pytest.mark.skipif(sys.platform == "win32", reason="files have no such owners")
def test_whose_file_it_is(tmp_path: Path) -> None:
    """Of a file that is another user's the reason says whose, or whose folder hides it."""
    user = os.geteuid()
    theirs, owner = (tmp_path, NOBODY) if user == 0 else (Path("/etc"), 0)
    if user == 0:
        os.chown(theirs, NOBODY, -1)
    for path in (theirs, theirs / "closed" / "tweets.js"):
        refused = PermissionError(errno.EACCES, "Permission denied", str(path))
        assert system_reason(refused) == (
            f"Permission denied; it belongs to user {owner}, and this runs as user {user}"
        )
    mine = tmp_path / "mine"
    mine.touch()
    for error in (
        PermissionError(errno.EACCES, "Permission denied", str(mine)),
        PermissionError(errno.EACCES, "Permission denied"),
    ):
        assert system_reason(error) == "Permission denied"
