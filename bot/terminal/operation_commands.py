"""The commands that copy and check the databases as files."""

from contextlib import suppress

from bot.archive.timestamps import to_milliseconds
from bot.clock import SystemClock
from bot.errors import DatabaseError
from bot.formats import json_records
from bot.operations.backup import back_up
from bot.services.container import STATE_FILE
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.state.backups import BackupStore
from bot.terminal import streams
from bot.terminal.arguments import Arguments
from bot.terminal.render import Terminal


async def backup(chosen: Arguments, settings: Settings) -> None:
    """Copy both databases into a new folder."""
    state = settings.database.with_name(STATE_FILE)
    made = await back_up(settings.database, state, chosen.path)
    if state.exists():
        # An erasure names it. A backup is whole without that, where state.db cannot be written.
        with suppress(DatabaseError):
            async with Database(state, "state") as database:
                made_at = to_milliseconds(SystemClock().now())
                await BackupStore(database).add(chosen.path.absolute(), made_at)
    if chosen.json:
        streams.print_record(json_records.backup_record(made))
    else:
        Terminal(streams.console(), settings.time_zone).backup(made)
