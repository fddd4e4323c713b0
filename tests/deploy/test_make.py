"""`make` from nothing: what it says, and that it begins again after a failure."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# `venv` makes the interpreter, then, if it has ensurepip, pip. Debian splits that into a package.
PYTHON = f"""#!/bin/sh
case "$*" in
    -c*) [ -e new-enough ] && exec {sys.executable} "$@"; exit 1;;
    "-m venv .venv")
        mkdir -p .venv/bin && cp "$0" .venv/bin/python
        [ -e ensurepip ] && cp "$0" .venv/bin/pip && exit
        echo "ensurepip is not available, and several lines more."; exit 1;;
    "-m pip install"*)
        [ -e index ] || {{ echo "ERROR: No matching distribution" >&2; exit 1; }}
        printf '#!/bin/sh\necho "throwback $*"' > .venv/bin/throwback
        chmod +x .venv/bin/throwback;;
esac
"""

pytestmark = pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")


class Checkout:
    """What `make` needs of a checkout; `has` says what the machine has."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "deploy").mkdir()
        for name in ("Makefile", "pyproject.toml", "deploy/constraints.txt"):
            shutil.copy(ROOT / name, folder / name)
        python = folder / "python3"
        python.write_text(PYTHON)
        python.chmod(0o755)
        self.has("new-enough", "ensurepip", "index")

    def has(self, *parts: str) -> None:
        """Give the machine these parts, and no others."""
        for part in ("new-enough", "ensurepip", "index"):
            (self.folder / part).unlink(missing_ok=True)
        for part in parts:
            (self.folder / part).touch()

    def make(self) -> tuple[int, list[str], str]:
        """Run `make demo`; return its exit status, lines of output and errors."""
        command = ["make", "demo", "PYTHON=./python3"]
        # A make around these tests would have this one announce its folder, and more.
        outside = {name: value for name, value in os.environ.items() if "MAKE" not in name}
        ended = subprocess.run(
            command, check=False, capture_output=True, cwd=self.folder, env=outside, text=True
        )
        return ended.returncode, ended.stdout.splitlines(), ended.stderr


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """A checkout on a machine that has everything."""
    return Checkout(tmp_path)


def test_the_first_time_takes_its_time(checkout: Checkout) -> None:
    """One line says what is happening and for how long; the second time there is nothing to do."""
    installing = "Installing what Throwback needs into .venv, which takes about a minute, once."
    assert checkout.make() == (0, [installing, "throwback demo"], "")
    assert checkout.make() == (0, ["throwback demo"], "")


def test_without_ensurepip(checkout: Checkout) -> None:
    """Where venv fails half-way, make says what to install, and works once it is."""
    checkout.has("new-enough", "index")
    for _ in range(2):
        status, output, _ = checkout.make()
        assert (status, len(output)) == (2, 2)
        assert output[1].startswith("sudo apt install python3-venv.")
        assert not (checkout.folder / ".venv").exists()
    checkout.has("new-enough", "ensurepip", "index")
    assert checkout.make()[0] == 0


def test_what_an_earlier_failure_left(checkout: Checkout) -> None:
    """A virtual environment without pip, which another version of make left, is made again."""
    (checkout.folder / ".venv" / "bin").mkdir(parents=True)
    (checkout.folder / ".venv" / "bin" / "python").touch()
    assert checkout.make()[0] == 0


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ((), "Throwback needs Python 3.11 or later. Name one: make PYTHON=python3.11"),
        (("new-enough", "ensurepip"), "pip could not install everything"),
    ],
)
def test_what_else_may_be_missing(
    checkout: Checkout, parts: tuple[str, ...], sentence: str
) -> None:
    """An old Python and a package index that is away are sentences; after that make works."""
    checkout.has(*parts)
    status, output, _ = checkout.make()
    assert status == 2
    assert output[-1].startswith(sentence)
    checkout.has("new-enough", "ensurepip", "index")
    assert checkout.make()[0] == 0
