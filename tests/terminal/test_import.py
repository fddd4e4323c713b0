"""What `throwback import` reports, and what a failed import leaves behind."""

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.errors import NO_POSTS
from bot.ingest.text.mojibake import make_mojibake
from bot.services.posts.import_report import ImportReport
from bot.services.posts.imports import Imports
from bot.services.posts.progress import Meter
from bot.storage import transaction
from bot.terminal.cli import main
from tests.archives import archive, record, snowflake
from tests.ingest.export.exports import files, script, tweet, tweets
from tests.terminal.conftest import RECORDS, Process, Terminal, at

NOTHING_LEFT = dict.fromkeys(
    (
        "direct", "deleted", "circle", "article", "others", "followers", "likes", "bookmarks",
        "records", "parts",
    ),
    0,
)  # fmt: skip


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
        "left_alone": NOTHING_LEFT,
        "withheld": [],
        "community": 0,
        "missing": [],
        "deleted": 0,
        "erased": 0,
        "corrections": {"read": 0, "new": 0, "waiting": 0},
        "meaning": {"taken": 0, "left": 0},
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


def broken_export(folder: Path, **contents: str) -> Path:
    """Write an export whose manifest counts 5,000 posts in a file that is not there."""
    listed = [{"fileName": "data/tweets-part1.js", "count": "5000"}]
    manifest = {"dataTypes": {"tweets": {"files": listed}}}
    return files(folder, manifest=f"window.__THAR_CONFIG = {json.dumps(manifest)}", **contents)


def test_what_is_missing_is_said(terminal: Terminal) -> None:
    """A part that is missing is a warning if others were read, else a failure with a report."""
    export = broken_export(terminal.folder / "mine")
    name = "mine/data/tweets-part1.js"
    for options in ((), ("--dry-run",)):
        status, output, errors = terminal("import", "mine", "--json", *options)
        sentence = "Not one post could be read; the report says why."
        assert (status, json.loads(errors)) == (1, {"error": sentence})
        assert json.loads(output)["missing"] == [{"file": name, "count": 5000}]
        assert not list(terminal.folder.glob("*.db*"))
    (export / "data" / "tweets.js").write_text(tweets(tweet(0, "hi")))
    status, output, errors = terminal("import", "mine")
    assert (status, errors) == (0, "")
    assert f"{name}: 5,000 entries not read" in " ".join(output.split())
    assert terminal.json("import", "mine")["missing"] == [{"file": name, "count": 5000}]


@pytest.mark.parametrize(
    "values",
    [
        [tweet(0, "no", created_at="some day"), tweet(1, "no", id_str="")],
        [tweet(0, "no", user={"screen_name": "bob"})],
    ],
)
def test_a_run_in_which_every_record_fails(
    terminal: Terminal, values: list[dict[str, Any]]
) -> None:
    """If not one record becomes a post, the exit status is 1, though the report is printed."""
    files(terminal.folder / "mine", tweets=tweets(*values))
    status, output, errors = terminal("import", "mine")
    assert (status, len(errors.splitlines())) == (1, 1)
    assert output.startswith("Read 0 posts")
    files(terminal.folder / "mine", tweets=tweets(*values, tweet(2, "hi")))
    assert terminal("import", "mine")[0] == 0
    files(terminal.folder / "mine", tweets=tweets())
    assert terminal("import", "mine")[0] == 0  # the account never posted


def test_what_is_left_alone_is_counted(terminal: Terminal) -> None:
    """Each kind of what is left alone is a line of the report, and a number in its JSON."""
    theirs = [tweet(n, "no", user={"screen_name": "bob"}) for n in range(9)]
    files(
        terminal.folder / "mine",
        tweets=tweets(*theirs, tweet(9, "hi")),
        community_tweet=script("community_tweet", [{"tweet": tweet(10, "we", community_id="5")}]),
        article=script("article", [{"article": {"id": "1"}}, {"article": {"id": "2"}}]),
        twitter_circle_tweet=tweets(tweet(11, "secret")),
        direct_messages="x",
        message_event="x",
        deleted_tweets=tweets(tweet(12, "gone")),
    )
    report = terminal.json("import", "mine")
    left = NOTHING_LEFT | {"direct": 2, "deleted": 1, "circle": 1, "article": 2, "others": 9}
    assert (report["left_alone"], report["private"], report["community"]) == (left, 3, 1)
    assert report["quarantined"] == []
    output = " ".join(terminal("import", "mine")[1].split())
    for part in (
        "1 post of them to a community.",
        "Left 3 files of direct messages or deleted posts alone.",
        "Left 1 file of posts to a circle alone.",
        "Left 2 articles alone: they may be drafts.",
        "Left 9 posts of other accounts alone; the first is in mine/data/tweets.js, line 2.",
    ):
        assert part in output


def test_a_list_in_the_report_is_cut(terminal: Terminal) -> None:
    """Of very many missing files ten are shown; control characters in their names are pictures."""
    listed = [{"fileName": f"data/\x1b[2J{n}.js", "count": "1"} for n in range(99)]
    manifest = json.dumps({"dataTypes": {"tweets": {"files": listed}}})
    files(terminal.folder / "mine", manifest=f"x = {manifest}", tweets=tweets(tweet(0, "hi")))
    output = terminal("import", "mine")[1]
    assert "… and 89 more (--json)." in output
    assert "␛[2J0.js: 1 entry not read" in output
    assert "\x1b" not in output


def test_doubtful_texts_are_listed(terminal: Terminal) -> None:
    """What looks damaged in a clean export is listed apart from the repairs."""
    quoted = make_mojibake("“broken”")
    files(terminal.folder / "mine", tweets=tweets(tweet(0, quoted), tweet(1, "größer")))
    terminal.json("import", "mine", "tweets.md")
    doubtful = terminal.json("repair", "--list", "--doubtful")
    assert (doubtful["before"], doubtful["after"]) == (quoted, "“broken”")
    assert doubtful["plan"] == "doubtful 1"
    assert terminal.json("repair", "--list")["after"] == "“broken” once"
    output = terminal("repair", "--doubtful")[1]
    assert "which may be meant" in output
    assert "undone" not in output


STOPPED = "throwback: Stopped; nothing was changed.\n"


@pytest.mark.parametrize("step", ["wait", "read", "save", "link", "index", "copy"])
def test_an_interrupted_import_changes_nothing(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Ctrl-C at any step is one sentence, and leaves the database and the pictures as they were."""
    terminal.json("import", "tweets.md")
    pictures = terminal.folder / "media"
    database = terminal.folder / "archive.db"
    before = database.read_bytes()
    id = snowflake(at(9e5))
    (terminal.folder / "more" / "media").mkdir(parents=True)
    (terminal.folder / "more" / "media" / f"{id}-a.jpg").write_bytes(b"x")
    (terminal.folder / "more" / "x.md").write_text(record(at(9e5), f"![](media/{id}-a.jpg)"))
    do_step = getattr(Meter, step)

    def interrupted(meter: Meter, *size: int) -> None:
        do_step(meter, *size)
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(Meter, step, interrupted)
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        if step == "wait":
            other.execute("BEGIN IMMEDIATE")
        status, output, errors = terminal("import", "more")
    assert (status, output) == (130, "")
    assert errors == ("Waiting for another import to end.\n" if step == "wait" else "") + STOPPED
    assert database.read_bytes() == before
    assert not pictures.exists()
    monkeypatch.undo()
    monkeypatch.chdir(terminal.folder)
    assert terminal.json("import", "more")["posts_new"] == 1


def test_an_interruption_that_comes_too_late(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C after the commit changes nothing any more: the report is printed."""
    commit = transaction.commit_transaction

    async def interrupted(*arguments: Any) -> None:
        await commit(*arguments)
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr("bot.storage.database.commit_transaction", interrupted)
    status, output, errors = terminal("import", "tweets.md")
    assert (status, errors) == (0, "")
    assert "5 new" in output


@pytest.mark.skipif(sys.platform == "win32", reason="there are no process groups")
def test_an_interruption_of_all_processes(terminal: Terminal) -> None:
    """In a pipe, Ctrl-C reaches the process that reads as well: neither prints a traceback."""
    terminal.json("import", "tweets.md")
    before = (terminal.folder / "archive.db").read_bytes()
    posts = [record(at(60 * n), "words " * 99) for n in range(8_000)]
    (terminal.folder / "long.md").write_text(archive(posts), "utf-8")
    with Process(
        terminal, "import", "long.md", output=subprocess.PIPE, start_new_session=True
    ) as process:
        while not (terminal.folder / "archive.db-wal").exists():
            time.sleep(0.01)
        time.sleep(0.2)
        os.killpg(process.pid, signal.SIGINT)
        output, errors = process.communicate()
    assert (process.returncode, output, errors.decode()) == (130, b"", STOPPED)
    assert (terminal.folder / "archive.db").read_bytes() == before


def test_an_import_says_that_it_waits(terminal: Terminal) -> None:
    """While another one writes, an import says so on standard error, also with --json."""
    terminal.json("import", "tweets.md")
    with closing(
        sqlite3.connect("archive.db", isolation_level=None, check_same_thread=False)
    ) as other:
        other.execute("BEGIN IMMEDIATE")
        release = threading.Timer(1.5, other.rollback)
        release.start()
        status, output, errors = terminal("import", "tweets.md", "--json")
        release.join()
    assert (status, errors) == (0, "Waiting for another import to end.\n")
    assert json.loads(output)["posts_merged"] == 5


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
    for command in (
        *(("search", "wombat"), ("search", "is:reply"), ("search", "17"), ("random", "wombat")),
        *(("random",), ("onthisday",), ("onthisday", "2016-10-28"), ("threads",)),
    ):
        status, output, errors = terminal(*command)
        assert (status, errors) == (0, "")
        assert output == f"{NO_POSTS}\n"
    for ref in ("17", "https://x.com/ada/status/17"):
        assert terminal("thread", ref)[::2] == (1, f"throwback: {NO_POSTS}\n")
    assert terminal.json("search", "wombat")["hits"] == []
    assert terminal.json("random") is None
    assert terminal.json("onthisday")["posts"] == []
    assert terminal.json("threads")["threads"] == []
    assert terminal("export")[:2] == (0, "")
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
