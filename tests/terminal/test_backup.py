"""`throwback backup`."""

import json
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from tests.archives import archive, record
from tests.terminal.conftest import WHEN, Process, Terminal

SAMPLE = Path(__file__).parents[2] / "bot" / "sample"


def test_a_backup_is_reported(loaded: Terminal) -> None:
    """The report says what was copied; the copy answers like the original."""
    loaded("hide", "--list")  # makes a state.db
    before = loaded("export")
    status, output, errors = loaded("backup", "copies")
    assert (status, errors) == (0, "")
    assert output == "Copied archive.db and state.db, 5 posts, to copies; the copy is whole.\n"
    assert loaded("export", "--database", "copies/archive.db") == before
    report = loaded.json("backup", "again")
    assert (report["path"], report["posts"]) == ("again", 5)
    assert [one["file"] for one in report["databases"]] == ["archive.db", "state.db"]
    assert report["databases"][0]["rows"]["posts"] == 5
    assert report["databases"][0]["bytes"] == (loaded.folder / "again/archive.db").stat().st_size
    assert report["media"] == {"files": 0, "bytes": 0, "absent": 0, "copied": True}


def test_pictures_are_copied_or_listed(terminal: Terminal) -> None:
    """The report says how many pictures were copied, or where those are that were not."""
    terminal.json("import", str(SAMPLE / "export"))
    names = [path.name for path in (terminal.folder / "media").iterdir()]
    _, output, _ = terminal("backup", "whole")
    assert f"With {len(names)} picture or film (" in output
    assert [path.name for path in (terminal.folder / "whole" / "media").iterdir()] == names
    _, output, _ = terminal("backup", "copies", "--no-media")
    assert f"media.jsonl but not copied: {len(names)} (" in " ".join(output.split())
    assert not (terminal.folder / "copies" / "media").exists()
    listed = (terminal.folder / "copies" / "media.jsonl").read_text().splitlines()
    found = {one["name"]: one["bytes"] for one in map(json.loads, listed)}
    assert {name for name, size in found.items() if size is not None} == set(names)


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (("tweets.md",), 1, "tweets.md exists already; name a folder that does not exist yet."),
        (("away/copies",), 1, "make it first, or mount its disk."),
        (("copies", "--database", "away.db"), 1, "There is no archive at away.db yet. Load one"),
        ((), 2, "the following arguments are required: PATH"),
    ],
)
def test_what_cannot_be_backed_up(
    loaded: Terminal, arguments: tuple[str, ...], status: int, sentence: str
) -> None:
    """Each refusal is a line, and makes nothing."""
    ended, output, errors = loaded("backup", *arguments)
    assert (ended, output) == (status, "")
    assert errors.startswith("throwback: ")
    assert sentence in errors
    assert len(errors.splitlines()) == 1
    made = {path.name for path in loaded.folder.iterdir() if "archive.db" not in path.name}
    assert made == {"tweets.md"}


def test_a_backup_during_an_import(loaded: Terminal) -> None:
    """While another process imports, a backup has all of that import or nothing of it."""
    posts = [record(WHEN + timedelta(minutes=n), f"post {n}") for n in range(1, 1001)]
    (loaded.folder / "more.md").write_text(archive(posts), "utf-8")
    counts: list[int] = []
    with Process(loaded, "import", "more.md", "--json", output=subprocess.PIPE) as process:
        while process.poll() is None:
            counts.append(loaded.json("backup", f"copy{len(counts)}")["posts"])
    assert process.returncode == 0
    counts.append(loaded.json("backup", "last")["posts"])
    assert set(counts) == {5, counts[-1]}
    assert counts == sorted(counts)
    assert counts[-1] > 1000


def test_a_backup_comes_back(loaded: Terminal) -> None:
    """What was erased from the folder is restored, then what was changed later is in the way."""
    loaded("hide", "--list")  # makes a state.db
    before = loaded("export")
    loaded("backup", "copies")
    for path in loaded.folder.glob("archive.db*"):
        path.unlink()
    status, output, errors = loaded("restore", "copies")
    assert (status, errors) == (0, "")
    assert "Restored 5 posts to archive.db." in output
    assert loaded("export") == before
    loaded("hide", "17")
    status, output, errors = loaded("restore", "copies")
    assert (status, output) == (1, "")
    assert "state.db was last changed on" in errors
    report = loaded.json("restore", "copies", "--force")
    assert (report["posts"], report["media_copied"]) == (5, 0)
    assert len(report["kept"]) == 2
    assert loaded("hide", "--list")[1] == "No post is hidden.\n"


def test_a_deep_check_needs_no_token(loaded: Terminal) -> None:
    """It says what it has proven; each thing that is wrong is a line, and the status 1."""
    status, output, errors = loaded("check", "--deep")
    assert (status, errors) == (0, "")
    assert "archive.db is whole:" in output
    assert "5 searches found what they had to" in output
    assert loaded.json("check", "--deep")["posts"] == 5
    (loaded.folder / "archive.db").write_bytes(b"no database, " * 50)
    status, output, errors = loaded("check", "--deep")
    assert (status, output) == (1, "")
    assert errors.startswith("throwback: archive.db is not a Throwback database")


def test_backups_are_kept_and_deleted(loaded: Terminal) -> None:
    """With --keep the report says which were deleted, and state.db forgets them."""
    loaded("hide", "--list")
    (loaded.folder / "backups").mkdir()
    first = loaded.json("backup", "--keep", "1", "backups")
    old = loaded.folder / "backups" / "2026-01-01T000000Z"
    (loaded.folder / first["path"]).rename(old)
    second = loaded.json("backup", "--keep", "1", "backups")
    assert second["deleted"] == ["backups/2026-01-01T000000Z"]
    assert not old.exists()
