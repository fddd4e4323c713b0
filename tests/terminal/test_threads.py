"""The answers of `thread` and `threads`."""

import json
import sqlite3
from contextlib import closing

import pytest

from tests.archives import archive, record, snowflake
from tests.terminal.conftest import Terminal, at


@pytest.mark.parametrize(
    "named", ["{}", "https://twitter.com/ada/status/{}", "https://x.com/ada/status/{}?s=20"]
)
def test_thread(loaded: Terminal, named: str) -> None:
    """An id or a link shows the thread in order, with the evidence of each link."""
    answer = loaded.json("thread", named.format(snowflake(at(0.8))))
    ids = [snowflake(at(gap)) for gap in (0, 0.4, 0.8)]
    assert [post["id"] for post in answer["posts"]] == ids
    assert [(link["child"], link["parent"], link["evidence"]) for link in answer["links"]] == [
        (ids[1], ids[0], "certain"),
        (ids[2], ids[1], "certain"),
    ]
    assert answer["see_also"] == []


def test_an_archive_of_an_older_version(loaded: Terminal) -> None:
    """Links of an older archive are computed before the answer, without a bot."""
    with closing(sqlite3.connect("archive.db")) as database:
        database.executescript(
            "DELETE FROM parent_links; DELETE FROM candidates;"
            "INSERT INTO unlinked SELECT post FROM posts"
        )
    assert len(loaded.json("thread", snowflake(at(0)))["posts"]) == 3


def test_likely_links(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Likely links are in the export and in the links of threads, by the threshold setting."""
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
