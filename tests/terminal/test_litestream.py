"""Commands that are given beside Litestream: none makes a checkpoint, and an erasure says more."""

from pathlib import Path

import pytest

from tests.archives import snowflake
from tests.storage.test_beside_litestream import header
from tests.terminal.conftest import Terminal, at

COMMANDS = (
    ("import", "tweets.md"),
    ("hide", snowflake(at(0))),
    ("unhide", snowflake(at(0))),
    ("search", "thread"),
    ("repair", "--undo", snowflake(at(86400))),
    ("import", "tweets.md"),
    ("backup", "copy"),
    ("erase", snowflake(at(0)), "--yes"),
)


@pytest.mark.parametrize("litestream", ["1", "0"])
def test_no_command_makes_a_checkpoint(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, litestream: str
) -> None:
    """No command changes a database file itself, nor restarts its WAL, as they do without it."""
    monkeypatch.setenv("LITESTREAM", litestream)
    files = [Path("archive.db"), Path("state.db")]
    seen = []
    for command in COMMANDS:
        status, output, errors = terminal(*command)
        assert (status, errors) == (0, ""), command
        seen.append([(path.read_bytes(), header(path)) for path in files if path.exists()])
    assert ("Litestream's replicas still hold" in " ".join(output.split())) == (litestream == "1")
    archives = [of_both[0] for of_both in seen]
    states = [of_both[1] for of_both in seen if len(of_both) > 1]
    assert (len(set(archives)) == 1) == (litestream == "1")
    assert (len(set(states)) == 1) == (litestream == "1")
