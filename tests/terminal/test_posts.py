"""Commands that change posts: repairs and hidden posts."""

import json

from bot.ingest.text.mojibake import make_mojibake
from tests.archives import snowflake
from tests.terminal.conftest import Terminal, at


def test_repairs_are_listed_and_undone(loaded: Terminal) -> None:
    """Each repair is listed; an undone one shows the raw text, after further imports too."""
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


def test_hidden_posts_are_in_no_answer(loaded: Terminal) -> None:
    """No command shows posts from `hide`, by id or link, until `unhide`."""
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
    assert "part of a thread of 2" in loaded("onthisday", "10-28")[1]
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
