"""Output through a pipe: whole lines, as they are, for other programs."""

import pytest

from tests.archives import archive, record, snowflake
from tests.terminal.conftest import RECORDS, Terminal, at

LONG = "wombats are\tslow " * 20


@pytest.fixture
def long(loaded: Terminal) -> Terminal:
    """A terminal whose archive has a post of more characters than a line of a terminal."""
    text = f"{LONG}\n\n  [bold]indented[/bold] :smile:"
    (loaded.folder / "long.md").write_text(record(at(9e5), text), "utf-8")
    loaded.json("import", "long.md")
    return loaded


COMMANDS = [
    ("search", "wombats"), ("search", "?"), ("random", "wombats"), ("onthisday", "11-07"),
    ("thread", "wombats"), ("threads",), ("repair",), ("import", "tweets.md"),
    ("hide", "17"), ("unhide", "17"), ("digest", "list"), ("backup", "copy"),
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_nothing_is_padded(long: Terminal, command: tuple[str, ...]) -> None:
    """No line ends in blanks."""
    status, output, _ = long(*command)
    assert status == 0
    assert output
    assert [
        line for line in output.replace(f"  {LONG}\n", "").split("\n") if line.endswith(" ")
    ] == []


@pytest.mark.parametrize("command", COMMANDS[:1] + COMMANDS[2:5], ids=" ".join)
def test_nothing_is_wrapped(long: Terminal, command: tuple[str, ...]) -> None:
    """A line of a post is a line of the output, and no text is taken for markup."""
    _, output, _ = long(*command)
    assert f"\n  {LONG}\n\n    [bold]indented[/bold] :smile:\n" in output


def test_a_table_has_tabs(loaded: Terminal) -> None:
    """A table is a row a line, with tabs between its columns."""
    assert loaded("threads")[1].splitlines()[:2] == ["posts\tcertain", "3\t1"]


def test_a_path_is_no_markup(loaded: Terminal) -> None:
    """Brackets in a path are printed; rich would take them for markup."""
    status, output, _ = loaded("backup", "copy [bold]")
    assert (status, "to copy [bold];" in output) == (0, True)


def test_numbers_agree_with_their_nouns(terminal: Terminal) -> None:
    """One post is not “1 posts” in any command."""
    (terminal.folder / "one.md").write_text(archive(RECORDS[:1]), "utf-8")
    assert "Read 1 post of @ada from 1 file" in terminal("import", "one.md")[1]
    assert "Without year:1999: 1 post." in terminal("search", "deadlocks year:1999")[1]
    assert "Copied archive.db, 1 post, to" in terminal("backup", "copy")[1]
    assert "there would be 0 threads, of 0 posts" in terminal("threads")[1]
    assert snowflake(at(0.8)) in terminal("thread", "deadlocks")[1]
