"""/onthisday: what was posted on this day."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from discord import app_commands, ui
from discord.ext import commands

from bot.app import Interaction, Throwback
from bot.archive.calendar import Day, day_of, parse_day
from bot.archive.search.query.ast import Query
from bot.archive.search.query.parser import MAX_QUERY_LENGTH, parse
from bot.services.memories.days import NeighbourDays
from bot.ui.answer_kinds import AnswerKind
from bot.ui.cards import POSTS_PER_PAGE, page
from bot.ui.interactions.availability import PRIVATE, anywhere
from bot.ui.interactions.page_buttons import PageButton, paging_buttons, year_menu
from bot.ui.interactions.requests import OnThisDayRequest
from bot.ui.query_notes import small_print
from cogs.onthisday.memories import day_hint, fitting, memory_card, summary

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
        hint = day_hint(found, request.year)
        request = replace(request, year=found.year)  # another year may have no posts, or no more
        notes = small_print(await self.bot.services.search.notes(query)) if query else ""
        if not found.remembered.years:
            await self.bot.services.posts.require_any()
            return _nothing(request, query, found.neighbours, notes)
        today = self.bot.clock.now().astimezone(zone).date()
        return page(
            f"### On {request.day.name}\n{summary(found.remembered, query)}{notes}",
            [memory_card(memory, request.day, today) for memory in found.remembered.memories],
            hint=hint,
            menu=year_menu(request, found.remembered.years),
            paging=paging_buttons(found.paging, request),
            buttons=_day_buttons(request, found.neighbours),
            kind=AnswerKind.DAY,
        )


def _nothing(
    request: OnThisDayRequest, query: Query | None, neighbours: NeighbourDays, notes: str
) -> ui.LayoutView:
    """Return the page for a day without memories, with the nearest that has some."""
    nearest = neighbours.nearest(request.day)
    hint = "" if nearest else "Nor on any other day."
    buttons = [_day_button(request, nearest, "The nearest: {}")] if nearest else []
    heading = f"Nothing {fitting(query)}was posted on {request.day.name} in any year."
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


async def setup(bot: Throwback) -> None:
    """Load the cog."""
    await bot.add_cog(OnThisDayCog(bot))
