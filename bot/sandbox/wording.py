"""Words for what a person did: the errors of Discord's client are plain English."""

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from datetime import datetime

from bot.sandbox.rules.commands import OptionKind

TimeFormat = Callable[[datetime, str], str]
"""Returns a time, in UTC, in one of Discord's styles."""

TIME_FORMAT: ContextVar[TimeFormat | None] = ContextVar("time_format", default=None)
"""How the present task sees times in messages; None for British English."""

TAKES = {
    OptionKind.STRING: "text",
    OptionKind.INTEGER: "a whole number",
    OptionKind.BOOLEAN: "true or false",
    OptionKind.NUMBER: "a number",
    OptionKind.USER: "a user",
    OptionKind.CHANNEL: "a channel",
    OptionKind.ROLE: "a role",
    OptionKind.MENTIONABLE: "a user or a role",
    OptionKind.ATTACHMENT: "a file",
}
"""What an option of each kind takes."""


def listed(items: Iterable[object], joint: str = "and") -> str:
    """Return items as a list in words: “a, b and c”; “nothing” if there are none."""
    *most, last = [str(item) for item in items] or ["nothing"]
    return f"{', '.join(most)} {joint} {last}" if most else last
