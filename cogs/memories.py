"""/random and /onthisday: the archive comes to mind."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from discord import app_commands, ui
from discord.ext import commands

from bot.app import Interaction, Throwback
from bot.archive.calendar import LEAP_DAY, day_of, parse_day
from bot.services.memories import Memory, OnThisDay
from bot.services.pages import Request
from bot.ui.cards import PER_PAGE, Card, page, sentence
from bot.ui.opening import thread_button
from bot.ui.pages import page_buttons

ON_THIS_DAY = "onthisday"
RANDOM = "random"


class MemoriesCog(commands.Cog):
    """Memories."""

    def __init__(self, bot: Throwback) -> None:
        self.bot = bot
        bot.answers[ON_THIS_DAY] = self.answer_on_this_day
        bot.answers[RANDOM] = self.answer_random

    @app_commands.command(name="random", description="Show a post at random")
    async def random(self, interaction: Interaction) -> None:
        """Answer /random."""
        await self.bot.answer(interaction, Request(RANDOM))

    @app_commands.command(name="onthisday", description="Show what was posted on this day")
    @app_commands.describe(date="Another day, such as 10-28; today if you give none")
    async def onthisday(
        self, interaction: Interaction, date: app_commands.Range[str, 1, 30] | None = None
    ) -> None:
        """Answer /onthisday."""
        zone = self.bot.settings.time_zone
        today = self.bot.clock.now().astimezone(zone).date()
        day = day_of(today) if date is None else parse_day(date, today)
        await self.bot.answer(
            interaction, Request(ON_THIS_DAY, {"day": str(day), "zone": str(zone)})
        )

    async def answer_random(self, _request: Request, _number: int) -> ui.LayoutView:
        """Return a post at random."""
        post = await self.bot.services.memories.random()
        if post is None:
            return sentence(
                "The archive holds no post yet.\n-# Whoever runs the bot can load one: "
                "`throwback import PATH`"
            )
        lengths = await self.bot.services.threads.lengths([post.id])
        return page("", [Card(post, button=thread_button(post.id, lengths.get(post.id, 1)))])

    async def answer_on_this_day(self, request: Request, number: int) -> ui.LayoutView:
        """Return page `number` of what was posted on the request's day."""
        zone = ZoneInfo(request.arguments["zone"])
        today = self.bot.clock.now().astimezone(zone).date()
        day = parse_day(request.arguments["day"], today)
        remembered = await self.bot.services.memories.on_this_day(day, zone)
        if not remembered.memories:
            return sentence(
                f"Nothing was posted on {day.name} in any year.\n"
                "-# Try another day: `/onthisday date:10-28`"
            )
        pages = -(-len(remembered.memories) // PER_PAGE)
        shown = remembered.memories[number * PER_PAGE : (number + 1) * PER_PAGE]
        token = await self.bot.services.pages.keep(request)
        return page(
            f"### On {day.name}\n{_years(remembered.memories)}",
            [_card(memory, today.year) for memory in shown],
            hint=_hint(remembered, number, pages),
            buttons=page_buttons(token, number, pages),
        )


def _years(memories: Sequence[Memory]) -> str:
    years = sorted({memory.year for memory in memories})
    span = f"{years[0]}" if len(years) == 1 else f"{len(years)} years, {years[0]}-{years[-1]}"
    return f"{span} · {len(memories)} to remember"


def _card(memory: Memory, this_year: int) -> Card:
    button = thread_button(memory.post.id, memory.thread_length)
    return Card(memory.post, _note(memory, this_year), button=button)


def _note(memory: Memory, this_year: int) -> str:
    ago = this_year - memory.year
    when = {0: "this year", 1: "a year ago"}.get(ago, f"{ago} years ago")
    length = memory.thread_length
    thread = f" · begins a thread of {length}"
    return f"**{memory.year}** · {when}" + (thread if length > 1 else "")


def _hint(remembered: OnThisDay, number: int, pages: int) -> str:
    parts = [f"Page {number + 1} of {pages}"] if pages > 1 else []
    if LEAP_DAY in remembered.days and remembered.day != LEAP_DAY:
        parts.append("This year has no 29 February, so its posts are remembered today")
    return " · ".join(parts)


async def setup(bot: Throwback) -> None:
    """Load the cog."""
    await bot.add_cog(MemoriesCog(bot))
