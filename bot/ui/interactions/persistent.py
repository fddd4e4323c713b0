"""The base of components that outlive the process that created them."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar, TypeVar

from discord import ui

from bot.ui.interactions.client import Client, Target
from bot.ui.interactions.request import Request
from bot.ui.interactions.respond import Interaction, report
from bot.ui.observation.observer import observed

ItemT = TypeVar("ItemT", bound=ui.Item[Any])

NO_TEMPLATE = r"(?!)"
"""The template of a base class: it matches nothing."""


class PersistentComponent(ui.DynamicItem[ItemT], ABC, template=NO_TEMPLATE):
    """A component that can be recreated from its custom_id, which the subclass's template reads."""

    async def callback(self, interaction: Interaction) -> None:
        """Answer. discord.py would only log an error, so it is reported here."""
        with observed(interaction, "component", type(self).__name__):
            try:
                bot: Client = interaction.client
                bot.cooldowns.check(interaction)
                await self.answer(interaction)
            except Exception as error:  # noqa: BLE001 - any error is reported to the user
                await report(interaction, error)

    @abstractmethod
    async def answer(self, interaction: Interaction) -> None:
        """Answer an interaction; what it raises is reported."""


class PersistentItem(PersistentComponent[ItemT], template=NO_TEMPLATE):
    """A component that asks for page `number`, counted from 0, of a request.

    The answer goes to `target`.
    """

    target: ClassVar[Target]
    number = 0

    @abstractmethod
    def asks(self) -> Request:
        """Return the request that using it makes. Raises PageExpiredError if there is none."""

    async def answer(self, interaction: Interaction) -> None:
        """Have the bot answer the request."""
        bot: Client = interaction.client
        await bot.press(interaction, self.asks, self.target, self.number)
