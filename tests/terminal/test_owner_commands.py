"""`throwback status` and `throwback quiet`: the archive as a whole, and what comes by no chance."""

from tests.terminal.conftest import Terminal


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
