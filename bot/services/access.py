"""Who may see the archive, and where."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum, auto


class Access(Enum):
    """How a request may be answered."""

    OPEN = auto()
    """For all to see."""

    PRIVATE = auto()
    """For the asker's eyes alone."""

    REFUSED = auto()
    """With one private sentence and no word of a post."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The rule: the servers that were named; the owners anywhere else they are alone.

    `guilds` holds the ids of the servers that may see the archive; `owners` those of the
    application's owner or team and of whoever the operator named beside them. With no server named
    the owners are answered anywhere, privately. With servers named, nobody is answered in another.
    """

    guilds: AbstractSet[int]
    owners: AbstractSet[int]

    def access(self, guild: int | None, user: int) -> Access:
        """Decide on a request by `user` in server `guild`; None is a direct message."""
        if guild in self.guilds:
            return Access.OPEN
        if user in self.owners and (guild is None or not self.guilds):
            return Access.PRIVATE
        return Access.REFUSED

    def refusal(self, guild: int | None) -> str:
        """Return the sentence for a request that is refused."""
        if guild is None:
            return "This archive can be asked in the servers that its owner chose, not here."
        return (
            "This server may not see the archive. If you run the bot, add the server's id to its "
            f"settings and restart it: GUILDS={','.join(map(str, sorted({*self.guilds, guild})))}"
        )
