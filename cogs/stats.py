"""/stats and /year: figures of the archive, or of one year of it."""

from dataclasses import replace

from discord import app_commands, ui
from discord.ext import commands

from bot.app import Interaction, Throwback
from bot.archive.search.query.parser import MAX_QUERY_LENGTH, parse
from bot.archive.statistics.model import Statistics
from bot.ui.answer_kinds import AnswerKind
from bot.ui.cards import Page, text_page
from bot.ui.interactions.availability import PRIVATE, anywhere
from bot.ui.interactions.page_buttons import PageButton
from bot.ui.interactions.requests import StatsRequest
from bot.ui.query_notes import MAX_QUERY_SHOWN, small_print
from bot.ui.statistics import statistics_page
from bot.ui.text import shorten

_FIRST_YEAR, _LAST_YEAR = 1970, 9999
_MAX_ACCOUNT = 60  # characters; longer than any name
_MOST_YEARS = 20  # that are named where a year has no posts

_Account = app_commands.Range[str, 1, _MAX_ACCOUNT]
_ACCOUNT = "Posts of this account alone"


class StatsCog(commands.Cog):
    """Statistics."""

    def __init__(self, bot: Throwback) -> None:
        self.bot = bot
        bot.register(StatsRequest, self.answer)

    @app_commands.command(
        name="stats", description="Show figures: posts by year and hour, people, words, threads"
    )
    @app_commands.describe(
        query="Only posts that fit; words and filters as in /search",
        account=_ACCOUNT,
        private=PRIVATE,
    )
    @anywhere
    async def stats(
        self,
        interaction: Interaction,
        query: app_commands.Range[str, 1, MAX_QUERY_LENGTH] | None = None,
        account: _Account | None = None,
        private: bool | None = None,
    ) -> None:
        """Answer /stats."""
        if query:
            parse(query)  # raises what only the user may see: before the answer
        await self.bot.answer(
            interaction,
            lambda zone: StatsRequest(query or "", _name(account), str(zone)),
            private=private,
        )

    @app_commands.command(name="year", description="Show the figures of one year")
    @app_commands.describe(year="Such as 2016", account=_ACCOUNT, private=PRIVATE)
    @anywhere
    async def year(
        self,
        interaction: Interaction,
        year: app_commands.Range[int, _FIRST_YEAR, _LAST_YEAR],
        account: _Account | None = None,
        private: bool | None = None,
    ) -> None:
        """Answer /year."""
        await self.bot.answer(
            interaction,
            lambda zone: StatsRequest("", _name(account), str(zone), year),
            private=private,
        )

    @stats.autocomplete("account")
    @year.autocomplete("account")
    async def suggest(
        self, _interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Return the accounts that begin with what is typed so far."""
        found = await self.bot.services.search.complete(f"from:{_name(typed)}")
        names = [text.removeprefix("from:") for text in found]
        return [app_commands.Choice(name=f"@{name}", value=name) for name in names]

    async def answer(self, request: StatsRequest, number: int) -> ui.LayoutView:
        """Return page `number` of the request's statistics."""
        query = parse(request.query) if request.query else None
        found = await self.bot.services.statistics.of(
            self.bot.zone_of(request.zone),
            query,
            account=request.account or None,
            year=request.year,
        )
        notes = small_print(await self.bot.services.search.notes(query)) if query else ""
        if not found.total:
            await self.bot.services.posts.require_any()
            return no_figures_page(request, found, notes)
        return figures_page(request, found, notes, number)


def figures_page(request: StatsRequest, found: Statistics, notes: str, number: int) -> Page:
    """Return page `number` of statistics; `notes`, markdown, are on the query."""
    what = f"{request.year}" if request.year else "The archive"
    return statistics_page(
        request,
        found,
        f"### {what} in figures{_limits(request)}{notes}",
        number,
        _year_buttons(request, found) if request.year else (),
    )


def no_figures_page(request: StatsRequest, found: Statistics, notes: str) -> Page:
    """Return the page where no post is counted, with the years that have some."""
    when = f" in {request.year}" if request.year else ""
    years = ", ".join(map(str, found.years[-_MOST_YEARS:]))
    others = f"\n-# There are posts of {years}." if years else ""
    text = f"There is no post{when}{_limits(request)}.{others}{notes}"
    return text_page(text, private=True, kind=AnswerKind.NOTHING)


def _limits(request: StatsRequest) -> str:
    account = f" · @{shorten(request.account, _MAX_ACCOUNT)}" if request.account else ""
    query = f" · “{shorten(request.query, MAX_QUERY_SHOWN)}”" if request.query else ""
    return account + query


def _year_buttons(request: StatsRequest, found: Statistics) -> list[PageButton]:
    """Return buttons for the nearest years with posts, before and after."""
    present = request.year or 0
    before = [year for year in found.years if year < present][-1:]
    after = [year for year in found.years if year > present][:1]
    return [
        *(PageButton(replace(request, year=year), 0, f"← {year}") for year in before),
        *(PageButton(replace(request, year=year), 0, f"{year} →") for year in after),
    ]


def _name(account: str | None) -> str:
    return (account or "").strip().removeprefix("@")


async def setup(bot: Throwback) -> None:
    """Load the cog."""
    await bot.add_cog(StatsCog(bot))
