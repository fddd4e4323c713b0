"""systemd's units: what systemd itself says of them, and the bot's work under their filters."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy.confined import NOT_LOADED, calls, settings

ROOT = Path(__file__).parents[2]
UNITS = sorted((ROOT / "deploy").glob("*.service"))
TIMERS = sorted((ROOT / "deploy").glob("*.timer"))
MOST_EXPOSED = 15
"""The most that `systemd-analyze security` may say of a unit, in tenths of its points."""

pytestmark = pytest.mark.skipif(
    not shutil.which("systemd-analyze"),
    reason="apt-get install systemd: systemd-analyze is missing",
)


def name_of(path: Path) -> str:
    """Return the name of a unit, as a test's id."""
    return path.name


@pytest.mark.parametrize("unit", UNITS, ids=name_of)
def test_units_are_confined(unit: Path) -> None:
    """A unit's exposure is at most 1.5 of 10, as systemd rates it."""
    command = ["systemd-analyze", "security", "--offline=yes", f"--threshold={MOST_EXPOSED}"]
    rated = subprocess.run([*command, str(unit)], check=False, capture_output=True, text=True)
    assert rated.returncode == 0, rated.stdout
    assert "Overall exposure level" in rated.stdout


@pytest.mark.parametrize("unit", [*UNITS, *TIMERS], ids=name_of)
def test_units_are_understood(unit: Path, tmp_path: Path) -> None:
    """Each option and value is one that systemd knows, once its programs exist."""
    program = tmp_path / "program"
    program.touch(mode=0o755)
    for path in [*UNITS, *TIMERS]:
        lines = path.read_text("utf-8").splitlines()
        (tmp_path / path.name).write_text("\n".join(_with_program(line, program) for line in lines))
    command = ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit.name)]
    verified = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (verified.returncode, verified.stderr) == (0, "")


def _with_program(line: str, program: Path) -> str:
    name, equals, value = line.partition("=")
    if not equals or not name.startswith("Exec"):
        return line
    prefix = value[: len(value) - len(value.lstrip("-+!:@"))]
    return f"{name}={prefix}{program} {value.partition(' ')[2]}"


def test_a_wrong_unit_is_noticed(tmp_path: Path) -> None:
    """What the tests above rely on: a misspelt option is an error, no option is exposure."""
    unit = tmp_path / "wrong.service"
    unit.write_text("[Service]\nExecStart=/bin/true\nProtectSistem=strict\n")
    command = ["systemd-analyze", "verify", "--man=no", str(unit)]
    assert (
        "ProtectSistem" in subprocess.run(command, check=False, capture_output=True).stderr.decode()
    )
    command = [
        "systemd-analyze",
        "security",
        "--offline=yes",
        f"--threshold={MOST_EXPOSED}",
        str(unit),
    ]
    assert subprocess.run(command, check=False, capture_output=True).returncode != 0


WORK = """
import io, mmap, multiprocessing, socket, sys

def draw():
    import numpy
    from PIL import Image
    Image.new("RGB", (300, 200)).resize((30, 20)).save(io.BytesIO(), "WEBP")
    return float(numpy.linalg.inv(numpy.eye(3)).sum())

if __name__ == "__main__":
    for refused in (lambda: mmap.mmap(-1, 9, prot=7), lambda: socket.socket(17, socket.SOCK_RAW)):
        try:
            refused()
        except OSError as error:
            print(error.strerror)
    socket.getaddrinfo("localhost", 80, flags=socket.AI_ADDRCONFIG)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        print(pool.apply(draw))
    from bot.terminal.cli import main  # here, so that the other process need not
    sys.exit(main(["search", "--database", "archive.db", "--limit", "1", "pamphlet"]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="seccomp is Linux's")
def test_the_bot_works_under_the_filters_of_its_unit(tmp_path: Path) -> None:
    """SQLite, names of hosts, and processes that calculate need nothing that the unit forbids."""
    for name in ("archive.db", "state.db"):
        shutil.copy(ROOT / "tests" / "databases" / "0.11.0" / name, tmp_path)
    (tmp_path / "work.py").write_text(WORK)
    unit = str(ROOT / "deploy" / "throwback.service")
    command = [sys.executable, "-m", "tests.deploy.confined", unit, sys.executable, "work.py"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        command, cwd=tmp_path, env=environment, check=False, capture_output=True, text=True
    )
    if NOT_LOADED in ended.stderr or "libseccomp.so.2: cannot open" in ended.stderr:
        pytest.skip("filters of system calls cannot be loaded here")
    assert (ended.returncode, ended.stderr) == (0, "")
    denied = ["Operation not permitted", "Address family not supported by protocol"]
    assert ended.stdout.splitlines()[:3] == [*denied, "3.0"]
    assert "pamphlet" in ended.stdout


def test_the_words_of_an_option_add_up(tmp_path: Path) -> None:
    """An option that is there twice has the words of both lines, and ~ holds for the whole line."""
    unit = tmp_path / "x.service"
    unit.write_text("[Service]\n#A=no\nA=@a b\nA=~c d\n")
    assert settings(unit) == {"A": ["@a", "b", "~c", "~d"]}
    assert {"mount", "umount2"} <= calls("@mount")
