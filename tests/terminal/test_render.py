"""Output for people, without --json."""

import pytest

from tests.archives import archive, record, snowflake
from tests.terminal.conftest import RECORDS, Terminal, at


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
    """Without --json the output is readable text."""
    status, output, errors = loaded(*arguments)
    assert (status, errors) == (0, "")
    flat = " ".join(output.split())
    for part in parts:
        assert part in flat


def test_quarantined_records_are_listed(terminal: Terminal) -> None:
    """The report names file, line and reason; a long list is cut, --json has all of it."""
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
    """The media of a post are listed."""
    id = snowflake(at(0))
    (terminal.folder / "x.md").write_text(record(at(0), f"a wombat ![](media/{id}-a.jpg)"))
    terminal.json("import", "x.md")
    _, output, _ = terminal("search", "wombat")
    assert f"[image] media/{id}-a.jpg" in output


def test_control_codes_are_shown_as_characters(loaded: Terminal) -> None:
    """Control codes and markup in a post are shown as characters."""
    (loaded.folder / "evil.md").write_text(record(at(9e5), "wombat \x1b[2J [bold]x[/bold]"))
    loaded.json("import", "evil.md")
    _, output, _ = loaded("search", "wombat")
    assert "\x1b" not in output
    assert "␛[2J [bold]x[/bold]" in output
