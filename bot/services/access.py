"""Access control: which users may see the archive, and in which servers."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import Enum, auto

from bot.languages import Message, lazy


class Access(Enum):
    """How the bot may answer a request."""

    OPEN = auto()
    """Publicly, in the channel."""

    PRIVATE = auto()
    """Privately: only the requesting user sees the answer."""

    REFUSED = auto()
    """Not at all: the user gets one private sentence that contains no text of a post."""


@dataclass(frozen=True, slots=True)
class AccessPolicy:
    """The access rule: configured servers see the archive, trusted users also see it in private.

    `guilds` holds the ids of the servers that may see the archive. `owners` holds the user ids of
    the application's owner or team and of any users that the operator added; `users` holds those of
    other users whom the operator trusts. Owners and these users always get a private answer in a
    direct message, and anywhere if they installed the bot for themselves. Without configured
    servers, they also get one in every server; with configured servers, nobody else gets an answer
    in any other server. `operators` are the application's owner or team alone, who may learn the
    settings. `accounts` are those of the servers that see some accounts alone.
    """

    guilds: AbstractSet[int]
    owners: AbstractSet[int]
    operators: AbstractSet[int] = frozenset()
    users: AbstractSet[int] = frozenset()
    accounts: Mapping[int, AbstractSet[str]] = field(default_factory=dict)

    def access(self, guild: int | None, user: int, *, installed: bool = False) -> Access:
        """Return the access of `user` in server `guild`; None means a direct message.

        `installed` is whether the user installed the bot for themselves.
        """
        if guild in self.guilds:
            return Access.OPEN
        trusted = user in self.owners or user in self.users
        if trusted and (guild is None or installed or not self.guilds):
            return Access.PRIVATE
        return Access.REFUSED

    def refusal_message(self, guild: int | None, user: int) -> Message:
        """Return the sentence that answers a refused request in `guild` (None: direct message).

        The ids of other servers are for operators only.
        """
        if guild is None:
            return lazy("This archive can be asked in the servers that its owner chose, not here.")
        ids = sorted({*self.guilds, guild}) if user in self.operators else ()
        shown = [self._setting(id) for id in ids] or ["…", f"{guild}"]
        return lazy(
            "This server may not see the archive. If you run the bot, add the server's id to its "
            "settings and restart it: GUILDS={guilds}",
            guilds=",".join(shown),
        )

    def _setting(self, guild: int) -> str:
        """Return a server as GUILDS has it: with the accounts that it is restricted to."""
        accounts = sorted(self.accounts.get(guild, ()))
        return f"{guild}:{'+'.join(accounts)}" if accounts else f"{guild}"
