"""Encodings, and outputs that close early or cannot be written."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.terminal.conftest import Process, Terminal


@pytest.mark.parametrize("arguments", [("import", "{}"), ("search", "{}"), ("thread", "{}")])
def test_an_argument_that_is_no_text(loaded: Terminal, arguments: tuple[str, ...]) -> None:
    """Bytes in arguments that are no UTF-8 cause no other failure than a wrong argument."""
    command = [one.format(os.fsdecode(b"\xff")) for one in arguments]
    with Process(loaded, *command, output=subprocess.PIPE) as process:
        output, errors = process.communicate()
    assert process.returncode == (0 if arguments[0] == "search" else 1)
    assert len((output + errors).splitlines()) <= 2


@pytest.mark.parametrize("command", [("export",), ("search", "thread"), ("search", "wombat")])
def test_a_reader_that_leaves_early_is_no_failure(
    loaded: Terminal, command: tuple[str, ...]
) -> None:
    """`throwback export | true` succeeds without an error, and so does the output of rich."""
    reading, writing = os.pipe()
    os.close(reading)
    with Process(loaded, *command, output=writing) as process:
        os.close(writing)
        _, errors = process.communicate()
    assert (process.returncode, errors) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
@pytest.mark.parametrize("command", [("export",), ("search", "thread")])
def test_output_that_cannot_be_written_is_reported(
    loaded: Terminal, command: tuple[str, ...]
) -> None:
    """A full disk under the output is reported in one line, with exit status 1."""
    with Path("/dev/full").open("wb") as full, Process(loaded, *command, output=full) as process:
        _, errors = process.communicate()
    assert process.returncode == 1
    assert errors == b"throwback: The output cannot be written: No space left on device.\n"


@pytest.mark.parametrize("command", [("export",), ("search", "-", "--json")])
def test_json_is_utf_8_everywhere(loaded: Terminal, command: tuple[str, ...]) -> None:
    """JSON output is UTF-8 in any locale; no input line ends the command."""
    with Process(loaded, *command, output=subprocess.PIPE, PYTHONIOENCODING="latin-1") as process:
        output, errors = process.communicate(b"broken\n\xff\n")
    assert (process.returncode, errors) == (0, b"")
    assert "“broken” once" in output.decode("utf-8")


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "utf-8"])
def test_a_poor_terminal_shows_what_it_can(loaded: Terminal, encoding: str) -> None:
    """Characters outside of the encoding are replaced; invalid input does not end the command."""
    with Process(
        loaded, "search", "-", output=subprocess.PIPE, PYTHONIOENCODING=encoding
    ) as process:
        output, errors = process.communicate(b"broken\n\xff\n")
    assert (process.returncode, errors) == (0, b"")
    assert b"broken" in output
    assert b" once" in output


@pytest.mark.parametrize("arguments", [("--help",), ("search", "--help")])
def test_the_help_on_a_poor_terminal(loaded: Terminal, arguments: tuple[str, ...]) -> None:
    """The help of a language whose letters the encoding lacks is printed all the same."""
    with Process(
        loaded, *arguments, output=subprocess.PIPE, PYTHONIOENCODING="ascii", LANGUAGE="ja"
    ) as process:
        output, errors = process.communicate()
    assert (process.returncode, errors) == (0, b"")
    assert b"???" in output
