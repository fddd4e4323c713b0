"""Names of time zones."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadZoneError
from bot.services import time_zones


@pytest.mark.parametrize("typed", ["America/New_York", "america/new york", " AMERICA/NEW_YORK "])
def test_a_zone_is_known_however_it_is_written(typed: str) -> None:
    """Capitals and spaces in a name do not matter."""
    assert time_zones.find(typed) == ZoneInfo("America/New_York")


@pytest.mark.parametrize("typed", ["", "Mars/Olympus", "../etc/passwd", "localtime", "x" * 300])
def test_what_is_no_zone_gets_a_sentence(typed: str) -> None:
    """A name that is not in the list is refused with a sentence."""
    with pytest.raises(BadZoneError, match="Europe/Berlin"):
        time_zones.find(typed)


def test_a_missing_stored_zone(caplog: pytest.LogCaptureFixture) -> None:
    """A stored zone that no longer exists is none, with one warning in the log."""
    assert time_zones.find_stored("Asia/Kolkata") == ZoneInfo("Asia/Kolkata")
    assert time_zones.find_stored(None) is None
    assert not caplog.records
    for _ in range(3):
        assert time_zones.find_stored("US/Pacific-Newer") is None
    (record,) = caplog.records
    assert "US/Pacific-Newer" in record.getMessage()
    with pytest.raises(BadZoneError, match="“US/Pacific-Newer” any more"):
        time_zones.require_stored("US/Pacific-Newer")


@given(st.one_of(st.text(), st.sampled_from(["America", "../etc/passwd", "/etc/passwd", "\0"])))
def test_no_stored_text_fails(name: str) -> None:
    """Any stored text is a zone or none, without an error."""
    zone = time_zones.find_stored(name)
    assert zone is None or str(zone) == name


def test_names_are_found_by_a_part() -> None:
    """A part of a name finds zones, beginnings of city names first, up to a limit."""
    assert time_zones.matching("new y", 25) == ["America/New_York"]
    assert time_zones.matching("berlin", 25) == ["Europe/Berlin"]
    assert time_zones.matching("york", 25) == ["America/New_York"]
    assert time_zones.matching("kol", 25)[0] == "Asia/Kolkata"
    assert time_zones.matching("kata", 25) == ["Asia/Kolkata"]
    assert len(time_zones.matching("", 25)) == 25
    assert time_zones.matching("xyzzy", 25) == []
