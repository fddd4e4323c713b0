"""The pages of /onthisday: a day with its posts, and a day without any."""

from dataclasses import replace
from datetime import date

from bot.archive.calendar import LEAP_DAY, Day, day_of
from bot.archive.search.query.ast import Query
from bot.languages import _, ngettext
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
    heading = _("On {day}", day=request.day.name)
    return page(
        f"### {heading}\n{_summary(remembered, query)}{notes}",
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
    hint = "" if nearest else _("Nor on any other day.")
    day = request.day.name
    heading = (
        _(
            "Nothing that fits “{query}” was posted on {day} in any year.",
            query=_shown(query),
            day=day,
        )
        if query
        else _("Nothing was posted on {day} in any year.", day=day)
    )
    buttons = []
    if nearest:
        label = _("The nearest: {day}", day=nearest.name)
        buttons.append(_day_button(request, nearest, label))
    return page(
        heading + notes, [], hint=hint, buttons=buttons, private=True, kind=AnswerKind.NOTHING
    )


def _day_buttons(request: OnThisDayRequest, neighbours: NeighbourDays) -> list[PageButton]:
    buttons = []
    if neighbours.before and neighbours.before != neighbours.after:
        buttons.append(_day_button(request, neighbours.before, f"← {neighbours.before.name}"))
    if neighbours.after:
        buttons.append(_day_button(request, neighbours.after, f"{neighbours.after.name} →"))
    return buttons


def _day_button(request: OnThisDayRequest, day: Day, label: str) -> PageButton:
    """Return a button that shows another day, over all years."""
    return PageButton(replace(request, day=day, year=None), 0, label)


def _shown(query: Query) -> str:
    return shorten(query.text, MAX_QUERY_SHOWN)


def _summary(remembered: OnThisDay, query: Query | None) -> str:
    years = remembered.years
    span = f"{years[0]}"
    if len(years) > 1:
        span = _("{count} years, {first}-{last}", count=len(years), first=years[-1], last=years[0])
    total = ngettext("{count} to remember", "{count} to remember", remembered.total)
    fitting = _("that fits “{query}”", query=_shown(query)) if query else ""
    return " · ".join(filter(None, (span, total, fitting)))


def _card(memory: Memory, day: Day, today: date) -> Card:
    button = open_button(memory.post, memory.thread_length)
    note = _note(memory, day, today)
    return Card(memory.post, note, button=button, show_all=show_all_button)


def _note(memory: Memory, day: Day, today: date) -> str:
    ago = today.year - memory.year
    is_to_come = day_of(today) < day  # on New Year's Day the last of December was yesterday
    if ago == 0:
        when = _("this year")
    elif ago == 1 and is_to_come:
        when = _("last year")
    else:
        when = ngettext("a year ago", "{count:,} years ago", ago)
    parts, length = [f"**{memory.year}**", when], memory.thread_length
    if length > 1:
        parts.append(
            _("begins a thread of {length}", length=length)
            if memory.starts_thread
            else _("goes on in a thread of {length}", length=length)
        )
    return " · ".join(parts)


def _hint(found: OnThisDayPage, wanted_year: int | None) -> str:
    remembered = found.remembered
    parts = [paging_hint(found.paging)] if found.paging.pages > 1 else []
    if wanted_year != found.year:
        parts.append(_("Nothing of {year}, so this is every year", year=wanted_year))
    if LEAP_DAY in remembered.days and remembered.day != LEAP_DAY:
        parts.append(_("This year has no 29 February, so its posts are remembered today"))
    return " · ".join(parts)
