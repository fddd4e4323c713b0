"""Of backups at intervals the newest are kept; nothing else is ever deleted."""

import json
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import DatabaseError
from bot.operations import rotation
from bot.operations.deep_check import check_deeply
from bot.operations.errors import BackupError
from bot.operations.rotation import back_up_into, whole_backups
from bot.storage.files.file_lock import file_lock
from tests.operations.conftest import PICTURE
from tests.operations.test_backup import names
from tests.operations.test_restore import running

NOW = datetime(2026, 4, 1, 8, tzinfo=UTC)
FIRST, SECOND, THIRD = (f"2026-04-0{day}T080000Z" for day in (1, 2, 3))


@pytest.fixture
def backups(tmp_path: Path) -> Path:
    """An empty folder for backups."""
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups"


async def backed_up(data: Path, backups: Path, days: int = 0, keep: int = 2) -> list[str]:
    """Make a backup some days later; return the names of those that were deleted."""
    made, deleted = await back_up_into(
        data / "archive.db", data / "state.db", backups, NOW + timedelta(days=days), keep
    )
    assert made.path.is_dir()
    return [path.name for path in deleted]


async def test_the_newest_are_kept(data: Path, backups: Path) -> None:
    """Each day there is one more, until the oldest goes; all of them are whole."""
    assert await backed_up(data, backups) == []
    assert await backed_up(data, backups, 1) == []
    assert await backed_up(data, backups, 2) == [FIRST]
    assert names(backups) == [".throwback.lock", SECOND, THIRD]
    for name in (SECOND, THIRD):
        await check_deeply(backups / name / "archive.db", backups / name / "state.db")


async def test_pictures_that_have_not_changed_are_linked(data: Path, backups: Path) -> None:
    """They take their room once; a picture that has changed is copied, and the old copy stays."""
    await backed_up(data, backups)
    await backed_up(data, backups, 1)
    one, two = (backups / name / "media" / "1-a.png" for name in (FIRST, SECOND))
    assert one.samefile(two)
    assert not one.samefile(data / "media" / "1-a.png")
    (data / "media" / "1-a.png").write_bytes(PICTURE[::-1])
    await backed_up(data, backups, 2, keep=3)
    assert (backups / THIRD / "media" / "1-a.png").read_bytes() == PICTURE[::-1]
    assert one.read_bytes() == PICTURE
    await check_deeply(backups / THIRD / "archive.db", backups / THIRD / "state.db")
    hashes = [
        json.loads((backups / name / "media.jsonl").read_text().splitlines()[0])["sha256"]
        for name in (FIRST, SECOND, THIRD)
    ]
    assert hashes[0] == hashes[1] != hashes[2]


async def test_damage_does_not_spread(data: Path, backups: Path) -> None:
    """What was damaged in one backup is whole in the next: it is copied, not linked."""
    await backed_up(data, backups)
    first = backups / FIRST / "media" / "1-a.png"
    then = first.stat()
    first.write_bytes(PICTURE[::-1])
    os.utime(first, ns=(then.st_atime_ns, then.st_mtime_ns))
    await backed_up(data, backups, 1)
    assert (backups / SECOND / "media" / "1-a.png").read_bytes() == PICTURE
    (backups / SECOND / "media.jsonl").write_bytes(b"{")
    await backed_up(data, backups, 2)
    await check_deeply(backups / THIRD / "archive.db", backups / THIRD / "state.db")


async def test_what_others_made_stays(data: Path, backups: Path) -> None:
    """Folders of other names, links and what is no whole backup are never deleted."""
    await backed_up(data, backups)
    shutil.copytree(backups / FIRST, backups / "2026-01-01")
    shutil.copytree(backups / FIRST, backups / "before the move")
    (backups / "2025-01-01T000000Z").mkdir()
    (backups / "2025-01-02T000000Z").symlink_to(backups / "before the move")
    others = set(names(backups)) - {FIRST}
    assert await backed_up(data, backups, 1, keep=1) == [FIRST]
    assert set(names(backups)) == others | {SECOND}


async def test_what_a_killed_process_left_goes(data: Path, backups: Path) -> None:
    """An unfinished backup, or one that was being deleted, takes no room for long."""
    (backups / f"{FIRST}.part-ab_c1").mkdir()
    (backups / f".{FIRST}.old").mkdir()
    await backed_up(data, backups, 1)
    assert names(backups) == [".throwback.lock", SECOND]


async def test_a_clock_that_goes_back(data: Path, backups: Path) -> None:
    """The one just made stays, even if others have later names."""
    await backed_up(data, backups, 2)
    assert await backed_up(data, backups, 0, keep=1) == [THIRD]
    assert names(backups) == [".throwback.lock", FIRST]


async def test_a_failure_deletes_nothing(data: Path, backups: Path) -> None:
    """As long as no new one is whole, the old ones stay."""
    await backed_up(data, backups)
    (data / "archive.db").write_bytes(b"no database, " * 50)
    with pytest.raises(DatabaseError):
        await backed_up(data, backups, 1, keep=1)
    assert [path.name for path in whole_backups(backups)] == [FIRST]


async def test_one_at_a_time(data: Path, backups: Path) -> None:
    """Two processes do not clear away each other's work."""
    script = (
        "from pathlib import Path\nfrom bot.storage.files.file_lock import file_lock\n"
        "with file_lock(Path(sys.argv[1])):"
    )
    with (
        running(script, backups / ".throwback.lock"),
        pytest.raises(BackupError, match="Another process is making a backup in"),
    ):
        await backed_up(data, backups)
    with file_lock(backups / ".throwback.lock"):
        pass
    with pytest.raises(BackupError, match="There is no folder"):
        await backed_up(data, backups / "away")


@given(st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 31)))  # noqa: DTZ001 - made aware below
def test_names_are_in_the_order_of_time(when: datetime) -> None:
    """Names sort as times do, so the oldest comes first."""
    name = when.replace(tzinfo=UTC).strftime(rotation._FORMAT)
    assert rotation._NAME.fullmatch(name) or when.year < 1000
    later = (when.replace(microsecond=0) + timedelta(seconds=1)) if when.year < 9999 else when
    assert name <= later.replace(tzinfo=UTC).strftime(rotation._FORMAT)
