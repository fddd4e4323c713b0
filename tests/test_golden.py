"""What other programs rely on stays as it is: `python -m tests.golden` writes it anew."""

import pytest

from tests.golden import record


async def test_discord_is_told_the_same_commands() -> None:
    """The payload of the commands is, byte for byte, the one that was recorded."""
    assert await record.payload() == record.COMMANDS.read_text("utf-8")


def test_the_terminal_says_the_same(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A session over the sample archive prints, byte for byte, what was recorded."""
    with capsys.disabled():
        said = record.transcript()
    assert said.split("\n$ ") == record.TERMINAL.read_text("utf-8").split("\n$ ")
