"""`throwback backup`, `throwback restore`, `throwback check --deep` and `throwback state copy`."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

from bot.archive.timestamps import to_milliseconds
from bot.clock import SystemClock
from bot.errors import DatabaseError, UsageError
from bot.formats import operation_lines as lines
from bot.formats import operation_records as records
from bot.languages import _, lazy
from bot.operations.backup import back_up
from bot.operations.deep_check import check_deeply
from bot.operations.restore import restore as restore_backup
from bot.operations.rotation import back_up_into
from bot.operations.state_copy import as_file, copy_between
from bot.services.container import STATE_FILE
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.engines import StateDatabase
from bot.storage.postgres.opening import postgres_state
from bot.storage.postgres.options import PostgresOptions, is_url
from bot.storage.state.backups import BackupStore
from bot.terminal import streams
from bot.terminal.arguments import Arguments

_SETTING = "STATE_URL"
_REMEMBERED = lazy(
    "What the bot remembers is in PostgreSQL and stays as it is. To put that of the backup there: "
    "throwback state copy --from {path} --to STATE_URL --force"
)


async def backup(chosen: Arguments, settings: Settings) -> None:
    """Copy both databases and the media files into a new folder."""
    archive, state = settings.database, settings.database.with_name(STATE_FILE)
    now, media = SystemClock().now(), not chosen.no_media
    deleted: list[Path] = []
    async with _state_file(settings) as file:
        if chosen.keep:
            made, deleted = await back_up_into(
                archive, file, chosen.path, now, chosen.keep, media=media
            )
        else:
            made = await back_up(archive, file, chosen.path, media=media)
    if settings.state_url or state.exists():
        # An erasure names it. A backup is whole without that, where state.db cannot be written.
        with suppress(DatabaseError):
            async with _state(settings, state) as database:
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
        if settings.state_url:
            _print([str(_REMEMBERED.filled(path=state))])


async def check_deep(chosen: Arguments, settings: Settings) -> None:
    """Prove the databases, and the media files of a backup, without a connection to Discord."""
    if chosen.database:  # a backup, perhaps, which has a state.db of its own
        proof = await check_deeply(settings.database, settings.database.with_name(STATE_FILE))
    else:
        async with _state_file(settings) as state:
            proof = await check_deeply(settings.database, state)
        if settings.state_url is not None:  # not the file that it was copied into
            name = PostgresOptions.parse(settings.state_url).name
            proof.databases[-1] = replace(proof.databases[-1], path=Path(name))
    if chosen.json:
        streams.print_record(records.proof_record(proof))
    else:
        _print(lines.of_proof(proof))


async def copy_state(chosen: Arguments, settings: Settings) -> None:
    """Copy what the bot remembers from one place to another."""
    target = _place(chosen.to, settings)
    file = str(settings.database.with_name(STATE_FILE))
    source = file if is_url(target) else settings.state_url or file
    if chosen.source is not None:
        source = _place(chosen.source, settings)
    copied = await copy_between(source, target, force=chosen.force)
    if chosen.json:
        streams.print_record(records.copied_state_record(copied))
    else:
        _print(lines.of_copied_state(copied))


def _place(given: str, settings: Settings) -> str:
    """Return a path or a URL. Raises UsageError for a setting that is not set."""
    if given != _SETTING:
        return given
    if settings.state_url is None:
        raise UsageError(
            _(
                "{name} is not set. Put the database's address there first, in .env for example, "
                "or give the address in place of the word.",
                name=_SETTING,
            )
        )
    return settings.state_url


@asynccontextmanager
async def _state_file(settings: Settings) -> AsyncIterator[Path]:
    """Yield the file that has the state: a copy for the length of the block, of PostgreSQL's."""
    if settings.state_url is None:
        yield settings.database.with_name(STATE_FILE)
        return
    async with as_file(settings.state_url) as copy:
        yield copy


def _state(settings: Settings, file: Path) -> StateDatabase:
    if settings.state_url is not None:
        return postgres_state(settings.state_url)
    return Database(file, "state", litestream=settings.litestream)


def _print(texts: Iterable[str]) -> None:
    console = streams.console()
    for text in texts:
        console.print(text)
