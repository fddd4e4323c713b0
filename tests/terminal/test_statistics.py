"""The answers of `stats` and `year`."""

import logging
import os
from datetime import UTC, datetime, timedelta

import pytest

from bot.services.statistics import pictures
from bot.services.statistics.pictures import StatisticsPictures
from tests.archives import archive, record
from tests.terminal.conftest import Terminal

WHEN = datetime(2021, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def counted(terminal: Terminal) -> Terminal:
    """A terminal over an archive of two years."""
    records = [
        *(record(WHEN + timedelta(hours=n), f"wombat {n} #Comet") for n in range(5)),
        *(record(WHEN + timedelta(days=400, seconds=n), "a kettle") for n in (0.8, 0.4, 0)),
        record(WHEN + timedelta(days=750), "@bob hello"),
    ]
    (terminal.folder / "made.md").write_text(archive(records), "utf-8")
    terminal("import", "made.md")
    return terminal


def test_stats_as_text(counted: Terminal) -> None:
    """Each part has a heading, and a line for each figure; parts without any are left out."""
    code, text, errors = counted("stats")
    assert (code, errors) == (0, "")
    assert text.startswith("9 posts, among them 1 reply.\n3 days with posts, from 2021-11-24 to ")
    assert "\n\nPosts by year\n2021 5 ████████████████\n2022 3 ██████████\n2023 1 ████\n" in text
    assert "\n\nPosts by hour of the week, in UTC\n    0     6     12    18\nMon ····" in text
    assert "\n\nPeople answered or mentioned\n@bob (1)\n" in text
    assert "\n\nHashtags\n#Comet (5)\n" in text
    assert "\n\nLongest threads\n3 posts · 2022-12-29 · a kettle · " in text
    assert text.endswith("\n\nMost liked\nThe archive has no counts of their likes, so which were "
                         "liked most is not known.\n")  # fmt: skip
    words = "Words that mark a year, with the posts that have them"
    assert f"\n\n{words}\n2021: comet (5), wombat (5)\n" in text


def test_stats_as_json(counted: Terminal) -> None:
    """All figures are in the record, posts as in other records."""
    found = counted.json("stats", "wombatt", "--account", "@ADA")
    assert (found["total"], found["days"], found["without_hour"]) == (5, 1, 0)
    assert found["kinds"] == {"post": 5, "reply": 0, "repost": 0}
    assert found["months"] == [{"month": "2021-11", "posts": 5}]
    assert found["hours"][2][9:14] == [1] * 5
    assert found["streak"] == {"first": "2021-11-24", "last": "2021-11-24", "days": 1}
    assert found["busiest_day"] == {"day": "2021-11-24", "posts": 5}
    assert found["hashtags"] == [{"name": "#Comet", "posts": 5}]
    assert found["first"]["text"] == "wombat 0 #Comet"
    assert (found["most_liked"], found["likes_known"], found["notes"]) == (None, 0, [])


def test_a_year(counted: Terminal) -> None:
    """One year has its months, and its threads."""
    text = counted("year", "2022")[1]
    assert "\n\nPosts by month of 2022\nJan 0\n" in text
    assert "\nDec 3 ████████████████\n" in text
    found = counted.json("year", "2022")
    assert (found["year"], found["total"], found["years"]) == (2022, 3, [2021, 2022, 2023])
    assert [(one["length"], one["first"]["text"]) for one in found["threads"]] == [(3, "a kettle")]


def test_nothing_fits(counted: Terminal) -> None:
    """What has no post is said, with the years that have some; a year is a number."""
    assert counted("stats", "xylophone")[1] == "There is no post that fits.\n"
    assert counted("year", "2022", "--account", "bo")[1] == "@bo posted nothing in 2022.\n"
    nothing = "Nothing was posted in 1999. There are posts of 2021, 2022, 2023.\n"
    assert counted("year", "1999")[1] == nothing
    assert counted.json("year", "1999")["total"] == 0
    for wrong in ("soon", "0", "10000"):
        assert counted("year", wrong)[0] == 2


def test_a_picture(counted: Terminal) -> None:
    """It is written where it is wanted, instead of lines, beside a record; in either theme."""
    code, text, errors = counted("stats", "--png", "all.png")
    assert (code, errors) == (0, "")
    assert text.startswith("all.png: ")
    assert "9 posts, among them 1 reply. 3 days with posts" in text
    assert counted.json("year", "2021", "--png", "year.png", "--theme", "light")["total"] == 5
    for name in ("all.png", "year.png"):
        assert (counted.folder / name).read_bytes().startswith(b"\x89PNG")


def test_a_picture_that_cannot_be(counted: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """A place that cannot be written, a theme that does not exist, no matplotlib; no post."""
    assert "missing/all.png cannot be written: " in counted("stats", "--png", "missing/all.png")[2]
    assert counted("stats", "--png", "all.png", "--theme", "pink")[0] == 2
    nothing = counted("year", "1999", "--png", "all.png")
    assert "Nothing was posted in 1999." in nothing[1]
    monkeypatch.setattr(StatisticsPictures, "are_possible", False)
    code, _, errors = counted("stats", "--png", "all.png")
    assert code == 1
    assert "pip install 'matplotlib>=3.11'" in errors
    assert not (counted.folder / "all.png").exists()


@pytest.mark.parametrize("option", [(), ("--json",)])
def test_a_picture_that_fails_is_one_error(
    counted: Terminal, monkeypatch: pytest.MonkeyPatch, option: tuple[str, ...]
) -> None:
    """What the bot would log as well is not a second line."""
    monkeypatch.setattr(pictures, "draw", os._exit)
    monkeypatch.setattr(logging.root, "handlers", [])  # as of the command
    code, _, errors = counted("stats", "--png", "all.png", *option)
    assert code == 1
    assert "There is no picture: the picture could not be drawn." in errors
    assert errors.count("\n") == 1
