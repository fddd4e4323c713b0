"""One process runs a shard of a bot on a database; the system forgets it with the process."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.errors import AlreadyRunningError, DatabaseError
from bot.storage.files.shard_lock import shard_lock

HOLD = """
import sys
from pathlib import Path
from bot.storage.files.shard_lock import shard_lock
with shard_lock(Path(sys.argv[1]), sys.argv[2], [int(one) for one in sys.argv[3:]]):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def held(state: Path, token: str, *shards: int) -> Iterator["subprocess.Popen[bytes]"]:
    """Hold the lock in another process for the block's length."""
    arguments = [sys.executable, "-c", HOLD, str(state), token, *map(str, shards)]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize(
    ("first", "second"), [((), ()), ((), (1,)), ((1,), ()), ((0, 1), (1, 2)), ((1,), (1,))]
)
def test_a_shard_runs_once(tmp_path: Path, first: tuple[int, ...], second: tuple[int, ...]) -> None:
    """A process that wants a shard that another has, or all of them, is refused until that ends."""
    state = tmp_path / "state.db"
    with held(state, "secret", *first):
        with pytest.raises(AlreadyRunningError, match="running already") as refused:
            shard_lock(state, "secret", second).__enter__()
        assert str(tmp_path) in str(refused.value)
    with shard_lock(state, "secret", second):
        pass
    (file,) = tmp_path.iterdir()
    assert (file.stat().st_size, file.stat().st_mode & 0o777) == (0, 0o600)
    assert "secret" not in file.name


def test_what_does_not_collide(tmp_path: Path) -> None:
    """Other shards, other bots and other databases run beside it."""
    state = tmp_path / "state.db"
    (tmp_path / "other").mkdir()
    with (
        held(state, "secret", 0, 2),
        shard_lock(state, "secret", [1, 3]),
        shard_lock(state, "another", []),
        shard_lock(tmp_path / "other" / "state.db", "secret", []),
    ):
        pass


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """It is a sentence that names the file."""
    state = tmp_path / "away" / "state.db"
    with pytest.raises(DatabaseError, match=r"\.lock cannot be opened: No such file"):
        shard_lock(state, "secret", []).__enter__()
