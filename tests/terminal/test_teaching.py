"""`throwback threads --ask`, and corrections as a file."""

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from tests.archives import archive, record
from tests.terminal.conftest import Process, Terminal, at

PAIRS = 8


@pytest.fixture
def taught(terminal: Terminal) -> Terminal:
    """A terminal whose archive has pairs of posts a minute apart, each on a day of its own."""
    records = [
        record(at(86_400 * n + 60 * second), f"post {n} {second}")
        for n in range(PAIRS)
        for second in range(2)
    ]
    (terminal.folder / "pairs.md").write_text(archive(records), "utf-8")
    terminal.json("import", "pairs.md")
    return terminal


def asked(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[Any]:
    """Return the records that a program gets which answers with these lines."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{one}\n" for one in answers)))
    status, output, errors = terminal("threads", "--ask", "--json")
    assert (status, errors) == (0, "")
    return [json.loads(line) for line in output.splitlines()]


def corrections(terminal: Terminal, *arguments: str) -> list[Any]:
    """Return the corrections that an export has."""
    status, output, errors = terminal("export", "--corrections", *arguments)
    assert (status, errors) == (0, "")
    return [json.loads(line) for line in output.splitlines()]


def test_answers_come_from_lines(taught: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a terminal each line is an answer; the end of the input ends the round."""
    lines = asked(taught, monkeypatch, "y", "NO", "d")
    assert [line.get("question") for line in lines] == [1, 2, 3, 4, None]
    assert lines[0]["second"]["text"].startswith("post ")
    assert lines[0]["gap_ms"] == 60_000
    assert lines[-1]["answers"] == {"yes": 1, "no": 1, "unknown": 1}
    assert [one["verdict"] for one in corrections(taught)] == ["link", "reject"]
    assert [one["by"] for one in corrections(taught)] == ["terminal"] * 2


def test_a_round_is_followed_by_the_next(taught: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """After five answers what changed is said, and the questions go on; stop ends them."""
    lines = asked(taught, monkeypatch, *["y"] * 6, "stop", "y")
    assert [line.get("question") for line in lines] == [1, 2, 3, 4, 5, None, 1, 2, None]
    assert lines[5]["threads_longer"] == 0  # all of them were likely before
    assert lines[-1]["answers"]["yes"] == 1


def test_an_answer_is_taken_back(taught: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """The question comes again; what is no answer changes nothing."""
    lines = asked(taught, monkeypatch, "u", "y", "what?", "u", "n")
    assert [line.get("remark") for line in lines] == [
        None, "nothing to undo", None, None, "not understood", "undone", None, None, None
    ]  # fmt: skip
    assert lines[2]["second"]["id"] == lines[6]["second"]["id"]
    (correction,) = corrections(taught)
    assert correction["verdict"] == "reject"


def test_it_is_readable(taught: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """People see both posts, the question and what changed."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\nn\n"))
    status, output, errors = taught("threads", "--ask")
    assert (status, errors) == (0, "")
    assert "Question 1 of 5: Does the second continue the first?" in output
    assert "  First\n" in output
    assert "  Second, 60 s later\n" in output
    assert "\n2 answers: 1 yes, 1 no. " in output


@pytest.mark.parametrize(
    ("typed", "verdicts"),
    [
        ("y\rn\rs\r", ["link", "reject"]),
        ("y\ry\ry\ry\ry\rn\r", ["link"] * 5),
        ("y\ry\ry\ry\ry\ry\ry\rs\r", ["link"] * 6),
        ("y\ry\ry\ry\ry\ru\rs\r", ["link"] * 4),
        ("y\r\x04", ["link"]),
    ],
)
def test_it_asks_on_a_terminal(
    taught: Terminal, monkeypatch: pytest.MonkeyPatch, typed: str, verdicts: list[str]
) -> None:
    """After a round it asks whether to go on; Ctrl-D ends it, and keeps what was answered."""
    with monkeypatch.context() as patch:
        for stream in (sys.stdin, sys.stdout):
            patch.setattr(stream, "isatty", lambda: True)
        with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
            keys.send_text(typed)
            status, _, errors = taught("threads", "--ask")
    assert (status, errors) == (0, "")
    assert [one["verdict"] for one in corrections(taught)] == verdicts


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_an_interruption_ends_it_at_once(taught: Terminal) -> None:
    """Ctrl-C is no answer; who typed half a line need not end it first, wherever output goes."""
    import pty  # noqa: PLC0415 - not on every system

    keys, typed = pty.openpty()
    with Process(
        taught, "threads", "--ask", "--json", input=typed, output=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["question"] == 1
        os.write(keys, b"y\nn")
        assert json.loads(process.stdout.readline())["question"] == 2
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    os.close(keys)
    os.close(typed)
    assert (process.returncode, errors.decode()) == (130, "")
    assert [one["verdict"] for one in corrections(taught)] == ["link"]


@pytest.mark.skipif(sys.platform == "win32", reason="the shell there closes no files")
@pytest.mark.parametrize(
    ("shell", "verdicts"),
    [
        ("printf 'y\\r\\nno\\377\\nn' |", ["link", "reject"]),
        ("exec <&-;", []),
    ],
)
def test_input_of_a_pipe(taught: Terminal, shell: str, verdicts: list[str]) -> None:
    """Bytes that are no text are no answer, the last line needs no end; no input is the end."""
    command = f"{shell} {sys.executable} -m bot threads --ask --json"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        ["sh", "-c", command], cwd=taught.folder, env=environment, capture_output=True, check=True
    )
    assert done.stderr == b""
    assert [one["verdict"] for one in corrections(taught)] == verdicts


def test_an_archive_is_needed(terminal: Terminal) -> None:
    """Without an archive there is a sentence, and without posts no question."""
    status, _, errors = terminal("threads", "--ask")
    assert (status, "There is no archive" in errors) == (1, True)


def test_nothing_to_ask_is_said(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive without a pair in question ends it at once."""
    (terminal.folder / "one.md").write_text(archive([record(at(0), "alone")]), "utf-8")
    terminal.json("import", "one.md")
    (line,) = asked(terminal, monkeypatch, "y")
    assert line["nothing_to_ask"]


def test_corrections_move_to_another_database(
    taught: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are the same there, whether the posts come before or after; twice changes nothing."""
    asked(taught, monkeypatch, "y", "n", "y", "n")
    said = corrections(taught)
    (taught.folder / "said.jsonl").write_text(taught("export", "--corrections")[1], "utf-8")
    stats = taught.json("threads")
    before = ("pairs.md", "said.jsonl"), ("said.jsonl", "pairs.md")
    for number, files in enumerate(before):
        other = ["--database", f"{number}.db"]
        for file in files:
            report = taught.json("import", file, *other)
            assert report["quarantined"] == []
        assert corrections(taught, *other) == said
        assert taught.json("threads", *other) == stats
        again = taught.json("import", "said.jsonl", *other)
        assert again["corrections"] == {"read": 4, "new": 0, "waiting": 0}
    status, output, _ = taught("import", "said.jsonl", "--database", "empty.db")
    assert status == 0
    assert output == (
        "Read 4 corrections of links: 4 new. 4 corrections in all wait for posts that the archive "
        "does not hold yet.\n"
    )


def test_what_is_malformed_is_quarantined(
    taught: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other lines of the file are kept; a file of nothing else fails with a sentence."""
    asked(taught, monkeypatch, "y")
    text = taught("export", "--corrections")[1]
    broken = text.replace('"link"', '"perhaps"')
    (taught.folder / "said.jsonl").write_text(text + broken, "utf-8")
    report = taught.json("import", "said.jsonl", "--database", "other.db")
    assert report["corrections"] == {"read": 1, "new": 1, "waiting": 1}
    assert report["quarantined"] == [
        {
            "file": "said.jsonl",
            "line": 2,
            "reason": "it is no correction of a link, or a part of it is damaged",
        }
    ]
    (taught.folder / "broken.jsonl").write_text(broken, "utf-8")
    status, _, errors = taught("import", "broken.jsonl", "--database", "other.db")
    assert status == 1
    assert errors


def test_corrections_have_no_other_format(taught: Terminal) -> None:
    """JSON Lines are all there is, also by --json."""
    status, _, errors = taught("export", "--corrections", "--format", "csv")
    assert (status, errors) == (2, "throwback: --corrections and --format exclude each other.\n")
    assert taught("export", "--corrections", "--json") == (0, "", "")
