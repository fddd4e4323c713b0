"""What most commands begin with: the services over the archive, and the printer of answers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import tzinfo

from bot.clock import SystemClock
from bot.errors import DatabaseError, NoArchiveError
from bot.services.container import Services
from bot.settings import Settings
from bot.storage.connections import exists
from bot.terminal import streams
from bot.terminal.render import Terminal

_QUICKLY_UPGRADED = 20_000  # posts, of which a new index is made in two seconds


@asynccontextmanager
async def open_archive(settings: Settings, *, state: bool = False) -> AsyncIterator[Services]:
    """Open the archive, and with `state` what the bot remembers beside it.

    Raises NoArchiveError if there is none.
    """
    if not exists(settings.database):
        raise NoArchiveError(settings.database)
    async with Services(
        settings.database,
        SystemClock(),
        state=state,
        likely_from=settings.likely_from,
        accounts=settings.guild_accounts,
        max_pixels=settings.max_pixels,
        litestream=settings.litestream,
        read_only=settings.archive_read_only,
        state_url=settings.state_url,
    ) as services:
        # Posts loaded by an older version have no links yet; in a read-only file they get none.
        with suppress(DatabaseError):
            await services.imports.compute_missing_links()
            await services.index_upgrade.run(_QUICKLY_UPGRADED)
            await services.links_upgrade.run(_QUICKLY_UPGRADED)
        yield services


def terminal(settings: Settings, zone: tzinfo | None = None) -> Terminal:
    """Return a printer on standard output, with times in `zone`, by default the settings'."""
    return Terminal(streams.console(), zone or settings.time_zone)
