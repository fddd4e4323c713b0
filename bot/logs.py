"""Logging: for eyes on a terminal, elsewhere one line an event, as JSON or as text.

No log contains a post, a query or a token.
"""

import json
import logging
import sys
import threading
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from rich.console import Console, ConsoleRenderable, Group
from rich.logging import RichHandler
from rich.text import Text
from rich.traceback import Traceback

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

# At DEBUG these log private data: SQL parameters, request bodies, the token.
_NEVER_BELOW_INFO = ("aiosqlite", "discord.http", "discord.gateway", "discord.webhook", "asyncio")


_log = logging.getLogger(__name__)


class JsonFormatter(logging.Formatter):
    """Formats a record as a line of JSON: time, level, logger, message and traceback, if any."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as a line of JSON."""
        line = {
            "time": _time(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        if record.stack_info:
            line["stack"] = self.formatStack(record.stack_info)
        return json.dumps(line, ensure_ascii=False)


class LineHandler(logging.StreamHandler[TextIO]):
    """Writes a record as a line; one that cannot be formatted, as a line on that.

    Python would write several, with the arguments.
    """

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - of logging
        """Log, instead of the record that is being emitted, what is wrong with it."""
        error, where = sys.exc_info()[0], f"{Path(record.pathname).name}:{record.lineno}"
        if error is None or issubclass(error, OSError):  # the stream's: nothing can be written
            return
        # never translated
        record.msg, record.args = f"A log line of {where} is not valid ({error.__name__})", ()
        record.exc_info = record.exc_text = record.stack_info = None
        try:
            self.stream.write(self.format(record) + self.terminator)
            self.flush()
        except (OSError, ValueError):  # full, or closed
            return


class TerminalHandler(RichHandler):
    """Shows a record as a coloured line, which the terminal wraps: so addresses stay whole."""

    def render(
        self,
        *,
        record: logging.LogRecord,
        traceback: Traceback | None,
        message_renderable: ConsoleRenderable,
    ) -> ConsoleRenderable:
        """Return the record as a line, with its traceback, if any, below."""
        time = datetime.fromtimestamp(record.created, UTC).astimezone()
        start = Text.assemble(
            (f"{time:%H:%M:%S} ", "log.time"), self.get_level_text(record), " ", end=""
        )
        parts = [start, message_renderable, traceback]
        return Group(*(part for part in parts if part is not None))


class LineFormatter(logging.Formatter):
    """Formats a record as a line of text; what would break or hide a line is escaped in it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the time, level, logger and message, with the traceback behind it, if any."""
        line = f"{_time(record)} {record.levelname} {record.name}: {record.getMessage()}"
        if record.exc_info:
            line += f"\n{self.formatException(record.exc_info)}"
        return "".join(one if one.isprintable() else repr(one)[1:-1] for one in line)


def _time(record: logging.LogRecord) -> str:
    """Return when a record was made: ISO 8601, in UTC, to the millisecond."""
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def set_up(level: str, style: str) -> None:
    """Log to standard error from `level` up; `style` is "text", "json" or "auto".

    Warnings of Python itself are logged as well, and errors that nothing caught, in whatever
    thread: they would be several lines.
    """
    handler: logging.Handler
    if sys.stderr.isatty() and style != "json":
        console = Console(stderr=True, soft_wrap=True)
        handler = TerminalHandler(console=console, markup=False)
        handler.setFormatter(logging.Formatter("%(message)s"))
    else:
        if style != "text" and isinstance(sys.stderr, TextIOWrapper):
            # JSON is UTF-8, and escapes of other encodings are none of it.
            sys.stderr.reconfigure(encoding="utf-8", errors="backslashreplace")
        handler = LineHandler(sys.stderr)
        handler.setFormatter(LineFormatter() if style == "text" else JsonFormatter())
    logging.captureWarnings(capture=True)
    _log_uncaught()
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _NEVER_BELOW_INFO:
        logging.getLogger(name).setLevel(max(logging.INFO, logging.getLevelName(level)))


def _log_uncaught() -> None:
    """Log the errors that nothing caught instead of printing them."""

    def of_process(kind: type[BaseException], error: BaseException, trace: object) -> None:
        if issubclass(kind, Exception):
            _log.critical("The process ends", exc_info=error)
        else:
            sys.__excepthook__(kind, error, trace)  # type: ignore[arg-type]

    def of_thread(caught: threading.ExceptHookArgs) -> None:
        if caught.exc_type is not SystemExit:
            _log.error("A thread ended", exc_info=caught.exc_value)

    def of_nobody(caught: "UnraisableHookArgs") -> None:
        _log.error("An error nobody can handle", exc_info=caught.exc_value)

    sys.excepthook, threading.excepthook, sys.unraisablehook = of_process, of_thread, of_nobody
