"""In which language an answer is: the asker's if they alone see it, else the server's."""

from collections.abc import Awaitable, Callable

from discord import ui

from bot.languages import Language, current, of_discord, switch_to
from bot.ui.cards.page import Page
from bot.ui.interactions.respond import Interaction


def language_of(interaction: Interaction, *, private: bool) -> Language:
    """Return the language of an answer. Direct messages and groups have none: the asker's."""
    of_guild = interaction.guild_locale
    return of_discord(interaction.locale if private or of_guild is None else of_guild)


def speak(interaction: Interaction, *, private: bool) -> None:
    """Speak the language of an answer from now on, until the task of the interaction ends."""
    switch_to(language_of(interaction, private=private))


async def in_readers_language(
    interaction: Interaction, build: Callable[[], Awaitable[ui.LayoutView]]
) -> ui.LayoutView:
    """Return the page that `build` makes in the current language, the one of its readers.

    Whether a page is private after all, as one without any post, is known when it is made: then it
    is made again in the asker's language. Such a page changed nothing.
    """
    page = await build()
    asker = language_of(interaction, private=True)
    if isinstance(page, Page) and page.private and asker != current():
        switch_to(asker)
        page = await build()
    return page
