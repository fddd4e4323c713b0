"""The time zones are those of today's world, in every process."""

import os
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tzdata import IANA_VERSION

from bot.archive.digests.schedule import run_moment
from bot.time_zone_data import TimeZoneData, newest, use_newest

CHANGED = {
    "America/Vancouver": -7,
    "America/Edmonton": -6,
    "America/Inuvik": -6,
    "America/Winnipeg": -5,
    "America/Havana": -4,
    "Africa/Casablanca": 0,
}
"""Zones whose rules the releases 2026b to 2026f changed: their hours from UTC in December 2026."""


@pytest.mark.parametrize("name", CHANGED)
def test_the_rules_of_autumn_2026_hold(name: str) -> None:
    """A morning digest comes in the morning where the clocks of 2026 are not those of 2025."""
    offset = timedelta(hours=CHANGED[name])
    assert datetime(2026, 12, 1, tzinfo=ZoneInfo(name)).utcoffset() == offset
    due = run_moment(date(2026, 12, 1), time(8), ZoneInfo(name))
    assert due == datetime(2026, 12, 1, 8, tzinfo=UTC) - offset


def test_a_day_begins_by_the_new_rules() -> None:
    """Half an hour after midnight in Vancouver is that day, not the one before."""
    moment = datetime(2026, 11, 15, 7, 30, tzinfo=UTC).astimezone(ZoneInfo("America/Vancouver"))
    assert moment.replace(tzinfo=None) == datetime(2026, 11, 15, 0, 30)  # noqa: DTZ001 - of a clock


def test_the_data_is_not_older_than_the_package() -> None:
    """What is used is the package's release or a newer one."""
    assert use_newest().release >= IANA_VERSION >= "2026f"


def zones(folder: Path, text: bytes | None, name: str = "tzdata.zi") -> str:
    """Make a folder of zones, whose file `name` begins with `text`, and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    if text is not None:
        (folder / name).write_bytes(text)
    return str(folder)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (b"# version 2026g\nR A 1916\n", "tzdata.zi"),
        (b"# version 2026g", "tzdata.zi"),
        (b"# version 2026g\r\n", "tzdata.zi"),
        (b"# version 2026za\n", "tzdata.zi"),
        (b"# version 2027a\n", "tzdata.zi"),
        (b"2026g\n", "+VERSION"),
    ],
)
def test_a_newer_folder_is_used(tmp_path: Path, text: bytes, name: str) -> None:
    """The first line of either file names the release."""
    folder = zones(tmp_path, text, name)
    assert newest([folder], "2026f").folder == folder


@pytest.mark.parametrize(
    "text",
    [
        b"# version 2026f\n",
        b"# version 2026e\n",
        b"# version 2025z\n",
        b"# version 1996zz\n",
        b"# version unknown\n",
        b"# version 2031a-dirty\n",
        b"# version 2031\n",
        b"R A 1916\n# version 2031a\n",
        b"# version 2031" + b"a" * 100_000,
        b"\xff\xfe\0 2031a",
        b"",
        None,
    ],
)
def test_the_package_is_used_when_in_doubt(tmp_path: Path, text: bytes | None) -> None:
    """A folder that is not newer, or does not say so, is passed over."""
    assert newest([zones(tmp_path, text)], "2026f") == TimeZoneData("2026f")
    assert newest([zones(tmp_path, text, "+VERSION")], "2026f") == TimeZoneData("2026f")


def test_folders_that_cannot_be_read(tmp_path: Path) -> None:
    """A missing folder, a file in its place, and a folder in place of a file count for nothing."""
    (tmp_path / "tzdata.zi").mkdir()
    (tmp_path / "file").touch()
    folders = [str(tmp_path / "none"), str(tmp_path / "file"), str(tmp_path)]
    assert newest(folders, "2026f") == TimeZoneData("2026f")
    zones(tmp_path, b"2027a\n", "+VERSION")
    assert newest(folders, "2026f") == TimeZoneData("2027a", str(tmp_path))


RELEASES = st.tuples(st.integers(1993, 2100), st.text("abxyz", min_size=1, max_size=1)) | st.tuples(
    st.integers(1993, 2100), st.sampled_from(["za", "zb", "zz"])
)


@settings(max_examples=50)
@given(RELEASES, st.lists(RELEASES, max_size=4))
def test_the_newest_wins(package: tuple[int, str], system: list[tuple[int, str]]) -> None:
    """Releases go by year, then by letters; the package wins a tie, then the first folder."""
    with tempfile.TemporaryDirectory() as folder:
        folders = [
            zones(Path(folder) / str(number), f"# version {year}{letters}\n".encode())
            for number, (year, letters) in enumerate(system)
        ]
        used = newest(folders, f"{package[0]}{package[1]}")
    ordered = [package, *system]
    best = max(ordered, key=lambda release: (release[0], len(release[1]), release[1]))
    assert used.release == f"{best[0]}{best[1]}"
    expected = ordered.index(best)
    assert used.folder == (folders[expected - 1] if expected else None)


SHOW = """
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from zoneinfo import ZoneInfo

from bot.archive.digests.schedule import run_moment
from bot.time_zone_data import use_newest
from datetime import date, time

def show(folder):
    moment = run_moment(date(2026, 12, 1), time(8), ZoneInfo("America/Vancouver"))
    data = use_newest()
    assert data.folder in {folder, None}
    print(data.release, "folder" if data.folder else "package", f"{moment:%H:%M}", flush=True)

if __name__ == "__main__":
    show(sys.argv[1])
    with ProcessPoolExecutor(1, get_context("spawn")) as other:
        other.submit(show, sys.argv[1]).result()
"""


def shown(folder: Path, path: str) -> list[str]:
    """Return what a process, and one that it starts, use where PYTHONTZPATH is `path`."""
    script = folder / "show.py"
    script.write_text(SHOW)
    environment = os.environ | {
        "PYTHONTZPATH": path, "PYTHONPATH": str(Path(__file__).parents[1]),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, str(script), str(folder)],
        env=environment,
        capture_output=True,
        check=False,
        text=True,
    )
    assert (done.stderr, done.returncode) == ("", 0)
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"# version 2019c\n", f"{IANA_VERSION} package 15:00"),
        (b"# version 2099a\n", "2099a folder 02:30"),
    ],
)
def test_every_process_uses_the_newer_data(tmp_path: Path, text: bytes, expected: str) -> None:
    """A system's zones are used if they are newer, also by a process that another one spawns."""
    kolkata = files("tzdata").joinpath("zoneinfo", "Asia", "Kolkata").read_bytes()
    zones(tmp_path / "America", kolkata, "Vancouver")
    zones(tmp_path, text)
    assert shown(tmp_path, str(tmp_path)) == [expected] * 2


def test_an_older_folder_does_not_hide_a_newer_one(tmp_path: Path) -> None:
    """Of several folders the newest serves, where Python would take the first."""
    older, newer = tmp_path / "older", tmp_path / "newer"
    utc = files("tzdata").joinpath("zoneinfo", "UTC").read_bytes()
    for folder, text in ((older, b"# version 2098a\n"), (newer, b"# version 2099a\n")):
        zones(folder, text)
        zones(folder / "America", utc if folder == newer else b"", "Vancouver")
    path = os.pathsep.join([str(older), str(newer)])
    assert shown(newer, path) == ["2099a folder 08:00"] * 2


def test_a_system_without_zones(tmp_path: Path) -> None:
    """Without any folder the package serves."""
    assert shown(tmp_path, "") == [f"{IANA_VERSION} package 15:00"] * 2
