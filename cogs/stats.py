"""/stats and /year: figures of the archive, or of one year of it."""

from discord import app_commands, ui
from discord.ext import commands

from bot.app import Interaction, Throwback
from bot.archive.search.query.parser import MAX_QUERY_LENGTH, parse
from bot.archive.statistics.model import Statistics
from bot.archive.statistics.phrases import title
from bot.archive.statistics.picture import Picture, PictureProblem
from bot.archive.statistics.theme import Theme
from bot.ui.interactions.availability import PRIVATE, anywhere
from bot.ui.interactions.requests import StatsRequest
from bot.ui.options import ACCOUNT, AccountName, account_choices, choices_of
from bot.ui.query_notes import small_print
from bot.ui.statistics.pages import figures_page, no_figures_page

_FIRST_YEAR, _LAST_YEAR = 1970, 9999
_THEME = "What background the picture is drawn for; dark if you give none"


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
        account=ACCOUNT,
        theme=_THEME,
        private=PRIVATE,
    )
    @app_commands.choices(theme=choices_of(Theme))
    @anywhere
    async def stats(
        self,
        interaction: Interaction,
        query: app_commands.Range[str, 1, MAX_QUERY_LENGTH] | None = None,
        account: AccountName | None = None,
        theme: str = Theme.DARK,
        private: bool | None = None,
    ) -> None:
        """Answer /stats."""
        if query:
            parse(query)  # raises what only the user may see: before the answer
        await self.bot.answer(
            interaction,
            lambda zone: StatsRequest(query or "", _name(account), str(zone), theme=Theme(theme)),
            private=private,
        )

    @app_commands.command(name="year", description="Show the figures of one year")
    @app_commands.describe(year="Such as 2016", account=ACCOUNT, theme=_THEME, private=PRIVATE)
    @app_commands.choices(theme=choices_of(Theme))
    @anywhere
    async def year(
        self,
        interaction: Interaction,
        year: app_commands.Range[int, _FIRST_YEAR, _LAST_YEAR],
        account: AccountName | None = None,
        theme: str = Theme.DARK,
        private: bool | None = None,
    ) -> None:
        """Answer /year."""
        await self.bot.answer(
            interaction,
            lambda zone: StatsRequest("", _name(account), str(zone), year, Theme(theme)),
            private=private,
        )

    @stats.autocomplete("account")
    @year.autocomplete("account")
    async def suggest_account(
        self, _interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Return the names of accounts that contain what is typed."""
        return account_choices(await self.bot.services.search.accounts(typed))

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
        picture = await self._picture(request, found, number)
        return figures_page(request, found, notes, number, picture)

    async def _picture(
        self, request: StatsRequest, found: Statistics, number: int
    ) -> Picture | PictureProblem:
        """Return the picture of statistics, which the first page alone shows."""
        pictures = self.bot.services.statistics_pictures
        if number and pictures.are_possible:
            return PictureProblem.SLOW
        heading = title(request.year, request.account, request.query)
        return await pictures.of(found, heading, request.theme)


def _name(account: str | None) -> str:
    return (account or "").strip().removeprefix("@")


async def setup(bot: Throwback) -> None:
    """Load the cog."""
    await bot.add_cog(StatsCog(bot))
