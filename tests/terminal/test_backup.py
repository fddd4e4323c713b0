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
