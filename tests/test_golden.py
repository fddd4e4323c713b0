"""The interface for other programs is unchanged: `python -m tests.golden` records a new one."""

import pytest

from tests.golden import record


async def test_the_commands_are_the_same() -> None:
    """The payload of the commands equals the recorded one to the byte."""
    assert await record.payload() == record.COMMANDS.read_text("utf-8")


def test_the_terminal_prints_the_same(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A session over the sample archive prints what was recorded, to the byte."""
    with capsys.disabled():
        said = record.transcript()
    assert said.split("\n$ ") == record.TERMINAL.read_text("utf-8").split("\n$ ")
