"""The formats of `throwback export`."""

import csv
import json
from io import StringIO
from pathlib import Path

from bot.ingest.text.mojibake import make_mojibake
from tests.archives import archive, record, snowflake
from tests.terminal.conftest import Terminal, at


def test_export_as_markdown_is_the_archive_again(loaded: Terminal, tmp_path: Path) -> None:
    """Exported as Markdown and imported again, all formats are the same to the byte."""
    status, markdown, _ = loaded("export", "--format", "markdown")
    assert status == 0
    assert "\n> “broken” once\n" in markdown
    (tmp_path / "mine.md").write_text(markdown, "utf-8", newline="")
    report = loaded.json("import", "mine.md", "--database", "again.db")
    assert (report["posts_new"], report["quarantined"]) == (5, [])
    for form in ("jsonl", "csv", "markdown"):
        first = loaded("export", "--format", form)
        assert first == loaded("export", "--format", form, "--database", "again.db")


def test_a_record_is_one_line(terminal: Terminal, tmp_path: Path) -> None:
    """Line separators that JSON allows are escaped, so that each post is one line everywhere."""
    text = "one\u2028two\u0085three\u2029four"
    (tmp_path / "odd.md").write_text(archive([record(at(0), text)]), "utf-8", newline="")
    terminal.json("import", "odd.md")
    (line,) = terminal("export")[1].splitlines()
    assert json.loads(line)["text"] == text
    (line,) = terminal("search", "three", "--json")[1].splitlines()
    assert json.loads(line)["hits"][0]["text"] == text


def test_export_as_csv_is_whole(loaded: Terminal) -> None:
    """A row per post has every field of the JSON; fields that are no text are JSON."""
    rows = list(csv.DictReader(StringIO(loaded("export", "--format", "csv")[1])))
    posts = [json.loads(line) for line in loaded("export")[1].splitlines()]
    assert len(rows) == len(posts)
    for row, post in zip(rows, posts, strict=True):
        assert set(row) == set(post)
        for name, value in post.items():
            text = row[name]
            assert text == value if isinstance(value, str) else json.loads(text or "null") == value


def test_export_is_every_post_oldest_first(loaded: Terminal) -> None:
    """The export has each post with all fields, oldest first."""
    status, output, _ = loaded("export")
    posts = [json.loads(line) for line in output.splitlines()]
    assert status == 0
    assert [post["id"] for post in posts] == sorted(post["id"] for post in posts)
    assert posts[1] == {
        "id": snowflake(at(0.4)),
        "account": "ada",
        "network": "twitter",
        "created_at": "2022-10-28T03:44:43.500Z",
        "precision": "millisecond",
        "text": "second of a thread",
        "raw": "second of a thread",
        "url": f"https://twitter.com/ada/status/{snowflake(at(0.4))}",
        "also_on": [],
        "kind": "post",
        "visibility": "public",
        "reply_to": None,
        "reply_to_account": None,
        "links": [],
        "media": [],
        **dict.fromkeys(
            (
                "sensitive",
                "content_warning",
                "language",
                "conversation",
                "edited_at",
                "quotes",
                "original",
                "original_account",
                "root",
                "poll",
                "card",
                "claimed_at",
                "written_at",
            )
        ),
        "quote_is_gone": False,
        "tags": [],
        "mentions": [],
        "likes": None,
        "reposts": None,
        "follows": {
            "id": snowflake(at(0)),
            "evidence": "certain",
            "why": "posted 0.40 s after it",
        },
        "versions": [],
        "deleted": False,
        "missing_from": None,
        "sources": [{"file": "tweets.md", "line": 5}],
    }
    assert (posts[3]["text"], posts[3]["raw"]) == ("“broken” once", make_mojibake("“broken” once"))
    assert (posts[4]["kind"], posts[4]["reply_to_account"]) == ("reply", "bob")
    assert (posts[4]["text"], posts[4]["links"]) == (
        "@bob see https://a.b/c & more",
        ["https://a.b/c"],
    )
