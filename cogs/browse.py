"""/browse: the posts of a month."""

from zoneinfo import ZoneInfo

from discord import app_commands, ui
from discord.ext import commands

from bot.app import Interaction, Throwback
from bot.archive.memories.months import parse_month
from bot.archive.plurals import counted
from bot.errors import EmptyArchiveError, ThrowbackError
from bot.languages.punctuation import parentheses
from bot.services.memories.browsing import account_name
from bot.ui.cards import POSTS_PER_PAGE
from bot.ui.interactions.availability import PRIVATE, anywhere
from bot.ui.interactions.requests import BrowseRequest
from bot.ui.limits import MAX_CHOICES
from bot.ui.options import ACCOUNT, AccountName, account_choices
from bot.ui.overview.browse import month_page


class BrowseCog(commands.Cog):
    """The archive month by month."""

    def __init__(self, bot: Throwback) -> None:
        self.bot = bot
        bot.register(BrowseRequest, self.answer)

    @app_commands.command(name="browse", description="Read a month of the archive")
    @app_commands.describe(
        month="2016-03, March 2016 or 2016; the last month with posts if you give none",
        account=ACCOUNT,
        private=PRIVATE,
    )
    @anywhere
    async def browse(
        self,
        interaction: Interaction,
        month: app_commands.Range[str, 1, 30] | None = None,
        account: AccountName | None = None,
        private: bool | None = None,
    ) -> None:
        """Answer /browse."""
        year, number = (None, None) if month is None else parse_month(month)
        name = account_name(account or "") or ""  # both raise what only the user may see

        def make(zone: ZoneInfo) -> BrowseRequest:
            return BrowseRequest(year, number, name, str(zone))

        await self.bot.answer(interaction, make, private=private)

    @browse.autocomplete("month")
    async def suggest_month(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Return the months with posts whose names contain what is typed, the newest first."""
        zone = self.bot.time_zone(interaction)
        try:
            counts = await self.bot.services.browsing.counts(
                zone, interaction.namespace.account or ""
            )
        except ThrowbackError:
            return []
        found = [one for one in sorted(counts, reverse=True) if one.is_typed(typed)]
        return [
            app_commands.Choice(
                name=parentheses(one.name, counted(counts[one], "post")), value=f"{one}"
            )
            for one in found[:MAX_CHOICES]
        ]

    @browse.autocomplete("account")
    async def suggest_account(
        self, _interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Return the names of accounts that contain what is typed."""
        return account_choices(await self.bot.services.search.accounts(typed))

    async def answer(self, request: BrowseRequest, number: int) -> ui.LayoutView:
        """Return page `number` of the posts of the request's month."""
        found = await self.bot.services.browsing.page(
            request.year,
            request.month,
            self.bot.zone_of(request.zone),
            request.account,
            page=number,
            page_size=POSTS_PER_PAGE,
        )
        if found is None:
            raise EmptyArchiveError
        return month_page(request, found)


async def setup(bot: Throwback) -> None:
    """Load the cog."""
    await bot.add_cog(BrowseCog(bot))
