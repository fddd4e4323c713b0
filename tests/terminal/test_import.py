"""What `throwback import` reports, and what a failed import leaves behind."""

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.services.posts.imports import ImportReport, Imports
from bot.terminal.cli import main
from tests.archives import archive, record
from tests.terminal.conftest import RECORDS, Process, Terminal, at


def test_import_reports(terminal: Terminal) -> None:
    """The report counts posts that were read, new, merged and repaired."""
    first = terminal.json("import", "tweets.md")
    assert first == {
        "files": ["tweets.md"],
        "posts_read": 5,
        "posts_new": 5,
        "posts_merged": 0,
        "quarantined": [],
        "repaired": 1,
        "lost": 0,
        "media": 0,
        "private": 0,
        "deleted": 0,
        "accounts": {"ada": 5},
    }
    second = terminal.json("import", "tweets.md")
    assert (second["posts_new"], second["posts_merged"], second["repaired"]) == (0, 5, 0)


@pytest.mark.parametrize(
    ("name", "content"),
    [("empty.md", b""), ("binary.md", b"\x00\x01"), ("notes.md", b"# Notes\n"), ("missing", None)],
)
def test_a_file_that_is_no_archive_leaves_nothing_behind(
    terminal: Terminal, name: str, content: bytes | None
) -> None:
    """A file that is no archive gives one line of error, exit status 1, and no database."""
    if content is not None:
        (terminal.folder / name).write_bytes(content)
    status, output, errors = terminal("import", name)
    assert (status, output) == (1, "")
    assert errors.startswith("throwback: ")
    assert len(errors.splitlines()) == 1
    assert not list(terminal.folder.glob("*.db*"))


@pytest.mark.parametrize("has_archive", [False, True])
def test_a_failure_is_a_line_that_quotes_nothing(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, *, has_archive: bool
) -> None:
    """An unexpected exception in a first import or a later one names its kind and the file."""
    if has_archive:
        terminal.json("import", "tweets.md")

    def bug(_file: object) -> None:
        raise ValueError(RECORDS[0])

    monkeypatch.setattr("bot.ingest.discover.layout_of", bug)
    status, output, errors = terminal("import", "tweets.md")
    assert (status, output) == (1, "")
    assert errors.startswith("throwback: tweets.md could not be read to the end: ")
    assert "(ValueError)" in errors
    assert "deadlocks" not in errors


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="names are text there")
def test_a_file_whose_name_is_no_text(terminal: Terminal) -> None:
    """Bytes in names that are no UTF-8 are escaped; importing again changes nothing."""
    named = [os.fsdecode(b"a\xfe.md"), os.fsdecode(b"a\xff.md")]
    for name in named:
        (terminal.folder / name).write_text(archive([*RECORDS, RECORDS[0].replace("28", "38")]))
    shown = ["a\\udcfe.md", "a\\udcff.md"]
    for new in (5, 0):
        report = terminal.json("import", *named)
        assert (report["files"], report["posts_new"]) == (shown, new)
        assert {one["file"] for one in report["quarantined"]} == set(shown)
    assert "0 new, 10 known" in terminal("import", *named)[1]
    sources = [post["sources"] for post in map(json.loads, terminal("export")[1].splitlines())]
    assert [one["file"] for one in sources[0]] == shown


def test_a_dry_run_leaves_nothing_behind(terminal: Terminal) -> None:
    """A dry run reports what an import would, and makes no database."""
    assert terminal.json("import", "tweets.md", "--dry-run")["posts_new"] == 5
    assert not list(terminal.folder.glob("*.db*"))


def bomb(path: Path) -> Path:
    """Write a zip that is refused only while its posts are read."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(
            "data/account.js", 'window.YTD.account.part0 = [{"account": {"username": "a"}}]'
        )
        file.writestr("data/tweets.js", "window.YTD.tweets.part0 = [" + " " * 30_000_000 + "]")
    return path


def damaged(path: Path) -> Path:
    """Write a zip whose posts begin well and end with bytes that do not match the checksum."""
    with zipfile.ZipFile(path, "w") as file:
        long = [record(at(60 * n), "words " * 500) for n in range(1_500)]
        file.writestr("output.md", archive([*long, record(at(0), "the end")]))
    path.write_bytes(path.read_bytes().replace(b"the end", b"the und"))
    return path


@pytest.mark.parametrize("spoil", [bomb, damaged])
def test_a_refusal_in_the_middle_leaves_no_post(
    terminal: Terminal, spoil: Callable[[Path], Path]
) -> None:
    """A refusal while posts are read leaves an intact and empty archive."""
    status, _, errors = terminal("import", spoil(terminal.folder / "spoilt.zip").name)
    assert status == 1
    assert errors.count("\n") == 1
    for command in (("search", "wombat"), ("search", "is:reply"), ("random",), ("onthisday",)):
        status, output, errors = terminal(*command)
        assert (status, errors) == (0, "")
        assert output == "The archive holds no post yet. Load one: throwback import PATH\n"
    assert terminal.json("search", "wombat")["hits"] == []
    assert terminal.json("random") is None
    assert terminal.json("onthisday")["posts"] == []
    assert terminal.json("threads")["threads"] == []
    assert terminal("export")[:2] == (0, "")
    assert terminal("thread", "17")[0] == 1
    assert terminal.json("import", "tweets.md")["posts_new"] == 5


def test_a_dry_run_that_is_refused_leaves_nothing(terminal: Terminal) -> None:
    """A dry run makes no database, however late it fails."""
    assert terminal("import", "--dry-run", bomb(terminal.folder / "bomb.zip").name)[0] == 1
    assert not list(terminal.folder.glob("*.db*"))


@pytest.mark.parametrize("end", ["refused", "interrupted"])
def test_a_first_import_that_fails_keeps_posts_of_another(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    """Posts that another process imported meanwhile into the same new archive are kept."""
    run = Imports.run

    async def behind_another(self: Imports, *arguments: Any) -> ImportReport:
        with Process(terminal, "import", "tweets.md", "--json", output=subprocess.PIPE) as other:
            output, _ = await asyncio.to_thread(other.communicate)
        assert json.loads(output)["posts_new"] == 5
        if end == "interrupted":
            raise KeyboardInterrupt
        return await run(self, *arguments)

    monkeypatch.setattr(Imports, "run", behind_another)
    status, _, errors = terminal("import", damaged(terminal.folder / "damaged.zip").name)
    assert status == {"refused": 1, "interrupted": 130}[end]
    assert ("cannot be read" in errors) == (end == "refused")
    assert terminal.json("search", "thread")["total"] == 3


def test_killed_at_any_moment_an_import_leaves_the_old_archive_whole(tmp_path: Path) -> None:
    """After kill -9 the archive is as before, and the next import succeeds."""
    database, old, new = tmp_path / "archive.db", tmp_path / "old.md", tmp_path / "new.md"
    old.write_text(archive([record(at(n), f"old {n}") for n in range(50)]))
    new.write_text(archive([record(at(1000 + n * 60), f"new {n}") for n in range(1_500)]))
    throwback = [sys.executable, "-m", "bot", "import", "--database", str(database)]
    assert main(["import", "--database", str(database), str(old)]) == 0
    began = time.monotonic()
    subprocess.run([*throwback, str(new), "--dry-run"], check=True, capture_output=True)
    whole = time.monotonic() - began
    for part in (0.5, 0.7, 0.9):
        process = subprocess.Popen(
            [*throwback, str(new)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(whole * part)
        process.send_signal(signal.SIGKILL)
        process.wait()
        with sqlite3.connect(database) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            count = connection.execute("SELECT count(*) FROM posts").fetchone()[0]
            words = connection.execute("SELECT count(*) FROM words").fetchone()[0]
        connection.close()
        assert (count, words) in {(50, 50), (1_550, 1_550)}
    assert main(["import", "--database", str(database), str(new)]) == 0
    assert main(["export", "--database", str(database)]) == 0
