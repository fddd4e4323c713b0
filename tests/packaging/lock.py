"""Write deploy/requirements*.txt anew: the versions of deploy/constraints.txt, with hashes.

uv resolves for every system and every Python from 3.11 on at once; pip knows its own alone. With
the same files in the index the result is the same, byte by byte.
"""

import subprocess
import sys
import tomllib
from pathlib import Path

from tests.packaging.locked import (
    BUILD,
    CONSTRAINTS,
    MEANING,
    OCR,
    PLOTS,
    POSTGRES,
    ROOT,
    RUNTIME,
    blocks,
)

_HEAD = """\
# Written by `make lock` from pyproject.toml and deploy/constraints.txt; not to be edited.
# Wheels alone: what is built while it is installed would run code that no hash covers.
"""


def main() -> None:
    """Write the six files."""
    runtime = _resolved("pyproject.toml")
    with_plots = _resolved("pyproject.toml", "--extra", "plots")
    with_more = {
        path: _resolved("pyproject.toml", "--extra", "plots", "--extra", extra)
        for path, extra in ((POSTGRES, "postgres"), (MEANING, "meaning"), (OCR, "ocr"))
    }
    lost = set(runtime) - set(with_plots)
    if lost := lost.union(*(set(with_plots) - set(found) for found in with_more.values())):
        raise SystemExit(f"With the extras these get another version or marker: {sorted(lost)}")
    _write(RUNTIME, "--only-binary :all:", runtime)
    added = [block for block in with_plots if block not in runtime]
    _write(PLOTS, f"-r {RUNTIME.name}", added)
    for path, found in with_more.items():
        _write(path, f"-r {PLOTS.name}", [block for block in found if block not in with_plots])
    build = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]["requires"]
    _write(BUILD, "--only-binary :all:", _resolved("-", given="\n".join(build)))


def _resolved(source: str, *arguments: str, given: str | None = None) -> list[str]:
    """Return the requirements of a file, "-" for those in `given`, and all that these need."""
    command = [
        sys.executable, "-m", "uv", "pip", "compile", source, *arguments, "--quiet", "--universal",
        "--python-version", "3.11", "--only-binary", ":all:", "--generate-hashes", "--no-header",
        "--no-annotate", "--constraint", str(CONSTRAINTS),
    ]  # fmt: skip
    done = subprocess.run(
        command, cwd=ROOT, input=given, stdout=subprocess.PIPE, check=False, text=True
    )
    if done.returncode:
        raise SystemExit("uv could not resolve the requirements; what it says is above.")
    return blocks(done.stdout)


def _write(path: Path, option: str, requirements: list[str]) -> None:
    path.write_text(_HEAD + "\n".join([option, "", *requirements, ""]), "utf-8")


if __name__ == "__main__":
    main()
