"""/privacy: what is kept about the asker, and its deletion."""

from discord import app_commands, ui
from discord.ext import commands

from bot.app import Interaction, Throwback
from bot.languages import ngettext
from bot.services.page_requests import LIFETIME
from bot.services.privacy import StoredAboutUser
from bot.ui.interactions.availability import anywhere
from bot.ui.privacy import ForgetRequest, PrivacyRequest, direct_channel, privacy_page


class PrivacyCog(commands.Cog):
    """What is kept about users. All answers are for the asker alone."""

    def __init__(self, bot: Throwback) -> None:
        self.bot = bot
        bot.register(PrivacyRequest, self.answer)
        bot.register(ForgetRequest, self.answer_forgetting)

    @app_commands.command(name="privacy", description="See and delete what is kept about you")
    @anywhere
    async def privacy(self, interaction: Interaction) -> None:
        """Answer /privacy."""
        request = PrivacyRequest(interaction.user.id, direct_channel(interaction))
        await self.bot.answer(interaction, lambda _zone: request, private=True)

    async def answer(self, request: PrivacyRequest, _number: int) -> ui.LayoutView:
        """Return what is kept about the request's user."""
        stored = await self.bot.services.privacy.stored(request.user, request.direct)
        return privacy_page(request, _kept(stored), LIFETIME)

    async def answer_forgetting(self, request: ForgetRequest, _number: int) -> ui.LayoutView:
        """Delete what is kept about the request's user, and return what is left."""
        await self.bot.services.privacy.forget(request.user, request.direct)
        return await self.answer(request, 0)


def _kept(stored: StoredAboutUser) -> str:
    """Return what is stored about a user in words; nothing if nothing is."""
    lines = []
    if stored.hidden:
        lines.append(
            ngettext(
                "That you hid posts: {count:,}, until they are shown again.",
                "That you hid posts: {count:,}, until they are shown again.",
                stored.hidden,
            )
        )
    if stored.corrections:
        lines.append(
            ngettext(
                "That you linked or parted posts: {count:,} times, for as long as the archive "
                "exists.",
                "That you linked or parted posts: {count:,} times, for as long as the archive "
                "exists.",
                stored.corrections,
            )
        )
    if stored.asked:
        lines.append(
            ngettext(
                "Which posts you were asked about: {count:,} question, for as long as the archive "
                "exists.",
                "Which posts you were asked about: {count:,} questions, for as long as the archive "
                "exists.",
                stored.asked,
            )
        )
    if stored.drawn:
        lines.append(
            ngettext(
                "Which posts you were shown at random in these messages: {count:,}, for {days} "
                "days after the last.",
                "Which posts you were shown at random in these messages: {count:,}, for {days} "
                "days after the last.",
                stored.drawn,
                days=LIFETIME.days,
            )
        )
    return "\n".join(lines)


async def setup(bot: Throwback) -> None:
    """Load the cog."""
    await bot.add_cog(PrivacyCog(bot))
