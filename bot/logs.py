"""Logging: text on a terminal, else JSON lines. No log contains a post, a query or a token."""

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
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
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


def set_up(level: str, style: str) -> None:
    """Log to standard error from `level` up; `style` is "text", "json" or "auto"."""
    handler: logging.Handler
    if style == "text" or (style == "auto" and sys.stderr.isatty()):
        console = Console(stderr=True, soft_wrap=True)
        handler = TerminalHandler(console=console, markup=False)
        handler.setFormatter(logging.Formatter("%(message)s"))
    else:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _NEVER_BELOW_INFO:
        logging.getLogger(name).setLevel(max(logging.INFO, logging.getLevelName(level)))
