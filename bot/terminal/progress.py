"""Progress on the terminal: a bar, or a line every ten seconds in a pipe."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import copy_context

from rich.console import Console
from rich.progress import BarColumn, ProgressColumn, Task, TaskProgressColumn, TextColumn
from rich.progress import Progress as Bar
from rich.text import Text

from bot.languages import _, current, speaking
from bot.services.posts.progress import Estimate, OnProgress, Phase, Progress

_EVERY = 10.0  # seconds


@contextmanager
def import_progress(console: Console, *, quiet: bool) -> Iterator[OnProgress]:
    """Show the progress of an import on `console`; yield the callback that updates it.

    If `quiet`, only that it waits for another import.
    """
    estimate = Estimate()
    if console.is_terminal and not quiet:
        with Bar(
            TextColumn("{task.description}"), BarColumn(), _Left(estimate),
            console=console, transient=True,
        ) as bar:  # fmt: skip
            task = bar.add_task("", total=1.0)

            def show(progress: Progress) -> None:
                estimate.update(progress)
                bar.update(task, description=f"{progress.phase.value}", completed=progress.done)

            yield show
        return

    def note(progress: Progress) -> None:
        if estimate.update(progress) and progress.phase is Phase.WAITING:
            print_line(console, _("Waiting for another import to end."))

    ended = threading.Event()
    printer = threading.Thread(
        target=copy_context().run, args=(_print_regularly, console, estimate, ended)
    )
    if not quiet:
        printer.start()
    try:
        yield note
    finally:
        ended.set()
        if not quiet:
            printer.join()


@contextmanager
def counted_progress(
    console: Console, sentence: Callable[[int, int], str], *, quiet: bool
) -> Iterator[Callable[[tuple[int, int]], None]]:
    """Show how many of how many are done; yield the callback that gets both.

    `sentence` says it, without a full stop: beside the bar, as an import has several, and in a
    pipe, but not at the end, when the command's own sentence comes. Nothing is shown if `quiet`.
    """
    if quiet:
        yield lambda _progress: None
        return
    if console.is_terminal:
        with Bar(
            TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(),
            console=console, transient=True,
        ) as bar:  # fmt: skip
            task = bar.add_task("", total=None)

            def draw(progress: tuple[int, int]) -> None:
                done, total = progress
                bar.update(task, description=sentence(done, total), completed=done, total=total)

            yield draw
        return
    printed = time.monotonic()

    def show(progress: tuple[int, int]) -> None:
        nonlocal printed
        if progress[0] < progress[1] and time.monotonic() - printed >= _EVERY:
            printed = time.monotonic()
            print_line(console, sentence(*progress))

    yield show


class _Left(ProgressColumn):
    """The time that is left, as it is known when the bar is drawn."""

    def __init__(self, estimate: Estimate) -> None:
        super().__init__()
        self._estimate = estimate
        self._language = current()  # the bar is drawn on a thread

    def render(self, task: Task) -> Text:
        with speaking(self._language):
            return Text(f"{task.percentage:>3.0f}% {self._estimate.left()}")


def _print_regularly(console: Console, estimate: Estimate, ended: threading.Event) -> None:
    while not ended.wait(_EVERY):
        print_line(console, str(estimate))


def print_line(console: Console, line: str) -> None:
    """Print a line whole, however wide; if nobody reads it any more, the work goes on."""
    with suppress(OSError):
        print(line, file=console.file, flush=True)
