"""The commands that answer with more than posts, as JSON for other programs."""

import json
from argparse import Namespace

import pytest

from bot.terminal import bot_commands
from tests.cogs.conftest import Harness, allowed_refusals, bare_harness, clock
from tests.terminal.conftest import Terminal

__all__ = ["allowed_refusals", "bare_harness", "clock"]


async def test_what_discord_says(bare_harness: Harness, capsys: pytest.CaptureFixture[str]) -> None:
    """The findings of a check are a line each; a sync returns how many commands there are."""
    chosen = Namespace(json=True, connects=True)
    await bot_commands.check(chosen, bare_harness.settings)
    findings = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {finding["level"] for finding in findings} == {"ok", "note"}
    (missing,) = [one["text"] for one in findings if "no archive" in one["text"]]
    assert missing.startswith(f"There is no archive at {bare_harness.folder}")
    await bot_commands.sync(chosen, bare_harness.settings)
    assert json.loads(capsys.readouterr().out) == {"commands": len(bare_harness.sandbox.commands)}


def test_unhiding_answers_with_a_sentence(loaded: Terminal) -> None:
    """What was shown again is said as it is to people."""
    assert loaded.json("unhide", "17") == {"answer": "Post 17 was not hidden."}


def test_an_export_is_json_lines(loaded: Terminal) -> None:
    """An export is JSON already; another format is refused with it."""
    assert loaded("export", "--json") == loaded("export")
    status, output, errors = loaded("export", "--json", "--format", "csv")
    assert (status, output) == (2, "")
    assert "--json and --format csv" in json.loads(errors)["error"]
