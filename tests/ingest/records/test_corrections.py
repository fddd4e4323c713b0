"""Corrections of links as lines of JSON."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.posts.ids.synthetic_id import synthetic_id
from bot.archive.threads.corrections import Correction, Verdict
from bot.ingest.records.corrections import read, write
from bot.ingest.records.records import BrokenRecord

IDS = st.one_of(
    st.integers(1, (1 << 63) - 1).map(str),
    st.builds(
        synthetic_id,
        st.datetimes(datetime(2007, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
        st.text(),
    ),
)
GOOD: dict[str, Any] = {
    "throwback": "correction",
    "verdict": "link",
    "network": "twitter",
    "child": "1585838103837171713",
    "parent": "1585837113721470976",
    "at": "2022-11-24T12:00:00.000+00:00",
    "by": "17",
}


@st.composite
def corrections(draw: st.DrawFn) -> Correction:
    """Corrections that may be written."""
    verdict = draw(st.sampled_from(Verdict))
    child = draw(IDS)
    parent = None if verdict is Verdict.UNLINK else draw(IDS.filter(lambda id: id != child))
    if parent and child.isdigit() and parent.isdigit() and int(parent) > int(child):
        child, parent = parent, child
    at, by = draw(st.integers(0, 4_000_000_000_000)), draw(st.text(min_size=1, max_size=100))
    return Correction(verdict, child, parent, at, by)


@given(st.lists(corrections()))
def test_what_is_written_is_read_again(said: list[Correction]) -> None:
    """Lines hold all of a correction, whatever is in it."""
    text = "".join(map(write, said))
    assert list(read(text.split("\n"))) == said


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"verdict": "maybe"}, "it is no correction of a link, or a part of it is damaged"),
        ({"at": "yesterday"}, "it is no correction of a link, or a part of it is damaged"),
        (
            {"at": "2022-11-24T12:00:00"},
            "it is no correction of a link, or a part of it is damaged",
        ),
        (
            {"at": "9999-12-31T23:59:59-12:00"},
            "it is no correction of a link, or a part of it is damaged",
        ),
        ({"by": "\ud800"}, "it is no correction of a link, or a part of it is damaged"),
        ({"by": ""}, "it is no correction of a link, or a part of it is damaged"),
        ({"by": 17}, "it is no correction of a link, or a part of it is damaged"),
        ({"throwback": "post"}, "it is no correction of a link, or a part of it is damaged"),
        ({"child": 17}, "it does not name the posts that it is about by their ids"),
        ({"child": "017"}, "it does not name the posts that it is about by their ids"),
        ({"parent": None}, "it does not name the posts that it is about by their ids"),
        ({"verdict": "unlink"}, "it does not name the posts that it is about by their ids"),
        ({"parent": GOOD["child"]}, "a post cannot continue one that is not older"),
        ({"parent": "1685838103837171713"}, "a post cannot continue one that is not older"),
        (
            {"network": "gemini"},
            "it is of a network that this version of Throwback does not know",
        ),
    ],
)
def test_a_broken_line_has_its_reason(changes: dict[str, Any], reason: str) -> None:
    """The lines around it are read."""
    lines = [json.dumps(GOOD), json.dumps(GOOD | changes), "", json.dumps(GOOD)]
    first, broken, last = read(lines)
    assert broken == BrokenRecord(2, reason)
    assert first == last
    assert isinstance(first, Correction)


@pytest.mark.parametrize("line", ["{", "[]", "17", '"link"', '{"throwback": "correction"}', "x"])
def test_what_is_no_record_is_said(line: str) -> None:
    """Nothing else ends the reading."""
    assert list(read([line])) == [
        BrokenRecord(1, "it is no correction of a link, or a part of it is damaged")
    ]


def test_who_said_it_may_be_missing() -> None:
    """A file that somebody wrote by hand need not be signed."""
    (one,) = read([json.dumps({key: value for key, value in GOOD.items() if key != "by"})])
    assert isinstance(one, Correction)
    assert one.by == "unknown"
