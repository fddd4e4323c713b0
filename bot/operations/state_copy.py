"""Copies of the state from a file into PostgreSQL, back, and into a file for a backup."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.clock import SystemClock
from bot.errors import AlreadyRunningError, DatabaseError
from bot.languages import lazy
from bot.services.container import STATE_FILE
from bot.storage.connections import exists
from bot.storage.database import Database
from bot.storage.engines import StateDatabase
from bot.storage.errors import InUseError
from bot.storage.files.shard_lock import every_bot_locked
from bot.storage.postgres.opening import postgres_state
from bot.storage.postgres.options import PostgresOptions, is_url
from bot.storage.state.copies.whole import copy_state
from bot.storage.state.processes.presence import ProcessStore

_WAIT = 30.0  # seconds: whole tables are read and written


@dataclass(frozen=True, slots=True)
class CopiedState:
    """What was copied: from where, to where, and the number of rows of each table.

    The places are for messages: neither has a password.
    """

    source: str
    target: str
    rows: dict[str, int]


async def copy_between(
    source: str, target: str, *, force: bool = False, beside_bots: bool = False
) -> CopiedState:
    """Copy a state, each a path or a URL, into one that is empty; see `copy_state`.

    No bot may run on a file of them, nor in PostgreSQL unless `beside_bots`: what it remembers
    afterwards would be lost, and digests posted twice. Raises InUseError if one does, DatabaseError
    if there is no file to copy, if both are the same, and as `copy_state` does.
    """
    names = _name(source), _name(target)
    if _same(source) == _same(target):
        raise DatabaseError(lazy("{name} cannot be copied to itself.", name=names[0]))
    if not is_url(source) and not exists(Path(source)):
        raise DatabaseError(lazy("There is no {name}: nothing can be copied.", name=names[0]))
    async with AsyncExitStack() as stack:
        for one in (source, target):
            if is_url(one):
                continue
            try:
                stack.enter_context(every_bot_locked(Path(one)))
            except AlreadyRunningError as error:
                raise InUseError(Path(one)) from error
        given = await stack.enter_async_context(_state(source))
        taken = await stack.enter_async_context(_state(target))
        for state, name in zip((given, taken), names, strict=True):
            if not beside_bots and await _is_in_use(state):
                raise InUseError(name)
        return CopiedState(*names, await copy_state(given, taken, names[1], force=force))


@asynccontextmanager
async def as_file(url: str) -> AsyncIterator[Path]:
    """Copy the state at a URL into a file, which is there for the length of the block.

    Bots may write meanwhile: the copy is as of one moment.
    """
    with tempfile.TemporaryDirectory(prefix="throwback-") as folder:
        path = Path(folder) / STATE_FILE
        await copy_between(url, str(path), beside_bots=True)
        yield path


def _state(place: str) -> StateDatabase:
    if is_url(place):
        return postgres_state(place, wait=_WAIT)
    return Database(Path(place), "state", wait=_WAIT)


async def _is_in_use(state: StateDatabase) -> bool:
    return state.has_processes and await ProcessStore(state).are_there(SystemClock().now())


def _name(place: str) -> str:
    return PostgresOptions.parse(place).name if is_url(place) else place


def _same(place: str) -> str:
    """Return what two names of the same place have in common."""
    return PostgresOptions.parse(place).url if is_url(place) else str(Path(place).resolve())
