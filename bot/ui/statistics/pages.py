"""Statistics as pages: a picture, then its figures in words."""

from collections.abc import Callable
from dataclasses import replace

from bot.archive.paging import Paging
from bot.archive.statistics import phrases
from bot.archive.statistics.model import Statistics
from bot.archive.statistics.picture import Picture, PictureProblem
from bot.languages import _
from bot.ui.answer_kinds import AnswerKind
from bot.ui.cards import Page, page, text_page
from bot.ui.interactions.page_buttons import PageButton, paging_buttons, paging_hint
from bot.ui.interactions.requests import StatsRequest
from bot.ui.statistics.parts import Part, longest_threads, most_liked, summary, what, when
from bot.ui.text import shorten

_NAME = 100  # characters of an account
_TITLE = 300  # characters, most of them for the query
_MOST_YEARS = 20  # that are named where a year has no posts


def figures_page(
    request: StatsRequest,
    found: Statistics,
    notes: str,
    number: int,
    picture: Picture | PictureProblem,
) -> Page:
    """Return page `number`, counted from 0, of statistics of at least one post, or the last page.

    `notes`, markdown, are on the query. `picture` is on the first page; where none can be drawn
    that page has more words. Pages without anything to show are left out.
    """
    pages: list[Callable[[Statistics], Part]] = [summary, when]
    if picture is PictureProblem.NOT_INSTALLED:
        pages = [lambda found: [*summary(found), *when(found)]]
    if found.people or found.hashtags or found.words:
        pages.append(what)
    if found.threads:
        pages.append(longest_threads)
    pages.append(most_liked)
    paging = Paging.of(number, len(pages))
    is_first = paging.number == 0
    problem = ""
    if isinstance(picture, PictureProblem) and is_first:
        problem = _("No picture: {why}", why=picture)
    title = phrases.title(request.year, request.account, request.query)
    return page(
        f"### {shorten(title, _TITLE)}{notes}",
        pages[paging.number](found),
        picture=picture if isinstance(picture, Picture) and is_first else None,
        hint=" · ".join(filter(None, (paging_hint(paging), problem))),
        paging=paging_buttons(paging, request),
        buttons=_year_buttons(request, found) if request.year else (),
        kind=AnswerKind.LIST,
    )


def no_figures_page(request: StatsRequest, found: Statistics, notes: str) -> Page:
    """Return the page where no post is counted, with the years that have some."""
    account, query = shorten(request.account, _NAME), shorten(request.query, _TITLE)
    none = phrases.no_post(request.year, account, query)
    years = ", ".join(map(str, found.years[-_MOST_YEARS:]))
    others = "\n-# " + _("There are posts of {years}.", years=years) if years else ""
    text = f"{none}{others}{notes}"
    return text_page(text, private=True, kind=AnswerKind.NOTHING)


def _year_buttons(request: StatsRequest, found: Statistics) -> list[PageButton]:
    """Return buttons for the nearest years with posts, before and after."""
    present = request.year or 0
    before = [year for year in found.years if year < present][-1:]
    after = [year for year in found.years if year > present][:1]
    return [
        *(PageButton(replace(request, year=year), 0, f"← {year}") for year in before),
        *(PageButton(replace(request, year=year), 0, f"{year} →") for year in after),
    ]
