"""Progress on the terminal."""

import re
import time
from io import StringIO

import pytest
from rich.console import Console

from bot.services.posts.progress import Estimate, Meter, Phase, Progress
from bot.terminal import progress
from bot.terminal.progress import import_progress
from tests.terminal.conftest import Terminal


@pytest.mark.parametrize(
    ("elapsed", "done", "left"),
    [
        (10, 0.5, "about 10 s left"),
        (10, 0.1, "about 2 min left"),
        (60, 0.001, "about 17 h left"),
        (10, 1.0, "about 1 s left"),
        (10, 0.0, ""),
    ],
)
def test_the_time_left(
    monkeypatch: pytest.MonkeyPatch, elapsed: float, done: float, left: str
) -> None:
    """What is left follows from the time so far, without the time that the import waited."""
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    estimate = Estimate()
    estimate.update(Progress(Phase.WAITING, 0.0))
    now += 500
    assert estimate.left() == ""
    estimate.update(Progress(Phase.READING, 0.0))
    now += elapsed
    estimate.update(Progress(Phase.SAVING, done))
    assert estimate.left() == left


def test_a_line_now_and_then_in_a_pipe(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a pipe both phases come as lines with percentages that grow, and none with --json."""
    monkeypatch.setattr(progress, "_EVERY", 0.001)
    for step in ("read", "save"):
        slow(monkeypatch, step)
    status, _, errors = terminal("import", "tweets.md")
    lines = errors.splitlines()
    assert status == 0
    shape = r"(reading|saving): (\d+)%(, about \d+ s left)?"
    found = [match for line in lines if (match := re.fullmatch(shape, line))]
    assert len(found) == len(lines)
    assert {match[1] for match in found} == {"reading", "saving"}
    shares = [int(match[2]) for match in found]
    assert shares == sorted(shares)
    assert terminal.json("import", "tweets.md")["posts_merged"] == 5


def slow(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """Let a step of an import take a while."""
    do_step = getattr(Meter, step)

    def do_slowly(meter: Meter, *size: int) -> None:
        do_step(meter, *size)
        time.sleep(0.05)

    monkeypatch.setattr(Meter, step, do_slowly)


def test_a_bar_on_a_terminal() -> None:
    """On a terminal a bar names the phase, and leaves nothing behind."""
    output = StringIO()
    console = Console(file=output, force_terminal=True, width=80)
    with import_progress(console, quiet=False) as show:
        for phase, done in ((Phase.WAITING, 0.2), (Phase.READING, 0.5), (Phase.SAVING, 0.9)):
            show(Progress(phase, done))
            time.sleep(0.15)  # the bar is drawn ten times a second
    for part in ("waiting for another import", "reading", "saving", "90%", "left"):
        assert part in output.getvalue()


def test_a_meter_ends_at_the_whole() -> None:
    """The shares of all steps add up to the whole, with pictures and without, and never pass it."""
    for to_read, to_copy in ((0, 0), (100, 0), (0, 100), (100, 10**9)):
        seen: list[Progress] = []
        meter = Meter(seen.append, to_read, to_copy)
        meter.read(to_read)
        meter.save()
        meter.link()
        meter.index()
        meter.copy(to_copy)
        shares = [one.done for one in seen]
        assert shares == sorted(shares)
        assert shares[-1] == pytest.approx(1.0 if to_read or to_copy else 0.0)
        meter.copy(5)
        assert seen[-1].done <= 1


@pytest.mark.parametrize(("quiet", "lines"), [(False, "1 of 2\n"), (True, "")])
def test_what_is_counted_is_said_in_a_pipe(
    quiet: bool, lines: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line now and then, of nothing but the sentence; none at the end, nor for other programs."""
    monkeypatch.setattr(progress, "_EVERY", 0.0)
    printed = StringIO()
    console = Console(file=printed, width=10)
    with progress.counted_progress(console, "{} of {}".format, quiet=quiet) as show:
        show((1, 2))
        show((2, 2))
    assert printed.getvalue() == lines


def test_what_is_counted_is_a_bar_on_a_terminal() -> None:
    """It has the sentence beside it, and is gone when all is done."""
    printed = StringIO()
    console = Console(file=printed, force_terminal=True, width=60)
    with progress.counted_progress(console, "{} of {}".format, quiet=False) as show:
        show((1, 2))
    assert "1 of 2" in printed.getvalue()
    assert "50%" in printed.getvalue()
    assert printed.getvalue().endswith("\x1b[2K")
