"""Snapshots of both databases fit each other."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import DatabaseError
from bot.storage.copies import Snapshot
from bot.storage.files import database_pair
from bot.storage.files.database_pair import snapshot_pair
from bot.storage.migrations import migrate


class Pair:
    """Both databases, of which a bot writes the same number to each, first to the archive."""

    def __init__(self, folder: Path) -> None:
        self.archive, self.state = folder / "archive.db", folder / "state.db"
        migrate(self.archive, "archive")
        migrate(self.state, "state")
        self.writes = 0

    def write(self) -> None:
        """Write the next number."""
        self.writes += 1
        with closing(sqlite3.connect(self.archive, isolation_level=None)) as connection:
            connection.execute("UPDATE generation SET number = ?", (self.writes,))
        with closing(sqlite3.connect(self.state, isolation_level=None)) as connection:
            connection.execute("REPLACE INTO settings VALUES ('number', ?)", (str(self.writes),))

    def seen(self) -> tuple[int, int]:
        """Return the numbers in snapshots of both."""
        with snapshot_pair(self.archive, self.state) as (archive, state):
            assert state is not None
            number = archive.read("SELECT number FROM generation")[0][0]
            return number, int(state.read("SELECT value FROM settings")[0][0])


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    """Both databases after one write."""
    pair = Pair(tmp_path)
    pair.write()
    return pair


def write_between(pair: Pair, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """Let the bot write after the snapshot of state.db is taken, and before the archive's is."""
    renew = Snapshot.renew

    def renewed(one: Snapshot) -> None:
        renew(one)
        if one.path == pair.state and pair.writes <= times:
            pair.write()

    monkeypatch.setattr(Snapshot, "renew", renewed)


def test_a_write_between_both_is_noticed(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """Snapshots of two moments are not used: both are taken again."""
    write_between(pair, monkeypatch, times=3)
    assert pair.seen() == (4, 4)


def test_a_file_that_never_rests(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """If state.db is written every time, that is said, and nothing waits for ever."""
    monkeypatch.setattr(database_pair, "_PATIENCE", 0.05)
    write_between(pair, monkeypatch, times=1000)
    with pytest.raises(DatabaseError, match=r"state\.db is being written"):
        pair.seen()


def test_snapshots_do_not_change(pair: Pair) -> None:
    """What is written after both were opened is in neither, and is not kept waiting."""
    with snapshot_pair(pair.archive, pair.state) as (archive, state):
        pair.write()
        assert archive.read("SELECT number FROM generation")[0][0] == 1
        assert state is not None
        assert len(state.read("SELECT name FROM settings")) == 1
    assert pair.seen() == (2, 2)
