"""Servers whose time zone no longer exists: their managers are notified of it."""

from bot.languages import CommandName, _, speaking
from bot.ui.interactions.respond import Interaction, add_note
from bot.ui.interactions.speech import language_of

_LOST_ZONE = "lost zone"  # never translated: a key in an interaction's extras


class LostZones:
    """Remembers who was notified, so that each manager of a server is notified once."""

    def __init__(self) -> None:
        self._notified: set[tuple[int | None, int]] = set()

    def note(self, interaction: Interaction, name: str) -> None:
        """Note that the zone `name` of an interaction's server is gone."""
        interaction.extras[_LOST_ZONE] = name

    async def notify(self, interaction: Interaction, used: object) -> None:
        """Notify a manager if the server's zone is gone; `used` is the one in its place."""
        name, user = interaction.extras.get(_LOST_ZONE), (interaction.guild_id, interaction.user.id)
        if not name or not interaction.permissions.manage_guild or user in self._notified:
            return
        self._notified.add(user)
        with speaking(language_of(interaction, private=True)):
            sentence = _(
                "This server chose the time zone {name}, which does not exist any more. Its days "
                "now pass as in {used}; {command} chooses another.",
                name=name, used=used, command=CommandName("archive timezone"),
            )  # fmt: skip
        await add_note(interaction, sentence)
