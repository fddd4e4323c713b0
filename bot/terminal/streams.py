"""The standard streams of a command: what they can hold, and readers that leave early."""

import os
import sys
from io import TextIOWrapper

from rich.console import Console


def set_up(*, json: bool) -> None:
    """Let no character that the system's encoding lacks end a command."""
    if isinstance(sys.stdout, TextIOWrapper):
        if json:
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
        else:
            sys.stdout.reconfigure(errors="replace")
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")


def abandon_output() -> None:
    """Let nobody read what was not yet written: Python would complain when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Console(Console):
    """A console whose reader may leave early; rich would end the process with status 1."""

    def on_broken_pipe(self) -> None:
        """Leave it to `main`, as for all other output."""
        raise  # noqa: PLE0704 - rich calls this while it handles BrokenPipeError


def console() -> Console:
    """Return a console on standard output."""
    return _Console(highlight=False)
