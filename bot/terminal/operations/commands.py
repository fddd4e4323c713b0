"""`throwback backup`, `throwback restore` and `throwback check --deep`."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from bot.archive.timestamps import to_milliseconds
from bot.clock import SystemClock
from bot.errors import DatabaseError
from bot.formats import operation_lines as lines
from bot.formats import operation_records as records
from bot.operations.backup import back_up
from bot.operations.deep_check import check_deeply
from bot.operations.restore import restore as restore_backup
from bot.operations.rotation import back_up_into
from bot.services.container import STATE_FILE
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.state.backups import BackupStore
from bot.terminal import streams
from bot.terminal.arguments import Arguments


async def backup(chosen: Arguments, settings: Settings) -> None:
    """Copy both databases and the media files into a new folder."""
    archive, state = settings.database, settings.database.with_name(STATE_FILE)
    now, media = SystemClock().now(), not chosen.no_media
    deleted: list[Path] = []
    if chosen.keep:
        made, deleted = await back_up_into(
            archive, state, chosen.path, now, chosen.keep, media=media
        )
    else:
        made = await back_up(archive, state, chosen.path, media=media)
    if state.exists():
        # An erasure names it. A backup is whole without that, where state.db cannot be written.
        with suppress(DatabaseError):
            async with Database(state, "state", litestream=settings.litestream) as database:
                store = BackupStore(database)
                await store.add(made.path.absolute(), to_milliseconds(now))
                await store.remove([path.absolute() for path in deleted])
    if chosen.json:
        streams.print_record(records.backup_record(made, deleted))
    else:
        _print(lines.of_backup(made, deleted))


async def restore(chosen: Arguments, settings: Settings) -> None:
    """Put a backup in the place of the databases."""
    state = settings.database.with_name(STATE_FILE)
    now = SystemClock().now()
    restored = await restore_backup(chosen.path, settings.database, state, now, force=chosen.force)
    if chosen.json:
        streams.print_record(records.restored_record(restored))
    else:
        _print(lines.of_restore(restored, settings.database))


async def check_deep(chosen: Arguments, settings: Settings) -> None:
    """Prove the databases, and the media files of a backup, without a connection to Discord."""
    proof = await check_deeply(settings.database, settings.database.with_name(STATE_FILE))
    if chosen.json:
        streams.print_record(records.proof_record(proof))
    else:
        _print(lines.of_proof(proof))


def _print(texts: Iterable[str]) -> None:
    console = streams.console()
    for text in texts:
        console.print(text)
