"""Logs: one line per record, and nothing private."""

import json
import logging
import re
import sys
import warnings
from collections.abc import Iterator
from logging import StreamHandler

import pytest

from bot import logs


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Restore the logging configuration after each test."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)


def test_json_lines(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a terminal a record is a line of JSON, including its traceback."""
    logs.set_up("INFO", "auto")
    try:
        int("no")
    except ValueError:
        logging.getLogger("bot.test").exception("It %s", "failed")
    line = json.loads(capsys.readouterr().err)
    assert (line["level"], line["logger"], line["message"]) == ("ERROR", "bot.test", "It failed")
    assert "ValueError: invalid literal" in line["traceback"]


_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00"


def test_text(capsys: pytest.CaptureFixture[str]) -> None:
    """As text a record is a line without a terminal: whole, with an ISO date, as it is written."""
    logs.set_up("INFO", "text")
    message = "[bold]hello[/bold] " * 20
    logging.getLogger("bot.test").info("%s", message)
    line = capsys.readouterr().err
    assert re.fullmatch(f"{_TIME} INFO bot.test: {re.escape(message)}\n", line)


@pytest.mark.parametrize("style", ["text", "json"])
def test_an_event_is_a_line(capsys: pytest.CaptureFixture[str], style: str) -> None:
    """What has several lines, such as a traceback or a warning, is logged in one."""
    logs.set_up("INFO", style)
    try:
        int("no")
    except ValueError:
        logging.getLogger("bot.test").exception("It\nfailed\r\x1b[31m\x07")
    warnings.showwarning("old", RuntimeWarning, "some.py", 1)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert "It\\nfailed\\r" in lines[0]
    assert "ValueError: invalid literal" in lines[0]
    assert "RuntimeWarning: old" in lines[1]
    assert all(line.isprintable() for line in lines)


def test_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a terminal gets lines that are laid out for it, unless JSON is asked for."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    for style, kind in (
        ("auto", logs.TerminalHandler),
        ("text", logs.TerminalHandler),
        ("json", StreamHandler),
    ):
        logs.set_up("INFO", style)
        assert type(logging.getLogger().handlers[0]) is kind


def test_a_long_line_is_not_broken(capsys: pytest.CaptureFixture[str]) -> None:
    """An address that is longer than a terminal is wide stays whole, to be copied or opened."""
    logs.set_up("INFO", "text")
    address = f"https://example.org/{'x' * 300}"
    logging.getLogger("bot.test").info("To invite it: %s", address)
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith(f"To invite it: {address}")
    assert "INFO" in line


def test_what_is_private_is_never_logged() -> None:
    """Even at DEBUG, libraries log no queries, texts or tokens."""
    logs.set_up("DEBUG", "json")
    assert logging.getLogger("bot").isEnabledFor(logging.DEBUG)
    for name in ("aiosqlite", "discord.http", "discord.gateway", "discord.webhook.async_"):
        assert not logging.getLogger(name).isEnabledFor(logging.DEBUG)
