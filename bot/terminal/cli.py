"""The entry point of the `throwback` command: arguments in, exit status out."""

import asyncio
import errno
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot.errors import SettingsError, StoppedError, ThrowbackError
from bot.settings import Settings, environment
from bot.terminal import archive_commands, bot_commands, erasing, operation_commands, streams
from bot.terminal.arguments import Arguments, parser
from bot.terminal.check import preflight

_UNWRITABLE = {errno.ENOSPC, errno.EFBIG, errno.EIO, errno.EBADF}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command in `arguments`, by default the command line; return its exit status.

    0 is success (also if nothing was found), 1 is failure, 2 wrong usage or settings, 130 an
    interrupted command. Each problem is one line on standard error.
    """
    chosen = parser(_COMMANDS).parse_args(arguments)
    streams.set_up(json=getattr(chosen, "json", chosen.command is archive_commands.export))
    try:
        asyncio.run(_perform(chosen))
        if sys.stdout is not None:
            sys.stdout.flush()
    except ThrowbackError as error:
        for problem in error.problems if isinstance(error, SettingsError) else [str(error)]:
            print(f"throwback: {' '.join(problem.split())}", file=sys.stderr)  # noqa: T201 - the contract
        return error.exit_code
    except KeyboardInterrupt:
        stopped = StoppedError()
        if chosen.command is archive_commands.import_archives:
            print(f"throwback: {stopped}", file=sys.stderr)  # noqa: T201 - the contract
        return stopped.exit_code
    except BrokenPipeError:
        streams.abandon_output()  # the reader has closed it
    except OSError as error:
        if error.errno not in _UNWRITABLE:
            raise
        streams.abandon_output()
        print(f"throwback: The output cannot be written: {error.strerror}.", file=sys.stderr)  # noqa: T201 - the contract
        return 1
    return 0


async def _perform(chosen: Arguments) -> None:
    settings, problems = Settings.examine(environment(Path(".env")))
    if chosen.database is not None:
        settings = replace(settings, database=chosen.database)
    if chosen.connects:
        problems += await preflight(settings)
    if problems:
        raise SettingsError(problems)
    await chosen.command(chosen, settings)


_COMMANDS = {
    "demo": bot_commands.demo,
    "run": bot_commands.run,
    "import": archive_commands.import_archives,
    "search": archive_commands.search,
    "random": archive_commands.random,
    "onthisday": archive_commands.onthisday,
    "thread": archive_commands.thread,
    "threads": archive_commands.threads,
    "hide": archive_commands.hide,
    "unhide": archive_commands.unhide,
    "erase": erasing.erase,
    "export": archive_commands.export,
    "repair": archive_commands.repair,
    "backup": operation_commands.backup,
    "check": bot_commands.check,
    "sync": bot_commands.sync,
}
