"""What is stored about a user of the bot, and its deletion."""

from dataclasses import dataclass

from bot.storage.archive.threads.corrections import CorrectionStore
from bot.storage.state.hidden import HiddenPostStore
from bot.storage.state.hidden_in_guilds import HiddenInGuildStore
from bot.storage.state.shuffles import ShuffleStore
from bot.storage.state.threads.teaching import TeachingStore

FORGOTTEN = "forgotten"
"""Who hid or corrected a post, if that was deleted on request."""


@dataclass(frozen=True, slots=True)
class StoredAboutUser:
    """How much is stored about a user.

    `hidden` counts the posts that the user hid, everywhere and in single servers, `corrections` the
    links that they corrected, `asked` the questions about links that they were asked, each with
    their user id; `drawn` the posts that their direct messages with the bot showed at random.
    """

    hidden: int
    corrections: int
    asked: int
    drawn: int


class Privacy:
    """Counts and deletes what is stored about a user.

    `direct` is the id of the channel of their direct messages with the bot, None if it is unknown.
    """

    def __init__(
        self,
        hidden: HiddenPostStore,
        hidden_in_guilds: HiddenInGuildStore,
        corrections: CorrectionStore,
        asked: TeachingStore,
        shuffles: ShuffleStore,
    ) -> None:
        self._hidden = hidden
        self._hidden_in_guilds = hidden_in_guilds
        self._corrections = corrections
        self._asked = asked
        self._shuffles = shuffles

    async def stored(self, user: int, direct: int | None) -> StoredAboutUser:
        """Return how much is stored about a user."""
        return StoredAboutUser(
            await self._hidden.count_by(str(user))
            + await self._hidden_in_guilds.count_by(str(user)),
            await self._corrections.count_by(str(user)),
            await self._asked.count_by(str(user)),
            0 if direct is None else await self._shuffles.count_drawn(_shuffle(direct)),
        )

    async def forget(self, user: int, direct: int | None) -> None:
        """Delete it. What they hid and corrected stays so, without their id."""
        stored = await self.stored(user, direct)
        if stored.hidden:
            await self._hidden.rename_by(str(user), FORGOTTEN)
            await self._hidden_in_guilds.rename_by(str(user), FORGOTTEN)
        if stored.corrections:  # few users have any: others do not write to archive.db
            await self._corrections.rename_by(str(user), FORGOTTEN)
        if stored.asked:
            await self._asked.delete_by(str(user))
        if direct is not None:
            await self._shuffles.delete_all(_shuffle(direct))


def _shuffle(channel: int) -> str:
    return f"channel:{channel}"
