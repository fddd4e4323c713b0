"""Logs: one line per record, and nothing private."""

import json
import logging
import re
import subprocess
import sys
import threading
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import logs


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Restore the logging configuration after each test."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    yield
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
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
        ("json", logs.LineHandler),
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


UNUSUAL = """
import asyncio, gc, logging, sys, threading, warnings
from bot import logs

logs.set_up("DEBUG", {style!r})
log = logging.getLogger("bot.test")

def fail(*_):
    raise ValueError("1: failed\\nin two lines")

class Failing:
    __del__ = fail

async def forgotten():
    asyncio.get_running_loop().call_soon(fail)
    lost = asyncio.create_task(asyncio.to_thread(fail))
    await asyncio.sleep(0.05)
    del lost
    gc.collect()
    asyncio.sleep(1)  # never awaited

log.warning("2: %d posts", "wombat")
log.warning("3: \\udc80 \\U0001f600 \u00e9 \\u2028\\r\\n")
log.warning("4: stack", stack_info=True)
thread = threading.Thread(target=fail)
thread.start()
thread.join()
Failing()
asyncio.run(forgotten())
warnings.warn("5: old")
fail()
"""


@pytest.mark.parametrize(
    ("style", "encoding"), [("json", "utf-8"), ("auto", "ascii"), ("text", "ascii")]
)
def test_whatever_happens_is_a_line(style: str, encoding: str) -> None:
    """Errors that nothing catches, faulty log calls and any character are a line each."""
    ended = subprocess.run(
        [sys.executable, "-c", UNUSUAL.format(style=style)],
        env={"PYTHONIOENCODING": encoding, "PYTHONPATH": str(Path(__file__).parent.parent)},
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert ended.returncode == 1
    lines = ended.stderr.decode("utf-8" if style != "text" else encoding).split("\n")
    assert lines.pop() == ""
    if style != "text":
        texts = ["\n".join(json.loads(line).values()) for line in lines]
    else:
        assert all(re.match(_TIME, line) for line in lines)
        texts = lines
    found = Counter(number for text in texts for number in re.findall(r"(\d): (?!%)", text))
    assert found["1"] >= 5
    assert found["3"] == found["4"] == found["5"] == 1
    assert sum("A log line of <string>:" in text for text in texts) == 1
    assert "wombat" not in "".join(texts)
