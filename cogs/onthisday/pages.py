"""The pages of /onthisday: a day with its posts, and a day without any."""

from dataclasses import replace
from datetime import date

from bot.archive.calendar import LEAP_DAY, Day, day_of
from bot.archive.search.query.ast import Query
from bot.services.memories.days import NeighbourDays
from bot.services.memories.results import Memory, OnThisDay, OnThisDayPage
from bot.ui.answer_kinds import AnswerKind
from bot.ui.cards import Card, Page, page
from bot.ui.interactions.open_buttons import open_button, show_all_button
from bot.ui.interactions.page_buttons import PageButton, paging_buttons, paging_hint, year_menu
from bot.ui.interactions.requests import OnThisDayRequest
from bot.ui.query_notes import MAX_QUERY_SHOWN
from bot.ui.text import shorten


def day_page(
    request: OnThisDayRequest, query: Query | None, found: OnThisDayPage, today: date, notes: str
) -> Page:
    """Return the page with the memories that were found; `notes`, markdown, are on the query."""
    remembered = found.remembered
    hint = _hint(found, request.year)
    request = replace(request, year=found.year)  # another year may have no posts, or no more
    return page(
        f"### On {request.day.name}\n{_summary(remembered, query)}{notes}",
        [_card(memory, request.day, today) for memory in remembered.memories],
        hint=hint,
        menu=year_menu(request, remembered.years),
        paging=paging_buttons(found.paging, request),
        buttons=_day_buttons(request, found.neighbours),
        kind=AnswerKind.DAY,
    )


def no_day_page(
    request: OnThisDayRequest, query: Query | None, neighbours: NeighbourDays, notes: str
) -> Page:
    """Return the page for a day without memories, with the nearest that has some."""
    nearest = neighbours.nearest(request.day)
    hint = "" if nearest else "Nor on any other day."
    buttons = [_day_button(request, nearest, "The nearest: {}")] if nearest else []
    heading = f"Nothing {_fitting(query)}was posted on {request.day.name} in any year."
    return page(
        heading + notes, [], hint=hint, buttons=buttons, private=True, kind=AnswerKind.NOTHING
    )


def _day_buttons(request: OnThisDayRequest, neighbours: NeighbourDays) -> list[PageButton]:
    buttons = []
    if neighbours.before and neighbours.before != neighbours.after:
        buttons.append(_day_button(request, neighbours.before, "← {}"))
    if neighbours.after:
        buttons.append(_day_button(request, neighbours.after, "{} →"))
    return buttons


def _day_button(request: OnThisDayRequest, day: Day, label: str) -> PageButton:
    """Return a button that shows another day, over all years."""
    return PageButton(replace(request, day=day, year=None), 0, label.format(day.name))


def _fitting(query: Query | None) -> str:
    return f"that fits “{shorten(query.text, MAX_QUERY_SHOWN)}” " if query else ""


def _summary(remembered: OnThisDay, query: Query | None) -> str:
    years = remembered.years
    span = f"{years[0]}" if len(years) == 1 else f"{len(years)} years, {years[-1]}-{years[0]}"
    fitting = f" · {_fitting(query).rstrip()}" if query else ""
    return f"{span} · {remembered.total} to remember{fitting}"


def _card(memory: Memory, day: Day, today: date) -> Card:
    button = open_button(memory.post, memory.thread_length)
    note = _note(memory, day, today)
    return Card(memory.post, note, button=button, show_all=show_all_button)


def _note(memory: Memory, day: Day, today: date) -> str:
    ago = today.year - memory.year
    is_to_come = day_of(today) < day  # on New Year's Day the last of December was yesterday
    previous = "last year" if is_to_come else "a year ago"
    when = {0: "this year", 1: previous}.get(ago, f"{ago} years ago")
    begins = "begins" if memory.starts_thread else "goes on in"
    thread = f" · {begins} a thread of {memory.thread_length}"
    return f"**{memory.year}** · {when}" + (thread if memory.thread_length > 1 else "")


def _hint(found: OnThisDayPage, wanted_year: int | None) -> str:
    remembered = found.remembered
    parts = [paging_hint(found.paging)] if found.paging.pages > 1 else []
    if wanted_year != found.year:
        parts.append(f"Nothing of {wanted_year}, so this is every year")
    if LEAP_DAY in remembered.days and remembered.day != LEAP_DAY:
        parts.append("This year has no 29 February, so its posts are remembered today")
    return " · ".join(parts)
