"""Logging: for eyes on a terminal, elsewhere one line an event, as JSON or as text.

No log contains a post, a query or a token.
"""

import json
import logging
import sys
from datetime import UTC, datetime

from rich.console import Console, ConsoleRenderable, Group
from rich.logging import RichHandler
from rich.text import Text
from rich.traceback import Traceback

# At DEBUG these log private data: SQL parameters, request bodies, the token.
_NEVER_BELOW_INFO = ("aiosqlite", "discord.http", "discord.gateway", "discord.webhook", "asyncio")


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
        return json.dumps(line, ensure_ascii=False)


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

    Warnings of Python itself are logged as well: they would be several lines.
    """
    handler: logging.Handler
    if sys.stderr.isatty() and style != "json":
        console = Console(stderr=True, soft_wrap=True)
        handler = TerminalHandler(console=console, markup=False)
        handler.setFormatter(logging.Formatter("%(message)s"))
    else:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(LineFormatter() if style == "text" else JsonFormatter())
    logging.captureWarnings(capture=True)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _NEVER_BELOW_INFO:
        logging.getLogger(name).setLevel(max(logging.INFO, logging.getLevelName(level)))
