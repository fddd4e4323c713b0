"""The progress of an import on the terminal: a bar, or a line every ten seconds in a pipe."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from rich.console import Console
from rich.progress import BarColumn, ProgressColumn, Task, TextColumn
from rich.progress import Progress as Bar
from rich.text import Text

from bot.services.posts.progress import OnProgress, Phase, Progress

_EVERY = 10.0  # seconds
_HOUR, _MINUTE = 3600, 60  # seconds


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
                bar.update(task, description=progress.phase.value, completed=progress.done)

            yield show
        return

    def note(progress: Progress) -> None:
        if estimate.update(progress) and progress.phase is Phase.WAITING:
            _print(console, f"{progress.phase.value.capitalize()}.")

    ended = threading.Event()
    printer = threading.Thread(target=_print_regularly, args=(console, estimate, ended))
    if not quiet:
        printer.start()
    try:
        yield note
    finally:
        ended.set()
        if not quiet:
            printer.join()


class Estimate:
    """The latest progress of an import, and the time that it still needs."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._since = self._began
        self._progress = Progress(Phase.READING, 0.0)

    def update(self, progress: Progress) -> bool:
        """Take a new progress; return whether it is another phase."""
        now = time.monotonic()
        changed = progress.phase is not self._progress.phase
        if self._progress.phase is Phase.WAITING:
            self._began += now - self._since  # waiting says nothing about the speed
        self._progress, self._since = progress, now
        return changed

    def __str__(self) -> str:
        """Return the phase and how much of the whole is done, with the time left if it is known."""
        phase, done = self._progress
        if phase is Phase.WAITING:
            return f"{phase.value}"
        left = self.left()
        return f"{phase.value}: {done:.0%}, {left}" if left else f"{phase.value}: {done:.0%}"

    def left(self) -> str:
        """Return how long the import will still take, about; nothing while nobody can know."""
        phase, done = self._progress
        if phase is Phase.WAITING or done == 0:
            return ""
        whole = (self._since - self._began) / done
        seconds = max(1.0, self._began + whole - time.monotonic())
        if seconds < 1.5 * _MINUTE:
            return f"about {seconds:.0f} s left"
        if seconds < 1.5 * _HOUR:
            return f"about {seconds / _MINUTE:.0f} min left"
        return f"about {seconds / _HOUR:.0f} h left"


class _Left(ProgressColumn):
    """The time that is left, as it is known when the bar is drawn."""

    def __init__(self, estimate: Estimate) -> None:
        super().__init__()
        self._estimate = estimate

    def render(self, task: Task) -> Text:
        return Text(f"{task.percentage:>3.0f}% {self._estimate.left()}")


def _print_regularly(console: Console, estimate: Estimate, ended: threading.Event) -> None:
    while not ended.wait(_EVERY):
        _print(console, str(estimate))


def _print(console: Console, line: str) -> None:
    """Print a line whole, however wide; if nobody reads it any more, the import continues."""
    with suppress(OSError):
        print(line, file=console.file, flush=True)
