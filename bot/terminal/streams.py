"""The standard streams of a command: their encoding, and readers that close them early."""

import os
import sys
from io import TextIOWrapper

from rich.console import Console


def set_up(*, json: bool) -> None:
    """Prevent characters that the system's encoding lacks from ending a command."""
    if isinstance(sys.stdout, TextIOWrapper):
        if json:
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
        else:
            sys.stdout.reconfigure(errors="replace")
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")


def abandon_output() -> None:
    """Discard output not written yet: Python would complain when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Console(Console):
    """A console whose reader may close it early; rich would end the process with status 1."""

    def on_broken_pipe(self) -> None:
        """Leave the error to `main`, as for all other output."""
        raise  # noqa: PLE0704 - rich calls this while it handles BrokenPipeError


def console() -> Console:
    """Return a console on standard output."""
    return _Console(highlight=False)
