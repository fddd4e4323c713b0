"""A release has the same bytes on every machine: tried with a small project of these settings."""

import shutil
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.packaging import release
from tests.packaging.locked import ROOT

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with this project's settings and hardly any files, in one commit."""
    root = tmp_path / "repository"
    (root / "bot").mkdir(parents=True)
    (root / "cogs").mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore", "bot/__init__.py"):
        shutil.copy(ROOT / name, root / name)
    (root / "cogs" / "__init__.py").touch()
    author = ["-c", "user.name=a", "-c", "user.email=a@a.example"]
    for command in (["init", "-q"], ["add", "-A"], [*author, "commit", "-qm", "Begin"]):
        subprocess.run(["git", *command], cwd=root, check=True)
    return root


def test_a_release_can_be_made_again(repository: Path, tmp_path: Path) -> None:
    """Two builds of a commit have equal bytes, of what is committed alone, and name no user."""
    (repository / "bot" / "left_over.py").touch()
    folder = tmp_path / "release"
    folder.mkdir()
    sdist, wheel = sorted(release.build_twice(repository, folder), key=lambda path: path.suffix)
    assert wheel.name.endswith("-py3-none-any.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        assert {info.external_attr >> 16 & 0o777 for info in archive.infolist()} == {0o644}
    assert {"bot/__init__.py", "cogs/__init__.py"} <= set(names)
    assert "bot/left_over.py" not in names
    with tarfile.open(sdist) as tar:
        assert {(member.uid, member.gid, member.uname) for member in tar} == {(0, 0, "")}


def test_differing_files_are_noticed(tmp_path: Path) -> None:
    """Files of one name with other bytes, or in one build alone, are not equal."""
    for name, content in {
        "one/a": "x",
        "one/b": "x",
        "one/c": "",
        "two/a": "x",
        "two/b": "y",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content)
    ones, others = sorted((tmp_path / "one").iterdir()), sorted((tmp_path / "two").iterdir())
    assert release.equal_files(ones, others) == {"a"}


def test_without_a_daemon_the_note_says_that_there_is_no_image(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An image that was not built is said to be missing, with the changes of the version."""
    monkeypatch.setattr("shutil.which", lambda _name: None)
    said = release.build_image(tmp_path)
    (tmp_path / "a.whl").write_text("x")
    text = release.note(ROOT, "c0ffee", [tmp_path / "a.whl"], said)
    assert f"commit c0ffee, twice with equal bytes. {release.NO_DAEMON}" in text
    assert f"{release.sha256(tmp_path / 'a.whl')}  a.whl" in text
    _, _, released = (ROOT / "CHANGELOG.md").read_text("utf-8").split("\n## [", 3)[:3]
    assert released.partition("\n")[2].strip() in text
