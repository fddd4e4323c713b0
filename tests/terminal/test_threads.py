"""The answers of `thread` and `threads`."""

import json
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from tests.archives import archive, record, snowflake
from tests.ingest.export import exports
from tests.ingest.export.exports import files, tweet, tweets
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


def test_words_are_noted_on(loaded: Terminal) -> None:
    """What is no filter is said, as after a search; an id or a link is no query."""
    note = "“colour:” is no filter here; it was searched as text"
    assert loaded.json("thread", "colour:deadlocks")["notes"] == [note]
    assert loaded("thread", "colour:deadlocks")[1].endswith(f"\n{note}.\n")
    assert loaded.json("onthisday", "10-28", "colour:thread")["notes"] == [note]
    link = f"https://x.com/ada/status/{snowflake(at(0))}?s={'2' * 200}"
    assert loaded.json("thread", link)["notes"] == []
    assert loaded.json("onthisday", "10-28")["notes"] == []


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


@pytest.mark.parametrize("words", [("deadlocks",), ("third", "deadlokcs"), ("from:ada", "third")])
def test_words_find_a_thread(loaded: Terminal, words: tuple[str, ...]) -> None:
    """Words find a post, as on Discord, and its thread is shown."""
    posts = loaded.json("thread", *words)["posts"]
    assert [post["id"] for post in posts] == [snowflake(at(gap)) for gap in (0, 0.4, 0.8)]


def answer(n: int, text: str, parent: int, account: str) -> dict[str, Any]:
    """Return the n-th post of an export, which answers the `parent`-th one, of `account`."""
    names = {"in_reply_to_status_id_str": id_of(parent), "in_reply_to_screen_name": account}
    return tweet(n, text, **names)


def id_of(n: int) -> str:
    """Return the id of the n-th post of an export."""
    return snowflake(exports.at(n))


def test_a_missing_post_is_named(terminal: Terminal) -> None:
    """Where a post is missing, its address is shown, and other programs get its id."""
    export = tweets(
        tweet(1, "alpha"), answer(3, "gamma", 2, "ada"), answer(4, "delta", 3, "ada"),
        answer(7, "@bob eta", 6, "bob"),
    )  # fmt: skip
    files(terminal.folder, tweets=export)
    terminal.json("import", "data")
    _, output, _ = terminal("thread", id_of(4))
    line = "Missing here: a post of @ada that the archive does not hold: "
    assert output.startswith(f"{line}https://twitter.com/ada/status/{id_of(2)}\n@ada")
    assert terminal.json("thread", id_of(4))["missing"] == [
        {"child": id_of(3), "id": id_of(2), "account": "ada", "why": "not in archive",
         "url": f"https://twitter.com/ada/status/{id_of(2)}"},
    ]  # fmt: skip
    _, output, _ = terminal("thread", id_of(7))
    address = f"https://twitter.com/bob/status/{id_of(6)}"
    assert output.startswith(f"In answer to a post of @bob: {address}\n")
    assert terminal.json("thread", id_of(1))["missing"] == []
