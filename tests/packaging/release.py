"""Make a release of the last commit: sdist and wheel in dist/, tried, and a note of what was made.

Both are built twice, from two copies of the commit that share no time and no umask, the second
wheel from the unpacked sdist: the bytes have to be equal, so that anybody can make the same files.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.packaging.locked import PLOTS, ROOT

DIST = ROOT / "dist"
IMAGE = "throwback"
NOT_COMMITTED = "There are changes that are not committed. A release is made of a commit."
NOT_REPRODUCIBLE = "Built twice, these files differ: {names}."
_LINES_OF_A_FAILURE = 30  # the demo alone prints some 900
NO_DAEMON = "The image was not built: no Docker daemon answers here."


def main() -> None:
    """Build, compare, install, try, and write the note; raises SystemExit with a sentence."""
    if _output("git", "status", "--porcelain", "--untracked-files=no"):
        raise SystemExit(NOT_COMMITTED)
    commit = _output("git", "rev-parse", "HEAD")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        built = build_twice(ROOT, folder)
        print("Built twice with equal bytes:", *(path.name for path in built))
        wheel = next(path for path in built if path.suffix == ".whl")
        try_wheel(wheel, folder / "first" / PLOTS.relative_to(ROOT), folder / "venv")
        print("The wheel runs the demo in a new environment, with the locked requirements.")
        image = build_image(folder / "first")
        print(image)
        shutil.rmtree(DIST, ignore_errors=True)
        DIST.mkdir()
        for path in built:
            shutil.copy(path, DIST)
        text = note(folder / "first", commit, built, image)
    (DIST / "RELEASE.md").write_text(text, "utf-8")
    print(f"What belongs into the announcement is in {DIST.name}/RELEASE.md.")


def build_twice(root: Path, folder: Path) -> list[Path]:
    """Return sdist and wheel of a repository's last commit, built below a folder.

    Raises SystemExit, which names the files, if the second build has other bytes than the first.
    """
    epoch = _output("git", "log", "-1", "--format=%ct", cwd=root)
    for name, umask in (("first", 0o022), ("second", 0o077)):
        archive = folder / f"{name}.tar"
        _run("git", "archive", "--output", str(archive), "HEAD", cwd=root)
        _unpack(archive, folder / name, umask=umask)
    one, two = folder / "one", folder / "two"
    _build(folder / "first", one, "sdist", "wheel", epoch=epoch, umask=0o022)
    _build(folder / "second", two, "sdist", epoch=epoch, umask=0o077)
    _unpack(next(two.iterdir()), folder / "unpacked", umask=0o077)
    _build(next((folder / "unpacked").iterdir()), two, "wheel", epoch=epoch, umask=0o077)
    built, again = sorted(one.iterdir()), sorted(two.iterdir())
    if differing := {path.name for path in [*built, *again]} - equal_files(built, again):
        raise SystemExit(NOT_REPRODUCIBLE.format(names=", ".join(sorted(differing))))
    return built


def equal_files(ones: list[Path], others: list[Path]) -> set[str]:
    """Return the names of files that are in both lists with the same bytes."""
    hashes = {path.name: sha256(path) for path in others}
    return {path.name for path in ones if hashes.get(path.name) == sha256(path)}


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def try_wheel(wheel: Path, requirements: Path, venv: Path) -> None:
    """Install a wheel with the locked requirements into a new environment, and run the demo."""
    _run(sys.executable, "-m", "venv", str(venv))
    pip = [str(venv / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check"]
    _run(*pip, "--require-hashes", "-r", str(requirements))
    _run(*pip, "--no-deps", "--no-index", str(wheel))
    _run(str(venv / "bin" / "throwback"), "demo", cwd=venv)


def build_image(checkout: Path) -> str:
    """Build the image of a copy of the commit and run the demo in it; return what was done."""
    docker = shutil.which("docker")
    if not docker or subprocess.run([docker, "info"], capture_output=True, check=False).returncode:
        return NO_DAEMON
    _run(docker, "build", "-f", "deploy/Dockerfile", "-t", IMAGE, ".", cwd=checkout)
    _run(docker, "run", "--rm", "--read-only", "--tmpfs", "/tmp", IMAGE, "demo")  # noqa: S108 - its
    return f"The image was built, and runs the demo: {_output(docker, 'images', '-q', IMAGE)}."


def note(checkout: Path, commit: str, files: list[Path], image: str) -> str:
    """Return a note in Markdown: the version's changes, the commit, the files and the image."""
    source = (checkout / "bot" / "__init__.py").read_text("utf-8")
    found = re.search(r'__version__ = "(.+)"', source)
    version = found[1] if found else "?"
    sections = re.split(r"^## ", (checkout / "CHANGELOG.md").read_text("utf-8"), flags=re.MULTILINE)
    changes = next((one for one in sections if one.startswith(f"[{version}]")), "")
    hashes = "\n".join(f"{sha256(path)}  {path.name}" for path in files)
    made = f"Made of commit {commit}, twice with equal bytes. {image}"
    body = changes.partition("\n")[2].strip() or "The changelog has no section of this version."
    return f"# Throwback {version}\n\n{made}\n\n```\n{hashes}\n```\n\n{body}\n"


def _unpack(archive: Path, folder: Path, *, umask: int) -> None:
    folder.mkdir()
    _run("tar", "--no-same-permissions", "-xf", str(archive), cwd=folder, umask=umask)


def _build(source: Path, out: Path, *targets: str, epoch: str, umask: int) -> None:
    wanted = [argument for target in targets for argument in ("-t", target)]
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(out), *wanted]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": epoch}
    _run(*command, cwd=source, env=environment, umask=umask)


def _run(
    *command: str, cwd: Path = ROOT, env: dict[str, str] | None = None, umask: int = 0o022
) -> None:
    done = subprocess.run(
        command,
        cwd=cwd,
        env=env,
        umask=umask,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        text=True,
    )
    if done.returncode:
        last = "\n".join(done.stdout.splitlines()[-_LINES_OF_A_FAILURE:])
        raise SystemExit(f"{last}\nThis failed: {' '.join(command)}")


def _output(*command: str, cwd: Path = ROOT) -> str:
    done = subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


if __name__ == "__main__":
    main()
