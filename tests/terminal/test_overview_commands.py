"""`throwback browse`, `status` and `quiet`: the archive as a whole, and what comes by no chance."""

from importlib.metadata import PackageNotFoundError

import pytest

from bot.errors import NO_POSTS
from bot.services.posts import status as status_module
from bot.terminal import overview_commands
from tests.archives import archive, record
from tests.terminal.conftest import Terminal, at


def test_a_month_is_printed(loaded: Terminal) -> None:
    """Its posts come oldest first, with their threads, then how many posts each month has."""
    months = [record(at(-86400 * 300), "in January"), record(at(-86400 * 310), "[b]before[/b]")]
    (loaded.folder / "more.md").write_text(archive(months), "utf-8")
    loaded("import", "more.md")
    status, output, errors = loaded("browse", "October", "2022")
    assert (status, errors) == (0, "")
    assert output.startswith("October 2022: 5 posts\n\n@ada · 2022-10-28 03:44  a thread of 3\n")
    assert output.index("first of a thread") < output.index("third of a thread")
    assert output.endswith("\nPosts by month\n2021 1: Dec 1\n2022 6: Jan 1, Oct 5\n")
    assert loaded("browse")[1] == output
    assert loaded("browse", "2022")[1].startswith("January 2022: 1 post\n\n")
    moved = loaded("browse", "2020")[1]
    assert moved.startswith(
        "Nothing of 2020, so this is the nearest month.\nDecember 2021: 1 post\n"
    )
    assert "[b]before[/b]" in moved


def test_a_month_is_json(loaded: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """All posts of the month are in the record, also those that are read later, with parents."""
    monkeypatch.setattr(overview_commands, "_TOGETHER", 2)
    found = loaded.json("browse", "2022-10", "--account", "@ADA")
    assert (found["month"], found["total"], found["time_zone"]) == ("2022-10", 5, "UTC")
    texts = [post["text"] for post in found["posts"]]
    assert texts[:3] == [
        "first of a thread", "second of a thread", "third of a thread about deadlocks",
    ]  # fmt: skip
    assert len(texts) == 5
    assert [post["thread_length"] for post in found["posts"]] == [3, 3, 3, 1, 1]
    assert found["posts"][1]["follows"]["id"] == found["posts"][0]["id"]
    assert found["months"] == [{"month": "2022-10", "posts": 5}]
    loaded("hide", found["posts"][0]["id"])
    assert loaded.json("browse")["total"] == 4


def test_no_month(loaded: Terminal) -> None:
    """What is no month or no account of the archive is an error, an empty archive is none."""
    for arguments, sentence in (
        (["last spring"], "That is no month"),
        (["--account", "nobody"], "no post of an account @nobody"),
    ):
        status, output, errors = loaded("browse", *arguments)
        assert (status, output) == (1, "")
        assert sentence in errors
    loaded("hide", *[post["id"] for post in loaded.json("browse")["posts"]])
    assert loaded("browse")[1] == f"{NO_POSTS}\n"
    assert loaded.json("browse") == {
        "month": None, "time_zone": "UTC", "total": 0, "posts": [], "months": [],
    }  # fmt: skip


def test_the_state_of_the_archive(loaded: Terminal) -> None:
    """Accounts, sources, sizes and versions are printed, and are JSON for other programs."""
    status, output, errors = loaded("status")
    assert (status, errors) == (0, "")
    assert "5 of 1 account, 2022-10-28 to 2022-10-29" in " ".join(output.split())
    assert "0 everywhere" in output
    loaded("hide", "17")
    loaded("quiet", "--add", "12-24")
    record = loaded.json("status")
    assert [record[name] for name in ("posts", "hidden", "quiet_rules", "quarantined")] == [
        5, 1, 1, 0,
    ]  # fmt: skip
    assert (record["first"], record["last"]) == ("2022-10-28T03:44:43Z", "2022-10-29T04:44:43Z")
    (source,) = record["sources"]
    assert source["posts"] == 5
    assert record["imported_at"] == source["imported_at"]
    assert record["bytes"]["archive.db"] > 0
    assert set(record["versions"]) >= {"throwback", "SQLite", "Python", "discord.py"}
    assert record["schemas"]["state.db"] >= 6


def test_the_state_says_what_is_not_installed(
    loaded: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without matplotlib, which is optional, the versions say so."""

    def version(library: str) -> str:
        if library == "matplotlib":
            raise PackageNotFoundError(library)
        return "1.0"

    monkeypatch.setattr(status_module, "version", version)
    versions = loaded.json("status")["versions"]
    assert (versions["matplotlib"], versions["pillow"]) == ("not installed", "1.0")


def test_rules_are_added_listed_and_removed(loaded: Terminal) -> None:
    """A rule works in the terminal too, outlasts commands, and wrong ones are refused."""
    assert "Nothing is kept quiet" in loaded("quiet")[1]
    assert "search finds it" in loaded("quiet", "--add", "2022-10-28 to 2022-10-30")[1]
    assert loaded.json("random", "--seed", "1") is None
    assert loaded.json("onthisday", "10-28")["posts"] == []
    assert loaded.json("search", "thread")["total"] == 3
    assert loaded("quiet")[1] == "2022-10-28 to 2022-10-30\n"
    assert loaded.json("quiet", "--remove", "2022-10-28 to 2022-10-30")["rules"] == []
    assert loaded.json("random", "--seed", "1") is not None
    status, _, errors = loaded("quiet", "--add", "…")
    assert status == 1
    assert "Give a day, a person or a word" in errors
