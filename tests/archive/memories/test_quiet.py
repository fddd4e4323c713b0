"""Quiet rules: their texts, and the days they leave out."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.calendar import Day, day_of
from bot.archive.memories.quiet import FORMS, MAX_RULE_LENGTH, QuietRule
from bot.archive.timestamps import to_milliseconds
from bot.errors import BadQuietRuleError

DAYS = st.dates(date(1999, 1, 1), date(2031, 12, 31))
ZONES = st.sampled_from(["UTC", "Asia/Tokyo", "America/New_York"])


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("12-24", "12-24"),
        ("24 December", "12-24"),
        ("Dec 24", "12-24"),
        ("12-24 to 12-26", "12-24 to 12-26"),
        ("30 December..2 January", "12-30 to 01-02"),
        ("2016-03-01 TO 2016-03-09", "2016-03-01 to 2016-03-09"),
        ("2016-03-01 to 2016-03-31", "2016-03"),
        ("2016-03", "2016-03"),
        ("2016", "2016"),
        ("24 December 2016", "2016-12-24"),
        ("March 2016", "2016-03"),
        ("3/2016", "2016-03"),
        ("March 2016 to May 2016", "2016-03-01 to 2016-05-31"),
        ("2014-2016", "2014-01-01 to 2016-12-31"),
        ("2014–2016", "2014-01-01 to 2016-12-31"),
        ("12-24 - 12-26", "12-24 to 12-26"),
        ("12-24 – 12-26", "12-24 to 12-26"),
        ("12-24 until 12-26", "12-24 to 12-26"),
        ("2016-03-01…2016-03-09", "2016-03-01 to 2016-03-09"),
        ("29 February", "02-29"),
        ("2150", '"2150"'),
        ("42", '"42"'),
        ("the march of time", '"the march of time"'),
        ('"march"', '"march"'),
        ('"from:ada"', '"from:ada"'),
        ("see https://example.org", '"see https://example.org"'),
        ("at 12:30", '"at 12:30"'),
        ("@Ada", "@ada"),
        ("  So  it goes ", '"so it goes"'),
        ('"2016"', '"2016"'),
        ("“12-24”", '"12-24"'),
        ("10 marbles", '"10 marbles"'),
        ("from bed to worse", '"from bed to worse"'),
        ("#Haiku", '"#haiku"'),
        ("24. Dezember bis 26. Dezember", "12-24 to 12-26"),
        ("1er mars 2016 au 9 mars 2016", "2016-03-01 to 2016-03-09"),
        ("24 de diciembre al 26 de diciembre", "12-24 to 12-26"),
        ("24 de dezembro a 26 de dezembro", "12-24 to 12-26"),
        ("12月24日～12月26日", "12-24 to 12-26"),
        ("12月24日-12月26日", "12-24 to 12-26"),
        ("2016年から2018年まで", "2016-01-01 to 2018-12-31"),
        ("bis bald", '"bis bald"'),
        ("à 5 heures", '"à 5 heures"'),
        ("out", '"out"'),
        ("1日", '"1日"'),
    ],
)
def test_a_rule_has_one_text(typed: str, rule: str) -> None:
    """What a rule is depends on its form; its text is canonical, and is read as the same rule."""
    parsed = QuietRule.parse(typed)
    assert str(parsed) == rule
    assert QuietRule.parse(rule) == parsed


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "…",
        '""',
        "@",
        "@a!b",
        "2016-03-09 to 2016-03-01",
        "12-24 to 2016-12-26",
        "half of a \udcff pair",
    ],
)
def test_what_can_match_nothing_is_refused(typed: str) -> None:
    """A text without a word, and days that contradict each other, are no rule."""
    with pytest.raises(BadQuietRuleError):
        QuietRule.parse(typed)


@pytest.mark.parametrize(
    "typed",
    ["March", "May to June", "24-26 December", "24 to 26 December", "from 12-24 to 12-26", "24.12.",
     "12/24", "9/11", "12-45", "2016-02-30", "29 February 2015", "2016-12-24, 2016-12-26",
     "Dezember", "vom 24. bis 26. Dezember", "30 février", "du 24 au 26 décembre", "12月",
     "毎年12月24日", "del 24 al 26 de dic.", "de 24 a 26 de dezembro", "24.12. bis 26.12."],
)  # fmt: skip
def test_what_looks_like_days_is_never_taken_as_words(typed: str) -> None:
    """A day in a form that is not known would leave out nothing: the form is said instead."""
    with pytest.raises(BadQuietRuleError, match="names no days as it is written"):
        QuietRule.parse(typed)
    assert str(QuietRule.parse(f'"{typed}"')) == f'"{typed.casefold()}"'


@pytest.mark.parametrize("typed", ["from:ada", "has:image", "tea min_likes:5", "sort:popular"])
def test_filters_are_no_rules(typed: str) -> None:
    """A filter would be looked for as words, which no post has."""
    with pytest.raises(BadQuietRuleError, match="Filters of a search are no rules"):
        QuietRule.parse(typed)


@pytest.mark.parametrize("typed", ["x" * 99, "ŉ" * 50, f"@{'a' * 100}", "x" * 4_000])
def test_a_rule_is_no_longer_than_a_choice(typed: str) -> None:
    """What is stored fits into an option's choice, also where lower case is longer."""
    with pytest.raises(BadQuietRuleError, match=f"at most {MAX_RULE_LENGTH} characters"):
        QuietRule.parse(typed)
    assert len(str(QuietRule.parse("x" * 98))) == MAX_RULE_LENGTH


def test_the_forms_that_are_explained_are_rules() -> None:
    """Each example of the help is read as what it says."""
    for example, _ in FORMS:
        assert str(QuietRule.parse(example)).strip('"') == example


@given(st.text(max_size=40))
def test_any_text_is_a_rule_or_refused(typed: str) -> None:
    """No text is read as one rule first and as another one when it is read again."""
    try:
        rule = QuietRule.parse(typed)
    except BadQuietRuleError:
        return
    assert QuietRule.parse(str(rule)) == rule


@given(DAYS, DAYS, DAYS, ZONES)
def test_days_of_the_year_are_those_between(first: date, last: date, day: date, zone: str) -> None:
    """A noon is left out if its day is between the two, around New Year if they are that way."""
    rule = QuietRule.parse(f"{day_of(first)} to {day_of(last)}")
    start, end, own = ((one.month, one.day) for one in (day_of(first), day_of(last), day_of(day)))
    between = start <= own <= end if start <= end else own >= start or own <= end
    if Day(2, 29) in {day_of(first), day_of(last)}:
        return  # it begins and ends as this day does: see calendar.py
    noon = to_milliseconds(datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone)))
    assert between == any(one.start <= noon < one.end for one in rule.ranges(ZoneInfo(zone)))
    dated = to_milliseconds(datetime(day.year, day.month, day.day, tzinfo=UTC))
    assert between == any(
        one.day_start <= dated < one.day_end for one in rule.ranges(ZoneInfo(zone))
    )


@given(DAYS, st.integers(0, 400), st.integers(-3, 403))
def test_days_of_the_calendar_are_those_between(first: date, length: int, offset: int) -> None:
    """Both ends are left out; one day, a month and a year are spans with a shorter text."""
    last, day = first + timedelta(days=length), first + timedelta(days=offset)
    rule = QuietRule.parse(f"{first} to {last}")
    dated = to_milliseconds(datetime(day.year, day.month, day.day, tzinfo=UTC))
    (only,) = rule.ranges(UTC)
    assert (first <= day <= last) == (only.day_start <= dated < only.day_end)
    assert QuietRule.parse(str(rule)) == rule
