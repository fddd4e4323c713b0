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


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Berlin", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("new-york", "America/New_York"),
        (" NEWYORK ", "America/New_York"),
        ("São Paulo", "America/Sao_Paulo"),
        ("St. John's", "America/St_Johns"),
        ("Port au Prince", "America/Port-au-Prince"),
        ("europe berlin", "Europe/Berlin"),
        ("Louisville", "America/Kentucky/Louisville"),  # which has two names
        ("Istanbul", "Asia/Istanbul"),
        ("utc", "UTC"),
        ("Singapore", "Singapore"),
    ],
)
def test_a_city_is_enough(typed: str, zone: str) -> None:
    """The city of a zone's name is enough, also where two names are of one zone."""
    assert time_zones.find(typed) == ZoneInfo(zone)


@pytest.mark.parametrize("typed", ["Eastern", "pacific", "West"])
def test_a_name_of_several_zones_is_not_guessed(typed: str) -> None:
    """What may be several zones is answered with their names."""
    with pytest.raises(BadZoneError, match=f"/{typed.capitalize()}, .*/{typed.capitalize()}"):
        time_zones.find(typed)


@pytest.mark.parametrize("typed", ["GMT+2", "UTC+2", "Berl", "America", "PST"])
def test_what_is_no_city_is_not_guessed(typed: str) -> None:
    """Etc/GMT+2 is two hours behind, not ahead: it takes its whole name."""
    with pytest.raises(BadZoneError, match="no such time zone"):
        time_zones.find(typed)


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
    assert time_zones.matching("são p", 25) == ["America/Sao_Paulo"]
    assert time_zones.matching("kata", 25) == ["Asia/Kolkata"]
    assert len(time_zones.matching("", 25)) == 25
    assert time_zones.matching("xyzzy", 25) == []
    assert time_zones.matching("...", 25) == []
    for typed in ("newyork", "new-york", "New  York"):
        assert time_zones.matching(typed, 25) == ["America/New_York"]
    assert time_zones.matching("St. John’s", 25) == ["America/St_Johns"]
    assert time_zones.matching("etc/gmt+5", 25) == ["Etc/GMT+5"]
