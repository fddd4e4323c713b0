"""The standard streams of a command: their encoding, and readers that close them early."""

import os
import sys
from io import TextIOWrapper
from typing import Any

from rich.console import Console

from bot.formats import json_records


def set_up(*, json: bool) -> None:
    """Prevent characters that the system's encoding lacks from ending a command."""
    if isinstance(sys.stdout, TextIOWrapper):
        if json:
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
        else:
            sys.stdout.reconfigure(errors="replace")
    if json and isinstance(sys.stderr, TextIOWrapper):
        sys.stderr.reconfigure(encoding="utf-8", errors="backslashreplace")
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")


def print_record(record: object) -> None:
    """Print a record as a line of JSON."""
    print(json_records.line(record), flush=False)  # noqa: T201 - the contract


def print_problems(problems: list[str], *, json: bool) -> None:
    """Print what went wrong on standard error: a line for each problem, or one JSON object."""
    sentences = [" ".join(problem.split()) for problem in problems]
    lines = [f"throwback: {sentence}" for sentence in sentences]
    if json:
        lines = [json_records.line(json_records.error_record(sentences))]
    print(*lines, sep="\n", file=sys.stderr)  # noqa: T201 - the contract


def print_note(sentence: str) -> None:
    """Print a sentence that is no answer and no problem, on standard error."""
    print(f"throwback: {sentence}", file=sys.stderr)  # noqa: T201 - the contract


def abandon_output() -> None:
    """Discard output not written yet: Python would complain when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Console(Console):
    """A console on a terminal, or on a pipe, whose reader may close it early."""

    def print(self, *objects: Any, sep: str = " ", end: str = "\n", **options: Any) -> None:
        """Print text; through a pipe it is neither wrapped nor padded, and keeps its tabs."""
        if self.is_terminal:
            super().print(*objects, sep=sep, end=end, **options)
        else:
            self.file.write(sep.join(map(str, objects)) + end)

    def on_broken_pipe(self) -> None:
        """Leave the error to `main`; rich would end the process with status 1."""
        raise  # noqa: PLE0704 - rich calls this while it handles BrokenPipeError


def console() -> Console:
    """Return a console on standard output; a bracket in a path is no markup there."""
    return _Console(highlight=False, markup=False, emoji=False)
