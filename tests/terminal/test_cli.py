"""The terminal contract: what other tools rely on."""

import asyncio
import csv
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from bot.ingest.text.mojibake import make_mojibake
from bot.services.posts.imports import ImportReport, Imports
from bot.terminal.cli import main
from tests.archives import archive, record, snowflake

WHEN = datetime(2022, 10, 28, 3, 44, 43, 100_000, tzinfo=UTC)


def at(seconds: float) -> datetime:
    """Return the moment that many seconds after the first post."""
    return WHEN + timedelta(seconds=seconds)


RECORDS = [
    record(at(0.8), "third of a thread about deadlocks"),
    record(at(0.4), "second of a thread"),
    record(at(0), "first of a thread"),
    record(at(86400), make_mojibake("“broken” once")),
    record(at(90000), "@bob see https://a.b/c &amp; more"),
]


class Terminal:
    """Runs the command in a folder of its own."""

    def __init__(self, capture: pytest.CaptureFixture[str], folder: Path) -> None:
        self._capture = capture
        self.folder = folder

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        """Return exit status, output and errors of a command."""
        try:
            status = main(arguments)
        except SystemExit as end:  # argparse ends so
            status = int(end.code or 0)
        output, errors = self._capture.readouterr()
        return status, output, errors

    def json(self, *arguments: str) -> Any:
        """Return what a command that must not fail prints as JSON."""
        status, output, errors = self(*arguments, "--json")
        assert (status, errors) == (0, "")
        return json.loads(output)


@pytest.fixture
def terminal(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Terminal:
    """A terminal in a folder with an archive file and no settings."""
    monkeypatch.chdir(tmp_path)
    for name in ("DISCORD_TOKEN", "GUILDS", "DATABASE", "TIME_ZONE"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "tweets.md").write_text(archive(RECORDS), "utf-8")
    return Terminal(capsys, tmp_path)


@pytest.fixture
def loaded(terminal: Terminal) -> Terminal:
    """A terminal whose archive is loaded."""
    terminal.json("import", "tweets.md")
    return terminal


def test_import_reports(terminal: Terminal) -> None:
    """The report of an import counts what was read, new, known and mended."""
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
        "accounts": {"ada": 5},
    }
    second = terminal.json("import", "tweets.md")
    assert (second["posts_new"], second["posts_merged"], second["repaired"]) == (0, 5, 0)


@pytest.mark.parametrize(
    ("name", "content"),
    [("empty.md", b""), ("binary.md", b"\x00\x01"), ("notes.md", b"# Notes\n"), ("missing", None)],
)
def test_what_is_no_archive_leaves_nothing_behind(
    terminal: Terminal, name: str, content: bytes | None
) -> None:
    """One clear line on standard error, exit 1, and no database."""
    if content is not None:
        (terminal.folder / name).write_bytes(content)
    status, output, errors = terminal("import", name)
    assert (status, output) == (1, "")
    assert errors.startswith("throwback: ")
    assert len(errors.splitlines()) == 1
    assert not list(terminal.folder.glob("*.db*"))


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="names are text there")
def test_a_file_whose_name_is_no_text(terminal: Terminal) -> None:
    """Bytes that are no UTF-8 are written out in names; loading again changes nothing."""
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


@pytest.mark.parametrize("arguments", [("import", "{}"), ("search", "{}"), ("thread", "{}")])
def test_an_argument_that_is_no_text(loaded: Terminal, arguments: tuple[str, ...]) -> None:
    """Bytes that are no UTF-8 make no command fail otherwise than it would."""
    command = [one.format(os.fsdecode(b"\xff")) for one in arguments]
    with Process(loaded, *command, output=subprocess.PIPE) as process:
        output, errors = process.communicate()
    assert process.returncode == (0 if arguments[0] == "search" else 1)
    assert len((output + errors).splitlines()) <= 2


def test_a_dry_run_leaves_nothing_behind(terminal: Terminal) -> None:
    """A dry run reports what would be, and makes no database."""
    assert terminal.json("import", "tweets.md", "--dry-run")["posts_new"] == 5
    assert not list(terminal.folder.glob("*.db*"))


def test_export_as_markdown_is_the_archive_again(loaded: Terminal, tmp_path: Path) -> None:
    """What Markdown holds makes the same archive: every format of it is the same to the byte."""
    status, markdown, _ = loaded("export", "--format", "markdown")
    assert status == 0
    assert "\n> “broken” once\n" in markdown
    (tmp_path / "mine.md").write_text(markdown, "utf-8", newline="")
    report = loaded.json("import", "mine.md", "--database", "again.db")
    assert (report["posts_new"], report["quarantined"]) == (5, [])
    for form in ("jsonl", "csv", "markdown"):
        first = loaded("export", "--format", form)
        assert first == loaded("export", "--format", form, "--database", "again.db")


def bomb(path: Path) -> Path:
    """Write a zip that is refused only while its posts are read."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(
            "data/account.js", 'window.YTD.account.part0 = [{"account": {"username": "a"}}]'
        )
        file.writestr("data/tweets.js", "window.YTD.tweets.part0 = [" + " " * 30_000_000 + "]")
    return path


def damaged(path: Path) -> Path:
    """Write a zip whose posts begin well and end in bytes that its sum does not fit."""
    with zipfile.ZipFile(path, "w") as file:
        long = [record(at(60 * n), "words " * 500) for n in range(1_500)]
        file.writestr("output.md", archive([*long, record(at(0), "the end")]))
    path.write_bytes(path.read_bytes().replace(b"the end", b"the und"))
    return path


@pytest.mark.parametrize("spoil", [bomb, damaged])
def test_a_refusal_in_the_middle_leaves_no_post(
    terminal: Terminal, spoil: Callable[[Path], Path]
) -> None:
    """What is found out while posts are read leaves an archive that is whole and empty."""
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
    """A rehearsal makes no database, however late it fails."""
    assert terminal("import", "--dry-run", bomb(terminal.folder / "bomb.zip").name)[0] == 1
    assert not list(terminal.folder.glob("*.db*"))


@pytest.mark.parametrize("end", ["refused", "interrupted"])
def test_a_first_import_that_fails_takes_nothing_of_another(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    """What another process loaded meanwhile into the same new archive stays there."""
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


def test_a_record_is_one_line(terminal: Terminal, tmp_path: Path) -> None:
    """Line separators that JSON knows nothing of are escaped: every program sees a line a post."""
    text = "one\u2028two\u0085three\u2029four"
    (tmp_path / "odd.md").write_text(archive([record(at(0), text)]), "utf-8", newline="")
    terminal.json("import", "odd.md")
    (line,) = terminal("export")[1].splitlines()
    assert json.loads(line)["text"] == text
    (line,) = terminal("search", "three", "--json")[1].splitlines()
    assert json.loads(line)["hits"][0]["text"] == text


def test_export_as_csv_is_whole(loaded: Terminal) -> None:
    """A row a post, with every field of the JSON; what is no text is JSON in its field."""
    rows = list(csv.DictReader(StringIO(loaded("export", "--format", "csv")[1])))
    posts = [json.loads(line) for line in loaded("export")[1].splitlines()]
    assert len(rows) == len(posts)
    for row, post in zip(rows, posts, strict=True):
        assert set(row) == set(post)
        for name, value in post.items():
            text = row[name]
            assert text == value if isinstance(value, str) else json.loads(text or "null") == value


def test_repairs_are_told_and_taken_back(loaded: Terminal) -> None:
    """Each repair is shown; one that is undone shows the raw text, after re-imports too."""
    repair = loaded.json("repair", "--list")
    assert repair == {
        "id": snowflake(at(86400)),
        "plan": "file 1",
        "before": make_mojibake("“broken” once"),
        "after": "“broken” once",
        "undone": False,
    }
    undone = loaded.json("repair", "--undo", repair["id"])
    assert undone["undone"]
    loaded.json("import", "tweets.md")
    posts = [json.loads(line) for line in loaded("export")[1].splitlines()]
    assert posts[3]["text"] == posts[3]["raw"] == make_mojibake("“broken” once")
    assert not loaded.json("repair", "--redo", repair["id"])["undone"]
    assert json.loads(loaded("export")[1].splitlines()[3])["text"] == "“broken” once"
    status, _, errors = loaded("repair", "--undo", snowflake(at(0)))
    assert (status, "no repair of post" in errors) == (1, True)


def test_export_is_every_post_oldest_first(loaded: Terminal) -> None:
    """Export prints each post as the contract says, in order."""
    status, output, _ = loaded("export")
    posts = [json.loads(line) for line in output.splitlines()]
    assert status == 0
    assert [post["id"] for post in posts] == sorted(post["id"] for post in posts)
    assert posts[1] == {
        "id": snowflake(at(0.4)),
        "account": "ada",
        "created_at": "2022-10-28T03:44:43.500Z",
        "text": "second of a thread",
        "raw": "second of a thread",
        "url": f"https://twitter.com/ada/status/{snowflake(at(0.4))}",
        "kind": "post",
        "reply_to": None,
        "reply_to_account": None,
        "links": [],
        "media": [],
        "follows": {
            "id": snowflake(at(0)),
            "evidence": "certain",
            "why": "posted 0.40 s after it",
        },
        "versions": [],
        "missing_from": None,
        "sources": [{"file": "tweets.md", "line": 5}],
    }
    assert (posts[3]["text"], posts[3]["raw"]) == ("“broken” once", make_mojibake("“broken” once"))
    assert (posts[4]["kind"], posts[4]["reply_to_account"]) == ("reply", "bob")
    assert (posts[4]["text"], posts[4]["links"]) == (
        "@bob see https://a.b/c & more",
        ["https://a.b/c"],
    )


def test_search(loaded: Terminal) -> None:
    """A typo is forgiven, and the answer says so."""
    found = loaded.json("search", "deadlokcs")
    (hit,) = found["hits"]
    assert hit["text"] == "third of a thread about deadlocks"
    assert hit["matched"] == [{"word": "deadlokcs", "as": "deadlocks", "edits": 1}]
    assert hit["score"] > 0
    assert (found["query"], found["total"]) == ("deadlokcs", 1)
    assert found["milliseconds"] > 0


def test_search_reads_a_query_a_line(loaded: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """With - every line of standard input is answered; a bad one does not stop the others."""
    monkeypatch.setattr(sys, "stdin", StringIO(f"thread\n\n{'x' * 201}\nwombat\n"))
    status, output, _ = loaded("search", "-", "--json", "--limit", "2", "--sort", "oldest")
    answers = [json.loads(line) for line in output.splitlines()]
    assert status == 0
    assert [len(answer["hits"]) for answer in answers] == [2, 0, 0]
    assert [hit["text"][:5] for hit in answers[0]["hits"]] == ["first", "secon"]
    assert "200 characters" in answers[1]["error"]


def test_nothing_found_is_no_failure(loaded: Terminal) -> None:
    """A query without an answer ends with 0 and says what to try."""
    status, output, _ = loaded("search", "wombat")
    assert status == 0
    assert "Nothing found for “wombat”" in output
    assert "Try" in output


def test_random_with_a_seed(loaded: Terminal) -> None:
    """The same seed draws the same post."""
    assert loaded.json("random", "--seed", "1") == loaded.json("random", "--seed", "1")
    assert loaded.json("random", "deadlocks")["text"] == "third of a thread about deadlocks"


def test_hidden_posts_are_in_no_answer(loaded: Terminal) -> None:
    """`hide` names posts by id or link; from then on no command shows them, until `unhide`."""
    first = snowflake(at(0))
    before = {post["id"] for post in loaded.json("search", "thread")["hits"]}
    assert first in before
    status, output, errors = loaded("hide", f"https://twitter.com/ada/status/{first}", "17")
    assert (status, errors) == (0, "")
    assert f"Hid posts {first}, 17" in " ".join(output.split())
    assert "does not hold post 17, yet" in " ".join(output.split())
    after = loaded.json("search", "thread")
    assert {post["id"] for post in after["hits"]} == before - {first}
    assert after["total"] == 2
    assert [post["text"] for post in loaded.json("onthisday", "10-28")["posts"]] == [
        "second of a thread"
    ]
    assert "part of a thread of 3" in loaded("onthisday", "10-28")[1]
    loaded.json("import", "tweets.md")
    assert loaded.json("search", "thread")["total"] == 2
    assert first in loaded("export")[1]
    rows = [json.loads(line) for line in loaded("hide", "--list", "--json")[1].splitlines()]
    assert {(row["id"], row["by"], row["in_archive"]) for row in rows} == {
        (first, "terminal", True),
        ("17", "terminal", False),
    }
    assert "17 · since" in loaded("hide", "--list")[1]
    _, output, _ = loaded("unhide", first, "17", "18")
    flat = " ".join(output.split())
    assert flat == f"Posts {first}, 17 may be shown again. Post 18 was not hidden."
    assert "No post is hidden" in loaded("hide", "--list")[1]
    assert loaded.json("search", "thread")["total"] == 3


def test_a_question_makes_no_state(loaded: Terminal) -> None:
    """What only asks leaves no state.db behind."""
    for command in (("search", "thread"), ("random",), ("onthisday",)):
        loaded(*command)
    assert not (loaded.folder / "state.db").exists()


def test_on_this_day(loaded: Terminal) -> None:
    """A thread stands once, with its year and length."""
    answer = loaded.json("onthisday", "10-28")
    assert (answer["day"], answer["time_zone"]) == ("10-28", "UTC")
    assert [(post["text"], post["year"], post["thread_length"]) for post in answer["posts"]] == [
        ("first of a thread", 2022, 3)
    ]


@pytest.mark.parametrize(
    "named", ["{}", "https://twitter.com/ada/status/{}", "https://x.com/ada/status/{}?s=20"]
)
def test_thread(loaded: Terminal, named: str) -> None:
    """An id and a link bring the same thread, in order, every link with its evidence."""
    answer = loaded.json("thread", named.format(snowflake(at(0.8))))
    ids = [snowflake(at(gap)) for gap in (0, 0.4, 0.8)]
    assert [post["id"] for post in answer["posts"]] == ids
    assert [(link["child"], link["parent"], link["evidence"]) for link in answer["links"]] == [
        (ids[1], ids[0], "certain"),
        (ids[2], ids[1], "certain"),
    ]
    assert answer["see_also"] == []


def test_an_archive_of_an_older_version(loaded: Terminal) -> None:
    """Its links are found before anything is told of them, also where no bot ever runs."""
    with closing(sqlite3.connect("archive.db")) as database:
        database.executescript(
            "DELETE FROM follows; DELETE FROM candidates;"
            "INSERT INTO unlinked SELECT post FROM posts"
        )
    assert len(loaded.json("thread", snowflake(at(0)))["posts"]) == 3


def test_likely_links(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """They stand in the export and among a thread's links, and one setting moves them."""
    near = record(at(0), "one"), record(at(40), "two"), record(at(280), "three")
    (terminal.folder / "near.md").write_text(archive(list(near)), "utf-8")
    terminal("import", "near.md")
    one, two, three = (snowflake(at(gap)) for gap in (0, 40, 280))
    link = {"id": one, "evidence": "likely", "why": "posted 40 s after it"}
    lines = terminal("export")[1].splitlines()
    assert [json.loads(line)["follows"] for line in lines] == [None, link, None]
    thread = terminal.json("thread", two)
    assert [post["id"] for post in thread["posts"]] == [two]
    assert thread["links"] == [
        {"child": two, "parent": one, "evidence": "likely", "why": "posted 40 s after it"}
    ]
    assert "Likely continuations" in terminal("thread", one)[1]
    assert terminal.json("threads", "--stats")["likely"] == {
        "links": 1, "threads": [{"posts": 2, "count": 1}],
    }  # fmt: skip
    monkeypatch.setenv("LIKELY_FROM", "0.1")
    assert terminal.json("thread", three)["links"][-1]["child"] == three


def test_a_census_of_threads(loaded: Terminal) -> None:
    """Threads are counted by length and evidence."""
    assert loaded.json("threads") == {
        "threads": [{"posts": 3, "evidence": "certain", "count": 1}],
        "links": {"certain": 2},
        "likely": {"links": 0, "threads": [{"posts": 3, "count": 1}]},
    }


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (("thread", "17"), 1, "does not hold post 17"),
        (("thread", "seventeen"), 1, "names no post"),
        (("onthisday", "02-30"), 1, "MM-DD"),
        (("search", " "), 1, "at least one word"),
        (("search", "x", "--limit", "0"), 2, "above 0 (throwback search --help)"),
        (("search", "x", "--limit", "abc"), 2, "argument --limit: give a whole number above 0"),
        (("search", "x", "--limit", "9" * 30), 2, "give a whole number above 0"),
        (("search", "x", "--database", ""), 2, "name a file"),
        (("search", "x", "--database", "/"), 2, "name a file"),
        (("search",), 2, "QUERY"),
        ((), 2, "COMMAND (throwback --help)"),
        (("search", "x", "--database", "none.db"), 1, "no archive at none.db"),
        (("nonsense",), 2, "invalid choice"),
    ],
)
def test_failures_are_a_line(
    loaded: Terminal, arguments: tuple[str, ...], status: int, sentence: str
) -> None:
    """Each failure has its exit status and its sentence."""
    ended, output, errors = loaded(*arguments)
    assert (ended, output) == (status, "")
    assert sentence in errors
    assert errors.startswith("throwback: ")
    assert errors.endswith("\n")
    assert len(errors.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (("search", "thread"), ("#1", "first of a thread", "@ada · 2022-10-28 03:44")),
        (("search", "thread", "--limit", "1"), ("1 of 3 posts; --limit shows more",)),
        (("search", "deadlokcs"), ("deadlokcs → deadlocks",)),
        (("random", "wombat"), ("no post that fits",)),
        (("random", "deadlocks"), ("third of a thread about deadlocks",)),
        (("onthisday", "10-28"), ("2022 · a thread of 3", "first of a thread")),
        (("onthisday", "01-01"), ("Nothing was posted on 1 January",)),
        (("thread", snowflake(at(0))), ("1/3", "2/3 · certain: posted 0.40 s after it")),
        (("threads",), ("3 1", "2 links certain", "0 likely links more")),
        (("import", "tweets.md"), ("Read 5 posts of @ada from 1 file: 0 new, 5 known",)),
        (("import", "tweets.md", "--dry-run"), ("Nothing was saved",)),
    ],
)
def test_a_person_can_read_it(
    loaded: Terminal, arguments: tuple[str, ...], parts: tuple[str, ...]
) -> None:
    """Without --json the answers are for people."""
    status, output, errors = loaded(*arguments)
    assert (status, errors) == (0, "")
    flat = " ".join(output.split())
    for part in parts:
        assert part in flat


def test_what_could_not_be_read_is_shown(terminal: Terminal) -> None:
    """A report names file, line and reason; a long list is cut, and --json has it all."""
    spoilt = [one.replace("Oct 28", "Oct 38") for one in RECORDS[:3]] * 5
    (terminal.folder / "spoilt.md").write_text(archive([*spoilt, RECORDS[3]]), "utf-8")
    status, output, _ = terminal("import", "spoilt.md")
    flat = " ".join(output.split())
    assert status == 0
    assert "15 records could not be read" in flat
    assert "spoilt.md, line 5: its time is not in the calendar" in flat
    assert "and 5 more" in flat
    assert len(terminal.json("import", "spoilt.md")["quarantined"]) == 15


def test_pictures_are_named(terminal: Terminal) -> None:
    """What a post held beside its text is told."""
    id = snowflake(at(0))
    (terminal.folder / "x.md").write_text(record(at(0), f"a wombat ![](media/{id}-a.jpg)"))
    terminal.json("import", "x.md")
    _, output, _ = terminal("search", "wombat")
    assert f"[image] media/{id}-a.jpg" in output


def test_settings_that_are_wrong_are_all_told(loaded: Terminal) -> None:
    """Everything that is wrong is told at once, before anything starts, with exit 2."""
    (loaded.folder / ".env").write_text("GUILDS=home\nTIME_ZONE=Mars/Olympus\n")
    (loaded.folder / "broken.db").write_text("no database, " * 50)
    status, _, errors = loaded("run", "--database", "broken.db")
    assert status == 2
    told = errors.splitlines()
    assert len(told) == 4
    for name in ("GUILDS", "TIME_ZONE", "DISCORD_TOKEN", "broken.db"):
        assert any(name in line for line in told)


@pytest.mark.parametrize("command", ["run", "check", "sync"])
def test_what_cannot_start_makes_no_database(terminal: Terminal, command: str) -> None:
    """Without a token nothing is made at the path of an archive that is not there."""
    status, _, errors = terminal(command, "--database", "away/archive.db")
    assert (status, "DISCORD_TOKEN" in errors) == (2, True)
    assert [path.name for path in terminal.folder.iterdir()] == ["tweets.md"]
    _, _, errors = terminal(command, "--database", "tweets.md/archive.db")
    assert errors.count("archive.db cannot be opened: Not a directory.") == 1


@pytest.mark.parametrize("command", [("search", "thread"), ("run",), ("import", "x"), ("demo",)])
def test_a_broken_env_file_is_told(loaded: Terminal, command: tuple[str, ...]) -> None:
    """Every command reads .env, and says in a line what is wrong with it."""
    (loaded.folder / ".env").write_bytes(b"GUILDS=\xff\n")
    status, output, errors = loaded(*command)
    assert (status, output) == (2, "")
    assert errors == "throwback: .env, line 1, is not UTF-8: save it as UTF-8.\n"


def test_a_terminal_is_not_driven_by_a_post(loaded: Terminal) -> None:
    """Control codes and markup in a post show as characters."""
    (loaded.folder / "evil.md").write_text(record(at(9e5), "wombat \x1b[2J [bold]x[/bold]"))
    loaded.json("import", "evil.md")
    _, output, _ = loaded("search", "wombat")
    assert "\x1b" not in output
    assert "␛[2J [bold]x[/bold]" in output


def test_commands_that_need_no_discord_do_not_load_it() -> None:
    """The terminal starts without discord.py, which is slow to load."""
    code = "import sys, bot.terminal.cli; sys.exit('discord' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_killed_at_any_moment_an_import_leaves_the_old_archive_whole(tmp_path: Path) -> None:
    """After kill -9 the archive is as it was, and the next import succeeds."""
    database, old, new = tmp_path / "archive.db", tmp_path / "old.md", tmp_path / "new.md"
    old.write_text(archive([record(at(n), f"old {n}") for n in range(50)]))
    new.write_text(archive([record(at(1000 + n * 60), f"new {n}") for n in range(4_000)]))
    throwback = [sys.executable, "-m", "bot", "import", "--database", str(database)]
    subprocess.run([*throwback, str(old)], check=True, capture_output=True)
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
        assert (count, words) in {(50, 50), (4_050, 4_050)}
    subprocess.run([*throwback, str(new)], check=True, capture_output=True)
    assert main(["export", "--database", str(database)]) == 0


class Process(subprocess.Popen[bytes]):
    """The command as a process of its own."""

    def __init__(self, terminal: Terminal, *arguments: str, output: Any, **settings: str) -> None:
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **settings}
        super().__init__(
            [sys.executable, "-m", "bot", *arguments],
            cwd=terminal.folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.PIPE,
        )


@pytest.mark.parametrize("command", [("export",), ("search", "thread"), ("search", "wombat")])
def test_a_reader_that_leaves_early_is_no_failure(
    loaded: Terminal, command: tuple[str, ...]
) -> None:
    """`throwback export | true` ends without a complaint, and so does what rich prints."""
    reading, writing = os.pipe()
    os.close(reading)
    with Process(loaded, *command, output=writing) as process:
        os.close(writing)
        _, errors = process.communicate()
    assert (process.returncode, errors) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
@pytest.mark.parametrize("command", [("export",), ("search", "thread")])
def test_output_that_cannot_be_written_is_told(loaded: Terminal, command: tuple[str, ...]) -> None:
    """A full disk under the output is a line and exit 1."""
    with Path("/dev/full").open("wb") as full, Process(loaded, *command, output=full) as process:
        _, errors = process.communicate()
    assert process.returncode == 1
    assert errors == b"throwback: The output cannot be written: No space left on device.\n"


@pytest.mark.parametrize("command", [("export",), ("search", "-", "--json")])
def test_json_is_utf_8_everywhere(loaded: Terminal, command: tuple[str, ...]) -> None:
    """Whatever the system's encoding, other programs read UTF-8; no line read ends the command."""
    with Process(loaded, *command, output=subprocess.PIPE, PYTHONIOENCODING="latin-1") as process:
        output, errors = process.communicate(b"broken\n\xff\n")
    assert (process.returncode, errors) == (0, b"")
    assert "“broken” once" in output.decode("utf-8")


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "utf-8"])
def test_a_poor_terminal_shows_what_it_can(loaded: Terminal, encoding: str) -> None:
    """A character that the terminal's encoding lacks is replaced; a stray byte read is no end."""
    with Process(
        loaded, "search", "-", output=subprocess.PIPE, PYTHONIOENCODING=encoding
    ) as process:
        output, errors = process.communicate(b"broken\n\xff\n")
    assert (process.returncode, errors) == (0, b"")
    assert b"broken" in output
    assert b" once" in output
