"""The menus of a month: any number of years has room, and each is reached."""

import pytest

from bot.archive.memories.months import Month, MonthPage
from bot.archive.paging import Paging
from bot.ui.limits import MAX_OPTIONS
from bot.ui.overview.browse import _year_choices


@pytest.mark.parametrize("number", [1, 23, 24, 25, 26, 46, 47, 48, 60])
def test_a_menu_has_room_for_any_number_of_years(number: int) -> None:
    """Discord takes 25 options; each one leads to a year with posts, and to all others from it."""
    counts = {Month(2000 + year, 3): year + 1 for year in range(number)}
    every = {f"{month.year}" for month in counts}
    seen, left = set[str](), {f"{2000 + number - 1}"}
    while left:
        year = left.pop()
        choices = _year_choices(MonthPage(Month(int(year), 3), (), Paging(0, 1), counts))
        assert year in choices
        assert len(choices) <= MAX_OPTIONS
        assert choices[year].startswith(f"{year} (")
        seen.add(year)
        left |= choices.keys() - seen
    assert seen == every
