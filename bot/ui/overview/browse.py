"""A month of the archive as a message, with menus of years and months."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from discord import ui

from bot.archive.memories.months import MonthPage, years_of
from bot.archive.plurals import counted
from bot.languages import _, month_name
from bot.languages.punctuation import parentheses
from bot.ui.cards import Card, Page, page
from bot.ui.interactions.open_buttons import open_button, show_all_button
from bot.ui.interactions.page_buttons import (
    ArgumentMenu,
    PageButton,
    paging_buttons,
    paging_hint,
)
from bot.ui.interactions.requests import BrowseRequest
from bot.ui.limits import MAX_OPTIONS
from bot.ui.text import escape

_YEARS = MAX_OPTIONS - 2  # in one menu, besides the options that lead to later and earlier ones


def month_page(request: BrowseRequest, found: MonthPage) -> Page:
    """Return the page with the posts of a month."""
    wanted, month = request, found.month
    request = replace(request, year=month.year, month=month.month)
    total = counted(found.counts[month], "post")
    if request.account:
        total = _("{posts} by @{name}", posts=total, name=escape(request.account.lstrip("@")))
    return page(
        f"### {month.name}\n{total}",
        [
            Card(post, button=open_button(post, length), show_all=show_all_button)
            for post, length in found.posts
        ],
        hint=" · ".join(filter(None, (paging_hint(found.paging), _moved(wanted, found)))),
        menus=[*_menus(request, found)],
        paging=paging_buttons(found.paging, request),
        buttons=[*_months_beside(request, found)],
    )


def _moved(wanted: BrowseRequest, found: MonthPage) -> str:
    """Return that the wanted month has no posts, if that is so."""
    missing = found.instead_of(wanted.year, wanted.month)
    return _("Nothing of {month}, so this is the nearest month", month=missing) if missing else ""


def _menus(request: BrowseRequest, found: MonthPage) -> Iterator[ui.Item[Any]]:
    """Yield the menus of years and of the year's months, where there is a choice."""
    years = _year_choices(found)
    if len(years) > 1:
        yield ArgumentMenu(request, "year", years, f"{found.month.year}")
    months = {
        f"{one.month}": parentheses(month_name(one.month), counted(count, "post"))
        for one, count in found.counts.items()
        if one.year == found.month.year
    }
    if len(months) > 1:
        yield ArgumentMenu(request, "month", months, f"{found.month.month}")


def _year_choices(found: MonthPage) -> dict[str, str]:
    """Return the options of years, newest first: those around the shown one, if they are many.

    The others are reached by options that lead to the nearest of them.
    """
    counts = years_of(found.counts)
    labels = {
        f"{year}": parentheses(year, counted(count, "post")) for year, count in counts.items()
    }
    if len(labels) <= MAX_OPTIONS:
        return labels
    years = [*counts]
    start = years.index(found.month.year) // _YEARS * _YEARS
    later, earlier = years[:start], years[start + _YEARS :]
    shown = {f"{year}": labels[f"{year}"] for year in years[start : start + _YEARS]}
    if later:
        label = _("Later years: {first} to {last}", first=later[-1], last=later[0])
        shown = {f"{later[-1]}": label} | shown
    if earlier:
        shown[f"{earlier[0]}"] = _(
            "Earlier years: {first} to {last}", first=earlier[0], last=earlier[-1]
        )
    return shown


def _months_beside(request: BrowseRequest, found: MonthPage) -> Iterator[PageButton]:
    """Yield the buttons to the months before and after that have posts."""
    months = [*found.counts]
    at = months.index(found.month)
    for position, label in ((at - 1, "← {}"), (at + 1, "{} →")):
        if 0 <= position < len(months):
            month = months[position]
            other = replace(request, year=month.year, month=month.month)
            yield PageButton(other, 0, label.format(month.name))
