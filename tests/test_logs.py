"""Logs: one line per record, and nothing private."""

import json
import logging
from collections.abc import Iterator

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


def test_text(capsys: pytest.CaptureFixture[str]) -> None:
    """As text a record is readable, and markup in it is shown as text."""
    logs.set_up("INFO", "text")
    logging.getLogger("bot.test").info("[bold]hello[/bold]")
    assert "[bold]hello[/bold]" in capsys.readouterr().err


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
