"""/onthisday: what was posted on this day."""

from zoneinfo import ZoneInfo

from discord import app_commands, ui
from discord.ext import commands

from bot.app import Interaction, Throwback
from bot.archive.calendar import day_of, parse_day
from bot.archive.search.query.parser import MAX_QUERY_LENGTH, parse
from bot.ui.cards import POSTS_PER_PAGE
from bot.ui.interactions.availability import PRIVATE, anywhere
from bot.ui.interactions.requests import OnThisDayRequest
from bot.ui.query_notes import small_print
from cogs.onthisday.pages import day_page, no_day_page

_Query = app_commands.Range[str, 1, MAX_QUERY_LENGTH]
_QUERY = "Only posts that fit; words and filters as in /search"


class OnThisDayCog(commands.Cog):
    """On this day."""

    def __init__(self, bot: Throwback) -> None:
        self.bot = bot
        bot.register(OnThisDayRequest, self.answer_on_this_day)

    @app_commands.command(name="onthisday", description="Show what was posted on this day")
    @app_commands.describe(
        date="Another day, such as 10-28 or 2016-10-28; today if you give none",
        query=_QUERY,
        private=PRIVATE,
    )
    @anywhere
    async def onthisday(
        self,
        interaction: Interaction,
        date: app_commands.Range[str, 1, 30] | None = None,
        query: _Query | None = None,
        private: bool | None = None,
    ) -> None:
        """Answer /onthisday."""

        def make(zone: ZoneInfo) -> OnThisDayRequest:
            today = self.bot.clock.now().astimezone(zone).date()
            day, year = (day_of(today), None) if date is None else parse_day(date, today)
            return OnThisDayRequest(day, query or "", str(zone), year)

        # Both raise what only the user may see: before the answer.
        make(self.bot.settings.time_zone)
        if query:
            parse(query)
        await self.bot.answer(interaction, make, private=private)

    async def answer_on_this_day(self, request: OnThisDayRequest, number: int) -> ui.LayoutView:
        """Return page `number` of what was posted on the request's day."""
        query = parse(request.query) if request.query else None
        zone = self.bot.zone_of(request.zone)
        found = await self.bot.services.memories.page(
            request.day, zone, query, year=request.year, page=number, page_size=POSTS_PER_PAGE
        )
        sentences = await self.bot.services.search.notes(query) if query else []
        if not found.remembered.years:
            await self.bot.services.posts.require_any()
            sentences += await self.bot.services.memories.notes()
            return no_day_page(request, query, found.neighbours, small_print(sentences))
        notes = small_print(sentences)
        today = self.bot.clock.now().astimezone(zone).date()
        return day_page(request, query, found, today, notes)


async def setup(bot: Throwback) -> None:
    """Load the cog."""
    await bot.add_cog(OnThisDayCog(bot))
