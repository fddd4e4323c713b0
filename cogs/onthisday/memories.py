"""What was posted on a day, as cards and the texts around them."""

from datetime import date

from bot.archive.calendar import LEAP_DAY, Day, day_of
from bot.archive.search.query.ast import Query
from bot.services.memories.results import Memory, OnThisDay, OnThisDayPage
from bot.ui.cards import Card
from bot.ui.interactions.open_buttons import open_button, show_all_button
from bot.ui.interactions.page_buttons import paging_hint
from bot.ui.text import escape


def memory_card(memory: Memory, day: Day, today: date) -> Card:
    """Return the card of a post of a `day`, which says how long ago that was."""
    button = open_button(memory.post, memory.thread_length)
    note = _note(memory, day, today)
    return Card(memory.post, note, button=button, show_all=show_all_button(memory.post))


def summary(remembered: OnThisDay, query: Query | None) -> str:
    """Return how many posts of how many years there are on a day."""
    years = remembered.years
    span = f"{years[0]}" if len(years) == 1 else f"{len(years)} years, {years[-1]}-{years[0]}"
    fits = f" · {fitting(query).rstrip()}" if query else ""
    return f"{span} · {remembered.total} to remember{fits}"


def fitting(query: Query | None) -> str:
    """Return, with a space after it, what a query asks of the posts of a day; empty without one."""
    return f"that fits “{escape(query.text)}” " if query else ""


def day_hint(found: OnThisDayPage, wanted_year: int | None) -> str:
    """Return the small print below the posts of a day."""
    remembered = found.remembered
    parts = [paging_hint(found.paging)] if found.paging.pages > 1 else []
    if wanted_year != found.year:
        parts.append(f"Nothing of {wanted_year}, so this is every year")
    if LEAP_DAY in remembered.days and remembered.day != LEAP_DAY:
        parts.append("This year has no 29 February, so its posts are remembered today")
    return " · ".join(parts)


def _note(memory: Memory, day: Day, today: date) -> str:
    ago = today.year - memory.year
    is_to_come = day_of(today) < day  # on New Year's Day the last of December was yesterday
    previous = "last year" if is_to_come else "a year ago"
    when = {0: "this year", 1: previous}.get(ago, f"{ago} years ago")
    begins = "begins" if memory.starts_thread else "goes on in"
    thread = f" · {begins} a thread of {memory.thread_length}"
    return f"**{memory.year}** · {when}" + (thread if memory.thread_length > 1 else "")
