"""For whom an answer is: the server whose members read it decides which posts it may have."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from bot.languages import _
from bot.storage.archive.audience import unknown_accounts

audience: ContextVar[int | None] = ContextVar("audience", default=None)
"""The id of the server that the present task answers in; None: an owner or a trusted user, alone.

A view of the archive has the posts that this server may see.
"""


@contextmanager
def answering(guild: int | None) -> Iterator[None]:
    """Answer in the server `guild` during the block; None: an owner, alone."""
    before = audience.set(guild)
    try:
        yield
    finally:
        audience.reset(before)


def account_problems(archive: Path, accounts: Mapping[int, frozenset[str]]) -> list[str]:
    """Return a sentence for each account of `accounts`, by server, that the archive does not hold.

    A server must not see all accounts, nor none in silence, because a name is misspelt.
    """
    if not accounts:
        return []
    named = frozenset[str]().union(*accounts.values())
    return [
        _(
            "GUILDS is not valid: the archive has no post of an account “{name}”; give its name, "
            "as `throwback search` shows it, or its id.",
            name=name,
        )
        for name in unknown_accounts(archive, named)
    ]
