"""Exit statuses, error messages and settings of the command."""

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal.conftest import Terminal

ROOT = Path(__file__).parents[2]

FAILURES = [
    (("thread", "17"), 1, "does not hold post 17"),
    (("thread", "seventeen"), 1, "No post in the archive matches"),
    (("onthisday", "02-30"), 1, "MM-DD"),
    (("search", " "), 1, "at least one word"),
    (("search", "x", "--limit", "0"), 2, "above 0 (throwback search --help)"),
    (("search", "x", "--limit", "abc"), 2, "argument --limit: give a whole number above 0"),
    (("search", "x", "--limit", "9" * 30), 2, "give a whole number above 0"),
    (("search", "x", "--database", ""), 2, "name a file"),
    (("search", "x", "--database", "/"), 2, "name a file"),
    (("search",), 2, "QUERY"),
    ((), 2, "COMMAND (throwback --help)"),
    (("search", "x", "--database", "none.db"), 1, "no archive at none.db"),
    (("threds",), 2, "There is no command “threds”: did you mean threads?"),
    (("nonsense",), 2, "There is no command “nonsense”: choose one of demo, run, import"),
    (("non\x1b[2Jsense\n",), 2, "There is no command “non"),
    (("digest", "pose", "1"), 2, "There is no action “pose”: did you mean pause?"),
    (("search", "x", "--sort", "old"), 2, "There is no --sort “old”: did you mean oldest?"),
    (("export", "--format", "xml"), 2, "There is no --format “xml”: choose one of csv"),
    (("random", "--seed", "x"), 2, "argument --seed: give a whole number"),
]


@pytest.mark.parametrize(("arguments", "status", "sentence"), FAILURES)
def test_failures_are_a_line(
    loaded: Terminal, arguments: tuple[str, ...], status: int, sentence: str
) -> None:
    """Each failure has its exit status and one line on standard error."""
    ended, output, errors = loaded(*arguments)
    assert (ended, output) == (status, "")
    assert sentence in errors
    assert errors.startswith("throwback: ")
    assert errors.endswith("\n")
    assert errors.removesuffix("\n").isprintable()
    assert len(errors.splitlines()) == 1


@pytest.mark.parametrize(("arguments", "status", "sentence"), FAILURES)
def test_with_json_failures_are_an_object(
    loaded: Terminal, arguments: tuple[str, ...], status: int, sentence: str
) -> None:
    """With --json the same failure, with the same exit status, is a JSON object."""
    ended, output, errors = loaded(*arguments, "--json")
    assert (ended, output) == (status, "")
    assert sentence in json.loads(errors)["error"]


def test_after_two_hyphens_json_is_a_word(loaded: Terminal) -> None:
    """What follows -- is no option: such a failure is a line."""
    assert loaded("search", "--limit", "0", "--", "--json")[2].startswith("throwback: ")


def test_all_wrong_settings_are_one_object(loaded: Terminal) -> None:
    """With --json several problems are one object, which has each of them too."""
    (loaded.folder / ".env").write_text("GUILDS=home\nTIME_ZONE=Mars/Olympus\n")
    status, _, errors = loaded("run", "--json")
    assert (status, len(json.loads(errors)["problems"])) == (2, 3)


def test_all_wrong_settings_are_reported(loaded: Terminal) -> None:
    """All wrong settings are reported at once, before anything starts, with exit status 2."""
    (loaded.folder / ".env").write_text("GUILDS=home\nTIME_ZONE=Mars/Olympus\n")
    (loaded.folder / "broken.db").write_text("no database, " * 50)
    status, _, errors = loaded("run", "--database", "broken.db")
    assert status == 2
    lines = errors.splitlines()
    assert len(lines) == 4
    for name in ("GUILDS", "TIME_ZONE", "DISCORD_TOKEN", "broken.db"):
        assert any(name in line for line in lines)


def test_a_wrong_token_is_not_called_missing(loaded: Terminal) -> None:
    """A token that cannot be one is one problem, in its variable and in its file."""
    for setting in ("DISCORD_TOKEN=two words", "DISCORD_TOKEN_FILE=/nowhere"):
        (loaded.folder / ".env").write_text(f"{setting}\n")
        _, _, errors = loaded("check")
        assert errors.startswith(f"throwback: {setting.partition('=')[0]} is not valid: ")
        assert len(errors.splitlines()) == 1


@pytest.mark.parametrize("command", ["run", "check", "sync"])
def test_what_cannot_start_makes_no_database(terminal: Terminal, command: str) -> None:
    """Without a token no database is made at a missing path."""
    status, _, errors = terminal(command, "--database", "away/archive.db")
    assert (status, "DISCORD_TOKEN" in errors) == (2, True)
    assert [path.name for path in terminal.folder.iterdir()] == ["tweets.md"]
    _, _, errors = terminal(command, "--database", "tweets.md/archive.db")
    assert errors.count("archive.db cannot be opened: Not a directory.") == 1


@pytest.mark.parametrize("command", ["run", "check"])
def test_an_account_that_the_archive_lacks(
    loaded: Terminal, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GUILDS must name accounts of the archive: a misspelt name is neither all nor none."""
    monkeypatch.setenv("DISCORD_TOKEN", "x")
    monkeypatch.setenv("GUILDS", "1:ada+wombat,2:carol")
    status, output, errors = loaded(command)
    assert (status, output) == (2, "")
    assert [name in errors for name in ("“ada”", "“wombat”", "“carol”")] == [False, True, True]


@pytest.mark.parametrize("command", [("search", "thread"), ("run",), ("import", "x"), ("demo",)])
def test_a_broken_env_file_is_reported(loaded: Terminal, command: tuple[str, ...]) -> None:
    """Every command reads .env, and reports in a line what is wrong with it."""
    (loaded.folder / ".env").write_bytes(b"GUILDS=\xff\n")
    status, output, errors = loaded(*command)
    assert (status, output) == (2, "")
    assert errors == "throwback: .env, line 1, is not UTF-8: save it as UTF-8.\n"


def test_commands_that_need_no_discord_do_not_load_it() -> None:
    """The terminal starts without discord.py, which is slow to import."""
    code = "import sys, bot.terminal.cli; sys.exit('discord' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_ctrl_c_while_the_modules_load() -> None:
    """A quick Ctrl-C shows no traceback of the installed command either."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    module, _, name = project["scripts"]["throwback"].partition(":")
    code = (
        "import sys\n"
        "class CtrlC:\n"
        "    def find_spec(name, *_):\n"
        "        if name == 'bot.terminal.arguments': raise KeyboardInterrupt\n"
        f"sys.meta_path.insert(0, CtrlC)\nfrom {module} import {name}\nsys.exit({name}())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True, cwd=ROOT
    )
    assert (done.returncode, len(done.stderr.splitlines())) == (130, 1)


def pipe(path: Path) -> None:
    """Make a named pipe."""
    os.mkfifo(path)


COMMANDS = [("run",), ("check",), ("search", "x"), ("hide", "17"), ("import", "tweets.md")]


@pytest.mark.parametrize(
    "make",
    [
        Path.mkdir,
        pytest.param(pipe, marks=pytest.mark.skipif(sys.platform == "win32", reason="it has none")),
    ],
)
@pytest.mark.parametrize("name", ["archive.db", "state.db"])
def test_what_is_not_a_file_is_no_database(
    loaded: Terminal, make: Callable[[Path], None], name: str
) -> None:
    """No command waits at a named pipe for somebody to write; each says that it is not a file."""
    for old in loaded.folder.glob(f"{name}*"):
        old.unlink()
    make(loaded.folder / name)
    # In a process, because a thread that waits in SQLite ends with no signal.
    code = (
        "import sys\nfrom bot.terminal.cli import main\n"
        f"for command in {COMMANDS!r}: print(main(command), file=sys.stderr)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DISCORD_TOKEN": "x"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=loaded.folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True,
        text=True, timeout=60, check=True,
    )  # fmt: skip
    lines = done.stderr.splitlines()
    said = f"{name} is not a file; name another by --database."
    assert sum(said in line for line in lines) == len(COMMANDS)
    assert [line for line in lines if line in {"1", "2"}] == lines[1::2]
    assert len(lines) == 2 * len(COMMANDS)
