"""The command in a folder of its own, with an archive file of five posts."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.ingest.text.mojibake import make_mojibake
from bot.terminal.cli import main
from tests.archives import archive, record

WHEN = datetime(2022, 10, 28, 3, 44, 43, 100_000, tzinfo=UTC)


def at(seconds: float) -> datetime:
    """Return the moment `seconds` after the first post."""
    return WHEN + timedelta(seconds=seconds)


RECORDS = [
    record(at(0.8), "third of a thread about deadlocks"),
    record(at(0.4), "second of a thread"),
    record(at(0), "first of a thread"),
    record(at(86400), make_mojibake("“broken” once")),
    record(at(90000), "@bob see https://a.b/c &amp; more"),
]


class Terminal:
    """Runs the command in a folder of its own."""

    def __init__(self, capture: pytest.CaptureFixture[str], folder: Path) -> None:
        self._capture = capture
        self.folder = folder

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        """Return the exit status, output and errors of a command."""
        try:
            status = main(arguments)
        except SystemExit as end:  # argparse exits
            status = int(end.code or 0)
        output, errors = self._capture.readouterr()
        return status, output, errors

    def json(self, *arguments: str) -> Any:
        """Return the JSON output of a command that must succeed."""
        status, output, errors = self(*arguments, "--json")
        assert (status, errors) == (0, "")
        return json.loads(output)


@pytest.fixture
def terminal(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Terminal:
    """A terminal in a folder with an archive file and no settings."""
    monkeypatch.chdir(tmp_path)
    for name in ("DISCORD_TOKEN", "GUILDS", "DATABASE", "TIME_ZONE"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "tweets.md").write_text(archive(RECORDS), "utf-8")
    return Terminal(capsys, tmp_path)


@pytest.fixture(scope="session")
def imported() -> dict[str, bytes]:
    """The databases that the first import of the archive file leaves, by their names."""
    return {}


@pytest.fixture
def loaded(terminal: Terminal, imported: dict[str, bytes]) -> Terminal:
    """A terminal whose archive is imported, once for all tests: it takes most of a test's time."""
    if not imported:
        terminal.json("import", "tweets.md")
        found = (path for path in terminal.folder.iterdir() if path.name != "tweets.md")
        imported.update((path.name, path.read_bytes()) for path in found)
    for name, content in imported.items():
        path = terminal.folder / name
        path.touch(0o600)
        path.write_bytes(content)
    return terminal


class Process(subprocess.Popen[bytes]):
    """The command as a separate process."""

    def __init__(
        self,
        terminal: Terminal,
        *arguments: str,
        output: Any,
        input: Any = subprocess.PIPE,  # noqa: A002 - what it is
        start_new_session: bool = False,
        **settings: str,
    ) -> None:
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **settings}
        super().__init__(
            [sys.executable, "-m", "bot", *arguments],
            cwd=terminal.folder,
            env=environment,
            stdin=input,
            stdout=output,
            stderr=subprocess.PIPE,
            start_new_session=start_new_session,
        )
