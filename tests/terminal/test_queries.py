"""The answers of `search`, `random` and `onthisday` as JSON."""

import json
import sys
from io import StringIO

import pytest

from bot.archive.search.query.grammar import help_text
from tests.terminal.conftest import Terminal


def test_search(loaded: Terminal) -> None:
    """A typo is forgiven, and the answer names the correction."""
    found = loaded.json("search", "deadlokcs")
    (hit,) = found["hits"]
    assert hit["text"] == "third of a thread about deadlocks"
    assert hit["matched"] == [{"word": "deadlokcs", "as": "deadlocks", "edits": 1}]
    assert hit["score"] > 0
    assert (found["query"], found["total"]) == ("deadlokcs", 1)
    assert found["milliseconds"] > 0


def test_search_reads_a_query_a_line(loaded: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """With - every line of standard input is answered; a bad one does not stop the rest."""
    monkeypatch.setattr(sys, "stdin", StringIO(f"thread\n\n{'x' * 201}\nwombat\n"))
    status, output, _ = loaded("search", "-", "--json", "--limit", "2", "--sort", "oldest")
    answers = [json.loads(line) for line in output.splitlines()]
    assert status == 0
    assert [len(answer["hits"]) for answer in answers] == [2, 0, 0]
    assert [hit["text"][:5] for hit in answers[0]["hits"]] == ["first", "secon"]
    assert "200 characters" in answers[1]["error"]


def test_nothing_found_is_no_failure(loaded: Terminal) -> None:
    """A query without results exits with 0 and gives advice."""
    status, output, _ = loaded("search", "wombat")
    assert status == 0
    assert "Nothing found for “wombat”" in output
    assert "Try" in output


def test_random_with_a_seed(loaded: Terminal) -> None:
    """The same seed draws the same post."""
    assert loaded.json("random", "--seed", "1") == loaded.json("random", "--seed", "1")
    assert loaded.json("random", "deadlocks")["text"] == "third of a thread about deadlocks"


def test_reading_makes_no_state(loaded: Terminal) -> None:
    """Commands that only read make no state.db."""
    for command in (("search", "thread"), ("random",), ("onthisday",)):
        loaded(*command)
    assert not (loaded.folder / "state.db").exists()


def test_on_this_day(loaded: Terminal) -> None:
    """A thread is listed once, with its year and length."""
    answer = loaded.json("onthisday", "10-28")
    assert (answer["day"], answer["time_zone"]) == ("10-28", "UTC")
    assert [(post["text"], post["year"], post["thread_length"]) for post in answer["posts"]] == [
        ("first of a thread", 2022, 3)
    ]


def test_a_question_mark_asks_for_the_help(
    loaded: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Discord “?” explains queries, also among others."""
    assert loaded("search", "?") == (0, f"{help_text()}\n", "")
    assert loaded.json("search", " ? ")["help"] == help_text()
    monkeypatch.setattr(sys, "stdin", StringIO("?\nthread\n"))
    output = loaded("search", "-", "--json")[1]
    help_, found = map(json.loads, output.splitlines())
    assert (help_["hits"], help_["help"], found["total"]) == ([], help_text(), 3)
