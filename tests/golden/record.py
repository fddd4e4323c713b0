"""The interface of this build for other programs: its commands and its terminal output."""

import json
import os
import re
import shlex
import tempfile
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import BytesIO, TextIOWrapper
from pathlib import Path
from unittest.mock import patch

import pytest

from bot.app import Throwback
from bot.clock import SystemClock
from bot.delivery.command_sync import payload_of
from bot.services.container import Services
from bot.settings import Settings
from bot.terminal.cli import main

HERE = Path(__file__).parent
COMMANDS = HERE / "commands.json"
"""The commands as they are registered with Discord."""

TERMINAL = HERE / "terminal.txt"
"""A session of the terminal: each command after `$`, its output, errors and exit status."""

SAMPLE = HERE.parent.parent / "bot" / "sample"

SESSION = (
    "import sample/export sample/tweets_2020-02.md --json",
    "import sample/export sample/tweets_2020-02.md",
    "import sample/tweets_2019-05.md --dry-run --json",
    "import sample/tweets_2019-05.md",
    "import sample/README.md",
    "import missing.zip",
    "search phamplet --json",
    "search phamplet",
    "search has:image --sort oldest --limit 2 --json",
    "search xylophonic",
    "search on:nowhere",
    "search ?",
    "search -",
    "search - --json",
    "random --seed 7 --json",
    "random --seed 7",
    "random is:repost --seed 1",
    "onthisday 05-12 --json",
    "onthisday 05-12",
    "onthisday 13-45",
    "thread 1593605490330304513 --json",
    "thread 1593605490330304513",
    "thread parish register",
    "thread 1",
    "thread 1 --json",
    "threads --json",
    "threads --stats",
    "stats",
    "stats mouse --account ottilie_folds --json",
    "year 2020",
    "year 1990",
    "hide 1594289642507599873",
    "hide --list --json",
    "hide --list",
    "quiet --add 05-12",
    "onthisday 05-12",
    "quiet --json",
    "quiet",
    "quiet --remove 05-12",
    "search register",
    "unhide 1594289642507599873",
    "unhide 1594289642507599873 --json",
    "export",
    "export --format csv",
    "export --format markdown",
    "repair",
    "repair --json",
    "repair --undo 1 --json",
    "erase 1594289642507599873",
    "erase 1594289642507599873 17 --yes",
    "erase 1594289642507599873 --yes --json",
    "import sample/export",
    "media",
    "media --verify --json",
    "backup copy",
    "backup copy",
    "digest list",
    "digest pause 1 --json",
    "check",
    "nonsense",
)
HELP = (
    "", "demo", "run", "import", "search", "random", "onthisday", "thread", "threads", "hide",
    "unhide", "quiet", "status", "erase", "export", "repair", "backup", "restore", "digest",
    "digest list",
    "digest preview", "digest history", "media", "digest pause", "digest resume", "check", "sync",
)  # fmt: skip
TYPED = 'phamplet\n"open quote\nfrom:ottilie_folds glue\n'
"""The input of commands that read queries."""

_CHANGES_EACH_TIME = re.compile(r'("milliseconds": |"hidden_at": "|since )[\d.][-\dT:.Z ]*')


async def payload() -> str:
    """Return the commands as they are registered with Discord, as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        async with (
            Services(path, SystemClock()) as services,
            Throwback(Settings(), services, SystemClock(), syncs=False, posts=False) as bot,
        ):
            await bot.setup_hook()
            commands = await payload_of(bot)
    ordered = sorted(commands, key=lambda command: (command["type"], command["name"]))
    return json.dumps(ordered, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def transcript() -> str:
    """Return a session of the terminal over the sample archive, in a temporary folder."""
    with pytest.MonkeyPatch.context() as patch:  # the same with and without the extra
        patch.setattr("bot.services.meaning.at_import.installed_model", lambda: None)
        with tempfile.TemporaryDirectory() as folder, chdir(folder):
            Path("sample").symlink_to(SAMPLE, target_is_directory=True)
            return "\n".join([*map(_run, SESSION), *map(_help, HELP)])


def _help(command: str) -> str:
    """Return the help of a command without line breaks, which differ between Python versions."""
    text = _run(f"{command} --help".strip())
    first, _, rest = text.partition("\n")
    return f"{first}\n{' '.join(rest.split())}\n"


def _run(command: str) -> str:
    """Return a command with its output, its errors and its exit status."""
    output, errors = (TextIOWrapper(BytesIO(), "utf-8", write_through=True) for _ in range(2))
    typed = TextIOWrapper(BytesIO(TYPED.encode()), "utf-8")
    environment = {"COLUMNS": "100", "NO_COLOR": "1", "PATH": os.environ["PATH"]}
    with (
        redirect_stdout(output),
        redirect_stderr(errors),
        patch("sys.stdin", typed),
        patch.dict(os.environ, environment, clear=True),
    ):
        try:
            status = main(shlex.split(command))
        except SystemExit as end:  # argparse exits
            status = int(end.code or 0)
    return "\n".join(
        [f"$ throwback {command}", *_lines(output), *(f"! {one}" for one in _lines(errors)),
         f"[exit {status}]", ""]
    )  # fmt: skip


def _lines(stream: TextIOWrapper) -> Iterator[str]:
    """Yield the lines that were written, without changing values and trailing blanks."""
    stream.flush()
    raw = stream.buffer
    assert isinstance(raw, BytesIO)
    text = _CHANGES_EACH_TIME.sub(r"\g<1>0", raw.getvalue().decode("utf-8"))
    return (line.rstrip() for line in text.split("\n") if line.strip())
